/**
 * BM25 among the candidates of one query (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond,
 * Foundations and Trends in Information Retrieval 3(4), 2009), for what a store does not count: pairs of words, and words
 * that the query does not have. Frequencies are those in the candidates, so what they all share weighs nothing, and what
 * tells them apart weighs the most.
 */

/** The usual constants, those of the stores too. */
const saturation = 1.2;
const lengthShare = 0.75;

/** Weight of something that `having` of `all` candidates have. Never negative. */
export function localWeight(having: number, all: number): number {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}

/** What `count` occurrences in a text of `length` words are worth, from 0 to 2.2. */
export function saturated(count: number, length: number, meanLength: number): number {
  if (count === 0) return 0;
  const norm = 1 - lengthShare + (lengthShare * length) / meanLength;
  return (count * (saturation + 1)) / (count + saturation * norm);
}

/** Mean length of the texts, at least 1. */
export function meanLength(texts: readonly { readonly length: number }[]): number {
  return Math.max(1, texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length));
}
