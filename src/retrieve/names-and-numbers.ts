import { words } from '../support/terms.ts';

/**
 * The words of a question that single something out: what holds a digit, and what is written with a capital inside a sentence
 * (`Apple`, `Q3`, `2023`, `5-speed`). Lower case, each once. A question in capitals throughout names nothing by them.
 */
export function namesAndNumbers(text: string): string[] {
  const shouted = !/\p{Ll}/u.test(text);
  const found = new Set<string>();
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const [word] = match;
    const before = text.slice(0, match.index).trimEnd();
    const opens = before === '' || /[.?!:]["')\]]*$/.test(before);
    const isName = !shouted && !opens && word.length > 1 && /^\p{Lu}/u.test(word);
    if (isName || /\p{N}/u.test(word)) for (const one of words(word)) found.add(one);
  }
  return [...found];
}
