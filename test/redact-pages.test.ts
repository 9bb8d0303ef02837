import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resolveSettings } from '../src/config.ts';
import type { Sightline } from '../src/engine/engine.ts';
import { open } from '../src/index.ts';
import { tesseractRecognizer } from '../src/providers/tesseract.ts';
import { createApp } from '../src/server/app.ts';

const mails = /ingrid|holm|@example|555.0199/i;
const reader = tesseractRecognizer({ workers: 1 });
let folder = '';
let index = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-pages-'));
  index = join(folder, 'index');
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files', 'list.pdf'), await list());
  await writeFile(join(folder, 'files', 'to ingrid.holm@example.org.md'), 'The lantern was mended in May.');
  const engine = await open({ index, ocr: 'off', pageSide: 1200 });
  await engine.add(join(folder, 'files')).finished();
  await engine.close();
}, 30_000);
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

/** Three pages with a running line, a heading and a table that hold what is to be blacked out, and prose that does not. */
async function list(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  for (let number = 1; number <= 3; number++) {
    const page = document.addPage([595, 842]);
    const write = (text: string, x: number, y: number, size = 11, face: PDFFont = font) =>
      page.drawText(text, { x, y, size, font: face });
    write(`Harbour office, ingrid.holm@example.org, page ${number}`, 60, 30, 9);
    write('Who to ask: ingrid.holm@example.org', 60, 760, 20, bold);
    for (let line = 0; line < 8; line++)
      write(`Sentence ${line} of page ${number} says that the boats are let by the hour.`, 60, 720 - line * 16);
    table(page, write);
  }
  return document.save();
}

function table(page: PDFPage, write: (text: string, x: number, y: number) => void): void {
  const rows = [
    ['Name', 'Mail', 'Boats'],
    ['Ben', 'ben@example.org', '4'],
    ['Cy', 'cy@example.org', '7'],
  ];
  for (const [at, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      const [x, y] = [60 + column * 150, 500 - at * 24];
      page.drawRectangle({ x, y, width: 150, height: 24, borderWidth: 1, borderColor: rgb(0, 0, 0) });
      write(cell, x + 6, y + 8);
    }
  }
}

async function words(bytes: Uint8Array): Promise<string> {
  const image = await sharp(bytes).flatten({ background: '#fff' }).resize({ width: 1400 }).png().toBuffer();
  return (await reader.recognize(image, { layout: 'page' })).text;
}

async function expectRedacted(engine: Sightline): Promise<void> {
  const segments = await engine.list();
  const { hits } = await engine.search('who lets boats by the hour?');
  const said = [...segments, ...hits.map(({ segment }) => segment), ...(await engine.documents())];
  expect(hits.map(({ reference }) => reference).join()).not.toMatch(mails);
  for (const { source: _, ...one } of said) expect(JSON.stringify(one)).not.toMatch(mails);
  const [page] = await engine.show('list.pdf#page=2');
  const read = await words((await page?.picture()) ?? new Uint8Array());
  expect(read).toMatch(/Sentence 0 of page 2[\s\S]*Sentence 7[\s\S]*Name/);
  expect(read).not.toMatch(mails);
  const [named] = segments.filter(({ documentName }) => documentName.startsWith('to '));
  expect(await engine.show(named?.documentName ?? '')).toHaveLength(1);
}

it('blacks out what was indexed without redaction as soon as it is opened with it, also what no passage holds', async () => {
  const settings = { index, ocr: 'off', pageSide: 1200, redact: true } as const;
  const engine = await open(settings);
  await expectRedacted(engine);
  const app = createApp(engine, { settings: resolveSettings(settings), version: '0.0.0', page: false });
  const [record] = (await engine.documents()).filter(({ name }) => name === 'list.pdf');
  const original = await app.fetch(new Request(`http://localhost/api/documents/${record?.id}/original`));
  expect([original.status, await original.text()]).toEqual([403, expect.stringContaining('--redact')]);
  const listed = await app.fetch(new Request('http://localhost/api/documents'));
  expect(await listed.text()).not.toMatch(mails);
  await app.stop();
  await app.close();
  await engine.close();
});

it('and goes on so with an index that was made under it', async () => {
  const engine = await open({ index, ocr: 'off', pageSide: 1200, redact: true });
  expect((await engine.add(join(folder, 'files')).finished()).indexed).toBe(2);
  await expectRedacted(engine);
  await engine.close();
});
