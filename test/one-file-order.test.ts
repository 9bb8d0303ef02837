import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { type Embedder, open, type Sightline } from 'sightline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let base: string;
let files: string;
const opened: Sightline[] = [];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sightline-one-file-'));
  files = join(base, 'files');
  await mkdir(files);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(base, { recursive: true, force: true });
});

/** Quick, and told apart by nothing: what is tested is which documents there are. */
const embedder: Embedder = {
  space: { model: 'test:plain', dimensions: 4, normalised: true, revision: '1' },
  accepts: { text: true, image: true, both: false },
  maxTextTokens: 100,
  countTokens: (text) => text.length / 4,
  batchSize: 8,
  embed: async (items) => items.map(() => Float32Array.of(1, 0, 0, 0)),
  close: async () => undefined,
};
async function openIndex(): Promise<Sightline> {
  const engine = await open({ index: 'memory:', ocr: 'off', ownEmbedder: embedder });
  opened.push(engine);
  return engine;
}

let clock = Date.parse('2020-01-01T00:00:00Z');
/** Writes a file whose time says that it was changed, and long ago. */
async function write(name: string, content: string | Uint8Array): Promise<void> {
  const path = join(files, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  clock += 60_000;
  await utimes(path, new Date(clock), new Date(clock));
}
const at = (...names: string[]): string[] => names.map((name) => join(files, name));
const picture = (red: number): Promise<Uint8Array> =>
  sharp({ create: { width: 24, height: 16, channels: 3, background: { r: red, g: 80, b: 120 } } })
    .jpeg()
    .toBuffer();

/** All that the index says of its documents, but for when it was said. */
async function contents(engine: Sightline): Promise<unknown> {
  const records = (await engine.documents()).map(({ indexedAt: _, ...record }) => record);
  const segments = await engine.list(undefined, 10_000);
  const byId = <T extends { readonly id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return { records: records.sort(byId), segments: segments.sort(byId) };
}

describe('any files, changed in any way and named in any order', () => {
  const folders = ['', 'one/', 'one/two/'];
  const kinds = ['gull.jpg', 'gull.png', 'gull.txt', 'quay.jpg', 'quay.txt', 'metadata.json', 'notes.md'];
  const tree = fc.dictionary(
    fc.constantFrom(...folders.flatMap((folder) => kinds.map((name) => folder + name))),
    fc.nat(4),
    { minKeys: 1, maxKeys: 12 },
  );
  const contentOf = async (name: string, version: number): Promise<string | Uint8Array> => {
    if (/jpg$/.test(name)) return picture(version * 40);
    if (/png$/.test(name))
      return sharp(await picture(version * 40))
        .png()
        .toBuffer();
    if (/json$/.test(name)) return JSON.stringify({ title: `Shore ${version}` });
    return version === 4 ? `Long words of ${name}. `.repeat(300) : `Words ${version} of ${name}.`;
  };
  const lay = async (wanted: Readonly<Record<string, number>>, now: Record<string, number>): Promise<void> => {
    for (const name of Object.keys(now)) {
      if (name in wanted) continue;
      await rm(join(files, name));
      delete now[name];
    }
    for (const [name, version] of Object.entries(wanted)) {
      if (now[name] !== version) await write(name, await contentOf(name, version));
      now[name] = version;
    }
  };

  it.each([
    ['with root', true],
    ['without', false],
  ])('give the documents that the whole folder gives, %s', async (_, isTold) => {
    await fc.assert(
      fc.asyncProperty(tree, tree, fc.infiniteStream(fc.nat()), async (before, after, order) => {
        await rm(files, { recursive: true });
        await mkdir(files);
        const now: Record<string, number> = {};
        // Tells without the option, too, that this is a folder that was indexed.
        const anchor = { 'one/two/anchor.md': 1 };
        await lay({ ...before, ...anchor }, now);
        const [single, whole] = [await openIndex(), await openIndex()];
        await single.add(files).finished();
        await whole.add(files).finished();
        await lay({ ...after, ...anchor }, now);
        const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
        const shuffled = paths
          .map((name) => ({ name, place: order.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place);
        for (const { name } of shuffled) {
          await single.add(at(name), isTold ? { root: files } : {}).finished();
        }
        await whole.add(files).finished();
        expect(await contents(single)).toEqual(await contents(whole));
        await Promise.all([single.close(), whole.close()]);
      }),
      { numRuns: 10 },
    );
  });
});
