const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/** Every line of a document's text marked with "> ", so that none of it can pass for one of ours in a prompt. */
export function quotedLines(text: string): string {
  return text
    .split(lineBreaks)
    .filter((line) => line.trim() !== '')
    .map((line) => `> ${line}`)
    .join('\n');
}
