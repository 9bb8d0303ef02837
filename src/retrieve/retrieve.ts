import type { Hit, MatchJudgement } from '../data/hit.ts';
import { formatLocator } from '../data/locator.ts';
import type { PreparedQuery } from '../data/query.ts';
import { type Segment, type ViewName, viewNames } from '../data/segment.ts';
import type { FusionName, StrategyName } from '../data/strategy.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Filter } from '../store/filter.ts';
import { parseFilter } from '../store/parse-filter.ts';
import type { VectorStore, VectorView } from '../store/store.ts';
import { type Deadline, late, startDeadline } from '../support/deadline.ts';
import { SightlineError } from '../support/errors.ts';
import { withoutPlaceWords } from '../support/query-terms.ts';
import { askedPlace } from './asked-place.ts';
import { cascade } from './cascade.ts';
import { wantedHits, withinQuotas } from './choose-hits.ts';
import { diversify } from './diversify.ts';
import { earlyFusion } from './early-fusion.ts';
import { groupByDocument as groupByDocumentHits } from './group-by-document.ts';
import { groupDuplicates } from './group-duplicates.ts';
import { hitSimilarity } from './hit-similarity.ts';
import { lateFusion } from './late-fusion.ts';
import { judgeMatch } from './match-confidence.ts';
import { defaultPictureShare, type QueryVectors, queryVectors } from './query-vectors.ts';
import type { SearchedViews } from './search-views.ts';
import type { Ranked, Strategy, StrategySearch } from './strategy.ts';
import { unifiedSpace } from './unified-space.ts';

export interface RetrieveParts {
  readonly store: VectorStore;
  /** The embedder of each vector view; the two may be one. */
  readonly embedders: Readonly<Record<VectorView, Embedder>>;
  /** Judges the first hits once more, where a reranker is set. */
  readonly rerank?: SecondStage;
}

export interface SecondStage {
  /** Hits it looks at. */
  readonly depth: number;
  judge(
    hits: readonly Hit[],
    deadline: Deadline,
  ): Promise<{ readonly hits: readonly Hit[]; readonly notes: readonly string[] }>;
}

export interface RetrieveOptions {
  /** How to search; `late` unless told. */
  readonly strategy?: RetrievalStrategy;
  /** How the views' lists become one; `both` unless told. */
  readonly fusion?: FusionName;
  /** Views to use; all unless told. */
  readonly views?: readonly ViewName[];
  /** How much more or less than usual each view is believed: factors. */
  readonly weights?: Partial<Record<ViewName, number>>;
  /** The share of the picture in a query of picture and words. */
  readonly pictureShare?: number;
  readonly diversity?: number;
  readonly groupByDocument?: boolean;
  /** Counts from the start of the search; made from the query's budget unless told. */
  readonly deadline?: Deadline;
  readonly signal?: AbortSignal;
}

/** A picture that was put into words is a query of words by now. */
export type RetrievalStrategy = Exclude<StrategyName, 'translate'>;

export interface Retrieved {
  readonly hits: Hit[];
  readonly match: MatchJudgement;
  /** Milliseconds spent in each part. */
  readonly timings: Record<string, number>;
  /** What a person should know of how it was found. */
  readonly notes: readonly string[];
}

const strategies: Readonly<Record<RetrievalStrategy, Strategy>> = {
  late: lateFusion,
  unified: unifiedSpace,
  early: earlyFusion,
  cascade,
};

/** Places each view lists at least: what lies deeper has no say in the fused order. */
const minimumDepth = 100;

/** Finds what answers a query of words, pictures, or both; what carries a label that the words name comes first. */
export async function retrieve(
  query: PreparedQuery,
  parts: RetrieveParts,
  options: RetrieveOptions = {},
): Promise<Retrieved> {
  const { strategy = 'late', diversity = 0, groupByDocument = false } = options;
  const deadline = options.deadline ?? startDeadline(query.budgetMs);
  const text = query.text?.trim() || undefined;
  const withPicture = (query.pictures?.length ?? 0) > 0;
  if (!text && !withPicture) {
    throw new SightlineError('bad-query', 'The query is empty.', { remedy: 'Give words, a picture, or both.' });
  }
  const wanted = wantedHits(query);
  // Grouping, diversity and a second stage choose among more than is wanted.
  const choosing = groupByDocument || diversity > 0 ? 4 * wanted : wanted;
  const window = Math.max(choosing, parts.rerank?.depth ?? 0);
  const timings: Record<string, number> = {};
  const notes: string[] = [];
  const find = async (words: string | undefined, filter: Filter | undefined): Promise<Found> => {
    const from = performance.now();
    const vectors = await vectorsInTime({ ...query, text: words }, parts, options, deadline, notes);
    addTime(timings, 'embed', performance.now() - from);
    const search: StrategySearch = {
      store: parts.store,
      text: words,
      vectors,
      withPicture,
      filter,
      depth: Math.max(minimumDepth, 4 * window),
      deadline,
      allowed: options.views ?? viewNames,
      weights: options.weights ?? {},
      fusion: options.fusion ?? 'both',
      oneSpace: parts.embedders.text === parts.embedders.image,
      wanted,
      pictureShare: options.pictureShare ?? defaultPictureShare,
    };
    const started = performance.now();
    const { ranked, searched, notes: said } = await strategies[strategy](search);
    const hits = hitsOf(ranked, searched);
    for (const [part, ms] of Object.entries(searched.timings)) addTime(timings, part, ms);
    const inViews = Object.values(searched.timings).reduce((sum, ms) => sum + ms, 0);
    addTime(timings, 'fuse', performance.now() - started - inViews);
    for (const view of searched.unanswered)
      notes.push(`The ${view} view did not answer within ${deadline.budgetMs} ms and was left out.`);
    return { hits, vectors, searched, notes: said };
  };

  const filter = combinedFilter(query);
  const found = await find(text, filter);
  notes.push(...found.notes);
  let hits = found.hits;
  let match = judgeMatch({ text, withPicture, ranked: hits, ...found.searched });
  const asked = askedPlace(text ?? '');
  if (asked) {
    const narrower: Filter = filter ? { op: 'and', all: [filter, asked.filter] } : asked.filter;
    const named = await find(withoutPlaceWords(text ?? ''), narrower);
    if (named.hits.length > 0) {
      hits = joined(named.hits.slice(0, window), hits.slice(0, window));
      notes.push(asked.note);
      const judged = judgeMatch({ text, withPicture, ranked: named.hits, ...named.searched });
      if (judged.confidence > match.confidence) match = judged;
    }
  }
  const from = performance.now();
  if (parts.rerank) {
    const judged = await parts.rerank.judge(hits, deadline);
    hits = [...judged.hits];
    notes.push(...judged.notes);
    addTime(timings, 'rerank', performance.now() - from);
  }
  if (groupByDocument) hits = groupByDocumentHits(hits);
  if (diversity > 0) {
    const near = hits.slice(0, window);
    hits = diversify(near, await hitSimilarity(parts.store, near), diversity, wanted);
  }
  return {
    hits: withinQuotas(hits, query),
    match,
    timings: rounded(timings),
    notes: [...new Set(notes)],
  };
}

interface Found {
  readonly hits: Hit[];
  readonly vectors: QueryVectors;
  readonly searched: SearchedViews;
  readonly notes: readonly string[];
}

/** What was asked for by name, in the upper half of the list, before what else was found. */
function joined(named: readonly Hit[], found: readonly Hit[]): Hit[] {
  const size = Math.max(named.length, found.length);
  const first = named.slice(0, Math.ceil(size / 2));
  const ids = new Set(first.map((hit) => hit.segment.id));
  return [...first, ...found.filter((hit) => !ids.has(hit.segment.id))].slice(0, size);
}

/** The query's vectors; none when the model did not give them in time, so that keywords at least are looked up. */
async function vectorsInTime(
  query: Pick<PreparedQuery, 'pictures'> & { readonly text: string | undefined },
  { embedders }: RetrieveParts,
  { views = viewNames, pictureShare = defaultPictureShare, signal }: RetrieveOptions,
  deadline: Deadline,
  notes: string[],
): Promise<QueryVectors> {
  if (!views.some((view) => view !== 'keyword')) return {};
  const { text, pictures } = query;
  const asked = { ...(text === undefined ? {} : { text }), ...(pictures ? { pictures } : {}) };
  const vectors = await deadline.wait(queryVectors(asked, embedders, pictureShare, signal));
  if (vectors !== late) return vectors;
  notes.push(`The embedding model did not answer within ${deadline.budgetMs} ms, so only keywords were looked up.`);
  return {};
}

/** Copies of a picture folded into one hit, each hit with what the views said of it. */
function hitsOf(ranked: readonly Ranked[], { views }: SearchedViews): Hit[] {
  const active = views.filter((view) => view.ranked.length > 0).map((view) => view.view);
  return groupDuplicates(ranked).map(
    ({ kept, duplicates }): Hit => ({
      segment: kept.segment,
      reference: referenceOf(kept.segment),
      source: kept.segment.source,
      score: kept.score,
      views: kept.views,
      missing: active.filter((view) => !kept.segment.views.includes(view)),
      duplicates: duplicates.map(({ segment }) => ({ id: segment.id, reference: referenceOf(segment) })),
    }),
  );
}

/** Document name and locator, as one citation. */
export function referenceOf(segment: Segment): string {
  return `${segment.documentName}${formatLocator(segment.locator)}`;
}

function combinedFilter(query: PreparedQuery): Filter | undefined {
  const parts: Filter[] = [];
  if (query.filter) parts.push(parseFilter(query.filter));
  if (query.kinds?.length) parts.push({ op: 'in', field: 'kind', values: query.kinds });
  return parts.length < 2 ? parts[0] : { op: 'and', all: parts };
}

function addTime(timings: Record<string, number>, part: string, ms: number): void {
  timings[part] = (timings[part] ?? 0) + ms;
}

function rounded(timings: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([part, ms]) => [part, Math.round(ms * 100) / 100]));
}
