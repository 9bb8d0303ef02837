import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { type AddOptions, type Embedder, type IndexEvent, open, type Sightline } from 'sightline';
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
async function openIndex(settings: Parameters<typeof open>[0] = {}): Promise<Sightline> {
  const engine = await open({ index: 'memory:', ocr: 'off', ownEmbedder: embedder, ...settings });
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

async function added(engine: Sightline, sources: string | string[], options: AddOptions = {}): Promise<IndexEvent[]> {
  const seen: IndexEvent[] = [];
  for await (const event of engine.add(sources, options)) seen.push(event);
  return seen;
}
/** What happened to documents: `indexed a.md`. */
const told = (events: readonly IndexEvent[]): string[] =>
  events.flatMap((event) => ('name' in event ? [`${event.type} ${event.name}`] : []));
const noteOf = (events: readonly IndexEvent[]): string | undefined =>
  events.flatMap((event) => (event.type === 'note' ? [event.message] : []))[0];
const names = async (engine: Sightline): Promise<string[]> => (await engine.documents()).map(({ name }) => name).sort();

/** All that the index says of its documents, but for when it was said. */
async function contents(engine: Sightline): Promise<unknown> {
  const records = (await engine.documents()).map(({ indexedAt: _, ...record }) => record);
  const segments = await engine.list(undefined, 10_000);
  const byId = <T extends { readonly id: string }>(a: T, b: T): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return { records: records.sort(byId), segments: segments.sort(byId) };
}

describe('one file of a folder that was indexed', () => {
  beforeEach(async () => {
    await write('walks/harbour-walk.jpg', await picture(200));
    await write('walks/harbour-walk.txt', 'Gulls over the quay.');
    await write('walks/notes.md', '# Walks\n\nTwelve walks along the coast.');
    await write('plan.md', '# Plan\n\nWalk more.');
  });

  it('is brought up to date under its name, and nothing else is looked at', async () => {
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await names(engine);
    await write('walks/notes.md', '# Walks\n\nThirteen walks along the coast.');
    await write('plan.md', '# Plan\n\nWalk less.');
    await write('walks/new.md', '# New');
    expect(told(await added(engine, at('walks/notes.md')))).toEqual(['indexed walks/notes.md']);
    expect(await names(engine)).toEqual(before);
    expect((await engine.search('thirteen')).hits[0]?.reference).toMatch(/^walks\/notes\.md/);
    expect((await engine.list()).map((segment) => segment.words.body).join()).toContain('Walk more');
  });

  it('is one document with the text beside it, whichever of the two is named', async () => {
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await names(engine);
    expect(before).toEqual(['plan.md', 'walks/harbour-walk.jpg', 'walks/notes.md']);
    expect(told(await added(engine, at('walks/harbour-walk.txt')))).toEqual(['unchanged walks/harbour-walk.jpg']);
    await write('walks/harbour-walk.txt', 'Cormorants over the quay.');
    expect(told(await added(engine, at('walks/harbour-walk.txt')))).toEqual(['indexed walks/harbour-walk.jpg']);
    expect((await engine.search('cormorants')).hits[0]?.reference).toBe('walks/harbour-walk.jpg');
    expect(told(await added(engine, at('walks/harbour-walk.jpg')))).toEqual(['unchanged walks/harbour-walk.jpg']);
    await rm(join(files, 'walks/harbour-walk.txt'));
    expect(told(await added(engine, at('walks/harbour-walk.txt')))).toEqual(['indexed walks/harbour-walk.jpg']);
    expect(await names(engine)).toEqual(before);
  });

  it('goes from the index when it has gone from the folder', async () => {
    const engine = await openIndex();
    await engine.add(files).finished();
    await rm(join(files, 'walks/notes.md'));
    const events = await added(engine, at('walks/notes.md'));
    expect(told(events)).toEqual(['removed walks/notes.md']);
    expect(events.at(-1)).toMatchObject({ type: 'finished', removed: 1, failed: 0 });
    expect(await names(engine)).toEqual(['plan.md', 'walks/harbour-walk.jpg']);
    expect(told(await added(engine, at('walks/notes.md')))).toEqual([`failed ${join(files, 'walks/notes.md')}`]);
  });

  it('is kept where its whole folder is gone or empty, as when a disk is not there', async () => {
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await names(engine);
    await rename(files, join(base, 'elsewhere'));
    for (const isEmpty of [false, true]) {
      if (isEmpty) await mkdir(files);
      const events = await added(engine, at('walks/notes.md', 'walks/harbour-walk.txt'));
      expect(events.filter(({ type }) => type === 'failed')).toHaveLength(2);
      expect(events.find((event) => event.type === 'failed')).toMatchObject({
        reason: expect.stringContaining('disk'),
      });
      expect(await names(engine)).toEqual(before);
    }
  });

  it('takes with it what lies in it', async () => {
    await write('old/mail.zip', zipSync({ 'a.md': strToU8('# A\n\nApples.'), 'b.md': strToU8('# B\n\nPears.') }));
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('old/mail.zip', zipSync({ 'a.md': strToU8('# A\n\nApples.'), 'c.md': strToU8('# C\n\nQuinces.') }));
    expect(told(await added(engine, at('old/mail.zip'))).sort()).toEqual([
      'indexed old/mail.zip',
      'indexed old/mail.zip/c.md',
      'removed old/mail.zip/b.md',
      'unchanged old/mail.zip/a.md',
    ]);
    await rm(join(files, 'old/mail.zip'));
    expect(told(await added(engine, at('old/mail.zip'))).sort()).toEqual([
      'removed old/mail.zip',
      'removed old/mail.zip/a.md',
      'removed old/mail.zip/c.md',
    ]);
  });

  it('comes with the document it lies in, where that is a path into one', async () => {
    await write('old/mail.zip', zipSync({ 'a.md': strToU8('# A\n\nApples.') }));
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('old/mail.zip', zipSync({ 'a.md': strToU8('# A\n\nPears.') }));
    expect(told(await added(engine, at('old/mail.zip/a.md'))).sort()).toEqual([
      'indexed old/mail.zip',
      'indexed old/mail.zip/a.md',
    ]);
  });

  it('finds pictures of the folder around its own, as it did then', async () => {
    await write(
      'art/quay.png',
      await sharp(await picture(10))
        .png()
        .toBuffer(),
    );
    await write('walks/illustrated.md', '# Quay\n\n![The quay](../art/quay.png)\n');
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await contents(engine);
    expect(told(await added(engine, at('walks/illustrated.md'), { force: true }))).toEqual([
      'indexed walks/illustrated.md',
    ]);
    expect(await contents(engine)).toEqual(before);
  });

  it('is left out and kept where it is excluded now', async () => {
    const index = join(base, 'index');
    const first = await openIndex({ index });
    await first.add(files).finished();
    await first.close();
    const engine = await openIndex({ index, exclude: ['walks/notes.md'] });
    const events = await added(engine, at('walks/notes.md'), { force: true });
    expect([told(events), noteOf(events)]).toEqual([[], expect.stringContaining('it was kept')]);
    expect(await names(engine)).toContain('walks/notes.md');
  });

  it('is the same when the folder around it is named: a part of what was indexed keeps its names', async () => {
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await names(engine);
    await write('walks/notes.md', '# Walks\n\nForty walks.');
    await write('walks/inland/hills.md', '# Hills');
    expect(told(await added(engine, join(files, 'walks'))).sort()).toEqual([
      'indexed walks/inland/hills.md',
      'indexed walks/notes.md',
      'unchanged walks/harbour-walk.jpg',
    ]);
    expect(await names(engine)).toEqual([...before, 'walks/inland/hills.md'].sort());
  });

  it('gets the name of the wider folder when that is indexed later, and keeps it', async () => {
    const engine = await openIndex();
    await engine.add(at('walks/notes.md')).finished();
    await engine.add(join(files, 'walks')).finished();
    expect(await names(engine)).toEqual(['harbour-walk.jpg', 'notes.md']);
    await engine.add(files).finished();
    const wide = ['plan.md', 'walks/harbour-walk.jpg', 'walks/notes.md'];
    expect(await names(engine)).toEqual(wide);
    expect((await engine.list()).map((segment) => segment.documentName).sort()).toEqual(expect.arrayContaining(wide));
    expect(told(await added(engine, join(files, 'walks'))).sort()).toEqual([
      'unchanged walks/harbour-walk.jpg',
      'unchanged walks/notes.md',
    ]);
  });

  it('does not name what walking the folder would leave out', async () => {
    await write('walks/.hidden/secret.md', '# Secret');
    await write('walks/drafts/one.md', '# One');
    const engine = await openIndex({ exclude: ['walks/drafts/**'] });
    await engine.add(files).finished();
    await engine.add(at('walks/.hidden/secret.md', 'walks/drafts/one.md')).finished();
    expect(await names(engine)).toEqual(expect.arrayContaining(['secret.md', 'one.md']));
  });
});

describe('a picture and its text that were named one after the other', () => {
  it('become one document', async () => {
    await write('gull.jpg', await picture(90));
    await write('gull.txt', 'A gull.');
    const engine = await openIndex();
    expect(told(await added(engine, at('gull.txt')))).toEqual(['indexed gull.txt']);
    expect(told(await added(engine, at('gull.jpg')))).toEqual(['indexed gull.jpg', 'removed gull.txt']);
    expect(told(await added(engine, at('gull.txt')))).toEqual(['unchanged gull.jpg']);
  });

  it('stay two where the text is long', async () => {
    await write('gull.txt', 'A gull. '.repeat(600));
    await write('gull.jpg', await picture(90));
    const engine = await openIndex();
    await engine.add(at('gull.txt')).finished();
    await engine.add(at('gull.jpg')).finished();
    expect(await names(engine)).toEqual(['gull.jpg', 'gull.txt']);
  });
});

describe('the option root', () => {
  it('names what is new as its folder would', async () => {
    await write('a/b/new.md', '# New');
    await write('a/b/other.md', '# Other');
    const engine = await openIndex();
    await engine.add(at('a/b/new.md'), { root: files }).finished();
    expect(await names(engine)).toEqual(['a/b/new.md']);
    await engine.add(at('a'), { root: files }).finished();
    expect(await names(engine)).toEqual(['a/b/new.md', 'a/b/other.md']);
  });

  it('refuses a file that lies elsewhere', async () => {
    await write('a/new.md', '# New');
    const engine = await openIndex();
    await expect(engine.add(at('a/new.md'), { root: join(files, 'b') }).finished()).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('does not lie in'),
    });
  });
});

describe('the option force', () => {
  it('reads again what is unchanged, says so, and computes nothing twice', async () => {
    await write('a.md', '# A\n\nApples.');
    await write('b.zip', zipSync({ 'c.md': strToU8('# C\n\nQuinces.') }));
    const engine = await openIndex();
    await engine.add(files).finished();
    const before = await contents(engine);
    const events = await added(engine, files, { force: true });
    expect(told(events).sort()).toEqual(['indexed a.md', 'indexed b.zip', 'indexed b.zip/c.md']);
    expect(noteOf(events)).toBe('3 documents had not changed and were read again all the same.');
    expect(events.at(-1)).toMatchObject({ indexed: 3, unchanged: 0, removed: 0, embedded: 0 });
    expect(await contents(engine)).toEqual(before);
  });

  it('keeps what was indexed of a file that cannot be read any more', async () => {
    await write('a.jpg', await picture(3));
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('a.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
    expect(told(await added(engine, at('a.jpg'), { force: true }))).toEqual(['failed a.jpg']);
    expect(await names(engine)).toEqual(['a.jpg']);
  });
});
