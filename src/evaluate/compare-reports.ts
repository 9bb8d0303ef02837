import { bootstrapMean, type Estimate } from './bootstrap.ts';
import { pairedRandomisationTest } from './paired-test.ts';
import type { EvaluationReport, QueryOutcome } from './report.ts';

/** How two systems differ in one measure, over the queries that both answered. */
export interface MeasureComparison {
  readonly measure: string;
  readonly a: Estimate;
  readonly b: Estimate;
  /** B less A, with the interval of this difference. */
  readonly difference: Estimate;
  /** Of the paired randomisation test. */
  readonly p: number;
  readonly exact: boolean;
  /** Queries of which B is better, A is better, and both are the same. */
  readonly wins: { readonly a: number; readonly b: number; readonly ties: number };
}

export interface ChangedQuery {
  readonly id: string;
  readonly text?: string;
  readonly image?: string;
  readonly a: number;
  readonly b: number;
}

export interface Comparison {
  readonly queries: number;
  readonly measures: readonly MeasureComparison[];
  /** The measure by which queries are said to have changed. */
  readonly leading: string;
  /** The queries that changed most, largest change first. */
  readonly changed: readonly ChangedQuery[];
}

const keptChanges = 20;

/**
 * Compares two reports over the same queries, query by query. Pairing takes out how hard each query is, so that far smaller
 * differences can be told from chance than by holding the two intervals side by side.
 */
export function compareReports(a: EvaluationReport, b: EvaluationReport): Comparison {
  const pairs = pairedOutcomes(a, b);
  const names = Object.keys(a.measures).filter((name) => name in b.measures);
  const [leading = ''] = names;
  return {
    queries: pairs.length,
    measures: names.map((name) => compareMeasure(name, pairs)),
    leading,
    changed: mostChanged(
      pairs.map(
        ([one, other]): ChangedQuery => ({
          id: one.id,
          ...(one.text === undefined ? {} : { text: one.text }),
          ...(one.image === undefined ? {} : { image: one.image }),
          a: one.values[leading] ?? 0,
          b: other.values[leading] ?? 0,
        }),
      ),
    ),
  };
}

/** The largest changes. Those for the worse are not crowded out by those for the better, nor the other way round. */
function mostChanged(queries: readonly ChangedQuery[]): ChangedQuery[] {
  const size = ({ a, b }: ChangedQuery): number => Math.abs(b - a);
  const bySize = (some: readonly ChangedQuery[]): ChangedQuery[] => [...some].sort((x, y) => size(y) - size(x));
  const better = bySize(queries.filter(({ a, b }) => b > a));
  const worse = bySize(queries.filter(({ a, b }) => b < a));
  const room = (others: number): number => Math.max(keptChanges / 2, keptChanges - others);
  return bySize([...better.slice(0, room(worse.length)), ...worse.slice(0, room(better.length))]);
}

/** What came of each query in A and in B, of the queries that are in both. */
export function pairedOutcomes(
  a: Pick<EvaluationReport, 'outcomes'>,
  b: Pick<EvaluationReport, 'outcomes'>,
): (readonly [QueryOutcome, QueryOutcome])[] {
  const others = new Map(b.outcomes.map((outcome) => [outcome.id, outcome]));
  return a.outcomes.flatMap((outcome) => {
    const other = others.get(outcome.id);
    return other ? [[outcome, other] as const] : [];
  });
}

function compareMeasure(name: string, pairs: readonly (readonly [QueryOutcome, QueryOutcome])[]): MeasureComparison {
  const a = pairs.map(([one]) => one.values[name] ?? 0);
  const b = pairs.map(([, other]) => other.values[name] ?? 0);
  const differences = b.map((value, i) => value - (a[i] ?? 0));
  const better = differences.filter((one) => one > 0).length;
  const worse = differences.filter((one) => one < 0).length;
  return {
    measure: name,
    a: bootstrapMean(a),
    b: bootstrapMean(b),
    difference: bootstrapMean(differences),
    ...pairedRandomisationTest(differences),
    wins: { a: worse, b: better, ties: differences.length - better - worse },
  };
}
