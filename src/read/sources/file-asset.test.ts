import { mkdir, mkdtemp, realpath, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asset } from '../asset.ts';
import { type FileAssetOptions, fileAssets } from './file-asset.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-assets-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const long = new Date('2020-01-01T00:00:00Z');

async function write(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), name);
    await utimes(join(folder, name), long, long);
  }
}

async function assets(paths: string[] = [folder], options: Partial<FileAssetOptions> = {}): Promise<Asset[]> {
  const all: Asset[] = [];
  for await (const asset of fileAssets(paths, { onProblem: () => {}, maxFileBytes: 1_000, ...options }))
    all.push(asset);
  return all;
}

const shown = (all: readonly Asset[]) =>
  all.map((asset) => [asset.name, ...asset.companions.map(({ path }) => path.slice(folder.length + 1))].join(' '));

describe('fileAssets', () => {
  it('gives whole assets', async () => {
    await write('shop/chair.jpg', 'shop/chair.txt', 'shop/metadata.json');
    const [asset, ...others] = await assets();
    expect(others).toEqual([]);
    expect(asset).toEqual({
      source: join(folder, 'shop/chair.jpg'),
      name: 'shop/chair.jpg',
      root: folder,
      path: join(folder, 'shop/chair.jpg'),
      companions: [
        { role: 'text', path: join(folder, 'shop/chair.txt') },
        { role: 'metadata', path: join(folder, 'shop/metadata.json') },
      ],
      stamp: '14:1577836800000+14:1577836800000+18:1577836800000',
      sizeBytes: 14,
      bytes: expect.any(Function),
    });
    expect(Buffer.from((await asset?.bytes()) ?? []).toString()).toBe('shop/chair.jpg');
  });

  it('pairs within a folder only', async () => {
    await write('a.jpg', 'b.txt', 'metadata.json', 'sub/a.txt', 'sub/b.jpg', 'texts/metadata.json');
    expect(shown(await assets())).toEqual([
      'a.jpg metadata.json',
      'b.txt',
      'sub/a.txt',
      'sub/b.jpg',
      'texts/metadata.json',
    ]);
  });

  it('changes the stamp of a picture when its text or the metadata changes, comes or goes', async () => {
    await write('a.jpg', 'a.txt', 'metadata.json', 'b.jpg');
    const stamps = async () => (await assets()).map((asset) => asset.stamp);
    const before = await stamps();
    expect(await stamps()).toEqual(before);
    await utimes(join(folder, 'a.txt'), long, new Date('2021-01-01'));
    const changed = await stamps();
    expect(changed[0]).not.toBe(before[0]);
    expect(changed[1]).toBe(before[1]);
    await unlink(join(folder, 'metadata.json'));
    const without = await stamps();
    expect(without[0]).not.toBe(changed[0]);
    expect(without[1]).not.toBe(changed[1]);
  });

  it('gives a fresh file a stamp that does not come again, until it has come to rest', async () => {
    await write('a.jpg');
    const at = (ms: number) => async () => (await assets([folder], { now: () => long.getTime() + ms }))[0]?.stamp;
    expect(await at(500)()).not.toBe(await at(500)());
    expect(await at(5_000)()).toBe(await at(9_000)());
  });

  it('gives a picture its companions when it is given by itself, as in its folder', async () => {
    await write('a.jpg', 'a.txt', 'b.jpg', 'metadata.json', 'c.md');
    const inFolder = await assets();
    const alone = await assets([join(folder, 'a.jpg')]);
    expect(shown(alone)).toEqual(['a.jpg a.txt metadata.json']);
    expect(alone[0]?.stamp).toBe(inFolder[0]?.stamp);
    const all = ['a.jpg', 'a.txt', 'b.jpg', 'c.md', 'metadata.json'].map((name) => join(folder, name));
    expect(shown(await assets(all))).toEqual(shown(inFolder));
    expect(shown(await assets([join(folder, 'a.jpg'), folder]))).toEqual(shown(inFolder));
    expect(shown(await assets([join(folder, 'a.txt')]))).toEqual(['a.txt']);
    expect(shown(await assets([join(folder, 'c.md')]))).toEqual(['c.md']);
  });

  it('chooses assets by include, and hides files by exclude and skip', async () => {
    await write('a.jpg', 'a.txt', 'b.md');
    expect(shown(await assets([folder], { include: ['*.jpg'] }))).toEqual(['a.jpg a.txt']);
    expect(shown(await assets([folder], { exclude: ['*.txt'] }))).toEqual(['a.jpg', 'b.md']);
    const lone = [join(folder, 'a.jpg')];
    expect(shown(await assets(lone, { exclude: ['*.txt'] }))).toEqual(['a.jpg']);
    expect(shown(await assets(lone, { skip: (path) => path.endsWith('.txt') }))).toEqual(['a.jpg']);
  });

  it('gives assets of one folder before it looks into the next', async () => {
    await write('a.jpg', 'sub/b.jpg', 'sub/c.jpg');
    const stream = fileAssets([folder], { onProblem: () => {}, maxFileBytes: 1_000 });
    const first = await stream.next();
    expect(first.value?.name).toBe('a.jpg');
    await unlink(join(folder, 'sub/c.jpg'));
    await stream.return();
  });

  it('leaves empty files to the reader, and says why bytes cannot be had', async () => {
    await write('big.txt', 'gone.txt');
    await writeFile(join(folder, 'empty.jpg'), '');
    const [big, empty, gone] = await assets([folder], { maxFileBytes: 5 });
    expect(empty?.sizeBytes).toBe(0);
    expect((await empty?.bytes())?.length).toBe(0);
    await unlink(join(folder, 'gone.txt'));
    await expect(gone?.bytes()).rejects.toMatchObject({ code: 'unreadable-file' });
    await expect(big?.bytes()).rejects.toMatchObject({ code: 'limit-exceeded' });
  });
});
