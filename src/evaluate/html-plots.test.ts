import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareBins, timeBins } from './html-plots.ts';

describe('the bins of plots', () => {
  it('put nothing and everything apart from what lies between', () => {
    const bins = shareBins([0, 0, 0.05, 0.1, 0.3, 0.95, 1]);
    expect(bins.filter((bin) => bin.count > 0).map(({ label, count }) => `${label}: ${count}`)).toEqual([
      '0: 2',
      '>0–.1: 1',
      '.1–.2: 1',
      '.3–.4: 1',
      '.9–<1: 1',
      '1: 1',
    ]);
  });

  it('double from the shortest time to the longest', () => {
    expect(timeBins([0.2, 3, 4, 5, 20])).toEqual([
      { label: '≤ 1 ms', count: 1 },
      { label: '≤ 2 ms', count: 0 },
      { label: '≤ 4 ms', count: 2 },
      { label: '≤ 8 ms', count: 1 },
      { label: '≤ 16 ms', count: 0 },
      { label: '≤ 32 ms', count: 1 },
    ]);
    expect(timeBins([])).toEqual([]);
  });

  it('hold every value once', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (shares) => {
        expect(shareBins(shares).reduce((sum, bin) => sum + bin.count, 0)).toBe(shares.length);
        const times = shares.map((share) => share * 1e6);
        expect(timeBins(times).reduce((sum, bin) => sum + bin.count, 0)).toBe(times.length);
      }),
    );
  });
});
