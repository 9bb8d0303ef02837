import { z } from 'zod';
import { SightlineError } from './errors.ts';

const judged = z.array(z.looseObject({ index: z.number().int().min(0), relevance_score: z.number() }));

/**
 * The scores of a rerank endpoint in the order of the candidates. It answers with `index` and `relevance_score` of each, best
 * first.
 *
 * @throws SightlineError 'model-failed' when a candidate has no score, two, or one that is no number.
 */
export function relevanceScores(results: unknown, count: number, name: string): number[] {
  const parsed = judged.safeParse(results);
  const byPlace = new Map(parsed.data?.map(({ index, relevance_score }) => [index, relevance_score]));
  const scores = Array.from({ length: count }, (_, place) => byPlace.get(place));
  if (parsed.data?.length === count && scores.every((score) => score !== undefined)) return scores;
  throw new SightlineError('model-failed', `${name} did not give a score for each of its ${count} candidates.`, {
    remedy: 'Try again, and check that the model is a reranker.',
  });
}
