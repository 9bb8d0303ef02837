import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Hit, SearchResult } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import type { JudgedQuery } from './judged-queries.ts';
import type { Measure } from './measures.ts';
import { judgeHits, withoutQueryItself } from './relevance.ts';
import type { QueryOutcome } from './report.ts';
import { failureCount, type Timed, timed } from './timed-query.ts';

export interface MeasureQueriesOptions {
  /** How many hits are asked for: at least as many as the deepest measure looks at. */
  readonly depth: number;
  readonly searchOptions?: SearchOptions;
  /** Whether to ask one query of each shape beforehand, so that loading models does not count as time of a search. */
  readonly warmUp: boolean;
  readonly signal?: AbortSignal;
}

/** What came of a query. */
export interface MeasuredQuery {
  readonly query: JudgedQuery;
  readonly outcome: QueryOutcome;
  readonly hits: readonly Hit[];
  /** Which of the hits are relevant. */
  readonly marks: readonly boolean[];
  /** What the search said of itself. */
  readonly notes: readonly string[];
}

const keptJudgements = 100;

/**
 * Puts queries with something relevant to an index, one after the other, and measures the hits of each. A query that fails
 * counts as one that found nothing; a document that is the query's own picture is left out of the hits.
 *
 * @throws SightlineError 'cancelled', and whatever concerns all queries.
 */
export async function* measureQueries(
  index: Pick<Sightline, 'search'>,
  queries: readonly JudgedQuery[],
  measures: readonly Measure[],
  { depth, searchOptions, warmUp, signal }: MeasureQueriesOptions,
): AsyncGenerator<MeasuredQuery> {
  const failures = failureCount();
  const rest: SearchOptions = { ...searchOptions, ...(signal ? { signal } : {}) };
  const search = async (query: JudgedQuery): Promise<Timed<SearchResult>> => {
    // One more, in place of the query's own picture.
    const all = depth + (query.image === undefined ? 0 : 1);
    return timed(() => index.search(searchQuery(query, all), rest), failures);
  };
  for (const query of warmUp ? oneOfEachShape(queries) : []) await search(query);
  failures.reset();
  for (const query of queries) {
    throwIfAborted(signal);
    const { value, ms, failure } = await search(query);
    const hits = (await findings(value?.hits ?? [], query)).slice(0, depth);
    yield { query, hits, notes: value?.notes ?? [], ...judgedOutcome(query, hits, measures, ms, failure) };
  }
}

/** The first query with words, with a picture, and with both. */
function oneOfEachShape(queries: readonly JudgedQuery[]): JudgedQuery[] {
  const shapeOf = ({ text, image }: JudgedQuery): string => `${text !== undefined} ${image !== undefined}`;
  return [...new Map([...queries].reverse().map((query) => [shapeOf(query), query])).values()];
}

export function searchQuery({ text, image }: JudgedQuery, k?: number): Query {
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
