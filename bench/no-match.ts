/**
 * Whether a search says rightly that a collection holds no answer: AUROC of its confidence, on queries that half of a data
 * set answers, on queries whose answers are in the other half, and on queries written for another set.
 *
 *     npx tsx bench/no-match.ts --data DIR [--index DIR] [--seeds 2,3] [--only flickr,charts] [--fit]
 *
 * `--fit` prints coefficients for src/retrieve/match-confidence.ts, fitted on all sets: with `--seeds 1`, as reports are of other
 * draws.
 */
import { parseArgs } from 'node:util';
import { open, type SearchResult } from 'sightline';
import { z } from 'zod';
import { auroc, confidenceOf, fitSigns, type Sample } from './no-match-fit.ts';
import {
  type Answerability,
  answerabilities,
  furtherSetNames,
  type MixedSet,
  mixedSet,
  mixedSetNames,
} from './no-match-sets.ts';
import { report } from './report.ts';
import { mean, verdict } from './statistics.ts';

const { values: args } = parseArgs({
  options: {
    data: { type: 'string' },
    index: { type: 'string' },
    /** Each draws other documents and queries. */
    seeds: { type: 'string', default: '2,3' },
    only: { type: 'string' },
    fit: { type: 'boolean', default: false },
  },
});
if (!args.data) throw new Error('Name the folder with the development data: --data DIR');
const seeds = args.seeds.split(',').map(Number);
const allSets = [...mixedSetNames, ...furtherSetNames];
const target = 0.8;
const bins = 5;

interface Asked {
  readonly seed: number;
  readonly set: string;
  readonly task: string;
  readonly kind: Answerability;
  /** Whether something relevant was among the first 10. */
  readonly isFound: boolean;
  readonly confidence: number;
  readonly isMatch: boolean;
  readonly signs: Readonly<Record<string, number>>;
  /** Baselines: the first hit's fused score, and the highest similarity of any vector. */
  readonly fused: number;
  readonly cosine: number;
}

const asked: Asked[] = [];
const descriptions: string[] = [];
for (const seed of seeds) {
  for (const key of args.only?.split(',') ?? allSets) {
    const set = await mixedSet(key, args.data, seed);
    const rows = await askAll(set, seed);
    asked.push(...rows);
    const counts = answerabilities.map((kind) => rows.filter((row) => row.kind === kind).length);
    descriptions.push(`| ${seed} | ${set.name} | ${set.task} | ${set.documents} | ${counts.join(' | ')} |`);
    console.log(`${seed} ${key}: queries ${counts.join(' + ')}, AUROC ${shown(rows, (row) => row.confidence)}`);
  }
}

if (args.fit) printFit(asked);
else await printReport(asked);

async function askAll(set: MixedSet, seed: number): Promise<Asked[]> {
  const index = args.index ? `${args.index}/${set.key}-${seed}` : 'memory:';
  const engine = await open({ index, ocr: set.ocr ? 'light' : 'off' });
  await engine.add(set.sources).finished();
  const rows: Asked[] = [];
  for (const { query, kind, relevant } of set.queries) {
    const result = await engine.search({ ...query, k: 10 });
    const { hits, match } = result;
    const isFound = hits.some(({ reference, segment, duplicates }) =>
      [
        reference,
        `${segment.documentName}#page=${segment.locator.page}`,
        segment.documentName,
        ...duplicates.map((one) => one.reference),
      ].some((one) => relevant.includes(one)),
    );
    const cosines = hits.flatMap(({ views }) => [views.text?.score ?? 0, views.image?.score ?? 0]);
    rows.push({
      seed,
      set: set.key,
      task: set.task,
      kind,
      isFound,
      confidence: match.confidence,
      isMatch: match.isMatch,
      signs: signsOf(match),
      fused: hits[0]?.score ?? 0,
      cosine: Math.max(0, ...cosines),
    });
  }
  await engine.close();
  return rows;
}

/** The retriever hands them on beside its judgement; they are no part of the library's types. */
function signsOf(match: SearchResult['match']): Record<string, number> {
  const found = z.object({ signs: z.record(z.string(), z.number()) }).safeParse(match);
  return found.success ? found.data.signs : {};
}

/** Sets count alike; in each, queries with an answer count as much as those without, and both kinds without alike. */
function weighed<T extends Asked>(rows: readonly T[]): (T & { isAnswerable: boolean; weight: number })[] {
  const cell = (row: Asked): string => `${row.set} ${row.kind}`;
  const alike = new Map<string, number>();
  for (const row of rows) alike.set(cell(row), (alike.get(cell(row)) ?? 0) + 1);
  return rows.map((row) => {
    const isAnswerable = row.kind === 'answerable';
    return { ...row, isAnswerable, weight: (isAnswerable ? 2 : 1) / (alike.get(cell(row)) ?? 1) };
  });
}

function area(rows: readonly Asked[], score: (row: Asked) => number): number {
  return auroc(weighed(rows).map((row) => ({ ...row, score: score(row) })));
}

function shown(rows: readonly Asked[], score: (row: Asked) => number): string {
  const value = area(rows, score);
  return Number.isFinite(value) ? value.toFixed(3) : '-';
}

function only(rows: readonly Asked[], without: Answerability): Asked[] {
  return rows.filter((row) => row.kind === 'answerable' || row.kind === without);
}

function fitted(rows: readonly Asked[]): Record<string, number> {
  const samples: Sample[] = weighed(rows);
  const names = [...new Set(rows.flatMap(({ signs }) => Object.keys(signs)))].sort();
  return fitSigns(samples, names, new Set(['keyword', 'words', 'looks', 'picture']));
}

/** Each set judged by coefficients that were fitted on all the others. */
function leftOut(rows: readonly Asked[]): Asked[] {
  return [...new Set(rows.map(({ set }) => set))].flatMap((set) => {
    const rest = rows.filter((row) => row.set !== set);
    if (rest.length === 0) return [];
    const coefficients = fitted(rest);
    return rows
      .filter((row) => row.set === set)
      .map((row) => ({ ...row, confidence: confidenceOf(row.signs, coefficients) }));
  });
}

function printFit(rows: readonly Asked[]): void {
  const coefficients = fitted(rows);
  console.log(`\nconst coefficients: Readonly<Record<MatchSign, number>> = {`);
  for (const [name, value] of Object.entries(coefficients)) console.log(`  '${name}': ${value.toFixed(2)},`);
  console.log('};');
  const again = rows.map((row) => ({ ...row, confidence: confidenceOf(row.signs, coefficients) }));
  const main = (all: readonly Asked[]): Asked[] => all.filter(({ set }) => mixedSetNames.includes(set));
  console.log(`AUROC on what it was fitted on: ${shown(main(again), (row) => row.confidence)}`);
  console.log(`leaving out one set each: ${shown(main(leftOut(rows)), (row) => row.confidence)}`);
}

async function printReport(all: readonly Asked[]): Promise<void> {
  const main = all.filter(({ set }) => mixedSetNames.includes(set));
  const unseen = leftOut(all);
  const confidence = (row: Asked): number => row.confidence;
  const overall = area(main, confidence);
  const byDraw = seeds.map(
    (seed) =>
      `${shown(
        main.filter((row) => row.seed === seed),
        confidence,
      )} (seed ${seed})`,
  );
  const sets = [...new Set(all.map(({ set }) => set))];
  const rowOf = (name: string, rows: readonly Asked[]): string => {
    const judged = new Set(rows.map(({ set }) => set));
    const others = unseen.filter(({ set }) => judged.has(set));
    const figures = [
      shown(rows, confidence),
      shown(only(rows, 'held out'), confidence),
      shown(only(rows, 'off topic'), confidence),
      shown(
        rows.filter(({ kind, isFound }) => kind !== 'answerable' || isFound),
        confidence,
      ),
      others.length > 0 ? shown(others, confidence) : '-',
      shown(rows, (row) => row.fused),
      shown(rows, (row) => row.cosine),
    ];
    return `| ${name} | ${figures.join(' | ')} |`;
  };
  const perSet = sets.map((set) => {
    const rows = all.filter((row) => row.set === set);
    return rowOf(`${set}: ${rows[0]?.task ?? ''}`, rows);
  });
  const share = (rows: readonly Asked[], test: (row: Asked) => boolean): string =>
    rows.length === 0 ? '-' : `${(100 * mean(rows.map((row) => (test(row) ? 1 : 0)))).toFixed(0)} %`;
  const decisions = [...sets, 'all six'].map((set) => {
    const rows = set === 'all six' ? main : all.filter((row) => row.set === set);
    const of = (kind: Answerability): Asked[] => rows.filter((row) => row.kind === kind);
    const kept = share(of('answerable'), (row) => row.isMatch);
    const found = share(
      of('answerable').filter(({ isFound }) => isFound),
      (row) => row.isMatch,
    );
    const refused = (['held out', 'off topic'] as const).map((kind) => share(of(kind), (row) => !row.isMatch));
    return `| ${set} | ${[kept, found, ...refused].join(' | ')} |`;
  });
  await report(
    'no-match',
    'Saying that nothing here answers',
    [
      `AUROC ${overall.toFixed(3)}, ${verdict(overall >= target, `at least ${target}`)}. By draw: ${byDraw.join(', ')}.`,
      '',
      `From each set some documents are left out at random (seeds ${seeds.join(', ')}; half of them, or what is relevant to three in ten queries where queries have many relevant documents). Answerable: all that is relevant is in the collection, found or not. Held out: all of it was left out, while the like of it is there. Off topic: written for another set. Sets count alike; answerable queries weigh half, the two kinds without an answer a quarter each.`,
      '',
      `The coefficients come from another draw of documents and queries of the same sets (seed 1); which signs to look at was chosen on the draws 1 and 2. "Set unseen": fitted on the other sets of these draws only. "Found": answerable queries count only when something relevant is among the first 10.`,
      '',
      '| seed | set | task | documents | answerable | held out | off topic |',
      '|---|---|---|---|---|---|---|',
      ...descriptions,
      '',
      'AUROC:',
      '',
      '| set | all | held out | off topic | found | set unseen | flat fused score | flat top cosine |',
      '|---|---|---|---|---|---|---|---|',
      rowOf('all six', main),
      ...perSet,
      '',
      'The decision:',
      '',
      '| set | answerable kept | of those found | held out refused | off topic refused |',
      '|---|---|---|---|---|',
      ...decisions,
      '',
      'Calibration, on the six sets:',
      '',
      '| confidence | share of queries | mean confidence | answerable |',
      '|---|---|---|---|',
      ...calibration(main),
    ],
    args.only === undefined,
  );
}

function calibration(rows: readonly Asked[]): string[] {
  const all = weighed(rows);
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: bins }, (_, bin) => {
    const inside = all.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin);
    const weight = inside.reduce((sum, one) => sum + one.weight, 0);
    const part = (value: (one: (typeof inside)[number]) => number): string =>
      weight === 0 ? '-' : (inside.reduce((sum, one) => sum + one.weight * value(one), 0) / weight).toFixed(2);
    const range = `${(bin / bins).toFixed(1)} to ${((bin + 1) / bins).toFixed(1)}`;
    return `| ${range} | ${((100 * weight) / total).toFixed(0)} % | ${part((one) => one.confidence)} | ${part((one) => (one.isAnswerable ? 1 : 0))} |`;
  });
}
