import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean } from './bootstrap.ts';
import { percentile } from './percentile.ts';
import { seededRandom } from './seeded-random.ts';

/** Roughly normal values of mean 0 and variance 1: sums of twelve even ones (the central limit theorem). */
function normalValues(count: number, seed: number): number[] {
  const below = seededRandom(seed);
  return Array.from({ length: count }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += below(2 ** 32) / 2 ** 32;
    return sum;
  });
}

describe('bootstrapMean', () => {
  it('comes near the interval that theory gives for many normal values', () => {
    const values = normalValues(400, 7);
    const { mean, low = 0, high = 0, queries } = bootstrapMean(values);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    const half = (1.96 * deviation) / Math.sqrt(values.length);
    expect(queries).toBe(400);
    expect(Math.abs(low - (mean - half)) / half).toBeLessThan(0.1);
    expect(Math.abs(high - (mean + half)) / half).toBeLessThan(0.1);
  });

  it('holds the true mean about as often as it says', () => {
    let held = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const { low = 0, high = 0 } = bootstrapMean(normalValues(50, seed), { resamples: 1000, seed });
      if (low <= 0 && high >= 0) held++;
    }
    expect(held / 200).toBeGreaterThan(0.89);
    expect(held / 200).toBeLessThan(0.99);
  });

  it('is the same in every run, holds the mean, and is within the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }), (values) => {
        const one = bootstrapMean(values, { resamples: 1000 });
        expect(bootstrapMean(values, { resamples: 1000 })).toEqual(one);
        expect(one.low).toBeLessThanOrEqual(one.mean + 1e-12);
        expect(one.high).toBeGreaterThanOrEqual(one.mean - 1e-12);
        expect(one.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(one.high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('claims no interval of one query, and nothing of none', () => {
    expect(bootstrapMean([0.5])).toEqual({ mean: 0.5, queries: 1 });
    expect(bootstrapMean([])).toEqual({ mean: 0, queries: 0 });
  });
});

describe('seededRandom', () => {
  it('draws evenly, in every range, for every seed', () => {
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      const below = seededRandom(seed);
      const counts = Array.from({ length: 10 }, () => 0);
      for (let i = 0; i < 100_000; i++) {
        const value = below(10);
        counts[value] = (counts[value] ?? 0) + 1;
      }
      // Chi-squared with 9 degrees of freedom is above 27.9 once in a thousand times.
      const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
      expect(chiSquared).toBeLessThan(27.9);
      expect(counts).toHaveLength(10);
    }
  });
});

it('takes percentiles by nearest rank', () => {
  // https://en.wikipedia.org/wiki/Percentile, the nearest-rank method on 15 20 35 40 50.
  const values = [15, 20, 35, 40, 50];
  expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
  expect(percentile([], 0.5)).toBeUndefined();
});
