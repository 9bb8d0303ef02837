import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lancedbStore } from '../store/lancedb.ts';
import { memoryStore } from '../store/memory.ts';
import { sampleDocument } from '../store/store.contract.ts';
import { groupDocuments, readGroup } from './reembed-groups.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-groups-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each([
  ['memory', async () => memoryStore({ dimensions: { text: 4, image: 4 } })],
  ['lancedb', () => lancedbStore(join(root, 'store'), { dimensions: { text: 4, image: 4 } })],
] as const)('groups of documents in %s', (_, openStore) => {
  it('hold every segment of theirs, whatever the names', async () => {
    const store = await openStore();
    // Stores may order names by code points or by UTF-16; names need not differ, nor be short, nor plain.
    const names = ['b.txt', 'B.TXT', 'b.txt', '\u{1F98A}.txt', '\uFF5E.txt', "o'hara\n(1).txt", '', 'a/[x].*', 'é.txt'];
    const documents = names.map((name, i) => {
      const { record, segments } = sampleDocument(`d${i}`, [{ id: `s${i}-1` }, { id: `s${i}-2` }]);
      const stored = segments.map((one) => ({ ...one, segment: { ...one.segment, documentName: name } }));
      return { record: { ...record, name }, segments: stored };
    });
    await store.put(documents);
    await store.put([sampleDocument('empty', [])]);
    const groups = groupDocuments(await store.documents());
    const found = (await Promise.all(groups.map((group) => readGroup(store, group)))).flat();
    expect(found.map(({ record }) => record.id).sort()).toEqual([...names.map((__, i) => `d${i}`), 'empty'].sort());
    for (const { record, segments } of found) {
      expect(segments.map(({ documentId }) => documentId)).toEqual(record.id === 'empty' ? [] : [record.id, record.id]);
    }
    await store.close();
  });
});

it('groups are bounded by documents and by segments, and a document of any length is one group', () => {
  const record = (i: number, segments: number) => ({ ...sampleDocument(`d${i}`, []).record, segments });
  const sizes = (records: ReturnType<typeof record>[]): number[] => groupDocuments(records).map((each) => each.length);
  expect(sizes(Array.from({ length: 600 }, (_, i) => record(i, 1)))).toEqual([256, 256, 88]);
  expect(sizes([record(1, 1_500), record(2, 1_500), record(3, 90_000), record(4, 1)])).toEqual([1, 1, 1, 1]);
  expect(sizes([])).toEqual([]);
});
