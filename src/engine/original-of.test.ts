import { mkdir, mkdtemp, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeHttpServer } from '../support/fake-http-server.ts';
import type { Sightline } from './engine.ts';
import { type OpenOptions, open } from './open.ts';
import type { FoundOriginal, Original } from './original-of.ts';

let root: string;
let files: string;
const opened: Sightline[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-original-'));
  files = join(root, 'files');
  await mkdir(files);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  await rm(root, { recursive: true, force: true });
});

async function openIndex(options: OpenOptions = {}): Promise<Sightline> {
  const engine = await open({ index: join(root, 'index'), ocr: 'off', threads: 1, ...options });
  opened.push(engine);
  return engine;
}

async function look(engine: Sightline, name: string): Promise<FoundOriginal> {
  const record = (await engine.documents()).find((one) => one.name === name);
  return engine.original(record?.id ?? 'no such document');
}

async function originalIn(engine: Sightline, name: string): Promise<Original> {
  const found = await look(engine, name);
  if ('missing' in found) throw new Error(found.missing);
  return found.original;
}

const text = 'The anchor weighs nine kilograms, and its rope is thirty metres long.\n';
const later = text.replace('nine', 'five');
const photo = (colour: string): Promise<Buffer> =>
  sharp({ create: { width: 80, height: 60, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();

/** Long ago, so that the time stamp of the file is one that can be believed. */
async function write(name: string, content: string | Uint8Array, seconds = 1_700_000_000): Promise<void> {
  await writeFile(join(files, name), content);
  await utimes(join(files, name), seconds, seconds);
}

describe('the original of a document', () => {
  it('is its file, in pieces and in parts', async () => {
    await write('anchor.txt', text);
    const engine = await openIndex();
    await engine.add(files).finished();
    const original = await originalIn(engine, 'anchor.txt');
    expect(original).toMatchObject({
      name: 'anchor.txt',
      from: 'file',
      mediaType: 'text/plain',
      sizeBytes: text.length,
    });
    expect(String(await original.bytes())).toBe(text);
    let part = '';
    for await (const piece of original.read({ start: 4, end: 10 })) part += piece;
    expect(part).toBe('anchor');
    expect(await original.copyUrl()).toBeUndefined();
  });

  it('is the same where the file was only touched or written anew, told by its content', async () => {
    await write('anchor.txt', text);
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('anchor.txt', text, 1_750_000_000);
    expect((await originalIn(engine, 'anchor.txt')).from).toBe('file');
  });

  it('is not a file that was changed since, and says so', async () => {
    await write('anchor.txt', text);
    const engine = await openIndex();
    await engine.add(files).finished();
    await write('anchor.txt', later, 1_750_000_000);
    expect(await look(engine, 'anchor.txt')).toMatchObject({
      isChanged: true,
      missing: expect.stringMatching(/anchor\.txt was changed since it was indexed/),
      remedy: expect.stringContaining('keepOriginals'),
    });
    await unlink(join(files, 'anchor.txt'));
    expect(await look(engine, 'anchor.txt')).toMatchObject({
      isChanged: false,
      missing: expect.stringMatching(/moved or deleted/),
    });
    expect(await look(engine, 'never.txt')).toMatchObject({ missing: expect.stringMatching(/no such document/) });
  });

  it('is the copy where one was kept: of what was indexed, not of what is there now', async () => {
    await write('anchor.txt', text);
    const engine = await openIndex({ keepOriginals: true });
    await engine.add(files).finished();
    expect((await originalIn(engine, 'anchor.txt')).from).toBe('file');
    expect(await (await originalIn(engine, 'anchor.txt')).copyUrl()).toMatch(/^file:.*blobs/);
    await write('anchor.txt', later, 1_750_000_000);
    const original = await originalIn(engine, 'anchor.txt');
    expect([original.from, String(await original.bytes())]).toEqual(['copy', text]);
    await engine.add(files).finished();
    expect(String(await (await originalIn(engine, 'anchor.txt')).bytes())).toBe(later);
  });

  it('is never half of the old file and half of the new one', async () => {
    await write('anchor.txt', text.repeat(200));
    const engine = await openIndex();
    await engine.add(files).finished();
    const original = await originalIn(engine, 'anchor.txt');
    await write('other', later.repeat(200));
    await rename(join(files, 'other'), join(files, 'anchor.txt'));
    await expect(original.bytes()).rejects.toMatchObject({ code: 'unreadable-file' });
  });

  it('of a picture with a text beside it is the picture', async () => {
    const bytes = await photo('#c02020');
    await write('chair.jpg', bytes);
    await write('chair.txt', 'A red chair.');
    const engine = await openIndex({ keepOriginals: true });
    await engine.add(files).finished();
    await rm(files, { recursive: true });
    const original = await originalIn(engine, 'chair.jpg');
    expect([original.from, Buffer.compare(Buffer.from(await original.bytes()), bytes)]).toEqual(['copy', 0]);
  });

  it('is kept when that is wished for later, though nothing of the file has changed', async () => {
    await write('anchor.txt', text);
    await (await (await openIndex()).add(files)).finished();
    await opened.pop()?.close();
    const engine = await openIndex({ keepOriginals: true });
    expect(await engine.add(files).finished()).toMatchObject({ indexed: 1, embedded: 0 });
    await rm(files, { recursive: true });
    expect(String(await (await originalIn(engine, 'anchor.txt')).bytes())).toBe(text);
  });

  it('stops being read when it is cancelled', async () => {
    await write('anchor.txt', text);
    const engine = await openIndex();
    await engine.add(files).finished();
    const original = await originalIn(engine, 'anchor.txt');
    const signal = AbortSignal.abort();
    await expect(original.bytes({ signal })).rejects.toMatchObject({ code: 'cancelled' });
    const [record] = await engine.documents();
    await expect(engine.original(record ?? '', { signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const letter = [
  'From: a@example.org\r\nTo: b@example.org\r\nSubject: The boat',
  'Date: Tue, 3 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="cut"\r\n',
  '--cut\r\nContent-Type: text/plain\r\n\r\nPlease find the file attached.',
  `--cut\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="rope.txt"\r\n\r\n${text}`,
  '--cut--\r\n',
].join('\r\n');

describe('what is no file of its own', () => {
  it('has a copy unasked, as nobody could give it again', async () => {
    await write('letter.eml', letter);
    const engine = await openIndex();
    await engine.add(files).finished();
    expect((await originalIn(engine, 'letter.eml')).from).toBe('file');
    const inner = await originalIn(engine, 'letter.eml/rope.txt');
    expect([inner.from, String(await inner.bytes()).trim()]).toEqual(['copy', text.trim()]);
  });

  it('has none where words are blacked out, as they would stand in it; unless copies are asked for', async () => {
    await write('letter.eml', letter);
    const engine = await openIndex({ redact: true });
    await engine.add(files).finished();
    expect(await look(engine, 'letter.eml/rope.txt')).toMatchObject({
      isChanged: false,
      missing: expect.stringMatching(/No copy of letter\.eml\/rope\.txt was kept/),
    });
    const keeping = await openIndex({ index: join(root, 'keeping'), redact: true, keepOriginals: true });
    await keeping.add(files).finished();
    expect((await originalIn(keeping, 'letter.eml/rope.txt')).from).toBe('copy');
  });
});

describe('where copies are kept', () => {
  it('is the folder of the index, or nowhere that is not known', async () => {
    await write('anchor.txt', text);
    await expect(open({ index: join(root, 'x'), blobs: 'ftp://somewhere' })).rejects.toMatchObject({
      code: 'bad-option',
    });
    await expect(open({ index: join(root, 'x'), blobsUrl: 'https://cdn.example' })).rejects.toThrow(/blobsUrl/);
    const elsewhere = { AWS_ACCESS_KEY_ID: 'a'.repeat(20), AWS_SECRET_ACCESS_KEY: 'b'.repeat(40) };
    const remote = { index: join(root, 'x'), blobs: 's3://shelf/x', environment: elsewhere };
    await expect(open({ ...remote, localOnly: true })).rejects.toMatchObject({ code: 'network-refused' });
    await expect(open({ ...remote, offline: true })).rejects.toMatchObject({ code: 'network-refused' });
    await expect(open({ ...remote, environment: {} })).rejects.toThrow(/AWS_ACCESS_KEY_ID/);
    await expect(stat(join(root, 'x'))).rejects.toThrow();
  });

  it('is an object storage that refuses: the file is reported with the reason, without a key, and the run goes on', async () => {
    await write('anchor.txt', text);
    await write('rope.txt', later);
    const environment = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE', AWS_SECRET_ACCESS_KEY: 'the-secret-of-this-test' };
    const storage = await fakeHttpServer((_, response) => {
      response.writeHead(403);
      response.end(JSON.stringify(environment));
    });
    try {
      const refusing = { ...environment, AWS_ENDPOINT_URL_S3: storage.url };
      const engine = await openIndex({ blobs: 's3://shelf/x', keepOriginals: true, environment: refusing });
      const events: unknown[] = [];
      for await (const event of engine.add(files)) events.push(event);
      expect(events.at(-1)).toMatchObject({ type: 'finished', indexed: 0, failed: 2 });
      const { problems } = await engine.status();
      expect(problems[0]?.reason).toMatch(/^s3:\/\/shelf\/x answered .*403\. Check AWS_ACCESS_KEY_ID/);
      for (const secret of Object.values(environment)) expect(JSON.stringify([events, problems])).not.toContain(secret);
    } finally {
      await storage.close();
    }
  });
});
