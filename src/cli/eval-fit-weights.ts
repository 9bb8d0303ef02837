import type { Settings } from '../config.ts';
import { type ViewName, viewNames } from '../data/segment.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { decimals, percentOf, pValue, signed } from '../evaluate/figures.ts';
import type { WeightFit, WeightFold } from '../evaluate/fit-weights.ts';
import type { JudgedQuery } from '../evaluate/judged-queries.ts';
import { describeWeights, type ViewWeights } from '../support/view-weights.ts';
import { counted, grouped } from './numbers.ts';
import type { Progress } from './progress.ts';
import { type Channel, stderr, stdout } from './terminal.ts';
import { safeJson, safeLine } from './terminal-text.ts';
import { fitEnd } from './text-width.ts';

/** Fewer queries than this hardly tell weights apart. */
const fewQueries = 20;
const indent = '  ';

export interface FitRun {
  readonly index: Sightline;
  /** Of the index; its weights, where it has some, are what the fitted ones come on top of. */
  readonly settings: Pick<Settings, 'weights'>;
  readonly queries: readonly JudgedQuery[];
  readonly k: number;
  readonly search: Omit<SearchOptions, 'weights'>;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Fits the weights of the views to the queries, and says whether to keep them; gives how many queries failed. */
export async function fitAndPrint(run: FitRun): Promise<number> {
  const { index, queries, k, search, progress, signal, quiet } = run;
  const answerable = queries.filter((query) => query.judgements.length > 0).length;
  if (!quiet && answerable < fewQueries) {
    stderr.print(
      `${stderr.colours.yellow('note')}     ${counted(answerable, 'answerable query', 'answerable queries')} can hardly tell weights apart: ${fewQueries} are few, some hundred are good.`,
    );
  }
  const { fitWeights } = await import('../evaluate/fit-weights.ts');
  const fit = await fitWeights(index, queries, {
    k,
    searchOptions: search,
    views: await viewsInUse(index, search.views),
    signal,
    onProgress: ({ done, of, setting, weights }) =>
      progress.update({
        done: (setting - 1) * of + done,
        found: setting * of,
        foundAll: false,
        latest: listed(weights),
        unit: 'question',
      }),
  });
  progress.clear();
  const setting = onTop(run.settings.weights, fit.weights);
  if (run.json) stdout.print(safeJson({ ...fit, setting: { weights: setting } }, 2));
  else stdout.print(...formatWeightFit(fit, setting, stdout));
  return fit.failed;
}

/** Views that the index holds something for, of those that are searched. */
async function viewsInUse(
  index: Pick<Sightline, 'status'>,
  searched: readonly ViewName[] = viewNames,
): Promise<ViewName[]> {
  const { vectors } = await index.status();
  return searched.filter((view) => view === 'keyword' || vectors[view] > 0);
}

/** What the setting has to be for searches to be as they were with these factors on top of it. */
export function onTop(setting: ViewWeights, factors: ViewWeights): ViewWeights {
  const names = viewNames.filter((view) => (setting[view] ?? 1) * (factors[view] ?? 1) !== 1);
  return Object.fromEntries(
    names.map((view) => [view, Number(((setting[view] ?? 1) * (factors[view] ?? 1)).toPrecision(6))]),
  );
}

/** What fitting found as lines for a terminal. */
export function formatWeightFit(fit: WeightFit, setting: ViewWeights, { colours }: Pick<Channel, 'colours'>): string[] {
  const { measure, queries, failed, settings, weights, before, after, heldOut } = fit;
  const names = ['as they are', listed(weights), ...heldOut.folds.map((fold) => listed(fold.weights))];
  const width = Math.max(...names.map((name) => name.length)) + 3;
  const row = (name: string, count: string, one: string, other: string, gain: string, note = ''): string =>
    `${indent}${name.padEnd(width)}${count.padStart(7)}${one.padStart(9)}${other.padStart(9)}${gain.padStart(9)}   ${colours.dim(note)}`.trimEnd();
  const foldRow = ({ weights: own, queries: count, before: one, after: other }: WeightFold): string =>
    row(listed(own), grouped(count), decimals(one), decimals(other), signed(other - one));
  const failure = failed > 0 ? `, ${colours.red(`${grouped(failed)} of them failed and count as 0`)}` : '';
  return [
    `${counted(settings, 'setting')} of the weights tried on ${counted(queries, 'query', 'queries')}${failure}, by ${measure}`,
    '',
    colours.dim(row('fitted on all', 'queries', 'before', 'after', 'gain')),
    row(
      listed(weights),
      grouped(queries),
      decimals(before.mean),
      decimals(after.mean),
      signed(after.mean - before.mean),
      'of the queries it was chosen by',
    ),
    '',
    colours.dim(row('fitted on the others', 'held out', 'before', 'after', 'gain')),
    ...heldOut.folds.map(foldRow),
    colours.bold(
      row(
        'all held out',
        grouped(queries),
        decimals(before.mean),
        decimals(heldOut.after.mean),
        signed(heldOut.gain.mean),
      ),
    ),
    ...(heldOut.byKind.length > 1
      ? [
          '',
          colours.dim(row('kind', 'held out', 'before', 'after', 'gain')),
          ...heldOut.byKind.map((one) =>
            row(
              fitEnd(safeLine(one.kind), width - 1),
              grouped(one.queries),
              decimals(one.before),
              decimals(one.after),
              signed(one.after - one.before),
            ),
          ),
        ]
      : []),
    '',
    ...advice(fit, setting),
  ];
}

function advice({ weights, heldOut: { gain, p }, isWorthKeeping }: WeightFit, setting: ViewWeights): string[] {
  const low =
    gain.low === undefined || gain.high === undefined
      ? ''
      : `, 95 % interval ${points(gain.low)} … ${points(gain.high)}`;
  const found = `Fitted on all: ${listed(weights)}; held-out gain ${points(gain.mean)} points (p ${pValue(p)}${low}).`;
  if (Object.values(weights).every((factor) => factor === 1))
    return [`Nothing is better than the weights as they are: leave them.`];
  if (isWorthKeeping) {
    return [
      found,
      `Chance alone would make such a gain in ${percentOf(p)} of cases. To keep the weights, put into sightline.config.json:`,
      '',
      `${indent}"weights": ${JSON.stringify(setting)}`,
    ];
  }
  const why =
    gain.mean <= 0 ? 'Queries that had no part in the choice gain nothing by it' : 'Such a gain may be chance';
  return [found, `${why}: leave the weights as they are${gain.mean > 0 ? ', or judge more queries' : ''}.`];
}

/** `keyword 1, text 2, image 0.5`. */
function listed(weights: ViewWeights): string {
  return describeWeights(weights, ' ', ', ');
}

/** A hundredth of a measure is a point. */
function points(value: number): string {
  const text = Math.abs(100 * value).toFixed(1);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}
