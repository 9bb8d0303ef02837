/**
 * Memory while many pictures are indexed: it should not grow with how many there are.
 *
 *     npx tsx bench/memory.ts --data DIR [--pictures 5000]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtLibrary, builtProgram } from './built-program.ts';
import { partOfScript, peakMemory, tell } from './fresh-process.ts';
import { variedPictures } from './real-pictures.ts';
import { report } from './report.ts';
import { mean, megabytes, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 5_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    pictures: { type: 'string', default: String(fullSize) },
    /** Set in the measured process only. */
    folder: { type: 'string' },
    index: { type: 'string' },
    every: { type: 'string' },
  },
});

interface Measured {
  readonly indexed: number;
  readonly seconds: number;
  /** Resident bytes, with the pictures found by then. */
  readonly series: readonly { readonly found: number; readonly bytes: number }[];
  readonly startBytes: number;
  readonly peakBytes: number;
}

const sampleEveryMs = 100;

/**
 * Looks often and notes, for each stretch of `every` pictures, the mean and not one moment: garbage waits to be collected at
 * every moment. Pictures found run ahead of those indexed by the few that are under way.
 */
async function measure(folder: string, index: string, every: number): Promise<Measured> {
  const { open } = await builtLibrary();
  const startBytes = process.memoryUsage().rss;
  const engine = await open({ index, ocr: 'off' });
  const run = engine.add(folder);
  const series: { found: number; bytes: number }[] = [];
  let found = 0;
  let looks: number[] = [];
  const look = (): void => {
    looks.push(process.memoryUsage().rss);
    if (found < (series.length + 1) * every) return;
    series.push({ found, bytes: mean(looks) });
    looks = [];
  };
  const timer = setInterval(look, sampleEveryMs);
  for await (const event of run) {
    if (event.type !== 'discovered') continue;
    found = event.found;
    look();
  }
  clearInterval(timer);
  const summary = await run.finished();
  await engine.close();
  if (summary.failed > 0) throw new Error(`${summary.failed} pictures failed.`);
  return { indexed: summary.indexed, seconds: summary.seconds, series, startBytes, peakBytes: peakMemory() };
}

async function watchMemory(data: string, count: number): Promise<void> {
  await builtProgram();
  await inTemporaryFolder(async (folder) => {
    const pictures = join(folder, 'pictures');
    console.log(`Making ${count} pictures ...`);
    await variedPictures(data, pictures, count);
    const every = Math.max(50, Math.round(count / 20));
    const part = ['--folder', pictures, '--index', join(folder, 'index'), '--every', String(every)];
    const { series, ...measured } = await partOfScript<Measured>(part);
    if (measured.indexed !== count) throw new Error(`${measured.indexed} of ${count} pictures were indexed.`);
    const quarter = Math.floor(series.length / 4);
    const quarters = [0, 1, 2, 3].map((q) =>
      mean(
        series
          .slice(q === 3 ? series.length - quarter : q * quarter, q === 3 ? undefined : (q + 1) * quarter)
          .map((one) => one.bytes),
      ),
    );
    const [first = 0, second = 0, , last = 0] = quarters;
    const ratio = last / first;
    const lines = [
      `${count} distinct pictures into a new index in one process, ${measured.seconds.toFixed(0)} s (${(count / measured.seconds).toFixed(1)} pictures/s); text recognition off.`,
      '',
      `Last quarter / first quarter: **${ratio.toFixed(3)}**; ${verdict(ratio <= 1.1, 'at most 1.1')}. Last / second quarter: ${(last / second).toFixed(3)}.`,
      `Means by quarter: ${quarters.map(megabytes).join(', ')}; at the start ${megabytes(measured.startBytes)}; peak ${megabytes(measured.peakBytes)}.`,
      '',
      '| pictures found | resident memory (mean of the stretch) |',
      '|---|---|',
      ...series.map((one) => `| ${one.found} | ${megabytes(one.bytes)} |`),
    ];
    await report('memory', 'Memory while pictures are indexed', lines, count === fullSize);
  });
}

if (args.folder && args.index) tell(await measure(args.folder, args.index, Number(args.every)));
else {
  if (!args.data) throw new Error('Name the folder with the development data: --data DIR');
  await watchMemory(args.data, Number(args.pictures));
}
