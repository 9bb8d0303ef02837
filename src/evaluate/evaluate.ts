import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Hit, SearchResult } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import type { JudgedQuery } from './judged-queries.ts';
import { type Measure, usualMeasures } from './measures.ts';
import { judgeHits, withoutQueryItself } from './relevance.ts';
import { type AnswerOutcome, answerReport, type EvaluationReport, type QueryOutcome, summarize } from './report.ts';
import { failureCount, type Timed, timed } from './timed-query.ts';
import { worstQueries } from './worst-queries.ts';

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
  onProgress?(progress: { readonly done: number; readonly of: number; readonly latest: string }): void;
}

/** What evaluating needs of an index. */
export type Evaluated = Pick<Sightline, 'search' | 'ask'>;

const keptJudgements = 100;
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
  const failures = failureCount();
  const outcomes: QueryOutcome[] = [];
  const of = answerable.length + asked.length;

  const search = async (query: JudgedQuery): Promise<Timed<SearchResult>> => {
    // One more, in place of the query's own picture.
    const all = depth + (query.image === undefined ? 0 : 1);
    return timed(() => index.search(searchQuery(query, all), rest), failures);
  };
  for (const query of oneOfEachShape(answerable)) await search(query);
  failures.reset();
  for (const query of answerable) {
    throwIfAborted(signal);
    const { value, ms, failure } = await search(query);
    const hits = (await findings(value?.hits ?? [], query)).slice(0, depth);
    for (const note of value?.notes ?? [])
      if (notes.has(note) || notes.size < keptNotes) notes.set(note, (notes.get(note) ?? 0) + 1);
    const { outcome, marks } = judgedOutcome(query, hits, measures, ms, failure);
    outcomes.push(outcome);
    worst.add(outcome, hits, marks);
    onProgress?.({ done: outcomes.length, of, latest: query.text ?? query.id });
  }

  const answered: AnswerOutcome[] = [];
  failures.reset();
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

/** The first query with words, with a picture, and with both. */
function oneOfEachShape(queries: readonly JudgedQuery[]): JudgedQuery[] {
  const shapeOf = ({ text, image }: JudgedQuery): string => `${text !== undefined} ${image !== undefined}`;
  return [...new Map([...queries].reverse().map((query) => [shapeOf(query), query])).values()];
}

function searchQuery({ text, image }: JudgedQuery, k?: number): Query {
  return {
    ...(text === undefined ? {} : { text }),
    ...(image === undefined ? {} : { image }),
    ...(k === undefined ? {} : { k }),
  };
}

/** The hits that are not the query's own picture. */
async function findings(hits: readonly Hit[], { image, judgements }: JudgedQuery): Promise<readonly Hit[]> {
  if (image === undefined || !isAbsolute(image)) return hits;
  // Where it cannot be read, the search has said so.
  const bytes = await readFile(image).catch(() => undefined);
  return withoutQueryItself(hits, judgements, {
    path: image,
    ...(bytes ? { contentHash: contentHash(bytes) } : {}),
  });
}

function judgedOutcome(
  query: JudgedQuery,
  hits: readonly Hit[],
  measures: readonly Measure[],
  ms: number,
  failure: string | undefined,
): { readonly outcome: QueryOutcome; readonly marks: readonly boolean[] } {
  const ranking = judgeHits(hits, query.judgements);
  const outcome: QueryOutcome = {
    id: query.id,
    kind: query.kind,
    ...(query.text === undefined ? {} : { text: query.text }),
    // A data: URL may be as large as a picture.
    ...(query.image === undefined ? {} : { image: query.image.startsWith('data:') ? 'data:' : query.image }),
    values: Object.fromEntries(measures.map((measure) => [measure.name, measure.of(ranking, query.judgements)])),
    ms,
    judged: query.judgements.slice(0, keptJudgements).map(({ reference, grade }, i) => {
      const place = ranking.foundAt[i];
      return { reference, grade, ...(place === undefined ? {} : { foundAt: place }) };
    }),
    ...(failure === undefined ? {} : { failure }),
  };
  return { outcome, marks: ranking.hits };
}
