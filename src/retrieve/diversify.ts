import type { Hit } from '../data/hit.ts';
import { SightlineError } from '../support/errors.ts';

/** How alike two hits are, from 0 (no more than any two) to 1 (the same). */
export type HitSimilarity = (a: Hit, b: Hit) => number;

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): the next hit is the one with the greatest
 *
 *     lambda * relevance(hit) - (1 - lambda) * (its greatest similarity to a hit already chosen),   lambda = 1 - diversity
 *
 * Relevance is the score, scaled to 0..1 within the list; where the list is not in the order of its scores, as a reranker
 * has had the last word, it falls evenly from place to place. The best hit stays first. Time grows with k times the length
 * of the list.
 *
 * @param hits best first.
 * @param diversity 0 leaves the list as it is; 1 looks at relevance only to tell equals apart.
 * @param k how many are chosen so.
 * @returns all hits: the k chosen ones, and behind them the others in their order.
 * @throws SightlineError 'bad-option' for a diversity that is not from 0 to 1.
 */
export function diversify(hits: readonly Hit[], similarity: HitSimilarity, diversity: number, k: number): Hit[] {
  if (!(diversity >= 0 && diversity <= 1)) {
    throw new SightlineError('bad-option', `A diversity of ${diversity} is out of range.`, {
      remedy: 'Give a number from 0 (only relevance counts) to 1 (only variety counts).',
    });
  }
  if (diversity === 0) return [...hits];
  const relevance = relevanceOf(hits);
  /** By place, in order; what is chosen is taken out. */
  const left = new Map(hits.map((hit, place) => [place, { hit, closest: 0 }]));
  const chosen: Hit[] = [];
  while (chosen.length < k && left.size > 0) {
    let best: { readonly place: number; readonly value: number } | undefined;
    for (const [place, { closest }] of left) {
      const value = (1 - diversity) * (relevance[place] ?? 0) - diversity * closest;
      // Of equals the earlier.
      if (!best || value > best.value) best = { place, value };
    }
    const next = best && left.get(best.place);
    if (!best || !next) break;
    left.delete(best.place);
    chosen.push(next.hit);
    for (const one of left.values()) one.closest = Math.max(one.closest, bounded(similarity(one.hit, next.hit)));
  }
  return [...chosen, ...[...left.values()].map(({ hit }) => hit)];
}

function relevanceOf(hits: readonly Hit[]): number[] {
  const scores = hits.map(({ score }) => score);
  const inOrder = scores.every((score, place) => Number.isFinite(score) && !(score > (scores[place - 1] ?? score)));
  if (!inOrder) return hits.map((_, place) => 1 - place / hits.length);
  const [highest = 0] = scores;
  const lowest = scores.at(-1) ?? 0;
  return scores.map((score) => (highest === lowest ? 1 : (score - lowest) / (highest - lowest)));
}

function bounded(similarity: number): number {
  return similarity > 0 ? Math.min(1, similarity) : 0;
}
