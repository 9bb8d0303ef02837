/** The beginning of a text, at most so many UTF-16 units and never half a character; stray halves inside it are replaced. */
export function cutText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '') : text;
  return cut.replace(/\p{Surrogate}/gu, '\ufffd');
}
