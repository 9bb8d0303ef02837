import type { ViewName } from '../data/segment.ts';
import type { ViewWeights } from '../support/view-weights.ts';

/** Factors that a view's weight may have, mildest change first, so that of two that do as well the milder one is taken. */
const factors = [1, 0.5, 2, 0.25, 4, 0];

/** Weights of 1 for all views: nothing is changed. */
export function unchangedWeights(views: readonly ViewName[]): ViewWeights {
  return Object.fromEntries(views.map((view) => [view, 1]));
}

/** What becomes of weights when one view gets another factor of the grid; weights of the same ratios count as the same. */
export function alternatives(weights: ViewWeights, view: ViewName): ViewWeights[] {
  return factors.flatMap((factor) => {
    const other = factor === weights[view] ? undefined : scaledWeights({ ...weights, [view]: factor });
    return other && Object.values(other).every((one) => factors.includes(one)) ? [other] : [];
  });
}

/**
 * The same ratios with the middle one of the weights at 1 (with two views, the larger one), so that as few as possible
 * differ from 1. Undefined where no view is left.
 */
export function scaledWeights(weights: ViewWeights): ViewWeights | undefined {
  const sorted = Object.values(weights).sort((a, b) => a - b);
  const unit = sorted[Math.floor(sorted.length / 2)] || sorted.at(-1) || 0;
  if (unit === 0) return undefined;
  const rounded = (value: number): number => Number((value / unit).toPrecision(6));
  return Object.fromEntries(Object.entries(weights).map(([view, value]) => [view, rounded(value)]));
}
