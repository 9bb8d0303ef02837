import type { Hit } from '../data/hit.ts';

/**
 * Hits in the order of the scores that a judge gave, place by place; equal scores keep their order. Those without a score
 * keep their places: not being judged speaks neither for nor against them.
 */
export function reorderJudged(hits: readonly Hit[], scores: readonly (number | undefined)[], by: string): Hit[] {
  const judged = hits.flatMap((hit, place) => {
    const score = scores[place];
    return score === undefined ? [] : [{ hit, place, score }];
  });
  const ranked = judged.toSorted((a, b) => b.score - a.score || a.place - b.place);
  const reordered = [...hits];
  for (const [i, { place: target }] of judged.entries()) {
    const one = ranked[i];
    if (one) reordered[target] = { ...one.hit, reranked: { by, from: one.place + 1, score: one.score } };
  }
  return reordered;
}
