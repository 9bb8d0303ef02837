import { SightlineError } from '../support/errors.ts';
import { averagePrecisionAt, hitAt, ndcgAt, precisionAt, recallAt, reciprocalRankAt } from './metrics.ts';
import type { JudgedRanking, Judgement } from './relevance.ts';

type Compute = (ranking: JudgedRanking, grades: readonly number[], k: number) => number;

/** Every measure with how it is taken of one query, in the order in which they are shown. */
const formulas = {
  ndcg: ({ gains }, grades, k) => ndcgAt(gains, grades, k),
  recall: ({ gains }, grades, k) => recallAt(gains, grades.length, k),
  hit: ({ gains }, _, k) => hitAt(gains, k),
  mrr: ({ gains }, _, k) => reciprocalRankAt(gains, k),
  map: ({ gains }, grades, k) => averagePrecisionAt(gains, grades.length, k),
  // What is relevant and comes again is no wrong answer, though nothing more is found by it.
  precision: ({ relevant }, _, k) => precisionAt(relevant.map(Number), k),
} as const satisfies Record<string, Compute>;

type FormulaName = keyof typeof formulas;
export const measureKinds = Object.keys(formulas) as readonly FormulaName[];

/** A measure with its cut-off: `recall@5`. */
export interface Measure {
  readonly name: string;
  /** Places of the list that it looks at. */
  readonly depth: number;
  of(ranking: JudgedRanking, judgements: readonly Judgement[]): number;
}

export const maxDepth = 1000;
/** The depth of nDCG that is usually published. */
const ndcgDepth = 10;

/**
 * A measure by its name: `ndcg`, `recall`, `hit`, `mrr`, `map` or `precision`, and a cut-off.
 *
 * @param k the cut-off of a name without one.
 * @throws SightlineError 'bad-option'.
 */
export function measureNamed(text: string, k: number): Measure {
  const [, kind = '', cut] = /^([a-z]+)(?:@(\d{1,6}))?$/.exec(text.trim().toLowerCase()) ?? [];
  const formula = measureKinds.find((one) => one === kind);
  const depth = cut === undefined ? (formula === 'ndcg' ? ndcgDepth : k) : Number(cut);
  if (!formula || depth < 1 || depth > maxDepth) {
    throw new SightlineError('bad-option', `There is no measure ${JSON.stringify(text)}.`, {
      remedy: `Measures are ${measureKinds.join(', ')}, each with a cut-off up to ${maxDepth}: recall@5.`,
    });
  }
  const compute: Compute = formulas[formula];
  return {
    name: `${formula}@${depth}`,
    depth,
    of: (ranking, judgements) =>
      compute(
        ranking,
        judgements.map((one) => one.grade),
        depth,
      ),
  };
}

/** What is measured unless told: nDCG@10, and the others at k; the first place for itself. */
export function usualMeasures(k: number, more: readonly string[] = []): Measure[] {
  const names = ['ndcg', 'recall', 'hit@1', 'hit', 'mrr', 'map', 'precision', ...more];
  const all = names.map((name) => measureNamed(name, k));
  return [...new Map(all.map((measure) => [measure.name, measure])).values()];
}
