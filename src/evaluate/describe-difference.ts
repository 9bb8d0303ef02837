import type { MeasureComparison } from './compare-reports.ts';
import { decimals, percentOf, pValue } from './figures.ts';

/** A difference that chance alone would make less often than this is believed. */
export const rareChance = 0.05;

/** What a measure says of two variants, in words. */
export function describeDifference({ p, difference: { mean, queries }, measure }: MeasureComparison): string {
  if (mean === 0) return `Both are the same in ${measure}.`;
  const better = mean > 0 ? 'B' : 'A';
  if (p < rareChance)
    return `${better} is better in ${measure}; chance alone would make such a difference in ${percentOf(p)} of cases.`;
  const of = `${queries.toLocaleString('en')} ${queries === 1 ? 'query' : 'queries'}`;
  return `In ${measure} ${better} is ahead by ${decimals(Math.abs(mean))}, which may be chance (p ${pValue(p)}, ${of}).`;
}
