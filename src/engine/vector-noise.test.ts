import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../config.ts';
import { open } from './open.ts';
import { openIndex } from './open-index.ts';
import { reembedIndex } from './reembed-index.ts';

const passage = 'The hut stands above the lake.';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-noise-'));
  await writeFile(join(folder, 'hut.txt'), passage);
  await writeFile(join(folder, 'boat.txt'), 'Two boats lie at the pier.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const index = (name: string): string => join(folder, name);
const add = async (name: string, vectorNoise?: number): Promise<void> => {
  const engine = await open({ index: index(name), ocr: 'off', ...(vectorNoise === undefined ? {} : { vectorNoise }) });
  await engine.add([join(folder, 'hut.txt'), join(folder, 'boat.txt')]).finished();
  await engine.close();
};
/** Files below a folder that hold some bytes. */
const filesWith = async (place: string, bytes: Buffer): Promise<string[]> => {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const names = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const contents = await Promise.all(names.map((name) => readFile(name)));
  return names.filter((_, i) => contents[i]?.includes(bytes));
};

describe('the setting vectorNoise', () => {
  it('leaves no exact vector of a passage in the index, neither in the store nor in the work cache', async () => {
    await add('plain');
    await add('noisy', 0.01);
    const plain = await openIndex(resolveSettings({ index: index('plain') }), { environment: {} });
    const [vector] = await (await plain.store()).sample('text', 1);
    await plain.close();
    // Some numbers from its middle: a file may hold a vector in pieces.
    const exact = Buffer.from(new Float32Array(vector?.subarray(16, 24) ?? []).buffer);
    expect(exact).toHaveLength(32);
    const holding = await filesWith(index('plain'), exact);
    expect(holding.some((name) => name.includes('work'))).toBe(true);
    expect(holding.some((name) => name.includes('vectors'))).toBe(true);
    expect(await filesWith(index('noisy'), exact)).toEqual([]);
  });

  it('is remembered by the index, whose noise is used unless told', async () => {
    const engine = await open({ index: index('noisy'), ocr: 'off' });
    const { spaces } = await engine.status();
    expect([spaces.text.noise, spaces.image.noise]).toEqual([0.01, 0.01]);
    const { hits } = await engine.search('hut above the lake');
    expect(hits[0]?.segment.documentName).toBe('hut.txt');
    const again = await engine.add([join(folder, 'hut.txt')]).finished();
    expect([again.unchanged, again.embedded]).toEqual([1, 0]);
    await engine.close();
  });

  it.each([
    ['noisy', 0],
    ['noisy', 0.02],
    ['plain', 0.01],
  ])('refuses the index %s with noise %s, and says how to change it', async (name, vectorNoise) => {
    await expect(open({ index: index(name), vectorNoise })).rejects.toMatchObject({
      code: 'index-mismatch',
      remedy: expect.stringMatching(
        new RegExp(`sightline reembed --index .* --with builtin --vector-noise ${vectorNoise}`),
      ),
    });
  });

  it('is changed by embedding again, also alone, and what is left of exact vectors is told', async () => {
    const notes: string[] = [];
    const summary = await reembedIndex({
      index: index('plain'),
      vectorNoise: 0.02,
      onEvent: (event) => void (event.type === 'note' && notes.push(event.message)),
    });
    expect(summary).toMatchObject({ changed: true, documents: 2, cached: 0 });
    expect(notes.join()).toMatch(/Exact vectors from before are still in .*work/);
    const engine = await open({ index: index('plain') });
    expect((await engine.status()).spaces.text.noise).toBe(0.02);
    expect((await engine.search('hut above the lake')).hits[0]?.segment.documentName).toBe('hut.txt');
    await engine.close();
    expect(await reembedIndex({ index: index('plain'), with: 'builtin' })).toMatchObject({ changed: false });
    expect(await reembedIndex({ index: index('plain'), vectorNoise: 0 })).toMatchObject({ changed: true });
    const exact = await open({ index: index('plain'), vectorNoise: 0 });
    expect((await exact.status()).spaces.text.noise).toBeUndefined();
    await exact.close();
  });
});
