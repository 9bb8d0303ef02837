import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lancedbStore } from './lancedb.ts';
import { sampleDocument, storeContract } from './store.contract.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-lancedb-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;
storeContract('lancedb', (options) => lancedbStore(join(root, `store-${count++}`), options));

describe('lancedb', () => {
  const options = { dimensions: { text: 4, image: 4 } };

  it('keeps everything across a restart', async () => {
    const folder = join(root, 'restart');
    const first = await lancedbStore(folder, options);
    await first.put([sampleDocument('a', [{ id: 'a1', body: 'lasting words', image: [1, 0, 0, 0] }])]);
    await first.close();
    const second = await lancedbStore(folder, options);
    expect((await second.keyword('last', 5)).map((hit) => hit.id)).toEqual(['a1']);
    await second.put([sampleDocument('a', [{ id: 'a2', body: 'replaced after a restart' }])]);
    expect((await second.list(9)).map((segment) => segment.id)).toEqual(['a2']);
    await second.close();
  });

  it('lets a reader opened before a commit see it', async () => {
    const folder = join(root, 'reader');
    const writer = await lancedbStore(folder, options);
    const reader = await lancedbStore(folder, options);
    await writer.put([sampleDocument('a', [{ id: 'a1', body: 'fresh' }])]);
    expect((await reader.keyword('fresh', 5)).map((hit) => hit.id)).toEqual(['a1']);
    await writer.optimize();
    expect((await reader.keyword('fresh', 5)).map((hit) => hit.id)).toEqual(['a1']);
    await writer.close();
    await reader.close();
  });

  it('builds an approximate index above the threshold and reports its measured recall', async () => {
    const store = await lancedbStore(join(root, 'approximate'), {
      dimensions: { text: 8, image: 8 },
      exactThreshold: 1000,
    });
    const samples = Array.from({ length: 2000 }, (_, i) => ({
      id: `s${i}`,
      image: Array.from({ length: 8 }, (_, d) => Math.sin(i * (0.31 + d * 0.77) + d)),
    }));
    await store.put([sampleDocument('many', [...samples, { id: 'wordless' }])]);
    await store.optimize();
    const { search } = await store.stats();
    expect(search.text.method).toBe('exact');
    expect(search.image.method).toBe('approximate');
    expect(search.image.recallAt10).toBeGreaterThan(0.9);
    await store.close();
  });

  it('says so when its files are damaged, with the way out', async () => {
    const folder = join(root, 'damaged');
    const store = await lancedbStore(folder, options);
    await store.put([sampleDocument('a', [{ id: 'a1', body: 'x' }])]);
    await store.close();
    await rm(join(folder, 'segments.lance', '_versions'), { recursive: true });
    await writeFile(join(folder, 'segments.lance', '_versions'), 'rubbish');
    await expect(lancedbStore(folder, options)).rejects.toMatchObject({
      code: 'index-corrupt',
      message: expect.stringContaining('index again'),
    });
  });
});
