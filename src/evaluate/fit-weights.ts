import { type ViewName, viewNames } from '../data/segment.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { describeWeights, type ViewWeights } from '../support/view-weights.ts';
import { bootstrapMean, type Estimate } from './bootstrap.ts';
import { dealQueries } from './deal-queries.ts';
import { rareChance } from './describe-difference.ts';
import type { JudgedQuery } from './judged-queries.ts';
import { measureQueries } from './measure-queries.ts';
import { measureNamed } from './measures.ts';
import { pairedRandomisationTest } from './paired-test.ts';
import { meanOf } from './percentile.ts';
import { alternatives, unchangedWeights } from './weight-grid.ts';

export interface FitWeightsOptions {
  /** Places that are asked for, 10 unless told; weights are fitted by nDCG@10 whatever it is. */
  readonly k?: number;
  /** Everything but the weights. */
  readonly searchOptions?: Omit<SearchOptions, 'signal' | 'weights'>;
  /** Views to weigh, those of the searches unless told; for an index that holds nothing for one of them. */
  readonly views?: readonly ViewName[];
  /** Settings of the weights that are tried at most, each of them on all queries; 40 unless told. */
  readonly maxSettings?: number;
  readonly signal?: AbortSignal;
  /** `done` of `of` queries under this setting, the `setting`th that is tried. */
  onProgress?(progress: {
    readonly done: number;
    readonly of: number;
    readonly setting: number;
    readonly weights: ViewWeights;
  }): void;
}

/** A part of the queries, measured without weights and with those that were fitted on the other parts. */
export interface WeightFold {
  readonly queries: number;
  readonly weights: ViewWeights;
  readonly before: number;
  readonly after: number;
}

export interface WeightFit {
  /** By which weights are fitted: `ndcg@10`. */
  readonly measure: string;
  readonly queries: number;
  /** Of these, how many failed and count as having found nothing. */
  readonly failed: number;
  /** How many settings of the weights were tried. */
  readonly settings: number;
  /** Fitted on all queries: factors on top of the weights that there are. */
  readonly weights: ViewWeights;
  readonly before: Estimate;
  /** On the queries that the weights were chosen by, so more than other queries would gain. */
  readonly after: Estimate;
  /** What queries gain that had no part in the choice. */
  readonly heldOut: {
    readonly after: Estimate;
    /** After less before. */
    readonly gain: Estimate;
    /** Of the paired randomisation test of the gain. */
    readonly p: number;
    readonly folds: readonly WeightFold[];
    readonly byKind: readonly {
      readonly kind: string;
      readonly queries: number;
      readonly before: number;
      readonly after: number;
    }[];
  };
  /** Whether the weights are worth keeping: the gain is above 0, and chance alone would seldom make it. */
  readonly isWorthKeeping: boolean;
}

const measure = measureNamed('ndcg@10', 10);
const usualFolds = 5;
/** Fewer than one for each part cannot be held out. */
const leastQueries = 5;
const usualSettings = 40;
/** Sums in another order differ in the last digits. */
const tie = 1e-9;
const shownKinds = 40;

/**
 * Fits how much each view is believed to judged queries: coordinate ascent by mean nDCG@10 over a small grid of factors (0,
 * 0.25, 0.5, 1, 2, 4), one view after the other until none gets better by itself.
 *
 * A choice always looks good on the queries it was made by. So the queries are dealt out to five parts, kinds evenly, and
 * each part is measured with weights that were fitted on the four others; the gain of these is what to believe. Its test is
 * somewhat too sure, as any two of the fits share most of their queries.
 *
 * Every setting is tried on all queries once, and all fits read the same figures. Where the most settings have been tried, the fits
 * choose among those.
 *
 * @throws SightlineError 'bad-query' where there are too few queries, 'bad-option' where there is one view, 'cancelled', and
 *   whatever concerns all queries.
 */
export async function fitWeights(
  index: Pick<Sightline, 'search'>,
  queries: readonly JudgedQuery[],
  options: FitWeightsOptions = {},
): Promise<WeightFit> {
  const weighed = options.views ?? options.searchOptions?.views ?? viewNames;
  const views = viewNames.filter((view) => weighed.includes(view));
  const answerable = queries.filter((query) => query.judgements.length > 0);
  if (views.length < 2) {
    throw new SightlineError('bad-option', 'A single view has nothing to be weighed against.', {
      remedy: `Fit with at least two of ${viewNames.join(', ')}.`,
    });
  }
  if (answerable.length < leastQueries) {
    throw new SightlineError(
      'bad-query',
      `Weights cannot be fitted to fewer than ${leastQueries} answerable queries.`,
      {
        remedy: 'Judge more queries; some hundred would be good.',
      },
    );
  }
  const tried = triedSettings(index, answerable, options);
  const unchanged = unchangedWeights(views);
  const all = answerable.map((_, i) => i);
  const before = (await tried.values(unchanged)) ?? [];
  const weights = await ascend(unchanged, views, tried.values, all);
  const after = (await tried.values(weights)) ?? before;

  const heldOut = [...before];
  const folds: WeightFold[] = [];
  for (const part of dealQueries(answerable, usualFolds)) {
    const held = new Set(part);
    const others = all.filter((i) => !held.has(i));
    const fitted = await ascend(unchanged, views, tried.values, others);
    const values = (await tried.values(fitted)) ?? before;
    for (const i of part) heldOut[i] = values[i] ?? 0;
    folds.push({
      queries: part.length,
      weights: fitted,
      before: meanAt(before, part),
      after: meanAt(values, part),
    });
  }
  const gains = heldOut.map((value, i) => value - (before[i] ?? 0));
  const { p } = pairedRandomisationTest(gains);
  const gain = bootstrapMean(gains);
  const kinds = [...new Set(answerable.map((query) => query.kind))].slice(0, shownKinds);
  return {
    measure: measure.name,
    queries: answerable.length,
    failed: tried.failed(),
    settings: tried.count(),
    weights,
    before: bootstrapMean(before),
    after: bootstrapMean(after),
    heldOut: {
      after: bootstrapMean(heldOut),
      gain,
      p,
      folds,
      byKind: kinds.map((kind) => {
        const own = all.filter((i) => answerable[i]?.kind === kind);
        return { kind, queries: own.length, before: meanAt(before, own), after: meanAt(heldOut, own) };
      }),
    },
    isWorthKeeping: gain.mean > 0 && p < rareChance,
  };
}

interface TriedSettings {
  /** The measure of each query under these weights; undefined where no further setting may be tried. */
  values(weights: ViewWeights): Promise<readonly number[] | undefined>;
  count(): number;
  /** Queries that failed under the first setting. */
  failed(): number;
}

/** Searches with each setting once, however often it is asked for. */
function triedSettings(
  index: Pick<Sightline, 'search'>,
  queries: readonly JudgedQuery[],
  { k = 10, searchOptions, maxSettings = usualSettings, signal, onProgress }: FitWeightsOptions,
): TriedSettings {
  const known = new Map<string, readonly number[]>();
  let failed: number | undefined;
  return {
    async values(weights) {
      const key = describeWeights(weights);
      const before = known.get(key);
      if (before || known.size >= maxSettings) return before;
      const setting = known.size + 1;
      const values: number[] = [];
      let failures = 0;
      const measured = measureQueries(index, queries, [measure], {
        depth: Math.max(k, measure.depth),
        searchOptions: { ...searchOptions, weights },
        warmUp: false,
        ...(signal ? { signal } : {}),
      });
      for await (const { outcome } of measured) {
        values.push(outcome.values[measure.name] ?? 0);
        if (outcome.failure !== undefined) failures++;
        onProgress?.({ done: values.length, of: queries.length, setting, weights });
      }
      failed ??= failures;
      known.set(key, values);
      return values;
    },
    count: () => known.size,
    failed: () => failed ?? 0,
  };
}

/** The best weights for some of the queries that are reached by changing one view at a time. */
async function ascend(
  start: ViewWeights,
  views: readonly ViewName[],
  values: TriedSettings['values'],
  queries: readonly number[],
): Promise<ViewWeights> {
  let best = start;
  let height = meanAt((await values(start)) ?? [], queries);
  let sinceChange = 0;
  for (let turn = 0; sinceChange < views.length; turn++) {
    const view = views[turn % views.length] ?? 'keyword';
    sinceChange++;
    for (const candidate of alternatives(best, view)) {
      const measured = await values(candidate);
      const mean = measured ? meanAt(measured, queries) : 0;
      if (mean <= height + tie) continue;
      height = mean;
      best = candidate;
      sinceChange = 0;
    }
  }
  return best;
}

function meanAt(values: readonly number[], places: readonly number[]): number {
  return meanOf(places.map((i) => values[i] ?? 0));
}
