import { loadCommonJs } from './load-common-js.ts';

const { newStemmer } = loadCommonJs<typeof import('snowball-stemmers')>('snowball-stemmers');
const stemmer = newStemmer('english');

/** The words of a text: runs of letters and digits, in lower case, without accents. */
export function words(text: string): string[] {
  // Most text is plain ASCII, where the same is had in a third of the time.
  if (isAscii(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Whether every character is one byte in UTF-8. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** Stems of words met before: few words make up most of any text, and stemming is the costly part of comparing. */
const known = new Map<string, string>();
const mostKnown = 50_000;

/** A word's stem (Snowball English, M. Porter). The word should come from {@link words}. */
export function stem(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const found = stemmer.stem(word);
  if (known.size >= mostKnown) known.clear();
  known.set(word, found);
  return found;
}

/** The stems of a text's words, in order. */
export function stems(text: string): string[] {
  return words(text).map(stem);
}
