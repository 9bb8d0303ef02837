import { describe, expect, it } from 'vitest';
import { localWeight, meanLength, saturated } from './local-bm25.ts';

describe('localWeight', () => {
  it('is larger for what fewer have, and never negative', () => {
    expect(localWeight(1, 10)).toBeGreaterThan(localWeight(5, 10));
    expect(localWeight(10, 10)).toBeGreaterThan(0);
    expect(localWeight(10, 10)).toBeLessThan(0.05);
    // ln(1 + (10 - 2 + 0.5) / (2 + 0.5))
    expect(localWeight(2, 10)).toBeCloseTo(Math.log(4.4), 10);
  });
});

describe('saturated', () => {
  it('counts one occurrence in a text of mean length as 1, and nears 2.2', () => {
    expect(saturated(0, 10, 10)).toBe(0);
    expect(saturated(1, 10, 10)).toBeCloseTo(1, 10);
    expect(saturated(1000, 10, 10)).toBeGreaterThan(2.19);
    expect(saturated(1000, 10, 10)).toBeLessThan(2.2);
  });

  it('counts less in a longer text', () => {
    expect(saturated(1, 40, 10)).toBeLessThan(saturated(1, 10, 10));
  });

  it('has a mean to divide by, even without texts or words', () => {
    expect(meanLength([])).toBe(1);
    expect(meanLength([{ length: 0 }])).toBe(1);
    expect(meanLength([{ length: 2 }, { length: 6 }])).toBe(4);
  });
});
