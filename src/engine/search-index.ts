import type { Settings } from '../config.ts';
import type { AppliedConstraint } from '../data/hit.ts';
import type { PreparedQuery, Query } from '../data/query.ts';
import { imageToQuery } from '../retrieve/image-to-query.ts';
import {
  type KnownField,
  mayStateConstraint,
  questionConstraints,
  sampleFields,
} from '../retrieve/question-constraints.ts';
import { rerank } from '../retrieve/rerank.ts';
import { type Retrieved, retrieve } from '../retrieve/retrieve.ts';
import type { VectorStore } from '../store/store.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
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
  /** What the question itself states and was applied. */
  readonly constraints: readonly AppliedConstraint[];
  /** What the query's picture was put into words as, when the search was by them. */
  readonly pictureAsWords?: string;
}

/** Pictures that models look at when they are to describe them; their longer side in pixels. */
const describedSide = 1024;
/** Pictures that rerankers look at. */
const judgedSide = 512;

/** Everything a search takes: the query readied, its picture put into words if need be, retrieved, and reranked. */
export async function searchIndex(query: string | Query, parts: SearchParts, options: SearchOptions): Promise<Found> {
  const { index, settings, models } = parts;
  throwIfAborted(options.signal);
  const store = await index.store();
  const prepared = await prepareQuery(query, settings, workingSide(index), options.signal);
  const translated = await translatedQuery(prepared, parts, options);
  const reranker = options.rerank === false ? undefined : await models.reranker();
  const wanted = prepared.k ?? 10;
  // Quotas count hits of a kind, and are kept as they are.
  const depth = reranker ? Math.max(wanted, settings.rerankDepth) : wanted;
  const retrieveAll = (asked: PreparedQuery): Promise<Retrieved> =>
    retrieve({ ...asked, k: depth }, { store, embedders: index.embedders }, options);
  const { query: asked, found, constraints, notes } = await narrowed(translated, store, retrieveAll, options);
  const result = {
    ...found,
    ...translated,
    query: prepared,
    constraints,
    notes: [...translated.notes, ...notes, ...found.notes],
  };
  if (!reranker) return result;
  const from = performance.now();
  const showParts = await parts.showParts(options.signal);
  const hits = await rerank(
    { ...(asked.text ? { text: asked.text } : {}), ...(asked.picture ? { picture: asked.picture.pixels } : {}) },
    found.hits,
    {
      reranker,
      depth,
      pixels: (hit) => evidencePixels(hit, judgedSide, showParts),
      ...(options.signal ? { signal: options.signal } : {}),
    },
  );
  const timings = { ...found.timings, rerank: Math.round((performance.now() - from) * 100) / 100 };
  return { ...result, hits: hits.slice(0, wanted), timings };
}

interface Narrowed {
  readonly query: PreparedQuery;
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
  if (!read?.filter) return { query, found: await retrieveAll(query), constraints: [], notes: [] };
  const filters = [...(query.filter ? [query.filter] : []), ...read.found.map(({ filter }) => filter)];
  const narrow = { ...query, text: read.rest || text, filter: filters.map((one) => `(${one})`).join(' and ') };
  const found = await retrieveAll(narrow);
  const notes = read.found.map(({ explanation }) => explanation);
  if (found.hits.length > 0) return { query: narrow, found, constraints: read.found, notes };
  const note = `Nothing is left with it, so it was not applied: ${read.found.map((one) => one.text).join(', ')}.`;
  return { query, found: await retrieveAll(query), constraints: [], notes: [...notes, note] };
}

/** What an index holds changes while it is open, but not at every search. */
const fieldsAgeMs = 10_000;
const knownFields = new WeakMap<
  VectorStore,
  { readonly at: number; readonly fields: Promise<readonly KnownField[]> }
>();

function knownFieldsOf(store: VectorStore): Promise<readonly KnownField[]> {
  const known = knownFields.get(store);
  if (known && performance.now() - known.at < fieldsAgeMs) return known.fields;
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

/** Where the picture is to be searched by words, or can be in no other way, a query of words in its place. */
async function translatedQuery(
  query: PreparedQuery,
  parts: SearchParts,
  options: SearchOptions,
): Promise<{ readonly query: PreparedQuery; readonly pictureAsWords?: string; readonly notes: readonly string[] }> {
  const { picture, ...rest } = query;
  if (!picture) return { query, notes: [] };
  const { accepts, space } = parts.index.embedders.image;
  if (!(options.translate ?? !accepts.image)) return { query, notes: [] };
  const hasGenerator = options.translate || (await parts.models.generator()) !== undefined;
  if (!hasGenerator) {
    const blind = `${space.model}, which this index was made with, does not see pictures`;
    if (rest.text?.trim()) return { query: rest, notes: [`The picture was left out: ${blind}.`] };
    throw new SightlineError('bad-query', `The picture cannot be searched by: ${blind}.`, {
      remedy:
        'Set a generator that puts it into words (option generator), or index with a model that sees (option embedder).',
    });
  }
  const pictureAsWords = await pictureInWords(await picture.bytes(), parts, { signal: options.signal });
  // What is asked about a picture ("which of these is it?") seldom says what is shown, so the words of the picture stand alone.
  return { query: { ...rest, text: pictureAsWords }, pictureAsWords, notes: [] };
}
