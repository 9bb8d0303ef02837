/**
 * The smallest of the values that at least `share` (0 to 1) of them do not exceed: the nearest-rank percentile.
 *
 * @param sorted values in rising order.
 * @returns undefined of no values.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1];
}

/** The arithmetic mean; 0 of no values. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
