import type { ContentStems } from './content-stems.ts';
import { localWeight, meanLength, saturated } from './local-bm25.ts';

/** Two words are near when at most this many places apart; function words have no place. */
const nearPlaces = 2;
/** Pairs of a question looked at: a pasted page has thousands, which say no more. */
const mostPairs = 64;

/**
 * How much of what stands together in the question stands together in each text: BM25 over the pairs of neighbouring content
 * words, counted where both stand near each other in either order. This is the unordered window of the sequential dependence
 * model (Metzler and Croft, A Markov Random Field Model for Term Dependencies, SIGIR 2005).
 *
 * @param asked the question's content stems in order.
 * @returns a number from 0 up for each text.
 */
export function nearness(asked: readonly string[], texts: readonly ContentStems[]): number[] {
  const mean = meanLength(texts);
  const scores = texts.map(() => 0);
  for (const [a, b] of neighbours(asked)) {
    const counts = texts.map(({ places }) => countNear(places.get(a), places.get(b)));
    const weight = localWeight(counts.filter((count) => count > 0).length, texts.length);
    for (const [i, text] of texts.entries())
      scores[i] = (scores[i] ?? 0) + weight * saturated(counts[i] ?? 0, text.length, mean);
  }
  return scores;
}

function neighbours(asked: readonly string[]): (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const [i, a] of asked.entries()) {
    const b = asked[i + 1];
    if (b === undefined || a === b) continue;
    const [first, second] = a < b ? [a, b] : [b, a];
    pairs.set(`${first} ${second}`, [first, second]);
    if (pairs.size === mostPairs) break;
  }
  return [...pairs.values()];
}

/** How many places of the first have a place of the second near them. Both ascend, so one pass is enough. */
function countNear(first: readonly number[] = [], second: readonly number[] = []): number {
  let count = 0;
  let at = 0;
  for (const place of first) {
    while (at < second.length && (second[at] ?? 0) < place - nearPlaces) at++;
    const next = second[at];
    if (next !== undefined && next <= place + nearPlaces) count++;
  }
  return count;
}
