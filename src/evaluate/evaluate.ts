import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { throwIfAborted } from '../support/errors.ts';
import type { JudgedQuery } from './judged-queries.ts';
import { measureQueries, searchQuery } from './measure-queries.ts';
import { usualMeasures } from './measures.ts';
import {
  type AnswerOutcome,
  answerReport,
  type EvaluationReport,
  type QueryOutcome,
  type ShownHit,
  summarize,
} from './report.ts';
import { failureCount, timed } from './timed-query.ts';
import { shownHits, worstQueries } from './worst-queries.ts';

export interface EvaluateOptions {
  /** Cut-off of measures that name none, 10 unless told. */
  readonly k?: number;
  /** Measures beside the usual ones: `recall@5`. */
  readonly measures?: readonly string[];
  readonly searchOptions?: Omit<SearchOptions, 'signal'>;
  /** Whether to ask as well: unanswerable queries should get no answer, the others one. Off unless told. */
  readonly answers?: boolean;
  /** How many of the worst queries are kept with their hits, 20 unless told. */
  readonly worst?: number;
  readonly signal?: AbortSignal;
  /** Is given each query's first hits, as reports show them. */
  onHits?(id: string, hits: readonly ShownHit[]): void;
  onProgress?(progress: { readonly done: number; readonly of: number; readonly latest: string }): void;
}

/** What evaluating needs of an index. */
export type Evaluated = Pick<Sightline, 'search' | 'ask'>;

const keptNotes = 20;

/**
 * Puts judged queries to an index, one after the other, and measures the answers.
 *
 * Queries without anything relevant are left out of the measures, as every list would score 0; `answers` is for them. A
 * query that fails counts as one that found nothing, so that a broken index cannot look good. A document that is the
 * query's own picture is left out of the hits. One query of words, one of a picture and one of both are asked beforehand
 * without being measured, so that loading models does not count as time of a search.
 *
 * All lists are as long as the deepest measure looks. An index looks further in each view when more hits are wanted, so a
 * deeper measure may change the first places a little: compare figures of the same depth only.
 *
 * @throws SightlineError 'cancelled', and whatever concerns all queries.
 */
export async function evaluate(
  index: Evaluated,
  queries: readonly JudgedQuery[],
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  const { k = 10, searchOptions, answers = false, signal, onProgress } = options;
  const measures = usualMeasures(k, options.measures);
  const depth = Math.max(...measures.map((measure) => measure.depth));
  const rest: SearchOptions = { ...searchOptions, ...(signal ? { signal } : {}) };
  const started = performance.now();
  const answerable = queries.filter((query) => query.judgements.length > 0);
  const asked = answers ? queries.filter((query) => query.text !== undefined) : [];
  const worst = worstQueries(options.worst ?? 20, measures);
  const notes = new Map<string, number>();
  const outcomes: QueryOutcome[] = [];
  const of = answerable.length + asked.length;

  const measured = measureQueries(index, answerable, measures, {
    depth,
    searchOptions: rest,
    warmUp: true,
    ...(signal ? { signal } : {}),
  });
  for await (const { query, outcome, hits, marks, notes: said } of measured) {
    for (const note of said) if (notes.has(note) || notes.size < keptNotes) notes.set(note, (notes.get(note) ?? 0) + 1);
    outcomes.push(outcome);
    worst.add(outcome, hits, marks);
    options.onHits?.(query.id, shownHits(hits, marks));
    onProgress?.({ done: outcomes.length, of, latest: query.text ?? query.id });
  }

  const answered: AnswerOutcome[] = [];
  const failures = failureCount();
  for (const query of asked) {
    throwIfAborted(signal);
    const { value, ms, failure } = await timed(() => index.ask(searchQuery(query), rest), failures);
    answered.push({
      id: query.id,
      ...(query.text === undefined ? {} : { text: query.text }),
      answerable: query.judgements.length > 0,
      ...(value ? { status: value.status } : {}),
      ms,
      ...(failure === undefined ? {} : { failure }),
    });
    onProgress?.({ done: answerable.length + answered.length, of, latest: query.text ?? query.id });
  }
  return {
    k,
    depth,
    seconds: (performance.now() - started) / 1000,
    unanswerable: queries.length - answerable.length,
    ...summarize(outcomes, measures),
    outcomes,
    worst: worst.list(),
    ...(answers ? { answers: answerReport(answered) } : {}),
    notes: [...notes].map(([note, count]) => ({ note, queries: count })),
  };
}
