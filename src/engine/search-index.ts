import type { Settings } from '../config.ts';
import type { AppliedConstraint, Hit } from '../data/hit.ts';
import type { PreparedQuery, Query } from '../data/query.ts';
import { type ViewName, viewNames } from '../data/segment.ts';
import type { StrategyName } from '../data/strategy.ts';
import { chooseStrategy } from '../retrieve/choose-strategy.ts';
import { imageToQuery } from '../retrieve/image-to-query.ts';
import {
  type KnownField,
  mayStateConstraint,
  questionConstraints,
  sampleFields,
} from '../retrieve/question-constraints.ts';
import { rerank } from '../retrieve/rerank.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { type Retrieved, retrieve, type SecondStage } from '../retrieve/retrieve.ts';
import type { StoreStats, VectorStore } from '../store/store.ts';
import { startDeadline } from '../support/deadline.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
import { withSpan } from '../support/tracing.ts';
import { workingSide } from './document-parts.ts';
import type { SearchOptions } from './engine.ts';
import { evidencePixels } from './evidence.ts';
import type { OpenIndex } from './open-index.ts';
import type { OpenModels } from './open-models.ts';
import { prepareQuery } from './prepare-query.ts';
import type { ShowParts } from './show-segments.ts';

export interface SearchParts {
  readonly index: OpenIndex;
  readonly settings: Settings;
  readonly models: OpenModels;
  showParts(signal?: AbortSignal): Promise<ShowParts>;
}

export interface Found extends Retrieved {
  readonly query: PreparedQuery;
  readonly strategy: StrategyName;
  /** What the question itself states and was applied. */
  readonly constraints: readonly AppliedConstraint[];
  /** What the query's picture was put into words as, when the search was by them. */
  readonly pictureAsWords?: string;
}

/** Pictures that models look at when they are to describe them; their longer side in pixels. */
const describedSide = 1024;
/** Pictures that rerankers look at. */
const judgedSide = 512;

/**
 * Everything a search takes: the query readied, a strategy chosen, its pictures put into words if need be, retrieved within what
 * the question itself states, and reranked.
 */
export async function searchIndex(query: string | Query, parts: SearchParts, options: SearchOptions): Promise<Found> {
  return withSpan('search', { 'gen_ai.operation.name': 'retrieval' }, async (span) => {
    const found = await searched(query, parts, options);
    span.note({ 'sightline.strategy': found.strategy, 'sightline.hits': found.hits.length });
    return found;
  });
}

async function searched(query: string | Query, parts: SearchParts, options: SearchOptions): Promise<Found> {
  const { index, settings, models } = parts;
  throwIfAborted(options.signal);
  const deadline = startDeadline(typeof query === 'string' ? undefined : query.budgetMs);
  const store = await index.store();
  const prepared = await withSpan('prepare query', {}, () =>
    prepareQuery(query, settings, workingSide(index), options.signal),
  );
  const reranker = options.rerank === false ? undefined : await models.reranker();
  const chosen = await chosenStrategy(prepared, reranker, parts, options);
  const translated = await translatedQuery(prepared, chosen.strategy === 'translate', parts, options.signal);
  const { strategy: _, weights, fusion = settings.fusion, ...asked } = options;
  const retrieveAll = (narrowed: PreparedQuery): Promise<Retrieved> =>
    retrieve(
      narrowed,
      {
        store,
        embedders: index.embedders,
        ...(reranker ? { rerank: rerankStage(narrowed, reranker, parts, options.signal) } : {}),
      },
      {
        ...asked,
        strategy: chosen.strategy === 'translate' ? 'late' : chosen.strategy,
        fusion,
        weights: timesWeights(settings.weights, weights),
        deadline,
      },
    );
  const { found, constraints, notes } = await narrowed(translated, store, retrieveAll, options);
  return {
    ...found,
    ...translated,
    query: prepared,
    strategy: translated.pictureAsWords === undefined ? chosen.strategy : 'translate',
    constraints,
    notes: [...chosen.notes, ...translated.notes, ...notes, ...found.notes],
  };
}

/** The reranker as a second stage for this query. Of several pictures it is shown the first. */
function rerankStage(
  { text, pictures }: PreparedQuery,
  reranker: Reranker,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): SecondStage {
  const depth = parts.settings.rerankDepth;
  const [picture] = pictures ?? [];
  const asked = { ...(text ? { text } : {}), ...(picture ? { picture: picture.pixels } : {}) };
  return {
    depth,
    async judge(hits, deadline) {
      const showParts = await parts.showParts(signal);
      const options = {
        reranker,
        depth,
        pixels: (hit: Hit) => evidencePixels(hit, judgedSide, showParts),
        budgetMs: deadline.left(),
        ...(signal ? { signal } : {}),
      };
      const notes = { 'gen_ai.request.model': reranker.name, 'sightline.hits': Math.min(depth, hits.length) };
      return withSpan('rerank', notes, () => rerank(asked, hits, options));
    },
  };
}

function timesWeights(
  settings: Settings['weights'],
  given: SearchOptions['weights'],
): Partial<Record<ViewName, number>> {
  const both = viewNames.map((view) => [view, (settings[view] ?? 1) * (given?.[view] ?? 1)] as const);
  return Object.fromEntries(both);
}

/** The strategy that is asked for, or that `auto` chooses, with what is to be said of the choice. */
async function chosenStrategy(
  { text, pictures }: PreparedQuery,
  reranker: Reranker | undefined,
  { index, settings, models }: SearchParts,
  { strategy, translate }: SearchOptions,
): Promise<{ readonly strategy: StrategyName; readonly notes: readonly string[] }> {
  const wanted = translate ? 'translate' : (strategy ?? settings.strategy);
  if (wanted !== 'auto') return { strategy: wanted, notes: [] };
  const { embedders } = index;
  const vectors = await vectorCounts(await index.store());
  const chosen = chooseStrategy({
    withWords: Boolean(text?.trim()),
    withPicture: (pictures?.length ?? 0) > 0,
    sees: embedders.image.accepts.image,
    hasGenerator: settings.generator !== undefined || (await models.generator()) !== undefined,
    hasReranker: reranker !== undefined,
    vectors,
  });
  return { strategy: chosen.strategy, notes: [`Searched by the strategy ${chosen.strategy}, as ${chosen.why}.`] };
}

interface Narrowed {
  readonly found: Retrieved;
  readonly constraints: readonly AppliedConstraint[];
  readonly notes: readonly string[];
}

/**
 * Searches within what the question itself asks for ("under $200", "from 2024", "only tables"). Where nothing is left then, it
 * searches without it and says so: a miss that is shown is worth more than an empty list.
 */
async function narrowed(
  { query, pictureAsWords }: Pick<Found, 'query' | 'pictureAsWords'>,
  store: VectorStore,
  retrieveAll: (query: PreparedQuery) => Promise<Retrieved>,
  { constraints }: SearchOptions,
): Promise<Narrowed> {
  const text = query.text ?? '';
  // A description of a picture asks for nothing.
  const mayAsk = constraints !== false && pictureAsWords === undefined && mayStateConstraint(text);
  const read = mayAsk ? questionConstraints(text, await knownFieldsOf(store), { now: new Date() }) : undefined;
  if (!read?.filter) return { found: await retrieveAll(query), constraints: [], notes: [] };
  const filters = [...(query.filter ? [query.filter] : []), ...read.found.map(({ filter }) => filter)];
  const narrow = { ...query, text: read.rest || text, filter: filters.map((one) => `(${one})`).join(' and ') };
  const found = await retrieveAll(narrow);
  const notes = read.found.map(({ explanation }) => explanation);
  if (found.hits.length > 0) return { found, constraints: read.found, notes };
  const note = `Nothing is left with it, so it was not applied: ${read.found.map((one) => one.text).join(', ')}.`;
  return { found: await retrieveAll(query), constraints: [], notes: [...notes, note] };
}

/** What an index holds changes while it is open, but not at every search. */
const knownMs = 10_000;
const knownCounts = new WeakMap<
  VectorStore,
  { readonly at: number; readonly counts: Promise<StoreStats['vectors']> }
>();

function vectorCounts(store: VectorStore): Promise<StoreStats['vectors']> {
  const known = knownCounts.get(store);
  if (known && performance.now() - known.at < knownMs) return known.counts;
  const counts = store.stats().then(({ vectors }) => vectors);
  knownCounts.set(store, { at: performance.now(), counts });
  counts.catch(() => knownCounts.delete(store));
  return counts;
}

const knownFields = new WeakMap<
  VectorStore,
  { readonly at: number; readonly fields: Promise<readonly KnownField[]> }
>();

function knownFieldsOf(store: VectorStore): Promise<readonly KnownField[]> {
  const known = knownFields.get(store);
  if (known && performance.now() - known.at < knownMs) return known.fields;
  const fields = sampleFields(store);
  knownFields.set(store, { at: performance.now(), fields });
  fields.catch(() => knownFields.delete(store));
  return fields;
}

/** A picture in words, by the generator. */
export async function pictureInWords(
  bytes: Uint8Array,
  { settings, models }: Pick<SearchParts, 'settings' | 'models'>,
  {
    prompt = settings.imageQueryPrompt,
    signal,
  }: { readonly prompt?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const generator = await models.generator();
  if (!generator) {
    throw new SightlineError('bad-option', 'Putting a picture into words takes a generator, and none is set.', {
      remedy:
        'Name one with eyes: the option generator, such as nvidia:nvidia/nemotron-nano-12b-v2-vl or ollama:llava.',
    });
  }
  const stop = signal ? { signal } : {};
  const picture = await pictureForModel(bytes, { side: describedSide, maxPixels: settings.maxPixels, ...stop });
  return imageToQuery(generator, picture, { ...(prompt === undefined ? {} : { prompt }), ...stop });
}

/** Where pictures are to be searched by words, or can be in no other way, a query of words in their place. */
async function translatedQuery(
  query: PreparedQuery,
  isWanted: boolean,
  parts: SearchParts,
  signal: AbortSignal | undefined,
): Promise<{ readonly query: PreparedQuery; readonly pictureAsWords?: string; readonly notes: readonly string[] }> {
  const { pictures = [], ...rest } = query;
  if (pictures.length === 0) return { query: rest, notes: [] };
  const { accepts, space } = parts.index.embedders.image;
  if (!isWanted && accepts.image) return { query, notes: [] };
  const hasGenerator = isWanted || (await parts.models.generator()) !== undefined;
  if (!hasGenerator) {
    const blind = `${space.model}, which this index was made with, does not see pictures`;
    if (rest.text?.trim()) return { query: rest, notes: [`The picture was left out: ${blind}.`] };
    throw new SightlineError('bad-query', `The picture cannot be searched by: ${blind}.`, {
      remedy:
        'Set a generator that puts it into words (option generator), or index with a model that sees (option embedder).',
    });
  }
  const described: string[] = [];
  for (const picture of pictures) described.push(await pictureInWords(await picture.bytes(), parts, { signal }));
  const pictureAsWords = described.join(' ');
  // What is asked about a picture ("which of these is it?") seldom says what is shown, so the words of the picture stand alone.
  return { query: { ...rest, text: pictureAsWords }, pictureAsWords, notes: [] };
}
