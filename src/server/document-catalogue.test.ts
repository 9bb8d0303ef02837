import { expect, test } from 'vitest';
import type { DocumentRecord } from '../data/document.ts';
import { documentCatalogue } from './document-catalogue.ts';

function record(id: string, name = `${id}.txt`): DocumentRecord {
  return {
    id,
    source: `/files/${name}`,
    name,
    mediaType: 'text/plain',
    contentHash: id.repeat(8),
    stamp: '',
    settings: '',
    segments: 1,
    warnings: [],
    indexedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** An engine whose answers come when the test says so. */
function slowEngine() {
  const waiting: ((records: DocumentRecord[]) => void)[] = [];
  return {
    asked: () => waiting.length,
    answer: (at: number, records: DocumentRecord[]) => waiting[at]?.(records),
    documents: () => new Promise<DocumentRecord[]>((resolve) => waiting.push(resolve)),
  };
}

test('the documents of one answer are asked for once', async () => {
  const engine = slowEngine();
  const catalogue = documentCatalogue(engine);
  const both = Promise.all([catalogue.get('a'), catalogue.get('b'), catalogue.all()]);
  engine.answer(0, [record('b'), record('a')]);
  const [a, b, all] = await both;
  expect([a?.id, b?.id, all.map(({ id }) => id)]).toEqual(['a', 'b', ['a', 'b']]);
  expect(engine.asked()).toBe(1);
});

test('what another process has changed is seen after a while, and nobody waits for the look', async () => {
  const engine = slowEngine();
  let now = 0;
  const catalogue = documentCatalogue(engine, () => now);
  const first = catalogue.get('a');
  engine.answer(0, [record('a', 'old.txt')]);
  expect((await first)?.name).toBe('old.txt');
  now = 6_000;
  expect((await catalogue.get('a'))?.name).toBe('old.txt');
  expect(engine.asked()).toBe(2);
  engine.answer(1, [record('a', 'new.txt')]);
  await new Promise(setImmediate);
  expect((await catalogue.get('a'))?.name).toBe('new.txt');
});

test('a document that is missing is looked for, but not at every request', async () => {
  const engine = slowEngine();
  let now = 0;
  const catalogue = documentCatalogue(engine, () => now);
  const first = catalogue.get('a');
  engine.answer(0, []);
  expect(await first).toBeUndefined();
  expect(await catalogue.get('a')).toBeUndefined();
  expect(engine.asked()).toBe(1);
  now = 1_000;
  const later = catalogue.get('a');
  engine.answer(1, [record('a')]);
  expect((await later)?.id).toBe('a');
});

test('a look that began before a change does not bring back what was', async () => {
  const engine = slowEngine();
  const catalogue = documentCatalogue(engine);
  const before = catalogue.get('a');
  catalogue.forget();
  const after = catalogue.get('a');
  engine.answer(1, []);
  expect(await after).toBeUndefined();
  engine.answer(0, [record('a')]);
  await before;
  expect(await catalogue.all()).toEqual([]);
});

test('an index that cannot be read is said, and asked again the next time', async () => {
  let works = false;
  const catalogue = documentCatalogue({
    async documents() {
      if (!works) throw new Error('disk');
      return [record('a')];
    },
  });
  await expect(catalogue.get('a')).rejects.toThrow('disk');
  works = true;
  expect((await catalogue.get('a'))?.id).toBe('a');
});
