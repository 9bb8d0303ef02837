import type { Hit } from '../data/hit.ts';
import { formatLocator } from '../data/locator.ts';
import type { Pixels } from '../data/picture.ts';
import type { PreparedQuery } from '../data/query.ts';
import type { Segment, ViewName } from '../data/segment.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Filter } from '../store/filter.ts';
import { parseFilter } from '../store/parse-filter.ts';
import type { ScoredId, VectorStore, VectorView } from '../store/store.ts';
import { SightlineError } from '../support/errors.ts';
import { queryStems, withoutPlaceWords } from '../support/query-terms.ts';
import { jointVector } from '../support/vector-math.ts';
import { askedPlace } from './asked-place.ts';
import { background, standOut } from './background.ts';
import { coverage } from './coverage.ts';
import { fuse, type RankedView, type Standing } from './fuse.ts';
import { groupDuplicates } from './group-duplicates.ts';
import { sees, tellingViews, weightsOf } from './standing.ts';

export interface RetrieveParts {
  readonly store: VectorStore;
  /** The embedder of each vector view; the two may be one. */
  readonly embedders: Readonly<Record<VectorView, Embedder>>;
}

export interface RetrieveOptions {
  /** Views to use; all unless told. */
  readonly views?: readonly ViewName[];
  /** How much each view is believed. */
  readonly weights?: Partial<Record<ViewName, number>>;
  readonly signal?: AbortSignal;
}

export interface Retrieved {
  readonly hits: Hit[];
  /** Milliseconds spent in each part. */
  readonly timings: Record<string, number>;
  /** What a person should know of how it was found. */
  readonly notes: readonly string[];
}

/** Places each view lists at least: what lies deeper has no say in the fused order. */
const minimumDepth = 100;
/** The share of a question's words, by weight, whose match makes the keyword view sure. */
const fullCoverage = 0.5;
/** A vector view's list is taken to stand for at least this many places. */
const fewestPlaces = 16;
/**
 * How much covering all of a question adds to a BM25 score, as a share of it. By itself coverage is a worse judge of order;
 * 0.2 and 1 gave less on cranfield, charts and the demo's questions.
 */
const coverageWeight = 0.5;
/** How many places of the keyword list are looked at for that. */
const firstPlaces = 5;
/** The share of the picture in a query of picture and words. */
const pictureShare = 0.6;

/** Finds what answers a query of words, a picture, or both; what carries a label that the words name comes first. */
export async function retrieve(
  query: PreparedQuery,
  parts: RetrieveParts,
  options: RetrieveOptions = {},
): Promise<Retrieved> {
  const filter = combinedFilter(query);
  const found = await find(query, filter, parts, options);
  const asked = askedPlace(query.text ?? '');
  if (!asked) return found;
  const narrower: Filter = filter ? { op: 'and', all: [filter, asked.filter] } : asked.filter;
  const named = await find({ ...query, text: withoutPlaceWords(query.text ?? '') }, narrower, parts, options);
  if (named.hits.length === 0) return found;
  return { ...found, hits: joined(named.hits, found.hits), notes: [asked.note] };
}

/** What was asked for by name, in the upper half of the list, before what else was found. */
function joined(named: readonly Hit[], found: readonly Hit[]): Hit[] {
  const size = Math.max(named.length, found.length);
  const first = named.slice(0, Math.ceil(size / 2));
  const ids = new Set(first.map((hit) => hit.segment.id));
  return [...first, ...found.filter((hit) => !ids.has(hit.segment.id))].slice(0, size);
}

async function find(
  query: PreparedQuery,
  filter: Filter | undefined,
  parts: RetrieveParts,
  options: RetrieveOptions,
): Promise<Retrieved> {
  const { store } = parts;
  const k = query.k ?? 10;
  const text = query.text?.trim() || undefined;
  if (!text && !query.picture) {
    throw new SightlineError('bad-query', 'The query is empty.', { remedy: 'Give words, a picture, or both.' });
  }
  const depth = Math.max(minimumDepth, 4 * k);
  const wanted = (view: ViewName): boolean => options.views?.includes(view) ?? true;
  const clock = startClock();

  const vectors = await queryVectors(text, query.picture?.pixels, parts.embedders, options.signal);
  clock.mark('embed');
  const search = async (view: VectorView): Promise<ScoredId[]> => {
    const vector = vectors[view];
    return vector && wanted(view) ? store.nearest(view, vector, depth, filter) : [];
  };
  const [keyword, textual, visual] = await Promise.all([
    text && wanted('keyword') ? store.keyword(text, depth, filter) : [],
    search('text'),
    search('image'),
  ]);
  clock.mark('views');

  const confidence = async (view: VectorView): Promise<(score: number) => number> =>
    standOut(view, vectors[view] && (await background(store, view, vectors[view])));

  const ids = new Set([...keyword, ...textual, ...visual].map((found) => found.id));
  const segments = new Map((await store.get([...ids])).map((segment) => [segment.id, segment]));
  clock.mark('segments');

  const views: RankedView[] = [
    keywordView(keyword, segments, text ?? '', depth),
    vectorView('text', textual, depth, await confidence('text')),
    vectorView(
      'image',
      query.picture ? visual : visual.filter(({ id }) => segments.has(id) && sees(segments.get(id) as Segment)),
      depth,
      await confidence('image'),
    ),
  ].filter(({ view }) => wanted(view));
  const active = views.filter((view) => view.ranked.length > 0).map((view) => view.view);
  const asked = query.picture ? (text ? 'both' : 'picture') : 'words';
  const oneSpace = parts.embedders.text === parts.embedders.image;
  const standing = (id: string): Standing => {
    const segment = segments.get(id) as Segment;
    const weights = weightsOf(segment, asked, oneSpace);
    return {
      weights: { ...weights, ...options.weights },
      by: tellingViews(segment, query.picture !== undefined),
      // Who shows a picture looks for what can be seen: a passage does not stand in for it.
      ...(query.picture ? { fullWeight: 1 } : {}),
    };
  };
  const ranked = fuse(views, standing).flatMap((fused) => {
    const segment = segments.get(fused.id);
    return segment ? [{ ...fused, segment }] : [];
  });
  const hits = withinQuotas(groupDuplicates(ranked), query, k).map(
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
  clock.mark('fuse');
  return { hits, timings: clock.timings, notes: [] };
}

/** Document name and locator, as one citation. */
export function referenceOf(segment: Segment): string {
  return `${segment.documentName}${formatLocator(segment.locator)}`;
}

/**
 * BM25's list, believed as far as its first places cover the question. Among alike scores, what covers more of the question
 * goes first: BM25 takes two of its words in a short text for as much as three in a long one.
 */
function keywordView(
  found: readonly ScoredId[],
  segments: ReadonlyMap<string, Segment>,
  text: string,
  depth: number,
): RankedView {
  const present = found.flatMap((entry) => segments.get(entry.id) ?? []);
  const covered = coverage(queryStems(text), present);
  const best = Math.max(0, ...covered.slice(0, firstPlaces));
  const confidence = Math.min(1, best / fullCoverage);
  const shares = new Map(present.map((segment, i) => [segment.id, covered[i] ?? 0]));
  const weight = ({ id, score }: ScoredId): number => score * (1 + coverageWeight * (shares.get(id) ?? 0));
  const ranked = found.map((entry) => ({ ...entry, confidence })).sort((a, b) => weight(b) - weight(a));
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

async function queryVectors(
  text: string | undefined,
  pixels: Pixels | undefined,
  embedders: RetrieveParts['embedders'],
  signal: AbortSignal | undefined,
): Promise<Partial<Record<VectorView, Float32Array>>> {
  const one = async (embedder: Embedder): Promise<Float32Array | undefined> => {
    const words = text && embedder.accepts.text ? { text } : undefined;
    const picture = pixels && embedder.accepts.image ? { picture: pixels } : undefined;
    const items = [words, picture].filter((item) => item !== undefined);
    if (items.length === 0) return undefined;
    const vectors = await embedder.embed(items, 'query', signal);
    return jointVector([
      { vector: picture ? vectors[items.length - 1] : undefined, weight: pictureShare },
      { vector: words ? vectors[0] : undefined, weight: 1 - pictureShare },
    ]);
  };
  const visual = one(embedders.image);
  const textual = embedders.text === embedders.image ? visual : one(embedders.text);
  const [textVector, imageVector] = await Promise.all([textual, visual]);
  return { ...(textVector ? { text: textVector } : {}), ...(imageVector ? { image: imageVector } : {}) };
}

function combinedFilter(query: PreparedQuery): Filter | undefined {
  const parts: Filter[] = [];
  if (query.filter) parts.push(parseFilter(query.filter));
  if (query.kinds?.length) parts.push({ op: 'in', field: 'kind', values: query.kinds });
  return parts.length < 2 ? parts[0] : { op: 'and', all: parts };
}

/** The first k, with at most `nText` hits without pixels and `nImages` with. */
function withinQuotas<T extends { readonly kept: { readonly segment: Segment } }>(
  ranked: readonly T[],
  query: PreparedQuery,
  k: number,
): T[] {
  const left = { text: query.nText ?? Number.POSITIVE_INFINITY, images: query.nImages ?? Number.POSITIVE_INFINITY };
  const total =
    query.nText !== undefined && query.nImages !== undefined && query.k === undefined ? query.nText + query.nImages : k;
  const chosen: T[] = [];
  for (const group of ranked) {
    if (chosen.length >= total) break;
    const { picture, kind } = group.kept.segment;
    const quota = picture && kind !== 'table' ? 'images' : 'text';
    if (left[quota] <= 0) continue;
    left[quota]--;
    chosen.push(group);
  }
  return chosen;
}

function startClock(): { mark(part: string): void; timings: Record<string, number> } {
  const timings: Record<string, number> = {};
  let last = performance.now();
  return {
    timings,
    mark(part) {
      const now = performance.now();
      timings[part] = Math.round((now - last) * 100) / 100;
      last = now;
    },
  };
}
