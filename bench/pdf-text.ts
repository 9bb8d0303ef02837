/**
 * PDF pages a second: text, graphics and layout in one of the reader's threads, against a bare loop over pdf.js's own reading
 * of the text, which sees no graphics and lays nothing out.
 *
 *     npx tsx bench/pdf-text.ts --data DIR [--files 20]
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PdfOpened } from '../src/read/pdf/pdf-messages.ts';
import { pdfPool } from '../src/read/pdf/pdf-pool.ts';
import { report } from './report.ts';
import { median, verdict } from './statistics.ts';

const fullSize = 20;
const targetRate = 70;

const { values: args } = parseArgs({
  options: { data: { type: 'string' }, files: { type: 'string', default: String(fullSize) } },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');

interface Run {
  readonly pages: number;
  readonly ms: number;
  readonly cpuMs: number;
}

async function timed(work: () => Promise<number>): Promise<Run> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const pages = await work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { pages, ms, cpuMs: (user + system) / 1000 };
}

const pool = pdfPool({ threads: 1, idleMs: 600_000 });
const options = { timeoutMs: 120_000, signal: new AbortController().signal };
let sources = 0;

/** Opens, surveys, reads and lays out every page in one thread; nothing is drawn. */
async function throughReader(bytes: Uint8Array): Promise<number> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const source = { id: ++sources, bytes: shared, passwords: [] };
  const { pages, plan }: PdfOpened = await pool.run({ type: 'open', source, sampleMs: 30_000 }, options);
  const pictures = { pageSide: 100, pages: 'none', figures: false } as const;
  // Two at a time, as the pool does: the thread need not wait for this one.
  for (let page = 1; page <= pages; page += 2)
    await Promise.all(
      [page, page + 1]
        .filter((number) => number <= pages)
        .map((number) => pool.run({ type: 'page', source, page: number, plan, pictures }, options)),
    );
  pool.release(source);
  return pages;
}

/** What anybody writes first. */
async function bareLoop(bytes: Uint8Array): Promise<number> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({ data: new Uint8Array(bytes), isEvalSupported: false, verbosity: 0 });
  const document = await task.promise;
  const pages = document.numPages;
  for (let number = 1; number <= pages; number++) {
    const page = await document.getPage(number);
    await page.getTextContent();
    page.cleanup();
  }
  await task.destroy();
  return pages;
}

const folder = join(args.data, 'kgrag_sec10q', 'data', 'v1', 'docs');
const names = (await readdir(folder)).filter((name) => name.endsWith('.pdf')).sort();
const files = names.slice(0, Number(args.files));
const runs: { reader: Run; bare: Run }[] = [];
for (const [at, name] of [files[0] ?? '', ...files].entries()) {
  const bytes = await readFile(join(folder, name));
  // In turn, so that a slow moment of the machine falls on both. The first is a warm-up.
  const reader = await timed(() => throughReader(bytes));
  const bare = await timed(() => bareLoop(bytes));
  if (at > 0) runs.push({ reader, bare });
}
await pool.close();

const sum = (pick: (run: { reader: Run; bare: Run }) => number): number =>
  runs.reduce((all, run) => all + pick(run), 0);
const pages = sum((run) => run.reader.pages);
const row = (name: string, pick: (run: { reader: Run; bare: Run }) => Run): string => {
  const wall = (1000 * pages) / sum((run) => pick(run).ms);
  const cpu = (1000 * pages) / sum((run) => pick(run).cpuMs);
  return `| ${name} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} |`;
};
const rate = (1000 * pages) / sum((run) => run.reader.ms);
const ratio = median(runs.map((run) => run.bare.ms / run.reader.ms));
const lines = [
  `${files.length} quarterly reports with ${pages} pages, opening included; one thread each, in turn.`,
  '',
  '| | pages/s | pages per second of processor time, all threads of the process |',
  '|---|---|---|',
  row('reader: text, pictures, drawings, layout', (run) => run.reader),
  row('bare loop: `getTextContent` of pdf.js', (run) => run.bare),
  '',
  `Reader: **${rate.toFixed(0)} pages/s** with one thread; ${verdict(rate >= targetRate, `${targetRate} pages/s`)}. Median over the files: ${ratio.toFixed(2)} times as fast as the bare loop.`,
];
await report('pdf-text', 'Text and layout of PDF pages', lines, Number(args.files) >= fullSize);
