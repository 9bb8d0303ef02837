/**
 * A very long PDF, text, a table and a picture on each page, indexed by the built program: pages a second and peak memory.
 *
 *     npx tsx bench/pdf-large.ts [--pages 1600]
 */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { builtProgram } from './built-program.ts';
import { freshProcess, partOfScript, tell, told } from './fresh-process.ts';
import { report } from './report.ts';
import { megabytes, seededRandom, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** In plain JavaScript, as users run it: tsx takes 60 MB of its own. */
const indexOne = fileURLToPath(new URL('./index-one.mjs', import.meta.url));
const fullSize = 1_600;
const targetBytes = 1_000_000_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    pages: { type: 'string', default: String(fullSize) },
    /** Set in processes of their own only. */
    make: { type: 'string' },
  },
});

interface Measured {
  readonly pages: number;
  readonly segments: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly startBytes: number;
  readonly peakBytes: number;
  /** Mean of the resident bytes, by quarter of the time. */
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

if (args.make) {
  await make(args.make, Number(args.pages));
  tell('made');
} else {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'large.pdf');
    await builtProgram();
    console.log(`Making a PDF of ${args.pages} pages ...`);
    await partOfScript<string>(['--make', file, '--pages', args.pages]);
    const { size } = await stat(file);
    const got = await told<Measured>(await freshProcess([indexOne, file, join(folder, 'index')]));
    if (got.pages !== Number(args.pages)) throw new Error(`${got.pages} of ${args.pages} pages were read.`);
    const kinds = Object.entries(got.segments).map(([kind, count]) => `${count} ${kind}`);
    const lines = [
      `${got.pages} pages (${megabytes(size)}), each with a heading, text, a table and a picture, indexed to disk with its pictures drawn and embedded, OCR off: ${kinds.join(', ')} segments.`,
      '',
      `**${(got.pages / got.seconds).toFixed(1)} pages/s** (${got.seconds.toFixed(0)} s). Peak memory **${megabytes(got.peakBytes)}**; ${verdict(got.peakBytes < targetBytes, 'under 1 GB')}.`,
      `Resident by quarter of the time (means): ${got.quarters.map(megabytes).join(', ')}; at the start, ${megabytes(got.startBytes)}.`,
    ];
    await report('pdf-large', 'A very long PDF', lines, Number(args.pages) === fullSize);
  });
}
