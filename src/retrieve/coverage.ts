import type { Segment } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import { textStems } from './content-stems.ts';

/**
 * How much of a query each segment's words cover: the sum of the inverse document frequencies of the query's stems that
 * occur in it, over the sum for all of them. Frequencies are counted in the candidates themselves, so a word that no
 * candidate has weighs the most, and matching only what everything matches says little.
 *
 * @returns a number from 0 to 1 for each segment.
 */
export function coverage(stemsWanted: readonly string[], segments: readonly Segment[]): number[] {
  const wanted = new Set(stemsWanted);
  const found = segments.map((segment) => {
    const { all } = textStems(allWords(segment.words));
    return new Set([...wanted].filter((one) => all.has(one)));
  });
  const weights = new Map(
    stemsWanted.map((one) => {
      const frequency = found.filter((set) => set.has(one)).length;
      return [one, Math.log(1 + (segments.length - frequency + 0.5) / (frequency + 0.5))] as const;
    }),
  );
  const total = sum(weights.values());
  return found.map((set) => (total === 0 ? 0 : sum([...set].map((one) => weights.get(one) ?? 0)) / total));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
