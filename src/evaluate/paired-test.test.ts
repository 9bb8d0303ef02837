import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedRandomisationTest } from './paired-test.ts';

/**
 * Darwin's maize: how much taller the crossed plant of each of 15 pairs was than the selfed one, in eighths of an inch. Fisher
 * (The Design of Experiments, 1935, section 21) counted that of the 32,768 ways to give them signs 863 have a sum of 314, as
 * seen, or more. https://rdrr.io/rforge/HistData/man/ZeaMays.html
 */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe('pairedRandomisationTest', () => {
  it("gives Fisher's count for Darwin's maize, in both directions", () => {
    expect(pairedRandomisationTest(maize)).toEqual({ p: (2 * 863) / 32_768, exact: true });
  });

  it('is not led astray by sums of fractions in another order', () => {
    expect(pairedRandomisationTest(maize.map((one) => one / 10)).p).toBe((2 * 863) / 32_768);
  });

  it('gives the smallest p there is when one system always wins', () => {
    expect(pairedRandomisationTest([0.1, 0.2, 0.3, 0.4, 0.5])).toEqual({ p: 2 / 32, exact: true });
  });

  it('says that nothing differs where nothing differs', () => {
    expect(pairedRandomisationTest([])).toEqual({ p: 1, exact: true });
    expect(pairedRandomisationTest([0, 0, 0])).toEqual({ p: 1, exact: true });
  });

  it('comes near the exact p by sampling', () => {
    // Enough queries that not all assignments are tried, of which the added ones hardly change any sum.
    const many = [...maize, ...Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1e-6 : -1e-6))];
    const sampled = pairedRandomisationTest(many);
    expect(sampled.exact).toBe(false);
    expect(Math.abs(sampled.p - (2 * 863) / 32_768)).toBeLessThan(0.01);
    expect(pairedRandomisationTest(many)).toEqual(sampled);
  });

  it('never gives p 0, whichever system comes first, and does not mind queries without a difference', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 12 }), fc.nat(30), (values, ties) => {
        const { p } = pairedRandomisationTest(values);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        const turned = [...values.map((value) => -value), ...Array.from({ length: ties }, () => 0)];
        expect(pairedRandomisationTest(turned).p).toBe(p);
      }),
    );
  });
});
