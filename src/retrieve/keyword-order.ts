import type { Segment } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import type { ScoredId } from '../store/store.ts';
import { type ContentStems, contentStems, textStems } from './content-stems.ts';
import { nearness } from './nearness.ts';
import { feedbackTexts, relevanceFeedback } from './relevance-feedback.ts';

/**
 * How much covering all of a question adds to a BM25 score, as a share of it. By itself coverage is a worse judge of order;
 * 0.2 and 1 gave less on cranfield, charts and the demo's questions.
 */
const coverageWeight = 0.5;
/** What standing together as in the question adds, as a share of the best score; 0.2 helped passages and hurt charts. */
const nearnessWeight = 0.1;
/** What being about the same as the first places adds, as a share of the best score; more hurts where one page is sought. */
const feedbackWeight = 0.3;

/**
 * The keyword list in a better order than BM25's, which counts words one by one: first by how much of the question a segment
 * covers and how closely the question's words stand together in it; from there on, the first places keep theirs, and the
 * others are ordered by how much they are about the same as those, too. Who seeks the one right page is not led astray by
 * what is merely alike, and who seeks all there is on a subject finds more of it.
 *
 * @param text the question.
 * @param found the keyword list, best first; its scores are kept.
 * @param segments what was found, by id; one that is missing counts as without words.
 * @param covered the share of the question that each segment covers, by id, from 0 to 1.
 * @returns the same entries in another order.
 */
export function keywordOrder(
  text: string,
  found: readonly ScoredId[],
  segments: ReadonlyMap<string, Segment>,
  covered: ReadonlyMap<string, number>,
): ScoredId[] {
  const stems = found.map(({ id }) => {
    const segment = segments.get(id);
    return textStems(segment ? allWords(segment.words) : '').content;
  });
  const own = shares(found.map(({ id, score }) => score * (1 + coverageWeight * (covered.get(id) ?? 0))));
  const near = shares(nearness(contentStems(text), stems));
  const candidates = found.map((entry, i) => ({
    entry,
    stems: stems[i] as ContentStems,
    score: (own[i] as number) + nearnessWeight * (near[i] as number),
  }));
  const first = candidates.sort((a, b) => b.score - a.score);
  const scores = shares(first.map(({ score }) => score));
  const alike = shares(
    relevanceFeedback(
      first.map((candidate) => candidate.stems),
      scores,
    ),
  );
  const rest = first
    .map(({ entry }, i) => ({ entry, score: (scores[i] as number) + feedbackWeight * (alike[i] as number) }))
    .slice(feedbackTexts)
    .sort((a, b) => b.score - a.score);
  return [...first.slice(0, feedbackTexts), ...rest].map(({ entry }) => entry);
}

/** Each number as a share of the largest; all 0 where none is above 0. */
function shares(numbers: readonly number[]): number[] {
  const largest = numbers.reduce((most, one) => Math.max(most, one), 0);
  return numbers.map((one) => (largest > 0 ? one / largest : 0));
}
