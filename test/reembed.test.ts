import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Embedder, type ErrorCode, type OpenOptions, open, type Sightline, SightlineError } from 'sightline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReembedEvent, ReembedSummary } from '../src/data/reembed-events.ts';
import { type ReembedIndexOptions, reembedIndex } from '../src/engine/reembed-index.ts';
import { lancedbStore } from '../src/store/lancedb.ts';
import { hashEmbedder } from './fixtures/crash/hash-embedder.ts';
import { makeReport } from './fixtures/pdf/make-report.ts';

let root: string;
let files: string;
let folder: string;
let changes = 0;
const opened: Sightline[] = [];
const old = hashEmbedder('test:old');
const other = hashEmbedder('test:new', { dimensions: 12 });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-reembed-'));
  files = join(root, 'files');
  folder = join(root, 'index');
  await mkdir(files);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(root, { recursive: true, force: true });
});

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(files, name), content);
  // Files changed a moment before they are indexed are stamped as doubtful, which would tell two indexes apart.
  changes += 2_000;
  const past = new Date(Date.now() - 36_000_000 + changes);
  await utimes(join(files, name), past, past);
}
const picture = (r: number, g: number, b: number) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();

async function openWith(ownEmbedder: Embedder | undefined, options: OpenOptions = {}): Promise<Sightline> {
  const engine = await open({ index: folder, ocr: 'off', ...(ownEmbedder ? { ownEmbedder } : {}), ...options });
  opened.push(engine);
  return engine;
}
async function indexWith(ownEmbedder: Embedder | undefined, options: OpenOptions = {}): Promise<void> {
  const engine = await openWith(ownEmbedder, options);
  await engine.add(files).finished();
  await engine.close();
}

const again = (options: ReembedIndexOptions): Promise<ReembedSummary> =>
  reembedIndex({ index: folder, environment: {}, ...options });

const hits = async (engine: Sightline, text: string) => (await engine.search(text)).hits;
const manifest = async (index = folder) => JSON.parse(await readFile(join(index, 'index.json'), 'utf8'));
const vectorFolders = async () => (await readdir(folder)).filter((name) => name.startsWith('vectors'));

/** Everything an index holds, in an order of its own, without the times. */
async function contents(index: string, dimensions: number) {
  const store = await lancedbStore(join(index, (await manifest(index)).vectors), {
    dimensions: { text: dimensions, image: dimensions },
  });
  const query = new Float32Array(dimensions).fill(0.5);
  const byId = <T extends { readonly id: string }>(list: T[]): T[] => list.sort((a, b) => (a.id < b.id ? -1 : 1));
  try {
    return {
      documents: byId((await store.documents()).map(({ indexedAt: _, ...record }) => record)),
      segments: byId(await store.list(100_000)),
      text: byId(await store.nearest('text', query, 10_000)),
      image: byId(await store.nearest('image', query, 10_000)),
      words: byId(await store.keyword('chair', 10_000)),
    };
  } finally {
    await store.close();
  }
}

/** Pictures with and without words, passages, records with and without pictures, a table. */
async function writeCollection(): Promise<void> {
  await write('oak.png', await picture(120, 80, 30));
  await write('oak.txt', 'An oak chair by the window');
  await write('bare.png', await picture(10, 90, 200));
  await write('notes.md', '# Chairs\n\nShort words.\n\n## Care\n\nOil the chair twice a year.\n');
  await write('table.csv', 'name,price\nOak chair,189\nPine chair,89\n');
  const embedded = `data:image/png;base64,${(await picture(3, 200, 3)).toString('base64')}`;
  const records = [
    { id: 'Oak', name: 'Oak chair', price: 189, image: 'oak.png', description: 'A chair of oak.' },
    { id: 'Pine', name: 'Pine chair', price: 89, description: 'A chair of pine.' },
    { id: 'Green', name: 'Green card', price: 1, image: embedded, description: 'A card.' },
  ];
  await write('catalogue.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
}

describe('embedding an index again', () => {
  it('gives what indexing with the new model from the start gives', { timeout: 60_000 }, async () => {
    await writeCollection();
    // Figures, and a page without text: both are drawn from the document when they are looked at.
    await write('report.pdf', (await makeReport()).bytes);
    await indexWith(old);
    const fresh = join(root, 'fresh');
    await indexWith(other, { index: fresh });
    const summary = await again({ with: other });
    const wanted = await contents(fresh, 12);
    expect(await contents(folder, 12)).toEqual(wanted);
    expect(summary).toMatchObject({
      changed: true,
      models: { text: 'test:new', image: 'test:new' },
      documents: wanted.documents.length,
      segments: wanted.segments.length,
      picturesMissing: 0,
    });
    expect(wanted.segments.some((segment) => segment.picture?.drawn)).toBe(true);
    expect(wanted.text.length).toBeGreaterThan(5);
    const [left, right] = [await openWith(other), await openWith(other, { index: fresh })];
    expect(await hits(left, 'oak chair')).toEqual(await hits(right, 'oak chair'));
    expect(await left.add(files).finished()).toMatchObject({ indexed: 0, failed: 0 });
  });

  it('brings an index to the built-in model, and finds by it what words cannot', async () => {
    const examples = join('examples', 'collection', 'files', 'products');
    await write('boat.jpg', await readFile(join(examples, 'Loon.jpg')));
    await write('a.jpg', await readFile(join(examples, 'NightHut.jpg')));
    await write('note.txt', 'Brake pads last for 2000 km.');
    await indexWith(old);
    await again({ with: 'builtin' });
    const engine = await openWith(undefined);
    expect((await engine.status()).spaces.image.model).toBe('builtin');
    expect((await engine.search('canoe on a beach')).hits[0]?.reference).toBe('boat.jpg');
  });

  it('changes the model of words alone, and takes the pictures from the cache', async () => {
    await writeCollection();
    await indexWith(other);
    const before = await contents(folder, 12);
    await rm(join(files, 'bare.png'));
    const words = hashEmbedder('test:words', { dimensions: 12, accepts: { text: true, image: false, both: false } });
    const summary = await again({ with: other, textWith: words });
    expect(summary).toMatchObject({ models: { text: 'test:words', image: 'test:new' }, picturesMissing: 0 });
    expect(summary.cached).toBeGreaterThanOrEqual(before.image.length);
    const after = await contents(folder, 12);
    expect(after.image).toEqual(before.image);
    expect(after.text.map(({ id }) => id)).toEqual(before.text.map(({ id }) => id));
    expect(after.text).not.toEqual(before.text);
    expect((await manifest()).spaces).toMatchObject({ text: { model: 'test:words' }, image: { model: 'test:new' } });
  });

  it('says what it does: where it starts, how far it is, and what became of it', async () => {
    await writeCollection();
    await indexWith(old);
    const events: ReembedEvent[] = [];
    const summary = await again({ with: other, onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({
      type: 'started',
      from: { text: 'test:old', image: 'test:old' },
      to: { text: 'test:new', image: 'test:new' },
      segments: summary.segments,
      segmentsBefore: 0,
    });
    const progress = events.filter((event) => event.type === 'progress');
    expect(progress.at(-1)).toMatchObject({ segments: summary.segments, of: summary.segments });
    expect(events.slice(-2)).toMatchObject([{ type: 'optimizing' }, { type: 'finished', ...summary }]);
  });

  it('has nothing to do where the index holds vectors of that model', async () => {
    await write('a.txt', 'Words.');
    await indexWith(old);
    expect(await again({ with: old })).toMatchObject({ changed: false, embedded: 0, documents: 1 });
    expect(await vectorFolders()).toEqual(['vectors']);
  });

  it('notes that a model without eyes leaves pictures to their words', async () => {
    await write('red.png', await picture(200, 1, 1));
    await indexWith(old);
    const events: ReembedEvent[] = [];
    const blind = hashEmbedder('test:blind', { accepts: { text: true, image: false, both: false } });
    await again({ with: blind, onEvent: (event) => events.push(event) });
    expect(events.find((event) => event.type === 'note')?.message).toContain('no eyes');
    expect((await (await openWith(blind)).status()).vectors).toMatchObject({ image: 0 });
  });
});

describe('a run that is stopped', () => {
  it('goes on from where it stopped, and leaves the index as it was until it is done', async () => {
    for (let i = 0; i < 300; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const stop = new AbortController();
    let seen = 0;
    const slow = hashEmbedder('test:new', { onPassage: () => (++seen === 280 ? stop.abort() : undefined) });
    await expect(again({ with: slow, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await manifest()).vectors).toBe('vectors');
    expect((await (await openWith(old)).search('note number 7')).hits.length).toBeGreaterThan(0);

    const summary = await again({ with: hashEmbedder('test:new') });
    expect(summary.segments).toBe(300);
    expect(summary.segmentsBefore).toBe(256);
    // What was computed of the second group before the end is in the cache, though its documents were not written.
    expect(summary.cached).toBeGreaterThan(0);
    expect(summary.embedded + summary.cached).toBe(44);
    expect((await contents(folder, 8)).text).toHaveLength(300);
  });

  it('takes along what was changed, added and removed between two attempts', async () => {
    for (let i = 0; i < 300; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const stop = new AbortController();
    let seen = 0;
    const first = hashEmbedder('test:new', { onPassage: () => (++seen === 280 ? stop.abort() : undefined) });
    await expect(again({ with: first, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await write('n1.txt', 'A changed note.');
    await write('added.txt', 'An added note.');
    await rm(join(files, 'n2.txt'));
    await indexWith(old);
    await again({ with: hashEmbedder('test:new') });
    const fresh = join(root, 'fresh');
    await indexWith(hashEmbedder('test:new'), { index: fresh });
    expect(await contents(folder, 8)).toEqual(await contents(fresh, 8));
  });

  it('gives way to a run with another model, and what it left is removed', async () => {
    for (let i = 0; i < 5; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const failing = hashEmbedder('test:failing', {
      onPassage: () => {
        throw new Error('out of order');
      },
    });
    await expect(again({ with: failing })).rejects.toThrow('out of order');
    expect(await vectorFolders()).toHaveLength(2);
    await again({ with: other });
    expect((await vectorFolders()).sort()).toEqual(['vectors', (await manifest()).vectors].sort());
  });

  it('begins anew where a crash left a store that was never made whole', async () => {
    await write('a.txt', 'Words.');
    await indexWith(old);
    await again({ with: other });
    const { vectors } = await manifest();
    await rm(folder, { recursive: true });
    await indexWith(old);
    await mkdir(join(folder, vectors, 'segments.lance', 'data'), { recursive: true });
    await again({ with: other });
    expect((await (await openWith(other)).search('words')).hits).toHaveLength(1);
  });
});

describe('pictures that cannot be had', () => {
  it('are counted by document, found by their words, and looked at again by the next indexing', async () => {
    await write('gone.png', await picture(1, 2, 3));
    await write('gone.txt', 'A chair that went');
    await write('there.png', await picture(200, 2, 3));
    await write('changed.png', await picture(5, 200, 3));
    await indexWith(old);
    await rename(join(files, 'gone.png'), join(root, 'kept.png'));
    await write('changed.png', 'no picture at all');
    const events: ReembedEvent[] = [];
    const summary = await again({ with: other, onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ picturesMissing: 2, embedded: 2 });
    const warnings = events.filter((event) => event.type === 'warning');
    expect(warnings.map(({ name }) => name).sort()).toEqual(['changed.png', 'gone.png']);
    const engine = await openWith(other);
    expect((await engine.search('chair that went')).hits[0]?.segment).toMatchObject({ documentName: 'gone.png' });
    expect((await engine.list('document = gone.png'))[0]?.views).toEqual(['keyword', 'text']);

    await rename(join(root, 'kept.png'), join(files, 'gone.png'));
    await engine.add(files).finished();
    expect((await engine.list('document = gone.png'))[0]?.views).toEqual(['keyword', 'text', 'image']);
  });
});

describe('what a model refuses', () => {
  const refusing = (isRefused: (text: string) => boolean, code: ErrorCode = 'model-failed') => {
    const embedder = hashEmbedder('test:new');
    const calls: number[] = [];
    const embed: Embedder['embed'] = async (items, role) => {
      calls.push(items.length);
      if (items.some(({ text = '' }) => isRefused(text))) throw new SightlineError(code, 'It will not have it.');
      return embedder.embed(items, role);
    };
    return { embedder: { ...embedder, embed }, calls };
  };

  it('is left out and named, and what was in the same batch is not', async () => {
    for (let i = 0; i < 20; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const events: ReembedEvent[] = [];
    const { embedder } = refusing((text) => text === 'Note number 7.');
    const summary = await again({ with: embedder, onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ changed: true, embedded: 19, cached: 0, refused: 1, picturesMissing: 0 });
    expect(events.filter(({ type }) => type === 'warning')).toMatchObject([{ name: 'n7.txt' }]);
    const engine = await openWith(hashEmbedder('test:new'));
    expect((await engine.status()).vectors.text).toBe(19);
    expect((await engine.search('Note number 7.')).hits.map((hit) => hit.reference)).toContain('n7.txt#char=0,14');
    // Another try at the next indexing.
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, unchanged: 19 });
    expect((await engine.status()).vectors.text).toBe(20);
  });

  it('ends the run when it is everything, or when it is not the items that are at fault', async () => {
    for (let i = 0; i < 40; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const all = refusing(() => true);
    await expect(again({ with: all.embedder })).rejects.toMatchObject({ code: 'model-failed' });
    expect(all.calls.length).toBeLessThan(40);
    const unreachable = refusing(() => true, 'network-failed');
    await expect(again({ with: unreachable.embedder })).rejects.toMatchObject({ code: 'network-failed' });
    expect(unreachable.calls.length).toBeLessThan(15);
    expect((await manifest()).spaces.text.model).toBe('test:old');
    expect((await (await openWith(old)).search('note')).hits.length).toBeGreaterThan(0);
  });
});

describe('the switch', () => {
  it('refuses the new model before and the old one after, and lets indexing go on', async () => {
    await write('a.txt', 'Words about a chair.');
    await indexWith(old);
    await expect(openWith(other)).rejects.toMatchObject({
      code: 'index-mismatch',
      message: expect.stringContaining('sightline reembed'),
    });
    await again({ with: other });
    await expect(openWith(old)).rejects.toMatchObject({ code: 'index-mismatch' });
    const engine = await openWith(other);
    await write('b.txt', 'More words about a chair.');
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, unchanged: 1 });
    expect((await engine.search('chair')).hits).toHaveLength(2);
  });

  it('lets readers go on with the old vectors until the index is written to, and tells them then', async () => {
    for (let i = 0; i < 40; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const [reader, idle] = [await openWith(old), await openWith(old)];
    const before = await hits(reader, 'note number 7');
    const during: unknown[] = [];
    const slow = hashEmbedder('test:new', {
      dimensions: 12,
      onPassage: async () => void during.push(await hits(reader, 'note number 7')),
    });
    const running = again({ with: slow });
    await expect.poll(() => during.length).toBeGreaterThan(0);
    await expect(reader.add(files).finished()).rejects.toMatchObject({ code: 'index-locked' });
    await running;
    for (const found of during) expect(found).toEqual(before);
    expect(await hits(reader, 'note number 7')).toEqual(before);
    // Never looked into before the switch: it must not read new vectors with the old model.
    await expect(idle.search('note')).rejects.toMatchObject({ code: 'index-mismatch' });
    await expect(reader.add(files).finished()).rejects.toMatchObject({ code: 'index-mismatch' });

    expect(await vectorFolders()).toHaveLength(2);
    await (await openWith(other)).add(files).finished();
    const { vectors, retired } = await manifest();
    expect(await vectorFolders()).toEqual([vectors]);
    expect(retired).toEqual([]);
    const refusal = await reader.search('note').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'index-mismatch', message: expect.stringContaining('Open it again') });
    expect(existsSync(join(folder, 'vectors'))).toBe(false);
  });

  it('removes what a crash in the middle of removing left', async () => {
    await write('a.txt', 'Words.');
    await indexWith(old);
    await again({ with: other });
    await rename(join(folder, 'vectors'), join(folder, 'vectors.removed'));
    await (await openWith(other)).add(files).finished();
    const { vectors, retired } = await manifest();
    expect(await vectorFolders()).toEqual([vectors]);
    expect(retired).toEqual([]);
  });

  it('goes there and back again, and a reader of the first model comes along', async () => {
    for (let i = 0; i < 5; i++) await write(`n${i}.txt`, `Note number ${i}.`);
    await indexWith(old);
    const reader = await openWith(old);
    await reader.search('note');
    const first = await contents(folder, 8);
    await again({ with: other });
    const back = await again({ with: old });
    expect(back).toMatchObject({ embedded: 0, cached: 5 });
    expect(await contents(folder, 8)).toEqual(first);
    await write('more.txt', 'One more note.');
    await indexWith(old);
    expect(await vectorFolders()).toHaveLength(1);
    expect((await reader.search({ text: 'note', k: 20 })).hits).toHaveLength(6);
    expect(await reader.add(files).finished()).toMatchObject({ unchanged: 6 });
  });

  it('leaves passages to the next indexing where the new model wants them in another size', async () => {
    const sentence = (i: number): string => `Sentence number ${i} says something of a chair. `;
    await write('long.txt', Array.from({ length: 80 }, (_, i) => sentence(i)).join(''));
    await indexWith(old);
    const wide = hashEmbedder('test:wide', { maxTextTokens: 400 });
    await again({ with: wide });
    const engine = await openWith(wide);
    const before = (await engine.list()).map(({ id }) => id);
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, failed: 0 });
    expect((await engine.list()).map(({ id }) => id)).not.toEqual(before);
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 0, unchanged: 1 });
  });

  it('refuses a manifest that names other folders than its own', async () => {
    await write('a.txt', 'Words.');
    await indexWith(old);
    const now = await manifest();
    for (const wrong of [{ vectors: '../files' }, { retired: ['../files'] }, { retired: ['vectors/../../files'] }]) {
      await writeFile(join(folder, 'index.json'), JSON.stringify({ ...now, ...wrong }));
      await expect(openWith(old)).rejects.toMatchObject({ code: 'index-corrupt' });
    }
    const { vectors: _, retired: __, ...former } = now;
    await writeFile(join(folder, 'index.json'), JSON.stringify(former));
    expect((await (await openWith(old)).search('words')).hits).toHaveLength(1);
  });
});

describe('what cannot be embedded again', () => {
  it('is said: no index, one in memory, no model, a model there is not', async () => {
    await expect(again({ with: other })).rejects.toMatchObject({ code: 'index-missing' });
    expect(existsSync(folder)).toBe(false);
    const inMemory = again({ index: 'memory:', with: other });
    await expect(inMemory).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining('memory') });
    await write('a.txt', 'Words.');
    await indexWith(old);
    await expect(again({})).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining('--with') });
    await expect(again({ with: 'nobody:model' })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(again({ textWith: other })).rejects.toMatchObject({ code: 'bad-option' });
  });
});
