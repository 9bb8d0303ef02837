import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lmdbWorkCache } from './lmdb-work-cache.ts';
import { memoryWorkCache, type WorkCache } from './work-cache.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-cache-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const adapters: [string, () => Promise<WorkCache>][] = [
  ['memory', async () => memoryWorkCache()],
  ['lmdb', () => lmdbWorkCache(join(root, Math.random().toString(36)))],
];

describe.each(adapters)('the %s work cache', (_name, open) => {
  it('gives back what was put under the same key, and nothing else', async () => {
    const cache = await open();
    const long = 'k'.repeat(5000);
    await cache.put(long, Uint8Array.of(1, 2, 3));
    await cache.put('other', new Uint8Array(0));
    expect([...(cache.get(long) ?? [])]).toEqual([1, 2, 3]);
    expect(cache.get('other')?.byteLength).toBe(0);
    expect(cache.get('missing')).toBeUndefined();
    await cache.close();
  });
});

it('lmdb entries outlive their process', async () => {
  const folder = join(root, 'lasting');
  const first = await lmdbWorkCache(folder);
  await first.put('key', Uint8Array.of(9));
  await first.close();
  const second = await lmdbWorkCache(folder);
  expect([...(second.get('key') ?? [])]).toEqual([9]);
  await second.close();
});
