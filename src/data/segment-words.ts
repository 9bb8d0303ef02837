import { type Words, wordsSources } from './segment.ts';

/** All of a segment's words as one text, for the keyword index; the empty string when it has none. */
export function allWords(words: Words): string {
  return wordsSources
    .map((source) => words[source])
    .filter((text) => text !== undefined && text !== '')
    .join('\n');
}
