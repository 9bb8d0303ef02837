/**
 * Indexing again: how long a folder of many small files takes when nothing, only time stamps, or a few files changed.
 *
 *     npx tsx bench/reindex.ts [--files 10000] [--runs 5]
 */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { builtProgram } from './built-program.ts';
import { freshProcess } from './fresh-process.ts';
import { report } from './report.ts';
import { median, seconds, seededRandom, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 10_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    files: { type: 'string', default: String(fullSize) },
    runs: { type: 'string', default: '5' },
  },
});
const files = Number(args.files);
const runs = Number(args.runs);
const changedFiles = 10;
const targetMs = 3_000;
const vocabulary = 'oak chair lamp tent jacket boots stove harbour forest linen wool brass walnut table kettle'.split(
  ' ',
);

/** Nine in ten are short texts, the rest pictures of 32 × 32; all differ; a hundred to a folder. */
async function makeFiles(folder: string, count: number): Promise<void> {
  const random = seededRandom(7);
  for (let i = 0; i < count; i++) {
    const place = join(folder, String(Math.floor(i / 100)).padStart(4, '0'));
    if (i % 100 === 0) await mkdir(place, { recursive: true });
    const name = join(place, `file-${String(i).padStart(5, '0')}`);
    if (i % 10 === 9) await writeFile(`${name}.png`, await smallPicture(random));
    else await writeFile(`${name}.txt`, smallText(i, random));
  }
}

function smallText(i: number, random: () => number): string {
  const words = Array.from({ length: 12 }, () => vocabulary[Math.floor(random() * vocabulary.length)]);
  return `Note ${i}: ${words.join(' ')}.\n`;
}

async function smallPicture(random: () => number): Promise<Buffer> {
  const tiles = Buffer.from(Array.from({ length: 8 * 8 * 3 }, () => Math.floor(random() * 256)));
  return sharp(tiles, { raw: { width: 8, height: 8, channels: 3 } })
    .resize(32, 32, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

async function touchAll(folder: string, time: Date): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), time, time);
}

/** The least any such program must do: walk the folder and stat every file. */
const walk = `
  const { readdir, stat } = require('node:fs/promises');
  const { join } = require('node:path');
  (async () => {
    const entries = await readdir(process.argv[1], { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => entry.isFile());
    await Promise.all(found.map((entry) => stat(join(entry.parentPath, entry.name))));
    console.log(found.length);
  })();`;

const program = await builtProgram();
await inTemporaryFolder(async (folder) => {
  const source = join(folder, 'files');
  await makeFiles(source, files);
  const index = join(folder, 'index');
  const indexing = async (): Promise<{ ms: number; said: string }> => {
    const { ms, stdout } = await freshProcess([program, 'index', source, '--index', index, '--ocr', 'off']);
    console.log(`${seconds(ms)}: ${stdout.trim()}`);
    return { ms, said: stdout };
  };
  const expecting = async (unchanged: number): Promise<number> => {
    const { ms, said } = await indexing();
    const found = Number(/([\d,]+) unchanged/.exec(said)?.[1]?.replaceAll(',', '') ?? 0);
    if (found !== unchanged) throw new Error(`${found} files were unchanged, not ${unchanged}: ${said}`);
    return ms;
  };

  const first = (await indexing()).ms;
  const bare: number[] = [];
  const unchanged: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const walked = await freshProcess(['-e', walk, source]);
    if (Number(walked.stdout) !== files) throw new Error(`The walk found ${walked.stdout.trim()} files.`);
    const ms = await expecting(files);
    // The first of each is a warm-up.
    if (run > 0) {
      bare.push(walked.ms);
      unchanged.push(ms);
    }
  }
  await touchAll(source, new Date(Date.now() + 60_000));
  const touched = await expecting(files);
  const afterTouch = await expecting(files);
  for (let i = 0; i < changedFiles; i++) {
    const at = i * Math.floor(files / changedFiles / 10) * 10;
    const name = `file-${String(at).padStart(5, '0')}.txt`;
    await writeFile(join(source, String(Math.floor(at / 100)).padStart(4, '0'), name), `Changed for good: ${i}.\n`);
  }
  const changed = await expecting(files - changedFiles);

  const floor = median(bare);
  const row = (name: string, ms: number, note = ''): string =>
    `| ${name} | ${seconds(ms)} | ${(ms / floor).toFixed(1)} | ${note} |`;
  const lines = [
    `${files} small files (nine in ten texts, the rest pictures), each time in a fresh process; median of ${runs} for the first two rows.`,
    '',
    '| run | wall time | times walk + stat | |',
    '|---|---|---|---|',
    row('bare walk + stat in a fresh process', floor),
    row('unchanged', median(unchanged), verdict(median(unchanged) < targetMs, `under ${seconds(targetMs)}`)),
    row('all time stamps new, contents the same', touched),
    row('unchanged after that', afterTouch),
    row(`${changedFiles} files changed`, changed),
    row('the first indexing', first, `${((files / first) * 1000).toFixed(0)} files/s`),
  ];
  await report('reindex', 'Indexing a folder again', lines, files === fullSize);
});
