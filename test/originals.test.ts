import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings, type SettingsInput } from '../src/config.ts';
import type { Sightline } from '../src/engine/engine.ts';
import { open } from '../src/engine/open.ts';
import { createApp, type ServerApp } from '../src/server/app.ts';
import type { DocumentView } from '../src/server/document-schemas.ts';
import type { SearchReply } from '../src/server/schemas.ts';
import { type FakeS3, fakeS3 } from '../src/store/fake-s3.ts';
import { fakeHttpServer } from '../src/support/fake-http-server.ts';

const note = 'The rope of the dinghy is thirty metres long.\n';
const page = `<!doctype html><title>Lamps</title><article><h1>Lamps of lighthouses</h1>
<p>The lamp of the lighthouse at the northern cape was lit with colza oil until electricity came in 1912.</p>
<script>alert(1)</script></article>`;
const table = 'item,price\nred lantern,40\nblue lantern,45\n';

let root: string;
let storage: FakeS3;
let engine: Sightline;
let app: ServerApp;
let pageUrl: string;
let photo: Uint8Array;
let manual: Uint8Array;
let letter: string;
/** Names of the documents, with their views. */
let documents: ReadonlyMap<string, DocumentView>;

/** Everything is indexed into an index beside an object storage, and then nothing of what was indexed is left. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-originals-'));
  storage = await fakeS3();
  const files = join(root, 'files');
  await mkdir(files);
  photo = await sharp({ create: { width: 120, height: 80, channels: 3, background: '#b01818' } })
    .jpeg()
    .withExif({ IFD0: { Model: 'SecretCam' } })
    .toBuffer();
  manual = await kettleManual();
  letter = mail({ 'rope.txt': note, 'manual.pdf': manual });
  await writeFile(join(files, 'red chair.jpg'), photo);
  await writeFile(join(files, 'red chair.txt'), 'A chair of red plastic, made in Turin.');
  await writeFile(join(files, 'own.pdf'), manual);
  await writeFile(join(files, 'lanterns.csv'), table);
  await writeFile(join(files, 'letter.eml'), letter);
  const web = await fakeHttpServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
  });
  pageUrl = `${web.url}/lamps.html`;
  const given = {
    index: join(root, 'index'),
    blobs: `s3://${storage.bucket}/copies`,
    blobsUrl: 'https://cdn.example/copies',
    keepOriginals: true,
    allowPrivateAddresses: true,
    ocr: 'off',
    threads: 1,
  } satisfies SettingsInput;
  engine = await open({ ...given, environment: storage.environment });
  expect(await engine.add([files, pageUrl]).finished()).toMatchObject({ failed: 0 });
  await rm(files, { recursive: true });
  await web.close();
  app = createApp(engine, { settings: resolveSettings(given), version: '0.0.0', page: false });
  const list = await json<{ readonly documents: readonly DocumentView[] }>(await send('/api/documents?limit=500'));
  documents = new Map(list.documents.map((one) => [one.name, one]));
});
afterAll(async () => {
  await app.stop();
  await app.close();
  await engine.close();
  await storage.close();
  await rm(root, { recursive: true, force: true });
});

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  return app.fetch(new Request(`http://localhost${path}`, init));
}

async function json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** The original of a document, from its stable address. */
async function original(name: string, headers: Record<string, string> = {}): Promise<Response> {
  const address = documents.get(name)?.original?.url;
  if (address === undefined) throw new Error(`There is no ${name} among ${[...documents.keys()].join(', ')}.`);
  return send(address, { headers });
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe('when the sources are gone and copies are in object storage', () => {
  it('nothing was kept in the folder of the index', async () => {
    expect(await readdir(join(root, 'index'))).not.toContain('blobs');
  });

  it('everything is found, and its evidence is shown', async () => {
    const chair = (await engine.search('red plastic chair from Turin')).hits[0];
    expect(chair?.segment.documentName).toBe('red chair.jpg');
    const [shown] = await engine.show(chair?.reference ?? '');
    expect(Buffer.compare(Buffer.from((await shown?.picture()) ?? []), photo)).toBe(0);
    for (const name of ['own.pdf', 'letter.eml/manual.pdf']) {
      const [drawn] = await engine.show(`${name}#page=1`);
      expect(await sharp(await drawn?.picture({ side: 300 })).metadata()).toMatchObject({ width: 300, format: 'png' });
    }
    expect((await engine.search('how long is the rope')).hits[0]?.segment.documentName).toBe('letter.eml/rope.txt');
    expect((await engine.search('lamp lit with colza oil')).hits[0]?.segment.documentName).toBe(pageUrl);
  });

  it('the engine gives every document as it was', async () => {
    const expected = new Map<string, Uint8Array | string>([
      ['red chair.jpg', photo],
      ['own.pdf', manual],
      ['lanterns.csv', table],
      ['letter.eml', letter],
      ['letter.eml/rope.txt', note],
      ['letter.eml/manual.pdf', manual],
      [pageUrl, page],
    ]);
    const all = await engine.documents();
    expect(all.map(({ name }) => name).sort()).toEqual([...expected.keys()].sort());
    for (const record of all) {
      const found = await engine.original(record);
      if ('missing' in found) throw new Error(found.missing);
      const bytes = Buffer.from(await found.original.bytes());
      expect(Buffer.compare(bytes, Buffer.from(expected.get(record.name) ?? ''))).toBe(0);
      expect(found.original).toMatchObject({ from: 'copy', sizeBytes: bytes.length });
      expect(await found.original.copyUrl()).toMatch(/^https:\/\/cdn\.example\/copies\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
    }
  });

  it('the server shows pictures and pages', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const search = async (text: string) =>
      json<SearchReply>(await send('/api/search', { ...init, body: JSON.stringify({ text }) }));
    const [chair] = (await search('red plastic chair')).hits;
    const picture = await send(chair?.picture?.url ?? '');
    expect(await sharp(await bytesOf(picture)).metadata()).toMatchObject({ width: 120, height: 80 });
    const [kettle] = (await search('the kettle boils a litre of water')).hits;
    expect((await send(kettle?.page?.url ?? '')).headers.get('content-type')).toBe('image/png');
    expect(kettle?.original?.url).toMatch(/^\/api\/documents\/[0-9a-f]{16}~[0-9a-f]{12}\/original$/);
    expect((await send(kettle?.original?.url ?? '')).headers.get('content-type')).toBe('application/pdf');
  });

  it('the server gives originals: in place what cannot run, the rest to be saved', async () => {
    const heads = async (name: string) => {
      const { status, headers } = await original(name);
      return [status, headers.get('content-type'), headers.get('content-disposition')?.split(';', 1)[0]];
    };
    expect(await heads('letter.eml/manual.pdf')).toEqual([200, 'application/pdf', 'inline']);
    expect(await heads('letter.eml/rope.txt')).toEqual([200, 'text/plain', 'inline']);
    expect(await heads(pageUrl)).toEqual([200, 'application/octet-stream', 'attachment']);
    expect(await heads('letter.eml')).toEqual([200, 'message/rfc822', 'attachment']);
    const web = await original(pageUrl);
    expect(web.headers.get('content-security-policy')).toMatch(/^sandbox;/);
    expect(String(await bytesOf(web))).toBe(page);
    expect(Buffer.compare(await bytesOf(await original('letter.eml/manual.pdf')), Buffer.from(manual))).toBe(0);
    const chair = await sharp(await bytesOf(await original('red chair.jpg'))).metadata();
    expect([chair.width, chair.exif]).toEqual([120, undefined]);
  });

  it('the server gives parts of them, and says when there is nothing new', async () => {
    const name = 'letter.eml/rope.txt';
    const part = await original(name, { range: 'bytes=4-7' });
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
      206,
      'rope',
      `bytes 4-7/${note.length}`,
    ]);
    const last = await original(name, { range: 'bytes=-6' });
    expect([last.status, await last.text()]).toEqual([206, 'long.\n']);
    const beyond = await original(name, { range: 'bytes=500-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${note.length}`]);
    const etag = part.headers.get('etag') ?? '';
    expect((await original(name, { 'if-none-match': etag })).status).toBe(304);
    expect((await original(name, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206);
    const other = await original(name, { range: 'bytes=0-0', 'if-range': '"another"' });
    expect([other.status, await other.text()]).toEqual([200, note]);
    const head = await send(documents.get(name)?.original?.url ?? '', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(note.length)]);
  });

  it('addresses with the version may be kept for ever, those with another or none not', async () => {
    const { id = '', original: link } = documents.get('own.pdf') ?? {};
    const kept = async (path: string) => (await send(path)).headers.get('cache-control');
    expect(await kept(link?.url ?? '')).toBe('private, max-age=31536000, immutable');
    for (const path of [`/api/documents/${id}/original`, `/api/documents/${id}~000000000000/original`])
      expect(await kept(path)).toBe('private, no-cache');
    expect((await send('/api/documents/nothing~123456789abc/original')).status).toBe(404);
    const detail = await json<DocumentView>(await send(`/api/documents/${id}`));
    expect(detail.original?.copy).toMatch(/^https:\/\/cdn\.example\/copies\//);
  });

  it('a copy that was tampered with is not given out whole, and its page is not drawn', async () => {
    const record = (await engine.documents()).find(({ name }) => name === 'lanterns.csv');
    const hash = record?.contentHash ?? '';
    await storage.damage(`copies/${hash.slice(0, 2)}/${hash}`);
    const response = await original('lanterns.csv');
    await expect(response.text()).rejects.toThrow();
  });
});

async function kettleManual(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf
    .addPage([400, 300])
    .drawText('The kettle boils a litre of water in four minutes.', { x: 40, y: 220, size: 12, font });
  return pdf.save();
}

function mail(attachments: Readonly<Record<string, string | Uint8Array>>): string {
  const parts = Object.entries(attachments).map(([name, content]) =>
    [
      `Content-Type: application/octet-stream; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
    ].join('\r\n'),
  );
  const body = 'Content-Type: text/plain\r\n\r\nPlease find the files attached.';
  return [
    'From: a@example.org\r\nTo: b@example.org\r\nSubject: For the boat',
    'Date: Tue, 3 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="cut"\r\n',
    ...[body, ...parts].map((part) => `--cut\r\n${part}`),
    '--cut--\r\n',
  ].join('\r\n');
}
