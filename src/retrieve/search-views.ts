import type { Segment, ViewName } from '../data/segment.ts';
import type { Filter } from '../store/filter.ts';
import type { ScoredId, VectorStore, VectorView } from '../store/store.ts';
import { type Deadline, late } from '../support/deadline.ts';
import { queryStems } from '../support/query-terms.ts';
import { withSpan } from '../support/tracing.ts';
import { type Background, background, sampleOf, standOut } from './background.ts';
import { coverage } from './coverage.ts';
import type { RankedView } from './fuse.ts';
import { keywordOrder } from './keyword-order.ts';
import { type Likeness, likeness } from './match-likeness.ts';
import type { QueryVectors } from './query-vectors.ts';
import { sees } from './standing.ts';

/** What the views are searched with. */
export interface ViewSearch {
  readonly store: VectorStore;
  readonly text: string | undefined;
  readonly vectors: QueryVectors;
  readonly withPicture: boolean;
  readonly filter: Filter | undefined;
  /** Places each view lists. */
  readonly depth: number;
  readonly deadline: Deadline;
}

/** What the views found. */
export interface SearchedViews {
  /** Each with how much it has to say of every segment it lists; views that were not asked are absent. */
  readonly views: readonly RankedView[];
  readonly segments: ReadonlyMap<string, Segment>;
  /** What similarity is usual in each vector view; absent while too few vectors are stored to tell. */
  readonly backgrounds: Readonly<Partial<Record<VectorView, Background>>>;
  /** How the query stands to what is stored in each vector view; absent while too little is. */
  readonly likeness: Readonly<Partial<Record<VectorView, Likeness>>>;
  /** The share of the question's words, by weight, that each segment of the keyword list covers, in the list's order. */
  readonly covered: readonly number[];
  /** Views that did not answer in time. */
  readonly unanswered: readonly ViewName[];
  /** Milliseconds spent in each part. */
  readonly timings: Readonly<Record<string, number>>;
}

/** The share of a question's words, by weight, whose match makes the keyword view sure. */
const fullCoverage = 0.5;
/** A vector view's list is taken to stand for at least this many places. */
const fewestPlaces = 16;
/** How many places of the keyword list are looked at for that. */
const firstPlaces = 5;

/** Asks the wanted views at once, and weighs how sure each may be of what it found. */
export async function searchViews(search: ViewSearch, wanted: readonly ViewName[]): Promise<SearchedViews> {
  const { store, text, vectors, filter, depth, deadline } = search;
  const from = performance.now();
  const unanswered: ViewName[] = [];
  const inTime = async (view: ViewName, work: () => Promise<ScoredId[]>): Promise<ScoredId[]> => {
    const found = await deadline.wait(withSpan(`search ${view}`, { 'sightline.depth': depth }, work));
    if (found !== late) return found;
    unanswered.push(view);
    return [];
  };
  const nearest = (view: VectorView): Promise<ScoredId[]> | ScoredId[] => {
    const vector = vectors[view];
    return vector && wanted.includes(view) ? inTime(view, () => store.nearest(view, vector, depth, filter)) : [];
  };
  const [keyword, textual, visual] = await Promise.all([
    text && wanted.includes('keyword') ? inTime('keyword', () => store.keyword(text, depth, filter)) : [],
    nearest('text'),
    nearest('image'),
  ]);
  const searched = performance.now();

  const ids = new Set([...keyword, ...textual, ...visual].map((found) => found.id));
  const segments = new Map((await store.get([...ids])).map((segment) => [segment.id, segment]));
  const backgrounds: Partial<Record<VectorView, Background>> = {};
  const alike: Partial<Record<VectorView, Likeness>> = {};
  for (const view of ['text', 'image'] as const) {
    const vector = vectors[view];
    const noise = vector && wanted.includes(view) ? await background(store, view, vector) : undefined;
    if (noise) backgrounds[view] = noise;
    const like = vector && wanted.includes(view) ? likeness(await sampleOf(store, view), vector) : undefined;
    if (like) alike[view] = like;
  }
  const read = performance.now();

  const present = keyword.flatMap((entry) => segments.get(entry.id) ?? []);
  const covered = coverage(queryStems(text ?? ''), present);
  // Words are not compared with the pixels of what is to be read.
  const looked = search.withPicture
    ? visual
    : visual.filter(({ id }) => segments.has(id) && sees(segments.get(id) as Segment));
  const views = [
    keywordView(text ?? '', keyword, present, covered, depth),
    vectorView('text', textual, depth, standOut('text', backgrounds.text, search.withPicture)),
    vectorView('image', looked, depth, standOut('image', backgrounds.image, search.withPicture)),
  ].filter(({ view }) => wanted.includes(view));
  const timings = { views: searched - from, segments: read - searched };
  return { views, segments, backgrounds, likeness: alike, covered, unanswered, timings };
}

/** BM25's list in the order of {@link keywordOrder}, believed as far as BM25's own first places cover the question. */
function keywordView(
  text: string,
  found: readonly ScoredId[],
  present: readonly Segment[],
  covered: readonly number[],
  depth: number,
): RankedView {
  const best = Math.max(0, ...covered.slice(0, firstPlaces));
  const confidence = Math.min(1, best / fullCoverage);
  const segments = new Map(present.map((segment) => [segment.id, segment]));
  const shares = new Map(present.map((segment, i) => [segment.id, covered[i] ?? 0]));
  const ranked = keywordOrder(text, found, segments, shares).map((entry) => ({ ...entry, confidence }));
  // What it does not match, it says nothing of: few words prove little by their absence.
  return { view: 'keyword', ranked, places: depth, listsAll: false };
}

function vectorView(
  view: VectorView,
  found: readonly ScoredId[],
  depth: number,
  confidence: (score: number) => number,
): RankedView {
  const ranked = found.map((entry) => ({ ...entry, confidence: confidence(entry.score) }));
  // Fewer than asked for: the list holds every segment that has such a vector. In a handful of files being first still
  // counts, or the only photo among notes could not be found by what it shows.
  return { view, ranked, places: Math.min(depth, Math.max(fewestPlaces, ranked.length)), listsAll: true };
}
