/**
 * What the pipeline around a model costs: pictures and texts a second from files on disk to vectors in an index, against
 * ONNX Runtime alone on batches that are decoded and tokenised already. And memory over all those pictures.
 *
 *     npx tsx bench/pipeline.ts --data DIR [--pictures 2000] [--texts 2500] [--rounds 3] [--models clip,builtin]
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Embedder } from '../src/embed/embedder.ts';
import { open } from '../src/index.ts';
import { provider as builtin } from '../src/providers/builtin.ts';
import { provider as local } from '../src/providers/local.ts';
import type { ProviderContext } from '../src/providers/provider.ts';
import { pictureTower, textTower } from './bare-runs.ts';
import { writeClipBase } from './clip-base.ts';
import { partOfScript, peakMemory, tell } from './fresh-process.ts';
import { realPictures } from './real-pictures.ts';
import { report } from './report.ts';
import { mean, median, megabytes, seconds, verdict } from './statistics.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = { pictures: 2_000, texts: 2_500 };
const batchSize = 16;
/** Items of each kind that are done before the clock starts: models are loaded, code is compiled, the index has its tables. */
const warmUp = 48;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    pictures: { type: 'string', default: String(fullSize.pictures) },
    texts: { type: 'string', default: String(fullSize.texts) },
    rounds: { type: 'string', default: '3' },
    models: { type: 'string', default: 'clip,builtin' },
    /** Set in the measured processes only. */
    side: { type: 'string' },
    kind: { type: 'string' },
    model: { type: 'string' },
    folder: { type: 'string' },
  },
});

type Kind = 'pictures' | 'texts';
const kinds = ['pictures', 'texts'] as const;
const builtinFolder = fileURLToPath(new URL('../models/builtin', import.meta.url));

interface Measured {
  readonly items: number;
  readonly ms: number;
  /** Processor time of the whole process, all threads; it stands still while other programs have the cores. */
  readonly cpuMs: number;
  readonly peakBytes: number;
  /** Mean resident memory of each quarter of the run. */
  readonly quarters: readonly number[];
  /** Named parts of `ms`. */
  readonly split: Readonly<Record<string, number>>;
}

/** Only the runs of the graph are counted; the batches are made between them. */
async function bareSide(kind: Kind, model: string, folder: string): Promise<Measured> {
  const tower = await (kind === 'pictures' ? pictureTower : textTower)(model);
  const watch = watchMemory();
  let [ms, cpuMs, items] = [0, 0, 0];
  for (const [i, batch] of (await batchesOf(kind, folder)).entries()) {
    const feeds = await tower.batch(batch);
    if (i === 0) await tower.session.run(feeds);
    const cpu = process.cpuUsage();
    const started = performance.now();
    await tower.session.run(feeds);
    ms += performance.now() - started;
    cpuMs += millisecondsOf(process.cpuUsage(cpu));
    items += batch.length;
  }
  return { items, ms, cpuMs, ...watch.end(), split: { inference: ms } };
}

async function batchesOf(kind: Kind, folder: string): Promise<string[][]> {
  const items =
    kind === 'pictures'
      ? (await readdir(folder)).sort().map((name) => join(folder, name))
      : await textsOf(join(folder, 'texts.jsonl'));
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, b) =>
    items.slice(b * batchSize, (b + 1) * batchSize),
  );
}

async function pipelineSide(model: string, folder: string): Promise<Measured> {
  const index = join(folder, '..', 'index');
  const clock = { batches: 0, ms: 0 };
  const embedder = timed(await embedderOf(model), clock);
  const engine = await open({ index, ownEmbedder: embedder, ocr: 'off' });
  await engine.add(`${folder}-warm-up`).finished();
  clock.batches = clock.ms = 0;
  const watch = watchMemory();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const run = engine.add(folder);
  let optimizing = 0;
  for await (const event of run) if (event.type === 'optimizing') optimizing = performance.now();
  const summary = await run.finished();
  const ended = performance.now();
  const cpuMs = millisecondsOf(process.cpuUsage(cpu));
  const memory = watch.end();
  await engine.close();
  await embedder.close();
  if (summary.failed > 0) throw new Error(`${summary.failed} files failed.`);
  return {
    items: summary.embedded + summary.cached,
    ms: ended - started,
    cpuMs,
    ...memory,
    split: {
      // One name in all rounds, or their median would be that of nothing.
      model: clock.ms,
      'between batches': optimizing - started - clock.ms,
      'bringing indexes up to date': ended - optimizing,
    },
  };
}

async function embedderOf(model: string): Promise<Embedder> {
  const context: ProviderContext = {
    ...{ modelsDirs: [], offline: true, threads: availableParallelism(), precision: 'auto', device: 'cpu' },
    ...{ vendor: {}, environment: {} },
  };
  const opened = model === builtinFolder ? builtin.embedder?.('', context) : local.embedder?.(model, context);
  if (!opened) throw new Error('The provider has no embedder.');
  return opened;
}

/** The embedder, with the time during which at least one call of it is under way. */
function timed(embedder: Embedder, clock: { batches: number; ms: number }): Embedder {
  let underWay = 0;
  let since = 0;
  return {
    ...embedder,
    async embed(...given) {
      if (underWay++ === 0) since = performance.now();
      try {
        return await embedder.embed(...given);
      } finally {
        clock.batches++;
        if (--underWay === 0) clock.ms += performance.now() - since;
      }
    },
  };
}

const sampleEveryMs = 100;

function watchMemory(): { end(): Pick<Measured, 'peakBytes' | 'quarters'> } {
  const looks: number[] = [process.memoryUsage().rss];
  const timer = setInterval(() => looks.push(process.memoryUsage().rss), sampleEveryMs);
  return {
    end() {
      clearInterval(timer);
      const from = (quarter: number): number => Math.floor((quarter * looks.length) / 4);
      const quarters = [0, 1, 2, 3].map((q) => mean(looks.slice(from(q), Math.max(from(q + 1), from(q) + 1))));
      return { peakBytes: peakMemory(), quarters };
    },
  };
}

function millisecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

interface Compared {
  readonly rows: readonly string[];
  readonly ratio: number;
  readonly growth: number;
}

/** Both sides in turn, so that a slow moment falls on both. */
async function compare(name: string, kind: Kind, model: string, folder: string, count: number): Promise<Compared> {
  const part = ['--kind', kind, '--model', model, '--folder', join(folder, kind)];
  const runs: { bare: Measured; pipeline: Measured }[] = [];
  const rounds = Number(args.rounds);
  for (let round = 0; round < rounds; round++) {
    const bare = await partOfScript<Measured>(['--side', 'bare', ...part]);
    await rm(join(folder, 'index'), { recursive: true, force: true });
    const pipeline = await partOfScript<Measured>(['--side', 'pipeline', ...part]);
    for (const side of [bare, pipeline])
      if (side.items !== count) throw new Error(`A side did ${side.items} of ${count} ${kind}.`);
    runs.push({ bare, pipeline });
    console.log(`${name}, ${kind}, round ${round + 1}: bare ${shown(bare)}, pipeline ${shown(pipeline)}`);
  }
  const row = (side: 'bare' | 'pipeline'): string => {
    const of = runs.map((run) => run[side]);
    const split = Object.keys(of[0]?.split ?? {}).map(
      (one) => `${one} ${seconds(median(of.map((m) => m.split[one] ?? 0)))}`,
    );
    const cells = [
      ...[name, kind, side],
      ...[median(of.map(rate)).toFixed(1), of.map((one) => rate(one).toFixed(1)).join(', ')],
      ...[median(of.map((one) => one.cpuMs / one.items)).toFixed(2), median(of.map(cores)).toFixed(2)],
      `${megabytes(Math.max(...of.map((one) => one.peakBytes)))}; ${(of[0]?.quarters ?? []).map(megabytes).join(', ')}`,
      split.join('; '),
    ];
    return `| ${cells.join(' | ')} |`;
  };
  const growth = ({ quarters }: Measured): number => (quarters[3] ?? 0) / (quarters[0] ?? 1);
  return {
    rows: [row('bare'), row('pipeline')],
    ratio: median(runs.map((run) => rate(run.pipeline) / rate(run.bare))),
    growth: median(runs.map((run) => growth(run.pipeline))),
  };
}

const rate = ({ items, ms }: Measured): number => items / (ms / 1000);
const cores = ({ cpuMs, ms }: Measured): number => cpuMs / ms;
const shown = (side: Measured): string => `${rate(side).toFixed(1)}/s on ${cores(side).toFixed(2)} cores`;

async function textsOf(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { text: string }).text);
}

/** Real captions, each once. */
async function writeTexts(data: string, folder: string, count: number): Promise<number> {
  const all = [...new Set(await textsOf(join(data, 'flickr_dev500', 'captions.jsonl')))];
  const jsonl = (texts: readonly string[]): string =>
    // Nothing but the text, or its other fields would be embedded with it and make it longer than on the bare side.
    texts.map((text) => `${JSON.stringify({ text })}\n`).join('');
  const texts = all.slice(warmUp, warmUp + count);
  await mkdir(join(folder, 'texts'), { recursive: true });
  await mkdir(join(folder, 'texts-warm-up'), { recursive: true });
  await writeFile(join(folder, 'texts', 'texts.jsonl'), jsonl(texts));
  await writeFile(join(folder, 'texts-warm-up', 'texts.jsonl'), jsonl(all.slice(0, warmUp)));
  return texts.length;
}

/**
 * Real pictures at their own size, each once as it is, then mirrored, upside down, and both: distinct files of the same cost.
 * The first ones go into the folder for warming up.
 */
async function writePictures(data: string, folder: string, count: number): Promise<void> {
  const { default: sharp } = await import('sharp');
  const originals = await realPictures(data);
  const most = 4 * originals.length - warmUp;
  if (count > most) throw new Error(`There are only ${most} pictures in ${data}, mirrored and turned.`);
  for (const name of ['pictures', 'pictures-warm-up']) await mkdir(join(folder, name), { recursive: true });
  for (let i = 0; i < count + warmUp; i++) {
    const file = originals[i % originals.length] as string;
    const turn = Math.floor(i / originals.length);
    const target = join(
      folder,
      i < warmUp ? 'pictures-warm-up' : 'pictures',
      `${String(i).padStart(5, '0')}${extname(file)}`,
    );
    if (turn === 0) await copyFile(file, target);
    else
      await sharp(file)
        .flop(turn !== 2)
        .flip(turn >= 2)
        .toFile(target);
  }
}

async function measure(data: string): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    console.log('Making pictures and a model ...');
    const counts = { pictures: Number(args.pictures), texts: await writeTexts(data, folder, Number(args.texts)) };
    await writePictures(data, folder, counts.pictures);
    const models: Record<string, string> = {};
    for (const name of args.models.split(',')) models[name] = name === 'clip' ? join(folder, 'clip') : builtinFolder;
    if (models.clip) await writeClipBase(models.clip, builtinFolder);

    const results = new Map<string, Compared>();
    for (const [name, model] of Object.entries(models)) {
      for (const kind of kinds) results.set(`${name} ${kind}`, await compare(name, kind, model, folder, counts[kind]));
    }
    const lines = [
      `${counts.pictures} real pictures, mirrored and turned to be distinct, ${counts.texts} captions in one JSONL file, ${args.rounds} rounds in turn, a fresh process each, the first ${warmUp} items not counted; batches of ${batchSize}; text recognition off.`,
      '"clip" is a model of the size and architecture of CLIP ViT-B/32 with random weights, fp32, through `local:`.',
      '',
      '| model | items | side | items/s (median) | each round | processor ms/item | cores used | peak memory; by quarters | where the time went (median) |',
      '|---|---|---|---|---|---|---|---|---|',
      ...[...results.values()].flatMap((one) => one.rows),
      '',
      ...[...results].map(([name, { ratio, growth }]) => {
        const target = name.startsWith('clip') ? `; ${verdict(ratio >= 0.9, 'at least 0.9')}` : '';
        const memory = name.endsWith('pictures') ? ` Memory, last quarter / first: ${growth.toFixed(3)}.` : '';
        return `- ${name}: pipeline / bare **${ratio.toFixed(3)}**${target}.${memory}`;
      }),
    ];
    const isFull = kinds.every((kind) => Number(args[kind]) === fullSize[kind]) && args.models === 'clip,builtin';
    await report('pipeline', 'The embedding pipeline against ONNX Runtime alone', lines, isFull);
  });
}

const { side, kind, model = '', folder = '' } = args;
if (side === 'bare' || side === 'pipeline') {
  const measured = kind === 'texts' ? 'texts' : 'pictures';
  tell(await (side === 'bare' ? bareSide(measured, model, folder) : pipelineSide(model, folder)));
} else {
  if (!args.data) throw new Error('Name the folder with the development data: --data DIR');
  await measure(args.data);
}
