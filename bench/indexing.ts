/**
 * Indexing throughput: pictures a second through the engine (index on disk, hashing, work cache, keyword index) against a
 * bare loop of decoding and inference over the same files.
 *
 *     npx tsx bench/indexing.ts --data DIR [--pictures 1000] [--rounds 3]
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bareBatch, bareModel } from './bare-model.ts';
import { builtLibrary, builtProgram } from './built-program.ts';
import { partOfScript, peakMemory, tell } from './fresh-process.ts';
import { copyPictures } from './real-pictures.ts';
import { report } from './report.ts';
import { median, megabytes, seconds, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 1_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    pictures: { type: 'string', default: String(fullSize) },
    rounds: { type: 'string', default: '3' },
    /** Set in the measured processes only. */
    side: { type: 'string' },
    folder: { type: 'string' },
    index: { type: 'string' },
  },
});

interface Measured {
  readonly pictures: number;
  readonly ms: number;
  /** What of `ms` passed before the first file: loading libraries, opening the model or the index. */
  readonly startMs: number;
  /** Processor time of the whole process, all threads; it stands still while other programs have the cores. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  readonly startBytes: number;
  /** Named parts of `ms`. */
  readonly split: Readonly<Record<string, number>>;
}

/** Both clocks start before any library or model is loaded, and stop when the last picture is done. */
async function engineSide(folder: string, index: string): Promise<Measured> {
  const { open } = await builtLibrary();
  const startBytes = process.memoryUsage().rss;
  const started = performance.now();
  const engine = await open({ index, ocr: 'off' });
  const run = engine.add(folder);
  const marks: Record<string, number> = {};
  for await (const event of run) marks[event.type] ??= performance.now();
  const summary = await run.finished();
  const ended = performance.now();
  await engine.close();
  if (summary.failed > 0) throw new Error(`${summary.failed} pictures failed.`);
  const first = marks.discovered ?? started;
  const optimizing = marks.optimizing ?? ended;
  return {
    pictures: summary.indexed,
    ms: ended - started,
    startMs: first - started,
    cpuMs: cpuMs(),
    peakBytes: peakMemory(),
    startBytes,
    split: {
      'until the first file': first - started,
      'reading, embedding, writing': optimizing - first,
      'bringing indexes up to date': ended - optimizing,
    },
  };
}

/** Decoding of the next batch runs on sharp's threads while the present one is in the model. */
async function bareSide(folder: string): Promise<Measured> {
  const files = (await readdir(folder)).sort().map((name) => join(folder, name));
  const startBytes = process.memoryUsage().rss;
  const started = performance.now();
  const model = await bareModel(['vision']);
  const opened = performance.now();
  const batch = (i: number) => (i < files.length ? model.decode(files.slice(i, i + bareBatch)) : undefined);
  let vectors = 0;
  let waited = 0;
  let next = batch(0);
  for (let i = 0; i < files.length; i += bareBatch) {
    const from = performance.now();
    const pictures = (await next) ?? [];
    waited += performance.now() - from;
    next = batch(i + bareBatch);
    vectors += (await model.embedPictures(pictures)).length;
  }
  const ended = performance.now();
  return {
    pictures: vectors,
    ms: ended - started,
    startMs: opened - started,
    cpuMs: cpuMs(),
    peakBytes: peakMemory(),
    startBytes,
    split: {
      'loading libraries and model': opened - started,
      'waiting for decoding': waited,
      inference: ended - opened - waited,
    },
  };
}

async function compare(data: string, wanted: number, rounds: number): Promise<void> {
  await builtProgram();
  await inTemporaryFolder(async (folder) => {
    const pictures = join(folder, 'pictures');
    const count = await copyPictures(data, pictures, wanted);
    const index = join(folder, 'index');
    const engine = async (): Promise<Measured> => {
      await rm(index, { recursive: true, force: true });
      return partOfScript<Measured>(['--side', 'engine', '--folder', pictures, '--index', index]);
    };
    const bare = (): Promise<Measured> => partOfScript<Measured>(['--side', 'bare', '--folder', pictures]);
    // Warm-up: files and libraries come into the system's cache.
    await bare();
    await engine();
    const runs: { engine: Measured; bare: Measured }[] = [];
    for (let round = 0; round < rounds; round++) {
      const run = { bare: await bare(), engine: await engine() };
      for (const side of [run.bare, run.engine])
        if (side.pictures !== count) throw new Error(`A side did ${side.pictures} of ${count} pictures.`);
      runs.push(run);
      console.log(`round ${round + 1}: bare ${rate(run.bare).toFixed(1)}/s, engine ${rate(run.engine).toFixed(1)}/s`);
    }
    const side = (name: 'engine' | 'bare') => {
      const of = runs.map((run) => run[name]);
      return {
        rate: median(of.map(rate)),
        steadyRate: median(of.map(steadyRate)),
        cpuMs: median(of.map((one) => one.cpuMs / one.pictures)),
        peak: Math.max(...of.map((one) => one.peakBytes)),
        start: median(of.map((one) => one.startBytes)),
        split: Object.keys(of[0]?.split ?? {}).map(
          (part) => `${part} ${seconds(median(of.map((one) => one.split[part] ?? 0)))}`,
        ),
        rates: of.map((one) => rate(one).toFixed(1)).join(', '),
      };
    };
    const sides = { engine: side('engine'), bare: side('bare') };
    const ratio = sides.engine.rate / sides.bare.rate;
    const row = (name: 'engine' | 'bare'): string => {
      const { rate: perSecond, rates, cpuMs, peak, start, split } = sides[name];
      return `| ${name} | ${perSecond.toFixed(1)} | ${rates} | ${cpuMs.toFixed(1)} | ${megabytes(peak)} (${megabytes(start)} at the start) | ${split.join('; ')} |`;
    };
    const lines = [
      `${count} pictures, ${rounds} rounds in turn after one warm-up, fresh process and fresh index each; text recognition off.`,
      '',
      '| side | pictures/s (median) | each round | processor ms/picture | peak memory | where the time went (median) |',
      '|---|---|---|---|---|---|',
      row('bare'),
      row('engine'),
      '',
      `Engine / bare: **${ratio.toFixed(3)}**; ${verdict(ratio >= 0.9, 'at least 0.9')}. By rounds: ${runs
        .map((run) => (rate(run.engine) / rate(run.bare)).toFixed(3))
        .join(', ')}.`,
      `Without what comes before the first file: bare ${sides.bare.steadyRate.toFixed(1)}/s, engine ${sides.engine.steadyRate.toFixed(1)}/s, ratio ${(sides.engine.steadyRate / sides.bare.steadyRate).toFixed(3)}.`,
    ];
    await report('indexing', 'Indexing pictures: the engine against a bare loop', lines, wanted === fullSize);
  });
}

function rate(measured: Measured): number {
  return measured.pictures / (measured.ms / 1000);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function steadyRate(measured: Measured): number {
  return measured.pictures / ((measured.ms - measured.startMs) / 1000);
}

if (args.side === 'engine') tell(await engineSide(args.folder ?? '', args.index ?? ''));
else if (args.side === 'bare') tell(await bareSide(args.folder ?? ''));
else {
  if (!args.data) throw new Error('Name the folder with the development data: --data DIR');
  await compare(args.data, Number(args.pictures), Number(args.rounds));
}
