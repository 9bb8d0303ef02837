import { afterEach, describe, expect, it } from 'vitest';
import type { DocumentRecord } from '../data/document.ts';
import type { PreparedQuery } from '../data/query.ts';
import type { Segment, SegmentKind } from '../data/segment.ts';
import type { Embedder } from '../embed/embedder.ts';
import { memoryStore } from '../store/memory.ts';
import type { VectorStore } from '../store/store.ts';
import { normalise } from '../support/vector-math.ts';
import { type RetrieveOptions, retrieve } from './retrieve.ts';

type Vector = readonly [number, number, number];

interface Thing {
  readonly kind?: SegmentKind;
  readonly words?: string;
  /** Of its words, and of its pixels. */
  readonly text?: Vector;
  readonly image?: Vector;
  readonly document?: string;
}

const unit = (vector: Vector): Float32Array => normalise(Float32Array.from(vector));
const colours = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1] } as const satisfies Record<string, Vector>;

/** Knows colours by their names, and takes the first pixel of a picture for one. */
const embedder: Embedder = {
  space: { model: 'test:colours', dimensions: 3, normalised: true, revision: '1' },
  accepts: { text: true, image: true, both: false },
  maxTextTokens: 100,
  countTokens: (text) => text.split(' ').length,
  batchSize: 8,
  async embed(items) {
    return items.map(({ text, picture }) => {
      const [r = 0, g = 0, b = 0] = picture?.data ?? [];
      const named = Object.entries(colours).find(([name]) => text?.includes(name))?.[1];
      return unit(picture ? [r, g, b] : (named ?? [1, 1, 1]));
    });
  },
  async close() {},
};
/** Another model for passages: its vectors are not comparable with those of pictures. */
const passagesOnly: Embedder = {
  ...embedder,
  space: { ...embedder.space, model: 'test:passages' },
  accepts: { text: true, image: false, both: false },
};

const stores: VectorStore[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

const recordOf = (name: string, segments: number): DocumentRecord => ({
  id: name,
  source: `/${name}`,
  name,
  mediaType: 'text/plain',
  contentHash: '',
  stamp: '',
  settings: '',
  segments,
  warnings: [],
  indexedAt: '2026-01-01T00:00:00Z',
});

async function storeOf(things: Readonly<Record<string, Thing>>): Promise<VectorStore> {
  const store = memoryStore({ dimensions: { text: 3, image: 3 } });
  stores.push(store);
  const documents = new Map<string, [id: string, thing: Thing][]>();
  for (const [id, thing] of Object.entries(things)) {
    const name = thing.document ?? id;
    documents.set(name, [...(documents.get(name) ?? []), [id, thing]]);
  }
  await store.put(
    [...documents].map(([name, parts]) => ({
      record: recordOf(name, parts.length),
      segments: parts.map(([id, { kind, words, text, image }]) => ({
        segment: {
          id,
          documentId: name,
          documentName: name,
          source: `/${name}`,
          kind: kind ?? (image ? 'image' : 'text'),
          locator: {},
          words: words === undefined ? {} : image && !text ? { caption: words } : { body: words },
          metadata: {},
          views: [
            ...(words ? ['keyword' as const] : []),
            ...(text ? ['text' as const] : []),
            ...(image ? ['image' as const] : []),
          ],
        } satisfies Segment,
        vectors: { ...(text ? { text: unit(text) } : {}), ...(image ? { image: unit(image) } : {}) },
      })),
    })),
  );
  return store;
}

const picture = (colour: Vector): NonNullable<PreparedQuery['pictures']>[number] => ({
  contentHash: colour.join(),
  pixels: { data: Uint8Array.from(colour.map((part) => part * 255)), width: 1, height: 1 },
  bytes: async () => new Uint8Array(),
});

const found = async (
  store: VectorStore,
  query: PreparedQuery,
  options: RetrieveOptions = {},
  text: Embedder = embedder,
): Promise<string[]> => {
  const { hits } = await retrieve(query, { store, embedders: { text, image: embedder } }, options);
  return hits.map((hit) => hit.segment.id);
};

/** Twenty of each, all alike but for a little: what is usual. Words lie near words, and far from every picture. */
const usual = Object.fromEntries(
  Array.from({ length: 20 }, (_, i): [string, Thing][] => [
    [`passage${i}`, { words: 'a passage of no colour', text: [1, 0.9 + i / 100, 0.4] }],
    [`photo${i}`, { image: [0.05 + i / 500, 1, 1] }],
  ]).flat(),
);

describe('the strategy early', () => {
  it('compares one vector of picture and words with the joint vector of each segment', async () => {
    const store = await storeOf({
      both: { words: 'x', text: colours.red, image: colours.green },
      onlyPicture: { image: colours.green },
      onlyWords: { words: 'x', text: colours.red },
    });
    const query = { text: 'red', pictures: [picture(colours.green)] };
    const { hits } = await retrieve(
      query,
      { store, embedders: { text: embedder, image: embedder } },
      { strategy: 'early', pictureShare: 0.6 },
    );
    const score = Object.fromEntries(hits.map((hit) => [hit.segment.id, hit.score]));
    // The query is (0.4, 0.6, 0) at length 1, and so is the joint vector of what has both.
    const length = Math.hypot(0.4, 0.6);
    expect(score.both).toBeCloseTo(1, 5);
    // What lacks one part keeps the other whole: it is not drawn to the origin, nor halved.
    expect(score.onlyPicture).toBeCloseTo(0.6 / length, 5);
    expect(score.onlyWords).toBeCloseTo(0.4 / length, 5);
  });

  it('takes words alone, and a picture alone, as they are', async () => {
    const store = await storeOf({ red: { image: colours.red }, green: { image: colours.green } });
    expect(await found(store, { text: 'green' }, { strategy: 'early', pictureShare: 1 })).toEqual(['green', 'red']);
    expect(await found(store, { pictures: [picture(colours.red)] }, { strategy: 'early', pictureShare: 0 })).toEqual([
      'red',
      'green',
    ]);
  });

  it('weighs the picture against the words', async () => {
    const store = await storeOf({ red: { image: colours.red }, green: { image: colours.green } });
    const query = { text: 'red', pictures: [picture(colours.green)] };
    expect((await found(store, query, { strategy: 'early', pictureShare: 0.9 }))[0]).toBe('green');
    expect((await found(store, query, { strategy: 'early', pictureShare: 0.1 }))[0]).toBe('red');
  });

  it('counts several pictures alike', async () => {
    const store = await storeOf({
      red: { image: colours.red },
      mixed: { image: [1, 1, 0] },
      green: { image: colours.green },
    });
    const query = { pictures: [picture(colours.red), picture(colours.green)] };
    expect((await found(store, query, { strategy: 'early' }))[0]).toBe('mixed');
  });
});

describe('the strategy unified', () => {
  it('has passages and pictures in one list, and lets neither kind bury the other', async () => {
    const store = await storeOf({
      ...usual,
      redPhoto: { image: [0.5, 1, 1] },
      redPassage: { words: 'about it', text: [1, 0.5, 0.2] },
    });
    const first = (await found(store, { text: 'red' }, { strategy: 'unified' })).slice(0, 2);
    // By cosine every passage is nearer to the word than every photo.
    expect(first.toSorted()).toEqual(['redPassage', 'redPhoto']);
  });

  it('leaves passages out where their vectors are of another model, and says so', async () => {
    const store = await storeOf({ photo: { image: colours.red }, passage: { words: 'red', text: colours.red } });
    const parts = { store, embedders: { text: passagesOnly, image: embedder } };
    for (const strategy of ['unified', 'early'] as const) {
      const { hits, notes } = await retrieve({ text: 'red' }, parts, { strategy });
      expect(hits.map((hit) => hit.segment.id)).toEqual(['photo']);
      expect(notes.join()).toContain('Passages were not compared');
    }
  });
});

describe('the strategy cascade', () => {
  const things = {
    ...usual,
    red1: { words: 'a kite', image: [1, 0.5, 0.5] },
    red2: { words: 'a kite over the sea', image: [1, 0.1, 0.1] },
    unnamed: { image: colours.red },
  } as const;

  it('looks only at what words found, and fuses that with what they said', async () => {
    const store = await storeOf(things);
    const asked: string[] = [];
    const watched: VectorStore = {
      ...store,
      nearest: async (view, ...rest) => {
        asked.push(view);
        return store.nearest(view, ...rest);
      },
    };
    const parts = { store: watched, embedders: { text: embedder, image: embedder } };
    const { hits } = await retrieve({ text: 'red kite', k: 2 }, parts, { strategy: 'cascade' });
    // Both say "kite"; the second one looks red as well.
    expect(hits.map((hit) => hit.segment.id)).toEqual(['red2', 'red1']);
    expect(hits[0]?.views.image?.rank).toBe(1);
    expect(asked).toEqual(['text']);
  });

  it('searches all pictures where words find too little', async () => {
    const store = await storeOf(things);
    const { hits, notes } = await retrieve(
      { text: 'red kite', k: 3 },
      { store, embedders: { text: embedder, image: embedder } },
      { strategy: 'cascade', views: ['keyword', 'image'] },
    );
    expect(hits.map((hit) => hit.segment.id).toSorted()).toEqual(['red1', 'red2', 'unnamed']);
    expect(notes.join()).toContain('Words found 2 of 3');
  });

  it('leaves the second stage to the reranker that is set', async () => {
    const store = await storeOf(things);
    const { hits, notes } = await retrieve(
      { text: 'kite', k: 2 },
      {
        store,
        embedders: { text: embedder, image: embedder },
        rerank: { depth: 5, judge: async (hits) => ({ hits: hits.toReversed(), notes: ['judged'] }) },
      },
      { strategy: 'cascade', views: ['keyword'] },
    );
    expect(hits.map((hit) => hit.segment.id)).toEqual(['red2', 'red1']);
    expect(notes).toContain('judged');
  });
});

describe('every strategy', () => {
  const strategies = ['late', 'unified', 'early', 'cascade'] as const;

  it('keeps filters, quotas and k', async () => {
    const store = await storeOf({ ...usual, kept: { words: 'red', text: colours.red, document: 'wanted' } });
    for (const strategy of strategies) {
      const only = await found(store, { text: 'red', filter: 'document = wanted' }, { strategy });
      expect(only, strategy).toEqual(['kept']);
      expect(await found(store, { text: 'red passage', k: 3 }, { strategy }), strategy).toHaveLength(3);
      const none = await found(store, { text: 'red passage', nText: 0, k: 3 }, { strategy });
      expect(
        none.filter((id) => id.startsWith('passage')),
        strategy,
      ).toEqual([]);
    }
  });

  it('leaves out a view that does not answer in time, and says so', async () => {
    const store = await storeOf({
      a: { words: 'red', image: colours.red },
      b: { words: 'green', image: colours.green },
    });
    const slow: VectorStore = { ...store, nearest: () => new Promise(() => undefined) };
    const { hits, notes } = await retrieve(
      { text: 'red', budgetMs: 50 },
      { store: slow, embedders: { text: embedder, image: embedder } },
    );
    expect(hits.map((hit) => hit.segment.id)).toEqual(['a']);
    expect(notes).toContain('The image view did not answer within 50 ms and was left out.');
  });

  it('groups by document when told', async () => {
    const store = await storeOf({
      one: { words: 'red kite', document: 'd' },
      two: { words: 'red boat', document: 'd' },
      other: { words: 'a red house by the sea', document: 'e' },
    });
    const { hits } = await retrieve(
      { text: 'red', k: 2 },
      { store, embedders: { text: embedder, image: embedder } },
      { groupByDocument: true },
    );
    expect(hits.map((hit) => hit.segment.documentName).toSorted()).toEqual(['d', 'e']);
    expect(hits.flatMap((hit) => hit.others ?? [])).toHaveLength(1);
  });

  it('lets weights multiply what each view is believed', async () => {
    const store = await storeOf({ looks: { image: colours.red }, says: { words: 'red', image: colours.green } });
    const first = async (weights: RetrieveOptions['weights']): Promise<string | undefined> =>
      (await found(store, { text: 'red' }, weights ? { weights } : {}))[0];
    expect(await first({ image: 0 })).toBe('says');
    expect(await first({ keyword: 0 })).toBe('looks');
  });
});
