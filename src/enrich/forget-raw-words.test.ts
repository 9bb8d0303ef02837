import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lmdbWorkCache } from '../support/lmdb-work-cache.ts';
import { memoryWorkCache, type WorkCache } from '../support/work-cache.ts';
import { expectRawWords, forgetRawWords } from './forget-raw-words.ts';
import { encodeReadText } from './read-text.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-forget-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const vector = new Uint8Array(Float32Array.of(0.25, -0.5, 12_000).buffer);
const bracket = Uint8Array.of(0x5b, 0xff, 0x00, 0x5d);

async function fill(cache: WorkCache): Promise<void> {
  await cache.put('ocr:1', encodeReadText({ text: 'Write to liv@example.org', lines: [] }));
  await cache.put('ocr:2', encodeReadText({ text: 'Boats for hire', lines: [] }));
  await cache.put('caption:1', json({ caption: 'A card', objects: ['(555) 234-5678'], text: '' }));
  await cache.put('vector:1', vector);
  await cache.put('vector:2', bracket);
  for (let at = 0; at < 2_500; at++) await cache.put(`vector:many:${at}`, vector);
}

describe.each([
  ['memory', async () => memoryWorkCache()],
  ['lmdb', async () => lmdbWorkCache(join(root, 'work'))],
] as const)('forgetRawWords in a cache on %s', (_, open) => {
  it('drops what would be blacked out, once, and keeps vectors and harmless words', async () => {
    const cache = await open();
    await fill(cache);
    await forgetRawWords(cache);
    const there = ['ocr:1', 'ocr:2', 'caption:1', 'vector:1', 'vector:2', 'vector:many:2499'].map(
      (key) => cache.get(key) !== undefined,
    );
    expect(there).toEqual([false, true, false, true, true, true]);
    await cache.put('ocr:3', json(['a@b.example', []]));
    await forgetRawWords(cache);
    expect(cache.get('ocr:3')).toBeDefined();
    await expectRawWords(cache);
    await forgetRawWords(cache);
    expect(cache.get('ocr:3')).toBeUndefined();
    await cache.put('ocr:4', json(['later', []]));
    await cache.close();
  });
});

it('leaves no trace of it in the files of the cache, which can be opened again', async () => {
  const folder = join(root, 'traces');
  const cache = await lmdbWorkCache(folder);
  await fill(cache);
  // Another process that has it open goes on with what it has.
  const other = await lmdbWorkCache(folder);
  await forgetRawWords(cache);
  expect(other.get('vector:1')).toBeDefined();
  await other.close();
  await cache.close();
  for (const file of await readdir(folder)) {
    const bytes = await readFile(join(folder, file));
    expect([bytes.includes('liv@example'), bytes.includes('234-5678')], file).toEqual([false, false]);
  }
  const again = await lmdbWorkCache(folder);
  expect([...(again.get('vector:1') ?? [])]).toEqual([...vector]);
  expect(again.get('ocr:1')).toBeUndefined();
  await again.close();
});
