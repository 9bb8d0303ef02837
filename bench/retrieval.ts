/**
 * Every view alone and every strategy on the development sets: the share of queries with a relevant document among the first 1,
 * 5 and 10, and nDCG@10.
 *
 *     npx tsx bench/retrieval.ts --data DIR [--only flickr,charts] [--embedder NAME] [--index DIR] [--ways late,cascade]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Hit, open, type SearchOptions, type Sightline } from 'sightline';
import { ndcgAt } from '../src/evaluate/metrics.ts';
import { type Dataset, datasets } from './dataset.ts';
import { saveResult } from './save-result.ts';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    embedder: { type: 'string' },
    index: { type: 'string' },
    /** Only these views and strategies; such a run is not written down. */
    ways: { type: 'string' },
  },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');

const depths = [1, 5, 10] as const;
const deepest = 10;
/** `translate` puts pictures into words by a model with eyes, and none is at hand here. */
const ways: readonly { readonly name: string; readonly kind: 'view' | 'strategy'; readonly options: SearchOptions }[] =
  [
    { name: 'keyword', kind: 'view', options: { views: ['keyword'] } },
    { name: 'text', kind: 'view', options: { views: ['text'] } },
    { name: 'image', kind: 'view', options: { views: ['image'] } },
    { name: 'late', kind: 'strategy', options: {} },
    { name: 'late, by places', kind: 'strategy', options: { fusion: 'rank' } },
    { name: 'late, by scores', kind: 'strategy', options: { fusion: 'score' } },
    { name: 'unified', kind: 'strategy', options: { strategy: 'unified' } },
    { name: 'early', kind: 'strategy', options: { strategy: 'early' } },
    { name: 'cascade', kind: 'strategy', options: { strategy: 'cascade' } },
    { name: 'auto', kind: 'strategy', options: { strategy: 'auto' } },
  ];
const usual = 'late';
const wantedWays = ways.filter(({ name }) => args.ways?.split(',').includes(name) ?? true);

/** The page a hit lies on, as data sets name pages. */
function pageOf({ segment }: Hit): string {
  return `${segment.documentName}#page=${segment.locator.page}`;
}

interface Row {
  readonly set: string;
  readonly task: string;
  readonly queries: number;
  readonly way: string;
  /** Percent, at each depth. */
  readonly hit: readonly number[];
  /** Percent. */
  readonly ndcg: number;
  readonly msPerQuery: number;
}

async function measure(engine: Sightline, dataset: Dataset): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, options } of wantedWays) {
    const found = depths.map(() => 0);
    let ndcg = 0;
    const started = performance.now();
    for (const { query, relevant } of dataset.queries) {
      const { hits } = await engine.search({ ...query, k: deepest }, options);
      const left = new Set(relevant);
      const gains = hits.map((hit) => {
        const names = [
          hit.reference,
          pageOf(hit),
          hit.segment.documentName,
          ...hit.duplicates.map((one) => one.reference),
        ];
        const met = names.filter((one) => left.delete(one));
        return met.length > 0 ? 1 : 0;
      });
      const rank = gains.findIndex((gain) => gain > 0);
      for (const [i, depth] of depths.entries()) if (rank >= 0 && rank < depth) found[i] = (found[i] ?? 0) + 1;
      ndcg += ndcgAt(
        gains,
        relevant.map(() => 1),
        deepest,
      );
    }
    const count = dataset.queries.length;
    const percent = (value: number): number => Math.round((1000 * value) / count) / 10;
    rows.push({
      set: dataset.name,
      task: dataset.task,
      queries: count,
      way: name,
      hit: found.map(percent),
      ndcg: percent(ndcg),
      msPerQuery: Math.round(((performance.now() - started) / count) * 10) / 10,
    });
  }
  return rows;
}

/** How far the usual strategy is from the best strategy, and from the best view alone, at each depth. */
function gaps(rows: readonly Row[], kind: 'view' | 'strategy'): string {
  const names = new Set(ways.filter((way) => way.kind === kind).map((way) => way.name));
  const own = rows.find((row) => row.way === usual);
  return depths
    .map((_, i) => {
      const best = Math.max(...rows.filter((row) => names.has(row.way)).map((row) => row.hit[i] ?? 0));
      const gap = (own?.hit[i] ?? 0) - best;
      return gap >= 0 ? `+${gap.toFixed(1)}` : gap.toFixed(1);
    })
    .join(' / ');
}

const all: Row[][] = [];
const folder = args.index ?? (await mkdtemp(join(tmpdir(), 'sightline-bench-')));
for (const name of args.only?.split(',') ?? Object.keys(datasets)) {
  const dataset = await datasets[name]?.(args.data);
  if (!dataset) throw new Error(`There is no data set ${name}; there are: ${Object.keys(datasets).join(', ')}`);
  const engine = await open({
    // In a folder, as people have it: the store in memory weighs keywords otherwise.
    index: join(folder, name),
    ocr: dataset.ocr ? 'light' : 'off',
    ...(dataset.include ? { include: [...dataset.include] } : {}),
    ...(args.embedder ? { embedder: args.embedder } : {}),
  });
  const summary = await engine.add(dataset.sources).finished();
  const rows = await measure(engine, dataset);
  all.push(rows);
  console.log(`\n${dataset.name}: ${dataset.task}; ${dataset.queries.length} queries, ${summary.segments} segments`);
  for (const { way, hit, ndcg, msPerQuery } of rows)
    console.log(
      `  ${way.padEnd(16)} ${[...hit, ndcg].map((value) => value.toFixed(1).padStart(6)).join('')}   ${msPerQuery} ms`,
    );
  await engine.close();
}

if (!args.index) await rm(folder, { recursive: true, force: true });

const table = all.flatMap((rows) => {
  const [first] = rows;
  if (!first) return [];
  return [
    `### ${first.set}: ${first.task} (${first.queries} queries)`,
    '',
    '| | hit@1 | hit@5 | hit@10 | nDCG@10 | ms a query |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ({ way, hit, ndcg, msPerQuery }) =>
        `| ${way === usual ? `**${way}** (default)` : way} | ${[...hit, ndcg].map((value) => value.toFixed(1)).join(' | ')} | ${msPerQuery} |`,
    ),
    '',
    `Default against the best strategy: ${gaps(rows, 'strategy')}; against the best single view: ${gaps(rows, 'view')} (hit@1 / 5 / 10).`,
    '',
  ];
});
if (!args.only && !args.ways)
  await saveResult(
    args.embedder ? `retrieval-${args.embedder.replace(/\W+/g, '-')}` : 'retrieval',
    'Retrieval by view and strategy: share of queries with a relevant document among the first 1, 5 and 10 (%), and nDCG@10 (%)',
    table,
  );
