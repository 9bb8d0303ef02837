/**
 * Reading text in pictures: how many characters each engine gets wrong, how long it takes, and how much memory it wants.
 *
 *     npx tsx bench/ocr.ts [--only PART-OF-A-NAME] [--show]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Picture } from '../src/data/picture.ts';
import { prepareForReading } from '../src/enrich/prepare-for-reading.ts';
import { readAnyWayUp } from '../src/enrich/read-any-way-up.ts';
import type { TextRecognizer } from '../src/enrich/text-recognizer.ts';
import { paddleRecognizer } from '../src/providers/paddle.ts';
import { tesseractRecognizer } from '../src/providers/tesseract.ts';
import { partOfScript, tell } from './fresh-process.ts';
import { type TestPage, testPages } from './ocr-pages.ts';
import { report } from './report.ts';
import { mean, megabytes } from './statistics.ts';

const { values: args } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    show: { type: 'boolean', default: false },
    /** Set in the measured process only. */
    engine: { type: 'string' },
  },
});

const engines: Record<string, () => TextRecognizer> = {
  light: () => tesseractRecognizer({ workers: 1 }),
  quality: () => paddleRecognizer({ workers: 1 }),
};

interface Measured {
  readonly pages: readonly { readonly name: string; readonly error: number; readonly seconds: number }[];
  readonly startBytes: number;
  readonly peakBytes: number;
}

async function measure(recognizer: TextRecognizer): Promise<Measured> {
  const chosen = (await testPages()).filter(({ name }) => name.includes(args.only));
  const startBytes = familyPeak();
  // Starting the engine is not part of the first page's time.
  await read(recognizer, chosen[0] as TestPage);
  const pages: { name: string; error: number; seconds: number }[] = [];
  for (const page of chosen) {
    const started = performance.now();
    const lines = await read(recognizer, page);
    const taken = (performance.now() - started) / 1000;
    if (args.show) console.log(`\n--- ${page.name}\n${lines.join('\n')}`);
    pages.push({ name: page.name, error: errorOf(lines, page.expect), seconds: taken });
  }
  const peakBytes = familyPeak();
  await recognizer.close();
  return { pages, startBytes, peakBytes };
}

/** The way the indexing run does it, from the file's bytes to ordered lines. */
async function read(recognizer: TextRecognizer, { image, layout }: TestPage): Promise<string[]> {
  const { width, height, format } = await sharp(image).metadata();
  const picture: Picture = {
    contentHash: '',
    mediaType: `image/${format}`,
    width,
    height,
    pixels: { data: new Uint8Array(3), width: 1, height: 1 },
    perceptualHash: '',
    bytes: async () => image,
  };
  const prepared = await prepareForReading(picture);
  return (await readAnyWayUp(recognizer, prepared.image, { layout })).map(({ text }) => text);
}

/** Characters to change over characters there are; of labels, the share of them that is not among the lines or their words. */
function errorOf(lines: readonly string[], expect: TestPage['expect']): number {
  const text = lines.join(' ').replace(/\s+/g, ' ');
  if ('page' in expect) return Math.min(1, editDistance(text, expect.page) / expect.page.length);
  const found = new Set([...lines, ...text.split(' ')]);
  return expect.labels.filter((label) => !found.has(label)).length / expect.labels.length;
}

/** Fewest characters to put in, take out or exchange (Levenshtein, 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}

/** The most memory that this process and the processes it started have had, each at its own worst moment; in bytes. Linux. */
function familyPeak(): number {
  const own = String(process.pid);
  const family = readdirSync('/proc').filter((id) => /^\d+$/.test(id) && (id === own || parentOf(id) === own));
  return family.reduce((sum, id) => {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(statusOf(id))?.[1] ?? '0';
    return sum + Number(kilobytes) * 1024;
  }, 0);
}

function parentOf(id: string): string | undefined {
  return /PPid:\s+(\d+)/.exec(statusOf(id))?.[1];
}

function statusOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return '';
  }
}

async function compare(): Promise<void> {
  const names = Object.keys(engines);
  const results: Measured[] = [];
  for (const engine of names) {
    const show = args.show ? ['--show'] : [];
    results.push(await partOfScript<Measured>(['--engine', engine, '--only', args.only, ...show]));
  }
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows = (results[0]?.pages ?? []).map(({ name }, i) => {
    const cells = results.map(({ pages }) => {
      const page = pages[i];
      return page ? `${percent(page.error)} | ${page.seconds.toFixed(1)} s` : ' | ';
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const means = results.map(
    ({ pages }) =>
      `**${percent(mean(pages.map(({ error }) => error)))}** | ${mean(pages.map((page) => page.seconds)).toFixed(1)} s`,
  );
  const memory = results.map(
    ({ startBytes, peakBytes }, i) =>
      `${names[i]} ${megabytes(peakBytes)} (before it started ${megabytes(startBytes)})`,
  );
  const lines = [
    'Characters wrong (edit distance over length, blanks and order count; of charts, labels missed), and seconds a page with one worker.',
    'Pages are A4 at 150 dots per inch, drawn with DejaVu; nothing but what is named is done to them.',
    '',
    `| page | ${names.map((name) => `${name}: wrong | time`).join(' | ')} |`,
    `|---|${names.map(() => '---|---|').join('')}`,
    ...rows,
    `| mean | ${means.join(' | ')} |`,
    '',
    `Peak memory of the process with one worker: ${memory.join('; ')}.`,
  ];
  await report('ocr', 'Reading text in pictures', lines, args.only === '');
}

const chosenEngine = args.engine === undefined ? undefined : engines[args.engine];
if (chosenEngine) tell(await measure(chosenEngine()));
else await compare();
