import { seededRandom } from './seeded-random.ts';

export interface PairedTest {
  /** How often chance alone would make a difference at least as large, in either direction. */
  readonly p: number;
  /** Whether every assignment was tried, or a sample of them. */
  readonly exact: boolean;
}

/** Differences up to which all assignments (about a million) are tried. */
const mostForExact = 20;
const usualSamples = 20_000;
const leastSamples = 5000;
const maxDraws = 40_000_000;

/**
 * Paired randomisation test of two systems over the same queries, also called Fisher's or the sign-flip test (Smucker, Allan
 * and Carterette, A comparison of statistical significance tests for information retrieval evaluation, CIKM 2007).
 *
 * If the systems were the same, each query's two values could as well be exchanged, which turns the sign of their
 * difference. The p value is the share of all such exchanges whose mean difference is at least as far from 0 as the one
 * that was seen. Up to 20 differing queries all are tried; of more, a seeded sample, in which the seen one is counted, so
 * that p is never 0. It assumes neither normal values nor equal spread.
 *
 * @param differences one for each query: the value of the one system less that of the other.
 */
export function pairedRandomisationTest(
  differences: readonly number[],
  options: { readonly samples?: number; readonly seed?: number } = {},
): PairedTest {
  // Where the systems agree, an exchange changes nothing.
  const sizes = Float64Array.from(differences.filter((one) => one !== 0).map(Math.abs));
  if (sizes.length === 0) return { p: 1, exact: true };
  const seen = Math.abs(differences.reduce((sum, one) => sum + one, 0));
  const total = sizes.reduce((sum, one) => sum + one, 0);
  // Sums in another order differ in the last digits, and must count as equal.
  const threshold = seen - total * 1e-9;
  if (sizes.length <= mostForExact) return { p: exactShare(sizes, total, threshold), exact: true };

  const affordable = Math.max(leastSamples, Math.floor(maxDraws / sizes.length));
  const samples = options.samples ?? Math.min(usualSamples, affordable);
  const below = seededRandom(options.seed ?? 1);
  let asFar = 0;
  for (let sample = 0; sample < samples; sample++) {
    let sum = 0;
    let bits = 0;
    for (let i = 0; i < sizes.length; i++) {
      if (i % 32 === 0) bits = below(2 ** 32) | 0;
      sum += bits & 1 ? (sizes[i] ?? 0) : -(sizes[i] ?? 0);
      bits >>>= 1;
    }
    if (Math.abs(sum) >= threshold) asFar++;
  }
  return { p: (asFar + 1) / (samples + 1), exact: false };
}

/** Goes through all assignments in the order of the Gray code, in which one sign changes at a time. */
function exactShare(sizes: Float64Array, total: number, threshold: number): number {
  const assignments = 2 ** sizes.length;
  const negative = new Uint8Array(sizes.length);
  let sum = total;
  let asFar = Math.abs(sum) >= threshold ? 1 : 0;
  for (let step = 1; step < assignments; step++) {
    const changed = 31 - Math.clz32(step & -step);
    const size = sizes[changed] ?? 0;
    sum += negative[changed] ? 2 * size : -2 * size;
    negative[changed] = negative[changed] ? 0 : 1;
    if (Math.abs(sum) >= threshold) asFar++;
  }
  return asFar / assignments;
}
