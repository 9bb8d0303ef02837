/**
 * A very long PDF, text, a table and a picture on each page, through the reader with all that it draws: pages a second and peak
 * memory, which must not grow with the number of pages.
 *
 *     npx tsx bench/pdf-large.ts [--pages 1600]
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fakeAsset } from '../src/read/fake-asset.ts';
import { fakeReadContext } from '../src/read/fake-read-context.ts';
import { pdfReader } from '../src/read/pdf/pdf.ts';
import { partOfScript, peakMemory, tell } from './fresh-process.ts';
import { report } from './report.ts';
import { megabytes, seededRandom, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 1_600;
const targetBytes = 1_000_000_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    pages: { type: 'string', default: String(fullSize) },
    /** Set in processes of their own only. */
    make: { type: 'string' },
    read: { type: 'string' },
  },
});

interface Measured {
  readonly pages: number;
  readonly segments: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly startBytes: number;
  readonly peakBytes: number;
  /** Resident bytes, by quarter of the pages. */
  readonly quarters: readonly number[];
}

const words = 'harbour wall storm winter stone metre height tide council report cost repair year survey depth'.split(
  ' ',
);

/** Writes the document; pdf-lib holds it whole, so this is a process of its own. */
async function make(file: string, pages: number): Promise<void> {
  const { PDFDocument, rgb, StandardFonts } = await import('pdf-lib');
  const sharp = (await import('sharp')).default;
  const random = seededRandom(7);
  const word = () => words[Math.floor(random() * words.length)] ?? '';
  const line = () => Array.from({ length: 12 }, word).join(' ');
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.TimesRoman);
  const bold = await document.embedFont(StandardFonts.TimesRomanBold);
  for (let number = 1; number <= pages; number++) {
    const page = document.addPage([595, 842]);
    page.drawText(`Section ${number}: ${word()} and ${word()}`, { x: 60, y: 770, size: 16, font: bold });
    for (let row = 0; row < 20; row++) page.drawText(line(), { x: 60, y: 740 - row * 13, size: 10, font });
    page.drawText(`Table ${number}: ${line()}`, { x: 60, y: 460, size: 9, font });
    for (let row = 0; row < 6; row++) {
      page.drawLine({ start: { x: 60, y: 450 - row * 18 }, end: { x: 500, y: 450 - row * 18 }, color: rgb(0, 0, 0) });
      if (row === 5) break;
      for (let column = 0; column < 4; column++) {
        const text = row === 0 || column === 0 ? word() : String(Math.floor(random() * 10_000));
        page.drawText(text, { x: 65 + column * 110, y: 437 - row * 18, size: 9, font });
      }
    }
    const noise = Buffer.from(Array.from({ length: 60 * 40 * 3 }, () => Math.floor(random() * 256)));
    const jpeg = await sharp(noise, { raw: { width: 60, height: 40, channels: 3 } })
      .resize(600, 400)
      .jpeg()
      .toBuffer();
    page.drawImage(await document.embedJpg(jpeg), { x: 60, y: 120, width: 300, height: 200 });
    page.drawText(`Figure ${number}: ${line()}`, { x: 60, y: 105, size: 9, font });
  }
  await writeFile(file, await document.save());
}

async function measure(file: string, expected: number): Promise<Measured> {
  const startBytes = process.memoryUsage().rss;
  const { size } = await stat(file);
  const asset = fakeAsset('large.pdf', new Uint8Array(), { sizeBytes: size, bytes: () => readFile(file) });
  const { limits } = fakeReadContext();
  const context = fakeReadContext({ limits: { ...limits, maxRecords: 1_000_000, timeoutMs: 120_000 } });
  const segments: Record<string, number> = {};
  const looks: number[][] = [[], [], [], []];
  let page = 1;
  const timer = setInterval(
    () => looks[Math.min(3, Math.floor((4 * (page - 1)) / expected))]?.push(process.memoryUsage().rss),
    100,
  );
  const started = performance.now();
  for await (const segment of pdfReader.read(asset, context)) {
    segments[segment.kind] = (segments[segment.kind] ?? 0) + 1;
    page = segment.locator.page ?? page;
  }
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  for (const { message } of context.warnings) throw new Error(message);
  const quarters = looks.map((each) => each.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, each.length));
  return { pages: page, segments, seconds, startBytes, peakBytes: peakMemory(), quarters };
}

if (args.make) {
  await make(args.make, Number(args.pages));
  tell('made');
} else if (args.read) tell(await measure(args.read, Number(args.pages)));
else {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'large.pdf');
    console.log(`Making a PDF of ${args.pages} pages ...`);
    await partOfScript<string>(['--make', file, '--pages', args.pages]);
    const { size } = await stat(file);
    const got = await partOfScript<Measured>(['--read', file, '--pages', args.pages]);
    if (got.pages !== Number(args.pages)) throw new Error(`${got.pages} of ${args.pages} pages were read.`);
    const kinds = Object.entries(got.segments).map(([kind, count]) => `${count} ${kind}`);
    const lines = [
      `${got.pages} pages (${megabytes(size)}), each with a heading, text, a table and a picture, through the PDF reader, tables and pictures drawn: ${kinds.join(', ')} segments.`,
      '',
      `**${(got.pages / got.seconds).toFixed(1)} pages/s** (${got.seconds.toFixed(0)} s). Peak memory **${megabytes(got.peakBytes)}**; ${verdict(got.peakBytes < targetBytes, 'under 1 GB')}.`,
      `Resident by quarter of the pages (means): ${got.quarters.map(megabytes).join(', ')}; at the start, with tsx, ${megabytes(got.startBytes)}.`,
    ];
    await report('pdf-large', 'A very long PDF', lines, Number(args.pages) === fullSize);
  });
}
