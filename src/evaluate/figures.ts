import type { Estimate } from './bootstrap.ts';

/** A measure: `0.731`. */
export function decimals(value: number): string {
  return value.toFixed(3);
}

/** `+0.012`, `−0.012`, `0.000`. */
export function signed(value: number): string {
  const text = decimals(Math.abs(value));
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `0.731 – 0.884`; dashes where there are too few queries to say. */
export function interval({ low, high }: Estimate): string {
  return low === undefined || high === undefined ? `${'–'.padEnd(13)}` : `${decimals(low)} – ${decimals(high)}`;
}

/** `0.032`, `<0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** The same as a share of cases. */
export function percentOf(p: number): string {
  return p < 0.001 ? 'fewer than 0.1 %' : `${(100 * p).toFixed(1)} %`;
}
