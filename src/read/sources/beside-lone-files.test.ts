import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asset } from '../asset.ts';
import { type FileAssetOptions, fileAssets } from './file-asset.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sightline-beside-')));
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
const everyPicture = (): boolean => true;
async function assets(names: readonly string[], options: Partial<FileAssetOptions> = {}): Promise<Asset[]> {
  const all: Asset[] = [];
  const paths = names.map((name) => join(folder, name));
  const given = { onProblem: () => {}, maxFileBytes: 1_000, isPaired: everyPicture, rootOf: () => folder, ...options };
  for await (const asset of fileAssets(paths, given)) all.push(asset);
  return all;
}
const shown = (all: readonly Asset[]) =>
  all.map(({ name, companions }) => [name, ...companions.map(({ path }) => path.slice(folder.length + 1))].join(' '));
/** An asset but for its function. */
const plain = ({ bytes: _, ...asset }: Asset): unknown => asset;

describe('a file given by itself and named from a folder around it', () => {
  it('is the asset that the whole folder has, for a picture, its text and what goes with all pictures', async () => {
    await write(
      'low/a.jpg',
      'low/a.png',
      'low/a.txt',
      'low/c.txt',
      'low/b.jpg',
      'low/b.txt',
      'low/metadata.json',
      'c.md',
    );
    const whole = new Map((await assets([''])).map((asset) => [asset.name, plain(asset)]));
    const expected = {
      'low/a.jpg': ['low/a.jpg'],
      'low/a.txt': ['low/a.jpg', 'low/a.png'],
      'low/b.txt': ['low/b.jpg'],
      'low/c.txt': ['low/c.txt'],
      'low/metadata.json': ['low/a.jpg', 'low/a.png', 'low/b.jpg'],
      'c.md': ['c.md'],
    };
    for (const [name, wanted] of Object.entries(expected)) {
      const found = await assets([name]);
      expect([name, found.map((asset) => asset.name).sort()]).toEqual([name, wanted]);
      expect(found.map(plain)).toEqual(found.map((asset) => whole.get(asset.name)));
    }
  });

  it('stands for those pictures only that are paired', async () => {
    await write('a.jpg', 'a.png', 'a.txt');
    const isPaired = (path: string): boolean => path.endsWith('.png');
    expect(shown(await assets(['a.txt'], { isPaired }))).toEqual(['a.png a.txt']);
    expect(shown(await assets(['a.txt'], { isPaired: () => false }))).toEqual(['a.txt']);
  });

  it('keeps to what is included and excluded, by the names from the folder', async () => {
    await write('low/a.jpg', 'low/a.txt', 'low/b.md');
    expect(shown(await assets(['low/a.jpg'], { exclude: ['low/*.txt'] }))).toEqual(['low/a.jpg']);
    expect(shown(await assets(['low/a.txt'], { exclude: ['low/*.jpg'] }))).toEqual(['low/a.txt']);
    expect(shown(await assets(['low/b.md'], { exclude: ['low'] }))).toEqual([]);
    expect(shown(await assets(['low/a.txt', 'low/b.md'], { include: ['low/*.jpg'] }))).toEqual(['low/a.jpg low/a.txt']);
  });

  it('takes a linked text from outside the folder, and leaves one that is found at its own path', async () => {
    await write('in/a.jpg', 'in/b.jpg', 'in/texts/b.txt', 'out/a.txt');
    await symlink(join(folder, 'out/a.txt'), join(folder, 'in/a.txt'));
    await symlink(join(folder, 'in/texts/b.txt'), join(folder, 'in/b.txt'));
    const rootOf = (): string => join(folder, 'in');
    const whole = await assets(['in'], { rootOf });
    const single = await assets(['in/a.jpg', 'in/b.jpg'], { rootOf });
    expect(shown(single)).toEqual(['a.jpg in/a.txt', 'b.jpg']);
    expect(single.map(plain)).toEqual(whole.slice(0, 2).map(plain));
  });
});
