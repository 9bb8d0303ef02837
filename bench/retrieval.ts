/**
 * Recall@1/5/10 of each view alone and of the fused default on the development sets.
 *
 *     npx tsx bench/retrieval.ts --data DIR [--only flickr,charts] [--embedder NAME]
 */
import { parseArgs } from 'node:util';
import { type Hit, open, type Sightline, type ViewName } from 'sightline';
import { type Dataset, datasets } from './dataset.ts';
import { saveResult } from './save-result.ts';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    embedder: { type: 'string' },
    index: { type: 'string' },
  },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');

const depths = [1, 5, 10] as const;
const strategies: readonly { name: string; views?: readonly ViewName[] }[] = [
  { name: 'keyword', views: ['keyword'] },
  { name: 'text', views: ['text'] },
  { name: 'image', views: ['image'] },
  { name: 'fused' },
];

/** The page a hit lies on, as data sets name pages. */
function pageOf({ segment }: Hit): string {
  return `${segment.documentName}#page=${segment.locator.page}`;
}

interface Row {
  readonly set: string;
  readonly task: string;
  readonly queries: number;
  readonly strategy: string;
  readonly recall: readonly number[];
  readonly msPerQuery: number;
}

/** Hit@k: the share of queries with a relevant document among the first k. With one relevant document it is recall@k. */
async function measure(engine: Sightline, dataset: Dataset): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, views } of strategies) {
    const found = depths.map(() => 0);
    const started = performance.now();
    for (const { query, relevant } of dataset.queries) {
      const { hits } = await engine.search({ ...query, k: 10 }, views ? { views } : {});
      const rank = hits.findIndex((hit) =>
        [hit.reference, pageOf(hit), hit.segment.documentName, ...hit.duplicates.map((one) => one.reference)].some(
          (one) => relevant.includes(one),
        ),
      );
      for (const [i, depth] of depths.entries()) if (rank >= 0 && rank < depth) found[i] = (found[i] ?? 0) + 1;
    }
    const count = dataset.queries.length;
    rows.push({
      set: dataset.name,
      task: dataset.task,
      queries: count,
      strategy: name,
      recall: found.map((n) => Math.round((1000 * n) / count) / 10),
      msPerQuery: Math.round(((performance.now() - started) / count) * 10) / 10,
    });
  }
  return rows;
}

const rows: Row[] = [];
for (const name of args.only?.split(',') ?? Object.keys(datasets)) {
  const dataset = await datasets[name]?.(args.data);
  if (!dataset) throw new Error(`There is no data set ${name}; there are: ${Object.keys(datasets).join(', ')}`);
  const engine = await open({
    index: args.index ? `${args.index}/${name}` : 'memory:',
    ocr: dataset.ocr ? 'light' : 'off',
    ...(dataset.include ? { include: [...dataset.include] } : {}),
    ...(args.embedder ? { embedder: args.embedder } : {}),
  });
  const summary = await engine.add(dataset.sources).finished();
  const measured = await measure(engine, dataset);
  rows.push(...measured);
  console.log(`\n${dataset.name}: ${dataset.task}; ${dataset.queries.length} queries, ${summary.segments} segments`);
  for (const row of measured)
    console.log(
      `  ${row.strategy.padEnd(8)} ${row.recall.map((value) => value.toFixed(1).padStart(6)).join('')}   ${row.msPerQuery} ms`,
    );
  await engine.close();
}

const sets = [...new Set(rows.map((row) => `${row.set}|${row.task}`))];
const table = [
  '| set | task | queries | keyword @1/5/10 | text @1/5/10 | image @1/5/10 | fused @1/5/10 | fused - best single |',
  '|---|---|---|---|---|---|---|---|',
  ...sets.map((set) => {
    const of = (strategy: string) => rows.find((row) => `${row.set}|${row.task}` === set && row.strategy === strategy);
    const shown = (strategy: string): string =>
      (of(strategy)?.recall ?? []).map((value) => value.toFixed(1)).join(' / ');
    const gaps = depths.map(
      (_, i) =>
        (of('fused')?.recall[i] ?? 0) - Math.max(...['keyword', 'text', 'image'].map((one) => of(one)?.recall[i] ?? 0)),
    );
    const [name, task] = set.split('|');
    return `| ${name} | ${task} | ${of('fused')?.queries} | ${shown('keyword')} | ${shown('text')} | ${shown('image')} | ${shown('fused')} | ${gaps.map((gap) => (gap >= 0 ? `+${gap.toFixed(1)}` : gap.toFixed(1))).join(' / ')} |`;
  }),
];
console.log(`\n${table.join('\n')}`);
if (!args.only)
  await saveResult(
    args.embedder ? `retrieval-${args.embedder.replace(/\W+/g, '-')}` : 'retrieval',
    'Retrieval by view: share of queries with a relevant document among the first 1, 5 and 10 (%)',
    table,
  );
