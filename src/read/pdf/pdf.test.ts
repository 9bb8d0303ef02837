import type { PDFImage } from 'pdf-lib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import type { ReadContext } from '../reader.ts';
import { pdfReaderWith } from './pdf.ts';
import {
  handmadePdf,
  lockedPdf,
  paintedPdf,
  reportPage,
  scannedPage,
  sentence,
  stripes,
  writeLines,
} from './pdf-fixtures.ts';
import { pdfPool } from './pdf-pool.ts';

const pool = pdfPool({ threads: 2, idleMs: 60_000 });
const pdfReader = pdfReaderWith(() => pool);
afterAll(() => pool.close());

const report = paintedPdf(reportPage('The harbour'), reportPage('The town'));
const scan = paintedPdf(scannedPage());

readerContract('pdf', {
  makeReader: () => pdfReader,
  fuzzRounds: 24,
  fixtures: [
    { name: 'a report', asset: async () => fakeAsset('report.pdf', await report), atLeast: 2 },
    { name: 'a scan', asset: async () => fakeAsset('scan.pdf', await scan) },
  ],
});

async function read(bytes: Uint8Array, overrides: Partial<ReadContext> = {}) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  for await (const segment of pdfReader.read(fakeAsset('Harbour-report.pdf', bytes), context)) segments.push(segment);
  return { segments, warnings: context.warnings.map((warning) => warning.message) };
}

describe('the PDF reader', () => {
  it('gives paragraphs under their headings, with a box for each line', async () => {
    const { segments, warnings } = await read(await report);
    expect(warnings).toEqual([]);
    const [first] = segments;
    expect(first).toMatchObject({
      kind: 'text',
      locator: { page: 1 },
      words: { name: 'Harbour report', heading: 'The harbour' },
    });
    expect(first?.words.body).toContain('storm of that winter');
    expect(first?.lines?.length).toBeGreaterThanOrEqual(2);
    for (const line of first?.lines ?? []) {
      expect(first?.words.body?.slice(line.start, line.end).trim()).not.toBe('');
      expect(line.box.x).toBeCloseTo(50, 0);
    }
    expect(segments.at(-1)).toMatchObject({ locator: { page: 2 }, words: { heading: 'The town' } });
  });

  it('keeps the heading of a page for the next', async () => {
    const { segments } = await read(
      await paintedPdf(reportPage('The harbour'), (pen) =>
        writeLines(pen, 100, [sentence.slice(0, 50), sentence.slice(51)]),
      ),
    );
    expect(segments.at(-1)).toMatchObject({ locator: { page: 2 }, words: { heading: 'The harbour' } });
  });

  it('gives a page that is only a picture as a page to be read by text recognition', async () => {
    const { segments } = await read(await paintedPdf(reportPage('The harbour'), scannedPage()), { pageSide: 300 });
    const page = segments.filter((segment) => segment.kind === 'page');
    expect(page).toMatchObject([
      { locator: { page: 2 }, metadata: { scanned: true }, picture: { drawn: true, height: 300 } },
    ]);
    const bytes = await page[0]?.picture?.bytes();
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 212, height: 300 });
  });

  it('takes the words that a recognizer has laid beneath a scan, and its picture besides', async () => {
    const { segments } = await read(await paintedPdf(scannedPage([sentence.slice(0, 49), sentence.slice(50)])));
    expect(segments.map((segment) => [segment.kind, segment.metadata?.scanned])).toEqual([
      ['page', undefined],
      ['text', undefined],
    ]);
    expect(segments[1]?.words.body).toContain('The harbour wall');
  });

  it('gives every page as a picture where that is wanted', async () => {
    const { segments } = await read(await report, { pagePictures: 'all' });
    expect(segments.filter((segment) => segment.kind === 'page')).toMatchObject([
      { locator: { page: 1 }, words: { body: 'The harbour' } },
      { locator: { page: 2 }, words: { body: 'The town' } },
    ]);
  });

  it('cuts pictures out of the page, but not those that come back on every page nor small marks', async () => {
    const bytes = await stripes(40, 40, 3);
    let logo: PDFImage | undefined;
    const page = (seed: number) => async (pen: Parameters<ReturnType<typeof reportPage>>[0]) => {
      reportPage(`Part ${seed}`)(pen);
      const picture = await pen.document.embedPng(await stripes(80, 50, seed));
      pen.page.drawImage(picture, { x: 100, y: 200, width: 160, height: 100 });
      logo ??= await pen.document.embedPng(bytes);
      pen.page.drawImage(logo, { x: 340, y: 540, width: 50, height: 50 });
      pen.page.drawImage(logo, { x: 20, y: 20 + seed * 30, width: 10, height: 10 });
    };
    const { segments } = await read(await paintedPdf(page(1), page(2), page(3), page(4)));
    const pictures = segments.filter((segment) => segment.kind === 'image');
    expect(pictures.map((segment) => formatLocator(segment.locator))).toEqual(
      [1, 2, 3, 4].map((number) => `#page=${number}&xywh=100,295,160,100`),
    );
    expect(pictures[0]?.picture).toMatchObject({ drawn: true, width: 512, height: 320, mediaType: 'image/png' });
  });

  it('uses the document’s title unless a program made it up', async () => {
    const titled = (title: string) =>
      paintedPdf((pen) => {
        pen.document.setTitle(title);
        pen.document.setAuthor('Ada Pier');
        reportPage('The harbour')(pen);
      });
    expect((await read(await titled('Walls of the north'))).segments[0]).toMatchObject({
      words: { name: 'Harbour report Walls of the north' },
      metadata: { title: 'Walls of the north', author: 'Ada Pier' },
    });
    expect((await read(await titled('Microsoft Word - draft3.doc'))).segments[0]?.metadata).toEqual({
      author: 'Ada Pier',
    });
  });

  it('opens a locked document with one of the passwords, and says what to do without', async () => {
    const bytes = lockedPdf('sesame', 'Behind the door stands a wall of stone');
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('--passwords'),
    });
    await expect(read(bytes, { passwords: ['wrong'] })).rejects.toMatchObject({ code: 'unreadable-file' });
    const { segments } = await read(bytes, { passwords: ['wrong', 'sesame'] });
    expect(segments[0]?.words.body).toBe('Behind the door stands a wall of stone');
  });

  it('reads what can be read of a damaged document and names the rest', async () => {
    const pages = '<< /Type /Pages /Kids [3 0 R 6 0 R 5 0 R 9 0 R] /Count 4 >>';
    const content = 'BT /F1 12 Tf 50 500 Td (Still here after all) Tj ET';
    const page =
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>';
    const bytes = handmadePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      pages,
      page,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      page,
    ]);
    const { segments, warnings } = await read(bytes);
    expect(segments.map((segment) => segment.locator.page)).toEqual([1, 2]);
    expect(warnings).toEqual([
      expect.stringMatching(/^Harbour-report\.pdf: page 4 could not be read: .*The rest is read\.$/),
    ]);
  });

  it('refuses what has no page to read: a tree of pages that bites its tail, no pages, no PDF', async () => {
    const tree = (kids: string, count: number) =>
      handmadePdf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`]);
    for (const bytes of [
      tree('2 0 R', 3),
      tree('', 0),
      tree('7 0 R', 2_000_000_000),
      Buffer.from('no PDF at all'),
      Buffer.alloc(0),
    ])
      await expect(read(bytes)).rejects.toMatchObject({
        code: 'broken-content',
        message: expect.stringContaining('Harbour-report.pdf'),
      });
  });

  it('draws a page, a box on it, and nothing where there is nothing', async () => {
    const asset = fakeAsset('report.pdf', await report);
    const { limits, signal } = fakeReadContext();
    const draw = (place: object, side: number) =>
      pdfReader.draw?.(asset, place, { side, passwords: [], limits, signal });
    expect(await sharp(await draw({ page: 2 }, 200)).metadata()).toMatchObject({ width: 141, height: 200 });
    const box = await draw({ page: 1, box: { x: 50, y: 50, width: 100, height: 50 } }, 400);
    expect(await sharp(box).metadata()).toMatchObject({ width: 400, height: 200 });
    // The heading is in the box: black on white.
    const { channels } = await sharp(box).stats();
    expect(channels[0]).toMatchObject({ min: 0, max: 255 });
    expect(await draw({ page: 3 }, 200)).toBeUndefined();
    expect(await draw({ page: 1, box: { x: 900, y: 0, width: 5, height: 5 } }, 200)).toBeUndefined();
    expect(await draw({}, 200)).toBeUndefined();
  });

  it('takes no more segments than the limit', async () => {
    const { limits } = fakeReadContext();
    const { segments, warnings } = await read(await report, { limits: { ...limits, maxRecords: 1 } });
    expect(segments).toHaveLength(1);
    expect(warnings[0]).toContain('more than 1 segments');
  });
});
