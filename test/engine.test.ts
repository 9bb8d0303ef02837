import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { type Embedder, type IndexEvent, type OpenOptions, open, type Sightline } from 'sightline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let root: string;
let files: string;
const opened: Sightline[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-engine-'));
  files = join(root, 'files');
  await mkdir(files);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(root, { recursive: true, force: true });
});

async function openIndex(options: OpenOptions = {}): Promise<Sightline> {
  const engine = await open({ index: join(root, 'index'), ocr: 'off', ...options });
  opened.push(engine);
  return engine;
}
const write = (name: string, content: string | Uint8Array) => writeFile(join(files, name), content);
const picture = (r: number, g: number, b: number, side = 40) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
async function events(engine: Sightline, source: string | string[] = files): Promise<IndexEvent[]> {
  const seen: IndexEvent[] = [];
  for await (const event of engine.add(source)) seen.push(event);
  return seen;
}
const references = async (engine: Sightline, text: string) =>
  (await engine.search(text)).hits.map((hit) => hit.reference);

describe('adding', () => {
  it('indexes, knows what is unchanged, follows changes, renames and deletions', async () => {
    await write('tent.txt', 'The orange tent weighs two kilograms.');
    await write('chair.md', '# Chair\n\nThe oak chair wants oil once a year.');
    const engine = await openIndex();
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 2, unchanged: 0, failed: 0 });
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 0, unchanged: 2, embedded: 0 });

    await write('tent.txt', 'The blue tent weighs three kilograms.');
    await rename(join(files, 'chair.md'), join(files, 'seat.md'));
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 2, removed: 1 });
    expect((await references(engine, 'oak chair oil'))[0]).toMatch(/^seat\.md/);
    expect((await engine.list()).map((segment) => segment.documentName).sort()).toEqual(['seat.md', 'tent.txt']);
    expect((await engine.search('orange')).hits.filter((hit) => hit.views.keyword)).toEqual([]);

    await rm(join(files, 'tent.txt'));
    expect(await engine.add(files).finished()).toMatchObject({ removed: 1, unchanged: 1 });
  });

  it('reads again without embedding again when only the time stamp changed', async () => {
    await write('a.txt', 'Same words as before.');
    const engine = await openIndex();
    await engine.add(files).finished();
    await utimes(join(files, 'a.txt'), new Date(1e12), new Date(1e12));
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 0, unchanged: 1, embedded: 0 });
  });

  it('never embeds the same content twice, even under another name or after removal', async () => {
    await write('a.png', await picture(200, 30, 30));
    const engine = await openIndex();
    expect(await engine.add(files).finished()).toMatchObject({ embedded: 1 });
    await write('b.png', await picture(200, 30, 30));
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, embedded: 0, cached: 1 });
    await engine.remove(files);
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 2, embedded: 0, cached: 2 });
  });

  it('reports each file it cannot read and goes on', async () => {
    await write('good.txt', 'Good words.');
    await write('empty.txt', '');
    await write('broken.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
    await write('odd "name"\n.bin', Buffer.from(Array.from({ length: 600 }, (_, i) => (i * i * 31 + i * 7) % 256)));
    const seen = await events(await openIndex());
    const failed = seen.filter((event) => event.type === 'failed');
    expect(failed.map((event) => event.name).sort()).toEqual(['broken.jpg', 'empty.txt', 'odd "name"\n.bin']);
    for (const event of failed) expect(event.reason.length).toBeGreaterThan(20);
    expect(seen.at(-1)).toMatchObject({ type: 'finished', indexed: 1, failed: 3 });
  });

  it('remembers what could not be read until it is looked at again, or gone', async () => {
    await Promise.all(['one', 'two'].map((name) => mkdir(join(files, name))));
    await write('one/broken.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
    await write('one/locked.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 3, 2, 1]));
    await write('two/note.txt', 'A note beside.');
    const engine = await openIndex();
    const problems = async (): Promise<string[]> =>
      (await engine.status()).problems.map(({ source }) => basename(source)).sort();
    await engine.add(files).finished();
    expect(await problems()).toEqual(['broken.jpg', 'locked.jpg']);
    await engine.add(join(files, 'two')).finished();
    expect(await problems()).toEqual(['broken.jpg', 'locked.jpg']);
    await write('one/broken.jpg', await picture(1, 2, 3));
    await engine.add(join(files, 'one', 'broken.jpg')).finished();
    expect(await problems()).toEqual(['locked.jpg']);
    await rm(join(files, 'one', 'locked.jpg'));
    await engine.add(join(files, 'two')).finished();
    expect(await problems()).toEqual([]);
  });

  it('keeps what was indexed when a file can no longer be read, or when its folder is empty', async () => {
    await write('photo.png', await picture(10, 200, 10));
    await write('note.txt', 'A lasting note.');
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('photo.png', Buffer.from('\u0089PNG\r\n\u001a\nrubbish', 'latin1'));
    expect(await engine.add(files).finished()).toMatchObject({ failed: 1, removed: 0 });
    expect((await engine.status()).documents).toBe(2);
    expect((await engine.status()).problems).toHaveLength(1);
    await rm(join(files, 'photo.png'));
    await rm(join(files, 'note.txt'));
    const seen = await events(engine);
    expect(seen.find((event) => event.type === 'note')).toBeDefined();
    expect((await engine.status()).documents).toBe(2);
  });

  it('reports a path that is not there', async () => {
    const seen = await events(await openIndex(), [join(root, 'nowhere')]);
    expect(seen.find((event) => event.type === 'failed')?.source).toContain('nowhere');
  });

  it('refuses an empty path instead of indexing wherever it runs', async () => {
    const engine = await openIndex();
    await expect(engine.add('').finished()).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('stops when told, keeps what is finished, and goes on from there', async () => {
    for (let i = 0; i < 60; i++) await write(`p${i}.png`, await picture(i * 4, 255 - i * 4, (i * 37) % 255));
    const engine = await openIndex();
    const stop = new AbortController();
    const run = engine.add(files, { signal: stop.signal });
    stop.abort();
    await expect(run.finished()).rejects.toMatchObject({ code: 'cancelled' });
    expect(await engine.add(files).finished()).toMatchObject({ failed: 0 });
    expect((await engine.status()).documents).toBe(60);
  });
});

describe('searching', () => {
  it('pairs a picture with the text beside it and finds it by words, by picture, and by both', async () => {
    await write('red.png', await picture(210, 20, 20));
    await write('red.txt', 'A scarlet test card');
    await write('blue.png', await picture(20, 20, 210));
    const engine = await openIndex();
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 2 });
    expect((await engine.search('scarlet card')).hits[0]?.reference).toBe('red.png');
    expect((await engine.search({ image: await picture(20, 20, 205, 64) })).hits[0]?.reference).toBe('blue.png');
    expect((await engine.search({ image: join(files, 'red.png'), text: 'card', k: 1 })).hits).toHaveLength(1);
  });

  it('finds the only photo among a few notes by what it shows', async () => {
    await writeFile(
      join(files, 'boat.jpg'),
      await readFile(join('examples', 'collection', 'files', 'products', 'Loon.jpg')),
    );
    await write('bike.md', '# Bike\n\nThe blue bicycle needs new brake pads every 2000 km.\n');
    await write('rubbish.txt', 'rubbish');
    const engine = await openIndex();
    await engine.add(files).finished();
    expect((await references(engine, 'canoe on a beach'))[0]).toBe('boat.jpg');
    expect((await references(engine, 'brake pads'))[0]).toMatch(/^bike/);
  });

  it('finds catalogue records with filters, kinds and quotas', async () => {
    await write('oak.png', await picture(90, 60, 30));
    await write(
      'catalogue.jsonl',
      [
        {
          id: 'Oak',
          name: 'Oak chair',
          price: 189,
          category: 'chairs',
          image: 'oak.png',
          description: 'A chair of oak.',
        },
        { id: 'Pine', name: 'Pine chair', price: 89, category: 'chairs', description: 'A chair of pine.' },
        {
          id: 'Lamp',
          name: 'Lamp',
          price: 40,
          category: 'lamps',
          image: 'missing.png',
          description: 'Light beside a chair.',
        },
      ]
        .map((record) => JSON.stringify(record))
        .join('\n'),
    );
    const engine = await openIndex();
    const seen = await events(engine);
    const warnings = seen.flatMap((event) => (event.type === 'indexed' ? event.warnings : []));
    expect(warnings.some((warning) => warning.message.includes('missing.png'))).toBe(true);
    const { hits } = await engine.search({ text: 'chair', filter: 'price < 100 and category = chairs' });
    expect(hits.map((hit) => hit.reference)).toEqual(['catalogue.jsonl#id=Pine']);
    const both = await engine.search({ text: 'chair', nText: 1, nImages: 1 });
    expect(both.hits.filter((hit) => hit.segment.picture)).toHaveLength(1);
    expect(both.hits.filter((hit) => !hit.segment.picture)).toHaveLength(1);
    const folded = await engine.search({ text: 'oak chair', k: 1 });
    expect(folded.hits[0]).toMatchObject({
      reference: 'catalogue.jsonl#id=Oak',
      duplicates: [{ reference: 'oak.png' }],
    });
    expect(
      (await engine.search({ text: 'chair', kinds: ['image'] })).hits.every((hit) => hit.segment.kind === 'image'),
    ).toBe(true);
    await expect(engine.search({ text: 'chair', filter: 'price <' })).rejects.toMatchObject({ code: 'bad-filter' });
  });

  it('answers with evidence, or says that there is none', async () => {
    await write('care.md', '# Oak chairs\n\nOil the oak chair twice a year with hard wax oil.\n');
    const engine = await openIndex();
    await engine.add(files).finished();
    const answer = await engine.ask('How often should I oil the oak chair?');
    expect(answer).toMatchObject({
      status: 'answered',
      citations: [{ number: 1, reference: expect.stringMatching(/^care\.md#char=/) }],
    });
    expect((await engine.ask('What is the capital of Mongolia?')).status).toBe('no-evidence');
  });

  it('answers an index that holds nothing, and says when there is no index', async () => {
    const engine = await openIndex();
    await expect(engine.search('x')).rejects.toMatchObject({ code: 'index-missing' });
    await engine.add(files).finished();
    expect((await engine.search('x')).hits).toEqual([]);
    await expect(engine.search('  ')).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('shows and removes by name, path and reference', async () => {
    await write('note.txt', 'One passage.');
    await write('photo.png', await picture(1, 2, 3));
    const engine = await openIndex();
    await engine.add(files).finished();
    const [shown] = await engine.show('photo.png');
    expect(await shown?.picture()).toEqual(await picture(1, 2, 3));
    const [hit] = (await engine.search('passage')).hits;
    expect((await engine.show(hit?.reference ?? ''))[0]?.segment.words.body).toBe('One passage.');
    expect(await engine.remove('note.txt')).toEqual(['note.txt']);
    expect(await engine.remove(join(files, 'photo.png'))).toEqual(['photo.png']);
    expect((await engine.status()).documents).toBe(0);
  });
});

describe('the index as a promise', () => {
  const other: Embedder = {
    space: { model: 'test:other', dimensions: 4, normalised: true, revision: '1' },
    accepts: { text: true, image: true, both: false },
    maxTextTokens: 10,
    countTokens: (text) => text.length,
    batchSize: 4,
    embed: async (items) => items.map(() => Float32Array.of(1, 0, 0, 0)),
    close: async () => undefined,
  };

  it('is refused to another embedder, with the way out', async () => {
    await write('a.txt', 'Words.');
    await (await openIndex()).add(files).finished();
    await expect(openIndex({ ownEmbedder: other })).rejects.toMatchObject({
      code: 'index-mismatch',
      message: expect.stringContaining('sightline reembed'),
    });
  });

  it('keeps a second writer out and readers in', async () => {
    for (let i = 0; i < 40; i++) await write(`p${i}.png`, await picture(i * 5, 100, 200));
    const [writer, second] = [await openIndex(), await openIndex()];
    const run = writer.add(files);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await expect(second.add(files).finished()).rejects.toMatchObject({ code: 'index-locked' });
    await expect(second.status()).resolves.toBeDefined();
    await run.finished();
    expect((await second.status()).documents).toBe(40);
  });

  it('says when it is damaged, and what to do', async () => {
    await write('a.txt', 'Words.');
    const engine = await openIndex();
    await engine.add(files).finished();
    await engine.close();
    await writeFile(join(root, 'index', 'index.json'), '{"format":');
    await expect(openIndex()).rejects.toMatchObject({
      code: 'index-corrupt',
      message: expect.stringContaining('index again'),
    });
  });

  it('lives in memory when asked to', async () => {
    await write('a.txt', 'Fleeting words.');
    const engine = await openIndex({ index: 'memory:' });
    await engine.add(files).finished();
    expect(await references(engine, 'fleeting')).toEqual([expect.stringMatching(/^a\.txt/)]);
  });

  it('does not answer once closed', async () => {
    const engine = await openIndex();
    await engine.close();
    await expect(engine.search('x')).rejects.toMatchObject({ code: 'closed' });
  });
});
