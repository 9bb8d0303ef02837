import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata, SegmentKind } from '../data/segment.ts';
import { matches } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import type { DocumentWrite, StoredSegment, StoreOptions, VectorStore } from './store.ts';

const dimensions = 4;

/** One segment of a test document. */
export interface SampleSegment {
  readonly id: string;
  readonly body?: string;
  readonly kind?: SegmentKind;
  readonly metadata?: Metadata;
  readonly text?: readonly number[];
  readonly image?: readonly number[];
}

/** A document as a store is given it, from the few parts a test cares about. */
export function sampleDocument(id: string, segments: readonly SampleSegment[]): DocumentWrite {
  const unit = (values: readonly number[]): Float32Array => {
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  };
  return {
    record: {
      id,
      source: `/samples/${id}`,
      name: `${id}.txt`,
      mediaType: 'text/plain',
      contentHash: id,
      stamp: '1',
      settings: 's',
      segments: segments.length,
      warnings: [{ message: `about ${id}`, at: '#id=1' }],
      indexedAt: '2026-01-01T00:00:00.000Z',
    },
    segments: segments.map((sample) => ({
      segment: {
        id: sample.id,
        documentId: id,
        documentName: `${id}.txt`,
        source: `/samples/${id}`,
        kind: sample.kind ?? 'text',
        locator: { char: { start: 0, end: 3 } },
        words: sample.body ? { body: sample.body } : {},
        metadata: sample.metadata ?? {},
        views: [
          ...(sample.body ? (['keyword'] as const) : []),
          ...(sample.text ? (['text'] as const) : []),
          ...(sample.image ? (['image'] as const) : []),
        ],
      },
      vectors: {
        ...(sample.text ? { text: unit(sample.text) } : {}),
        ...(sample.image ? { image: unit(sample.image) } : {}),
      },
    })),
  };
}

/**
 * What every `VectorStore` promises. An outside adapter runs it in its own tests:
 * `storeContract('my-store', (options) => myStore(url, options))`.
 */
export function storeContract(name: string, open: (options: StoreOptions) => Promise<VectorStore>): void {
  describe(`${name} keeps the store's promises`, () => {
    let store: VectorStore;
    beforeEach(async () => {
      store = await open({ dimensions: { text: dimensions, image: dimensions } });
    });
    afterEach(() => store.close());

    const query = Float32Array.from([1, 0, 0, 0]);
    const ids = (found: readonly { id: string }[]): string[] => found.map((one) => one.id);

    it('answers an empty store with empty lists', async () => {
      expect(await store.nearest('image', query, 5)).toEqual([]);
      expect(await store.keyword('anything', 5)).toEqual([]);
      expect(await store.get(['nothing'])).toEqual([]);
      expect(await store.documents()).toEqual([]);
      expect(await store.list(10)).toEqual([]);
      await store.remove(['nothing']);
      await store.optimize();
      expect((await store.stats()).segments).toBe(0);
    });

    it('gives back what was put, whole', async () => {
      const write = sampleDocument('a', [
        {
          id: 'a1',
          body: 'it\'s "quoted"\nÜber',
          metadata: { price: 12.5, sold: true, tags: ['x', 'y z'] },
          image: [1, 1, 0, 0],
        },
      ]);
      await store.put([write]);
      expect(await store.get(['a1'])).toEqual([write.segments[0]?.segment]);
      expect(await store.documents()).toEqual([write.record]);
    });

    it('gives segments in the order asked for and leaves out what is not there', async () => {
      await store.put([sampleDocument('a', [{ id: 'a1' }, { id: 'a2' }, { id: 'a3' }])]);
      expect(ids(await store.get(['a3', 'zz', 'a1']))).toEqual(['a3', 'a1']);
    });

    it('ranks by cosine similarity and reports it', async () => {
      await store.put([
        sampleDocument('a', [
          { id: 'far', image: [0, 1, 0, 0] },
          { id: 'near', image: [10, 1, 0, 0] },
          { id: 'middle', image: [1, 1, 0, 0] },
        ]),
      ]);
      const found = await store.nearest('image', query, 2);
      expect(ids(found)).toEqual(['near', 'middle']);
      expect(found[1]?.score).toBeCloseTo(Math.SQRT1_2, 4);
    });

    it('leaves out of a view what has no such vector', async () => {
      await store.put([
        sampleDocument('a', [
          { id: 'both', text: [1, 0, 0, 0], image: [1, 0, 0, 0] },
          { id: 'words', text: [1, 0, 0, 0] },
          { id: 'none' },
        ]),
      ]);
      expect(ids(await store.nearest('text', query, 9)).sort()).toEqual(['both', 'words']);
      expect(ids(await store.nearest('image', query, 9))).toEqual(['both']);
      expect((await store.stats()).vectors).toEqual({ text: 2, image: 1 });
    });

    it('finds words by stem, without regard to case or accents, best first', async () => {
      await store.put([
        sampleDocument('a', [
          { id: 'a1', body: 'Oiling a chair: the chair wants oil, chairs like oil.' },
          {
            id: 'a2',
            body: 'A tent, a chair and many other things that stand in a very long sentence about camping outdoors.',
          },
          { id: 'a3', body: 'Waxed jackets' },
          { id: 'a4', body: 'Crème brûlée' },
        ]),
      ]);
      expect(ids(await store.keyword('CHAIRS', 9))).toEqual(['a1', 'a2']);
      expect(ids(await store.keyword('jacket waxing', 9))).toEqual(['a3']);
      expect(ids(await store.keyword('creme', 9))).toEqual(['a4']);
      expect(await store.keyword('zebra', 9)).toEqual([]);
      const [first, second] = await store.keyword('chair', 9);
      expect(first?.score ?? 0).toBeGreaterThan(second?.score ?? 0);
    });

    it('takes a query as words, never as syntax', async () => {
      await store.put([sampleDocument('a', [{ id: 'a1', body: 'plain words' }])]);
      for (const text of ['"', "'", 'a AND (', 'words:plain', '+-*/\\', '{"match":1}', '%_', '   ', '\u0000', '🦊']) {
        await expect(store.keyword(text, 5)).resolves.toBeInstanceOf(Array);
      }
      expect(ids(await store.keyword('"plain" AND (nothing)', 5))).toEqual(['a1']);
    });

    it('replaces a document whole: nothing of its old segments is found again', async () => {
      await store.put([
        sampleDocument('a', [
          { id: 'a1', body: 'old', image: [1, 0, 0, 0] },
          { id: 'a2', body: 'old too' },
        ]),
        sampleDocument('b', [{ id: 'b1', body: 'old friend' }]),
      ]);
      await store.put([
        sampleDocument('a', [{ id: 'a1', body: 'new', image: [0, 1, 0, 0] }]),
        sampleDocument('c', [{ id: 'c1', body: 'new' }]),
      ]);
      expect(ids(await store.keyword('old', 9))).toEqual(['b1']);
      expect(ids(await store.keyword('new', 9)).sort()).toEqual(['a1', 'c1']);
      expect(await store.get(['a2'])).toEqual([]);
      expect((await store.nearest('image', query, 9))[0]?.score).toBeCloseTo(0, 5);
      expect((await store.documents()).map((record) => record.id).sort()).toEqual(['a', 'b', 'c']);
      expect((await store.stats()).segments).toBe(3);
    });

    it('updates a record alone without touching its segments', async () => {
      const write = sampleDocument('a', [{ id: 'a1', body: 'word', image: [1, 0, 0, 0] }]);
      await store.put([write]);
      await store.touch([{ ...write.record, stamp: '2' }]);
      expect((await store.documents()).map((record) => record.stamp)).toEqual(['2']);
      expect(ids(await store.keyword('word', 9))).toEqual(['a1']);
      expect(ids(await store.nearest('image', query, 9))).toEqual(['a1']);
    });

    it('keeps a document that has no segments', async () => {
      await store.put([sampleDocument('empty', [])]);
      expect(await store.documents()).toHaveLength(1);
      expect(await store.list(9)).toEqual([]);
    });

    it('samples vectors from all over', async () => {
      const samples = Array.from({ length: 100 }, (_, i) => ({ id: `s${i}`, image: [1, i, 0, 0] }));
      await store.put([sampleDocument('many', [...samples, { id: 'wordless' }])]);
      expect(await store.sample('text', 10)).toEqual([]);
      expect(await store.sample('image', 500)).toHaveLength(100);
      const some = await store.sample('image', 16);
      expect(some).toHaveLength(16);
      const places = some.map((vector) => Math.round((vector[1] ?? 0) / (vector[0] ?? 1)));
      expect(Math.min(...places)).toBeLessThan(20);
      expect(Math.max(...places)).toBeGreaterThan(80);
    });

    it('gives back the vectors of segments by id, and only those that are there', async () => {
      const quoted = "it's";
      const write = sampleDocument('a', [
        { id: 'both', text: [1, 2, 0, 0], image: [0, 0, 3, 1] },
        { id: quoted, image: [1, 1, 1, 0] },
        { id: 'none', body: 'words' },
        { id: 'unasked', text: [1, 0, 0, 0], image: [1, 0, 0, 0] },
      ]);
      await store.put([write]);
      const asked = ['none', quoted, 'unknown', 'both', quoted];
      expect(await store.vectors('image', [])).toEqual(new Map());
      expect(await store.vectors('text', ['none', 'unknown', 'document:a'])).toEqual(new Map());
      const stored = (view: 'text' | 'image', id: string) =>
        write.segments.find(({ segment }) => segment.id === id)?.vectors[view];
      expect(await store.vectors('text', asked)).toEqual(new Map([['both', stored('text', 'both')]]));
      const images = await store.vectors('image', asked);
      expect(images).toEqual(
        new Map([
          ['both', stored('image', 'both')],
          [quoted, stored('image', quoted)],
        ]),
      );
      // They are the caller's own: changing one changes nothing that is stored.
      images.get('both')?.fill(0);
      expect((await store.vectors('image', ['both'])).get('both')).toEqual(stored('image', 'both'));
    });

    it('gives the vectors that stand there now', async () => {
      await store.put([
        sampleDocument('a', [
          { id: 'a1', text: [1, 0, 0, 0] },
          { id: 'a2', text: [0, 1, 0, 0] },
        ]),
      ]);
      await store.put([sampleDocument('a', [{ id: 'a1', text: [0, 0, 1, 0] }])]);
      expect(await store.vectors('text', ['a1', 'a2'])).toEqual(new Map([['a1', Float32Array.from([0, 0, 1, 0])]]));
      await store.optimize();
      expect((await store.vectors('text', ['a1'])).size).toBe(1);
      await store.remove(['a']);
      expect(await store.vectors('text', ['a1'])).toEqual(new Map());
    });

    it('removes documents, and only those', async () => {
      await store.put([
        sampleDocument('a', [{ id: 'a1', body: 'word', text: [1, 0, 0, 0] }]),
        sampleDocument('b', [{ id: 'b1', body: 'word' }]),
      ]);
      await store.remove(['a', 'unknown', "'; drop"]);
      expect(ids(await store.keyword('word', 9))).toEqual(['b1']);
      expect(await store.nearest('text', query, 9)).toEqual([]);
      expect((await store.documents()).map((record) => record.id)).toEqual(['b']);
    });

    it('still finds everything after optimize', async () => {
      for (let i = 0; i < 5; i++)
        await store.put([sampleDocument(`d${i}`, [{ id: `s${i}`, body: `number ${i} thing`, image: [1, i, 0, 0] }])]);
      await store.optimize();
      expect(ids(await store.nearest('image', query, 2))).toEqual(['s0', 's1']);
      expect(await store.keyword('thing', 9)).toHaveLength(5);
    });

    it('filters every view as the reference does', async () => {
      const samples: SampleSegment[] = [
        {
          id: 'chair',
          kind: 'record',
          metadata: { price: 189, category: 'Chairs', colour: 'dark brown', tags: ['oak', 'indoor'], sold: false },
        },
        {
          id: 'jacket',
          kind: 'record',
          metadata: { price: 199.5, category: 'jackets', colour: "child's red", date: '2025-03-01' },
        },
        {
          id: 'photo',
          kind: 'image',
          metadata: { width: 640, price: '189', 'odd [field].*': 'a.b*c', 'exif.model': 'X(1)' },
        },
        { id: 'bare', kind: 'text' },
        { id: 'negative', kind: 'text', metadata: { price: -1e-7, big: 1e21, category: 'chair' } },
      ];
      const write = sampleDocument(
        'it’s',
        samples.map((sample) => ({ ...sample, body: 'word', text: [1, 2, 3, 4], image: [4, 3, 2, 1] })),
      );
      await store.put([write]);
      const filters = [
        'price < 199.5',
        'price <= 199.5',
        'price > 189',
        'price >= 189',
        'price = 189',
        'price != 189',
        'not price < 190',
        'category = chairs',
        'category = "CHAIRS"',
        'category != chairs',
        'category in (jackets, chair)',
        'not category in (chairs)',
        'colour contains brown',
        'colour contains "CHILD\'S"',
        'tags = oak',
        'tags contains door',
        'tags != oak',
        'tags > a',
        'date >= 2025-01-01',
        'date < "2025-01-01"',
        'sold = false',
        'sold = true',
        'kind = image',
        'kind in (record, text)',
        'document contains s.txt',
        'missing = 1',
        'missing != 1',
        'missing < 1',
        'not missing contains x',
        '"odd [field].*" = "a.b*c"',
        '"odd [field].*" contains ".b*"',
        'exif.model = "x(1)"',
        'price < 0',
        'big > 1e20',
        'price > 100 and (kind = image or sold = false)',
        'not (price > 100 and kind = record) or width = 640',
        'price > "1"',
        'category < d',
      ];
      for (const source of filters) {
        const filter = parseFilter(source);
        const wanted = write.segments
          .filter(({ segment }) => matches(filter, segment))
          .map(({ segment }) => segment.id)
          .sort();
        expect(ids(await store.nearest('text', query, 9, filter)).sort(), source).toEqual(wanted);
        expect(ids(await store.nearest('image', query, 9, filter)).sort(), source).toEqual(wanted);
        expect(ids(await store.keyword('word', 9, filter)).sort(), source).toEqual(wanted);
        expect(ids(await store.list(9, filter)).sort(), source).toEqual(wanted);
      }
    });

    it('compares dates as the reference does, at the precision of the filter', async () => {
      const dates: readonly (readonly [string, Metadata])[] = [
        ['new-year', { date: '2024-01-01', tags: ['2024-05-01', 'x'] }],
        ['spring', { date: '2024-05-01T10:00:00+02:00' }],
        ['morning', { date: '2024-05-01 09:59' }],
        ['zulu', { date: '2024-05-01T10:00Z' }],
        ['split-second', { date: '2024-12-31T23:59:59.25Z' }],
        ['month', { date: '2024-05' }],
        ['year', { date: '2024' }],
        ['number', { date: 2024 }],
        ['fraction', { date: 2024.5 }],
        ['before', { date: '2023-12-31' }],
        ['after', { date: '2025-01-01' }],
        ['no-month', { date: '2024-13-01' }],
        ['words', { date: '2024 edition' }],
        ['text', { date: 'yesterday' }],
        ['far', { date: '12024-01-01' }],
        ['truth', { date: true }],
        ['none', {}],
      ];
      const write = sampleDocument(
        'dates',
        dates.map(([id, metadata]) => ({ id, metadata })),
      );
      await store.put([write]);
      const values = [
        ...['2024', '"2024"', '2024-05', '2024-05-01', '2024-05-01T10:00', '"2024-05-01 10:00:00"'],
        ...['2024-05-01T10:00:00Z', '2024-12-31T23:59:59.5+01:00', '2023', '2025-01', '2024-13-01', '2024.5', 'words'],
      ];
      for (const value of values) {
        const conditions = ['=', '!=', '<', '<=', '>', '>='].map((test) => `date ${test} ${value}`);
        for (const source of [...conditions, `not date < ${value}`, `date in (${value}, x)`, `tags = ${value}`]) {
          const filter = parseFilter(source);
          const wanted = dates
            .map(([id]) => id)
            .filter((_, i) => matches(filter, (write.segments[i] as StoredSegment).segment));
          expect(ids(await store.list(99, filter)).sort(), source).toEqual(wanted.sort());
        }
      }
    });

    it('fills k with matches when a filter is narrow: it filters first, then ranks', async () => {
      const samples = Array.from({ length: 300 }, (_, i) => ({
        id: `s${i}`,
        body: 'word',
        image: [1, i / 300, 0, 0],
        metadata: { n: i },
      }));
      await store.put([sampleDocument('many', samples)]);
      expect(ids(await store.nearest('image', query, 3, parseFilter('n >= 290')))).toEqual(['s290', 's291', 's292']);
      expect(await store.keyword('word', 3, parseFilter('n >= 290'))).toHaveLength(3);
    });
  });
}
