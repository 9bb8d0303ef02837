/**
 * Search in a large index on disk: latency of each view and of the fused search, recall of the approximate index, and how
 * both stand to an exact product over the same vectors in plain JavaScript.
 *
 *     npx tsx bench/search-100k.ts [--segments 100000] [--queries 200]
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ViewName } from '../src/data/segment.ts';
import type { Embedder } from '../src/embed/embedder.ts';
import { provider as builtin } from '../src/providers/builtin.ts';
import { retrieve } from '../src/retrieve/retrieve.ts';
import { lancedbStore } from '../src/store/lancedb.ts';
import type { DocumentWrite, VectorStore, VectorView } from '../src/store/store.ts';
import { VectorMatrix } from '../src/store/vector-matrix.ts';
import { peakMemory } from './fresh-process.ts';
import { report } from './report.ts';
import { mean, median, megabytes, percentile, seconds } from './statistics.ts';
import { dimensions, type SyntheticQuery, syntheticCollection } from './synthetic-segments.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const fullSize = 100_000;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    segments: { type: 'string', default: String(fullSize) },
    queries: { type: 'string', default: '200' },
    /** Vectors up to which search stays exact; for short trials of the approximate index. */
    exact: { type: 'string' },
  },
});
const segments = Number(args.segments);
const queryCount = Number(args.queries);
/** As many as the indexer commits at once. */
const documentsOfCommit = 200;
const warmUps = 5;
const views: readonly VectorView[] = ['text', 'image'];
const filter = 'price < 50';

interface Way {
  readonly name: string;
  readonly views?: readonly ViewName[];
  readonly filter?: string;
}
const ways: readonly Way[] = [
  { name: 'keyword', views: ['keyword'] },
  { name: 'text', views: ['text'] },
  { name: 'image', views: ['image'] },
  { name: 'fused' },
  { name: `fused, ${filter}`, filter },
  { name: `image, ${filter}`, views: ['image'], filter },
];

/** Gives the vectors that come with the queries, so that no model's time is in the figures. */
function givenVectors(queries: readonly SyntheticQuery[]): Embedder {
  const known = new Map(queries.map((query) => [query.text, query.vector]));
  return {
    space: { model: 'given', dimensions, normalised: true, revision: '1' },
    accepts: { text: true, image: false, both: false },
    maxTextTokens: 77,
    countTokens: (text) => text.split(' ').length,
    batchSize: 16,
    embed: async (items) => items.map((item) => known.get(item.text ?? '') ?? new Float32Array(dimensions)),
    close: async () => undefined,
  };
}

async function fill(
  store: VectorStore,
  documents: Iterable<DocumentWrite>,
  matrices: Readonly<Record<VectorView, VectorMatrix>>,
) {
  let putMs = 0;
  let group: DocumentWrite[] = [];
  const put = async (): Promise<void> => {
    const from = performance.now();
    await store.put(group);
    putMs += performance.now() - from;
    group = [];
  };
  for (const write of documents) {
    group.push(write);
    for (const { segment, vectors } of write.segments)
      for (const view of views) if (vectors[view]) matrices[view].set(segment.id, vectors[view]);
    if (group.length >= documentsOfCommit) await put();
  }
  await put();
  const from = performance.now();
  await store.optimize();
  return { putMs, optimizeMs: performance.now() - from };
}

async function timed(times: number[], work: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  await work();
  times.push(performance.now() - from);
}

/** Milliseconds of the built-in model for a query's words, which come on top. */
async function modelTimes(queries: readonly SyntheticQuery[]): Promise<number[]> {
  const embedder = await builtin.embedder?.('', {
    modelsDirs: [],
    offline: true,
    threads: availableParallelism(),
    precision: 'auto',
    device: 'cpu',
    vendor: {},
    environment: {},
  });
  if (!embedder) throw new Error('The built-in provider has no embedder.');
  const times: number[] = [];
  for (const { text } of queries.slice(0, 55)) await timed(times, () => embedder.embed([{ text }], 'query'));
  await embedder.close();
  return times.slice(warmUps);
}

await inTemporaryFolder(async (folder) => {
  const collection = syntheticCollection(segments);
  const matrices = { text: new VectorMatrix(dimensions), image: new VectorMatrix(dimensions) };
  const location = join(folder, 'vectors');
  const options = {
    dimensions: { text: dimensions, image: dimensions },
    ...(args.exact ? { exactThreshold: Number(args.exact) } : {}),
  };
  const filling = await lancedbStore(location, options);
  const built = await fill(filling, collection.documents(), matrices);
  await filling.close();
  console.log(`${segments} segments: put ${seconds(built.putMs)}, optimize ${seconds(built.optimizeMs)}`);
  const store = await lancedbStore(location, options);

  const queries = collection.queries(queryCount + warmUps);
  const embedder = givenVectors(queries);
  const parts = { store, embedders: { text: embedder, image: embedder } };
  const search = (query: SyntheticQuery, way: Way) =>
    retrieve(
      { text: query.text, k: 10, ...(way.filter ? { filter: way.filter } : {}) },
      parts,
      way.views ? { views: way.views } : {},
    );
  const cold: number[] = [];
  await timed(cold, () => search(queries[0] as SyntheticQuery, { name: 'fused' }));
  const times = new Map(ways.map((way) => [way.name, [] as number[]]));
  const exactTimes: Record<VectorView, number[]> = { text: [], image: [] };
  const recalls: Record<VectorView, number[]> = { text: [], image: [] };
  const stages = new Map<string, number[]>();
  for (const [n, query] of queries.entries()) {
    const warm = n >= warmUps;
    for (const way of ways) {
      const from = performance.now();
      const { timings } = await search(query, way);
      if (warm) times.get(way.name)?.push(performance.now() - from);
      if (warm && way.name === 'fused')
        for (const [stage, ms] of Object.entries(timings)) stages.set(stage, [...(stages.get(stage) ?? []), ms]);
    }
    for (const view of views) {
      const from = performance.now();
      const exact = matrices[view].nearest(query.vector, 10);
      if (warm) exactTimes[view].push(performance.now() - from);
      const found = new Set((await store.nearest(view, query.vector, 10)).map((one) => one.id));
      recalls[view].push(exact.filter((one) => found.has(one.id)).length / Math.max(1, exact.length));
    }
  }
  const stats = await store.stats();
  await store.close();
  const model = await modelTimes(queries);

  const p50 = (name: string): number => median(times.get(name) ?? []);
  const slowest = Math.max(p50('keyword'), p50('text'), p50('image'));
  const bare = median(exactTimes.text) + median(exactTimes.image);
  const row = (name: string, of: readonly number[]): string =>
    `| ${name} | ${median(of).toFixed(1)} | ${percentile(of, 0.95).toFixed(1)} | ${(median(of) / bare).toFixed(2)} |`;
  const lines = [
    `${stats.segments} segments in ${stats.documents} documents (${stats.vectors.text} text and ${stats.vectors.image} image vectors of ${dimensions}), ${queryCount} queries one after the other, k = 10, from query to hits without the model.`,
    '',
    '| search | p50 ms | p95 ms | times the exact product |',
    '|---|---|---|---|',
    ...[...times].map(([name, of]) => row(name, of)),
    row('exact product in JavaScript, text vectors', exactTimes.text),
    row('exact product in JavaScript, image vectors', exactTimes.image),
    '',
    `Fused p50 / slowest single view's p50: **${(p50('fused') / slowest).toFixed(2)}**. Fused p50 / the two exact products: **${(p50('fused') / bare).toFixed(2)}**.`,
    `Where a fused search spends its time (p50): ${[...stages].map(([stage, of]) => `${stage} ${median(of).toFixed(1)} ms`).join(', ')}. The first search after opening: ${(cold[0] ?? 0).toFixed(0)} ms.`,
    `The built-in model adds ${median(model).toFixed(1)} ms (p50) for a query's words.`,
    '',
    ...views.map(
      (view) =>
        `Recall@10 of the ${view} view against exact search: ${mean(recalls[view]).toFixed(4)} (${stats.search[view].method}; the store's own sample says ${stats.search[view].recallAt10?.toFixed(4) ?? 'nothing'}).  `,
    ),
    '',
    `Built in ${seconds(built.putMs + built.optimizeMs)} (writing ${seconds(built.putMs)}, indexes ${seconds(built.optimizeMs)}); ${megabytes(stats.bytes)} on disk, ${(stats.bytes / (4 * dimensions * (stats.vectors.text + stats.vectors.image))).toFixed(2)} times the vectors alone; peak memory of this process ${megabytes(peakMemory())}, the exact copies and the query model included.`,
  ];
  await report('search-100k', 'Search in a large index', lines, segments === fullSize);
});
