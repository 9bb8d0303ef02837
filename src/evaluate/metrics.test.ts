import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecisionAt, dcgAt, hitAt, ndcgAt, precisionAt, recallAt, reciprocalRankAt } from './metrics.ts';

/** `R N R` as gains. */
const marks = (text: string): number[] => text.split(' ').map((mark) => (mark === 'R' ? 1 : 0));

describe('the measures on worked examples', () => {
  // Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, exercise 8.9: 20 results, 8 relevant in all.
  // https://nlp.stanford.edu/IR-book/ (chapter 8)
  it('gives precision, recall and MAP of exercise 8.9 of Introduction to Information Retrieval', () => {
    const list = marks('R R N N N N N N R N R N N N R N N N N R');
    expect(precisionAt(list, 20)).toBeCloseTo(0.3, 10);
    expect(recallAt(list, 8, 20)).toBeCloseTo(0.75, 10);
    expect(averagePrecisionAt(list, 8, 20)).toBeCloseTo((1 + 1 + 3 / 9 + 4 / 11 + 5 / 15 + 6 / 20) / 8, 10);
  });

  // The same book, exercise 8.8: two systems, 4 relevant in all.
  it('gives the MAP of both systems of exercise 8.8', () => {
    expect(averagePrecisionAt(marks('R N R N N N N N R R'), 4, 10)).toBeCloseTo(0.6, 3);
    expect(averagePrecisionAt(marks('N R N N R R R N N N'), 4, 10)).toBeCloseTo(0.493, 3);
  });

  // https://en.wikipedia.org/wiki/Mean_reciprocal_rank: first right answers at places 3, 2 and 1.
  it('gives the mean reciprocal rank of 11/18', () => {
    const lists = [marks('N N R'), marks('N R N'), marks('R N N')];
    const mean = lists.reduce((sum, list) => sum + reciprocalRankAt(list, 10), 0) / lists.length;
    expect(mean).toBeCloseTo(11 / 18, 10);
  });

  // https://en.wikipedia.org/wiki/Discounted_cumulative_gain: the list 3 2 3 0 1 2, and of what was not listed 3 and 2.
  it('gives DCG 6.861, ideal DCG 8.740 and nDCG 0.785 of six graded documents', () => {
    const list = [3, 2, 3, 0, 1, 2];
    expect(dcgAt(list, 6)).toBeCloseTo(6.861, 3);
    expect(dcgAt([3, 3, 3, 2, 2, 2], 6)).toBeCloseTo(8.74, 3);
    expect(ndcgAt(list, [...list.filter((grade) => grade > 0), 3, 2], 6)).toBeCloseTo(0.785, 3);
  });

  // Burges et al., Learning to rank using gradient descent, ICML 2005: (2^grade - 1) / log2(place + 1).
  it('takes exponential gains where they are asked for', () => {
    expect(dcgAt([3, 2, 1], 3, 'exponential')).toBeCloseTo(7 + 3 / Math.log2(3) + 1 / 2, 10);
    expect(dcgAt([1, 0, 1], 3, 'exponential')).toBe(dcgAt([1, 0, 1], 3, 'linear'));
  });

  it('counts places that a short list lacks as not relevant, and looks no deeper than the cut-off', () => {
    expect(precisionAt([1], 10)).toBeCloseTo(0.1, 10);
    expect(hitAt([0, 0, 1], 2)).toBe(0);
    expect(hitAt([0, 0, 1], 3)).toBe(1);
    expect(reciprocalRankAt([0, 0, 1], 2)).toBe(0);
    expect(recallAt([], 3, 10)).toBe(0);
    expect(ndcgAt([], [], 10)).toBe(0);
  });
});

describe('the measures on any list', () => {
  const grades = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
  const gaps = fc.array(fc.nat(4), { minLength: 12, maxLength: 12 });
  /** Some of the relevant things at some places, and all their grades. */
  const judged = fc.tuple(grades, gaps, fc.nat(12)).map(([all, between, taken]) => ({
    all,
    list: all.slice(0, taken).flatMap((grade, i) => [...Array.from({ length: between[i] ?? 0 }, () => 0), grade]),
  }));
  const cut = fc.integer({ min: 1, max: 30 });
  const every = (list: readonly number[], all: readonly number[], k: number): number[] => [
    recallAt(list, all.length, k),
    precisionAt(list, k),
    hitAt(list, k),
    reciprocalRankAt(list, k),
    averagePrecisionAt(list, all.length, k),
    ndcgAt(list, all, k),
    ndcgAt(list, all, k, 'exponential'),
  ];

  it('lies between 0 and 1', () => {
    fc.assert(
      fc.property(judged, cut, ({ list, all }, k) => {
        for (const value of every(list, all, k)) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });

  it('is 1 for the best list there could be', () => {
    fc.assert(
      fc.property(grades, cut, (all, extra) => {
        const best = [...all].sort((a, b) => b - a);
        const k = all.length + extra;
        expect(recallAt(best, all.length, k)).toBe(1);
        expect(averagePrecisionAt(best, all.length, k)).toBeCloseTo(1, 12);
        expect(ndcgAt(best, all, k)).toBe(1);
        expect(ndcgAt(best, all, extra)).toBe(1);
        expect(precisionAt(best, all.length)).toBe(1);
      }),
    );
  });

  it('does not see what is below the cut-off', () => {
    fc.assert(
      fc.property(judged, cut, fc.array(fc.integer({ min: 0, max: 4 })), ({ list, all }, k, other) => {
        const padded = [...list, ...Array.from({ length: k }, () => 0)];
        expect(every([...padded.slice(0, k), ...other], all, k)).toEqual(every(padded, all, k));
      }),
    );
  });

  it('never gets worse when something relevant moves up', () => {
    fc.assert(
      fc.property(judged, cut, fc.nat(40), ({ list, all }, k, at) => {
        if (list.length < 2) return;
        const i = 1 + (at % (list.length - 1));
        const moved = [...list];
        const [above = 0, below = 0] = [list[i - 1], list[i]];
        [moved[i - 1], moved[i]] = [Math.max(above, below), Math.min(above, below)];
        const before = every(list, all, k);
        for (const [j, value] of every(moved, all, k).entries())
          expect(value).toBeGreaterThanOrEqual((before[j] ?? 0) - 1e-12);
      }),
    );
  });
});
