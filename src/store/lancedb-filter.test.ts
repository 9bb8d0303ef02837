import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MetadataValue } from '../data/segment.ts';
import { type Filter, type FilterValue, matches } from './filter.ts';
import { lancedbStore } from './lancedb.ts';
import { sampleDocument } from './store.contract.ts';
import type { VectorStore } from './store.ts';

const texts = [
  'chair',
  'Chair ',
  "it's",
  'a.b*',
  '%_',
  '\\',
  '',
  'ß',
  '189',
  '2024',
  '2024-05',
  '2024-05-01',
  '2024-01',
  '2024-01-01',
  '2024-05-01 10:00',
  '2023-12-31',
  '2024-05-01T10:00:00Z',
  'true',
];
const numbers = [0, -1, 189, 199.5, 2023, 2024, 1e21, -1e-7];
const scalar: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.constantFrom(...texts),
  fc.constantFrom(...numbers),
  fc.boolean(),
);
const names = ['price', 'date', 'odd [field].*', 'missing'];
const field = fc.constantFrom(...names, 'kind', 'document');
const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    op: fc.constant('compare' as const),
    field,
    test: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: scalar,
  }),
  fc.record({ op: fc.constant('in' as const), field, values: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('contains' as const), field, value: fc.constantFrom(...texts, 'ch', '.txt') }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    condition,
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ op: fc.constant('not' as const), of: tie('filter') }),
  ),
}));

// The same samples in each run: they cover every pair of a value and a name.
const samples = [...texts, ...numbers, true, false, ['chair', '2024-05'], []].flatMap((value, i) =>
  names.slice(0, 3).map((name, j) => ({
    id: `s${i}-${j}`,
    kind: (['text', 'image', 'record'] as const)[j] ?? 'text',
    metadata: { [name]: value as MetadataValue, [`${name}2`]: 'chair' },
  })),
);
const write = sampleDocument('samples', samples);
const segments = write.segments.map(({ segment }) => segment);

let folder: string;
let store: VectorStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-filter-'));
  store = await lancedbStore(folder, { dimensions: { text: 4, image: 4 } });
  await store.put([write]);
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('translates every filter to what the reference means', async () => {
  await fc.assert(
    fc.asyncProperty(filter, async (one) => {
      const wanted = segments.filter((segment) => matches(one, segment)).map(({ id }) => id);
      expect((await store.list(999, one)).map(({ id }) => id).sort()).toEqual(wanted.sort());
    }),
    { numRuns: 300 },
  );
}, 30_000);
