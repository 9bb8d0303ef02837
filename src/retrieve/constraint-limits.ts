import type { Filter } from '../store/filter.ts';
import type { Bound } from './constraint-bounds.ts';

/** A bound as a filter on a number field. */
export function boundFilter(field: string, { low, high }: Pick<Bound, 'low' | 'high'>): Filter {
  const all: Filter[] = [];
  if (low) all.push({ op: 'compare', field, test: low.within ? '>=' : '>', value: low.value });
  if (high) all.push({ op: 'compare', field, test: high.within ? '<=' : '<', value: high.value });
  const [only] = all;
  return only && all.length === 1 ? only : { op: 'and', all };
}

/** A bound in words: `price below $200`, `weight_kg from 1.5 to 2 kg`. */
export function boundMeaning(field: string, { low, high }: Pick<Bound, 'low' | 'high'>, unit = ''): string {
  const shown = (value: number): string => (/^[$€£]$/.test(unit) ? `${unit}${value}` : `${value} ${unit}`.trim());
  if (low && high) return `${field} from ${shown(low.value)} to ${shown(high.value)}`;
  if (high) return `${field} ${high.within ? 'of at most' : 'below'} ${shown(high.value)}`;
  return low ? `${field} ${low.within ? 'of at least' : 'above'} ${shown(low.value)}` : field;
}
