const askers =
  /^(who|whom|whose|what|when|where|why|how|which|is|are|was|were|does|do|did|can|could|should|would|will|may|has|have|tell me|explain|describe|compare|wer|was|wann|wo|warum|wie|welche[rs]?|qui|quoi|quand|où|pourquoi|comment|quelle?s?|qué|cuándo|dónde|por qué|cómo|cuál)\s/iu;

/** Whether words ask something, so that an answer is wanted rather than pictures and places alone. */
export function looksLikeQuestion(text: string): boolean {
  const words = text.trim();
  return words.endsWith('?') || (askers.test(words) && words.split(/\s+/).length >= 3);
}

const common = new Set(
  'a an and are as at be but by can do does for from has have how i if in is it its of on or that the their this to was what when where which who why will with you your'.split(
    ' ',
  ),
);
const wordPattern = /[\p{L}\p{N}]+/gu;

/** A text cut into pieces, those that are words of the question marked. */
export function markWords(text: string, question: string): { readonly text: string; readonly marked: boolean }[] {
  const stems = new Set(
    [...question.matchAll(wordPattern)]
      .map(([word]) => word.toLowerCase())
      .filter((word) => !common.has(word))
      .map(stem),
  );
  if (stems.size === 0) return [{ text, marked: false }];
  const pieces: { text: string; marked: boolean }[] = [];
  let done = 0;
  for (const found of text.matchAll(wordPattern)) {
    if (!stems.has(stem(found[0].toLowerCase()))) continue;
    if (found.index > done) pieces.push({ text: text.slice(done, found.index), marked: false });
    done = found.index + found[0].length;
    pieces.push({ text: found[0], marked: true });
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false });
  return pieces;
}

/** Good enough to mark `zippers` for `zipper`; what is found is decided by the server alone. */
export function stem(word: string): string {
  const cut = word.replace(/(?:ies|ing|ed|es|s|y)$/, '');
  return cut.length >= 3 ? cut : word;
}
