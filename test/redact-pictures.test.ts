import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveSettings } from '../src/config.ts';
import type { Sightline } from '../src/engine/engine.ts';
import { fakeGenerator } from '../src/generate/fake-generator.ts';
import { open } from '../src/index.ts';
import { tesseractRecognizer } from '../src/providers/tesseract.ts';
import { createApp, type ServerApp } from '../src/server/app.ts';
import { contentHash } from '../src/support/hashing.ts';

/** What is nowhere to be found, in any spelling that a file or an answer may have. */
const secrets = ['ingrid.holm@example.org', '+44 20 7946 0958', '20 7946 0958'];
const shown = /ingrid|holm@|7946|0958/i;

let folder = '';
let engine: Sightline;
let app: ServerApp;
const generator = fakeGenerator(() => 'The kiosk opens at nine [S1]. Write to ingrid.holm@example.org [S1].');
const reader = tesseractRecognizer({ workers: 1 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-redacted-'));
  await mkdir(join(folder, 'files'));
  for (const [name, bytes] of Object.entries(await collection())) await writeFile(join(folder, 'files', name), bytes);
  const settings = { index: join(folder, 'index'), threads: 1, pageSide: 1000, redact: true };
  engine = await open({ ...settings, ownGenerator: generator });
  await engine.add(join(folder, 'files')).finished();
  app = createApp(engine, { settings: resolveSettings(settings), version: '0.0.0', page: false });
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await app?.close();
  await engine?.close();
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

const sign = [
  'Harbour kiosk, open from nine',
  'Mail ingrid.holm@example.org',
  'Call +44 20 7946 0958 today',
  'Boats for hire all summer',
];

async function drawn(lines: readonly string[], tilt = 0): Promise<Buffer> {
  const rows = lines.map(
    (line, at) => `<text x="60" y="${110 + at * 90}" font-size="44" font-family="DejaVu Sans">${line}</text>`,
  );
  const height = 140 + lines.length * 90;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="${height}">${rows.join('')}</svg>`;
  const picture = sharp(Buffer.from(svg)).flatten({ background: '#fff' });
  return tilt === 0
    ? picture.png().toBuffer()
    : sharp(await picture.png().toBuffer())
        .rotate(tilt, { background: '#fff' })
        .png()
        .toBuffer();
}

async function collection(): Promise<Record<string, Uint8Array | string>> {
  const png = await drawn(sign);
  const letter = await PDFDocument.create();
  const font = await letter.embedFont(StandardFonts.Helvetica);
  const page = letter.addPage([595, 842]);
  const lines = [
    'The harbour kiosk is run by a pilot and her brother, who let boats and canoes by the hour.',
    'Whoever wants one writes to ingrid.holm@example.org or, better, calls +44 20 7946 0958',
    'before ten in the morning, as the boats are gone by noon on every day that is fine.',
  ];
  for (const [at, line] of lines.entries()) page.drawText(line, { x: 60, y: 700 - at * 16, size: 11, font });
  const scan = await PDFDocument.create();
  const scanned = scan.addPage([500, 250]);
  scanned.drawImage(await scan.embedPng(png), { x: 0, y: 0, width: 500, height: 250 });
  return {
    'sign.png': png,
    'tilted.png': await drawn(['A third kiosk, behind the mill', ...sign.slice(1)], 2),
    'letter.pdf': await letter.save(),
    'scan.pdf': await scan.save(),
  };
}

const known = new Map<string, Promise<string>>();

/** What can be read in a picture; the same picture comes from many doors. */
function words(bytes: Uint8Array): Promise<string> {
  const read = async () => {
    const image = await sharp(bytes).flatten({ background: '#fff' }).resize({ width: 1000 }).png().toBuffer();
    return (await reader.recognize(image, { layout: 'page' })).text;
  };
  const key = contentHash(bytes);
  known.set(key, known.get(key) ?? read());
  return known.get(key) ?? read();
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('with redact, pictures do not show what is blacked out of their words', () => {
  it('keeps none of it in any file of the index, nor in what the store gives', async () => {
    const segments = await engine.list();
    expect(new Set(segments.map(({ documentName }) => documentName)).size).toBe(4);
    for (const { words: said, documentName } of segments) {
      expect(Object.values(said).join(' '), documentName).toContain('█');
    }
    for (const file of await filesIn(join(folder, 'index'))) {
      const bytes = await readFile(file);
      for (const secret of secrets) expect(bytes.includes(secret), file).toBe(false);
    }
    expect(JSON.stringify(segments)).not.toMatch(shown);
  });

  it('paints it over wherever a picture is shown, and leaves the rest to be read', async () => {
    const read: Record<string, string> = {};
    for (const one of await engine.list()) {
      const [found] = await engine.show(one.id);
      const bytes = await found?.picture({ side: 1200 });
      if (bytes) read[`${one.documentName} ${one.kind}`] = await words(bytes);
    }
    for (const [name, text] of Object.entries(read)) expect(text, name).not.toMatch(shown);
    expect(read['sign.png image']).toMatch(/kiosk, open from nine[\s\S]*Boats for hire/);
    expect(read['scan.pdf page']).toMatch(/open from nine[\s\S]*Boats for hire/);
    expect(read['letter.pdf text']).toMatch(/run by[\s\S]*before ten in the morning/);
  });

  it('serves painted pictures and pages, and nothing else', async () => {
    const listed = await engine.list();
    for (const one of listed.filter(({ documentName }) => /scan|letter|sign/.test(documentName))) {
      for (const what of ['picture', 'page']) {
        const reply = await app.fetch(new Request(`http://localhost/api/segments/${one.id}/${what}?side=1200`));
        if (reply.status !== 200) continue;
        expect(await words(new Uint8Array(await reply.arrayBuffer())), `${one.documentName} ${what}`).not.toMatch(
          shown,
        );
      }
      const detail = await app.fetch(new Request(`http://localhost/api/segments/${one.id}`));
      expect(await detail.text()).not.toMatch(shown);
    }
  });

  it('shows models the painted pictures only, and repeats nothing that they say', async () => {
    const answer = await engine.ask('When does the harbour kiosk open?');
    const parts = generator.requests.flatMap(({ messages }) =>
      messages.flatMap((one) => (one.role === 'user' ? one.parts : [])),
    );
    const pictures = parts.flatMap((part) => (part.type === 'picture' ? [part.bytes] : []));
    expect(pictures.length).toBeGreaterThan(0);
    for (const bytes of pictures) expect(await words(bytes)).not.toMatch(shown);
    expect(JSON.stringify(answer)).not.toMatch(shown);
  });
});
