import { meanOf, percentile } from './percentile.ts';
import { seededRandom } from './seeded-random.ts';

/** A mean over queries, and how far it may be from what other queries of the same sort would give. */
export interface Estimate {
  readonly mean: number;
  /** Ends of the interval; absent when there are too few queries to say (fewer than 2). */
  readonly low?: number;
  readonly high?: number;
  /** How many queries the mean is of. */
  readonly queries: number;
}

export interface BootstrapOptions {
  /** Samples drawn, 2,000 unless told; fewer, but 1,000 at least, of very many queries. */
  readonly resamples?: number;
  /** Share of such intervals that hold the true mean, 0.95 unless told. */
  readonly confidence?: number;
  readonly seed?: number;
}

const leastResamples = 1000;
const usualResamples = 2000;
/** Values drawn in all, beyond which fewer samples are taken. */
const maxDraws = 20_000_000;

/**
 * The mean of a measure over queries with its percentile bootstrap interval (Efron and Tibshirani, An Introduction to the
 * Bootstrap, 1993, chapter 13): as many queries are drawn with replacement as there are, again and again, and the interval
 * holds the middle of the means found.
 *
 * It says what other queries would do, not whether the judgements are right. With fewer than about 20 queries it is too
 * narrow, and where all queries have the same value it has no width at all.
 */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Estimate {
  const { confidence = 0.95, seed = 1 } = options;
  const queries = values.length;
  const mean = meanOf(values);
  if (queries < 2) return { mean, queries };
  const affordable = Math.max(leastResamples, Math.floor(maxDraws / queries));
  const resamples = options.resamples ?? Math.min(usualResamples, affordable);
  const drawn = Float64Array.from(values);
  const below = seededRandom(seed);
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0;
    for (let i = 0; i < queries; i++) sum += drawn[below(queries)] ?? 0;
    means[sample] = sum / queries;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { mean, low: percentile(means, tail) ?? mean, high: percentile(means, 1 - tail) ?? mean, queries };
}
