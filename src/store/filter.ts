import type { MetadataValue, Segment } from '../data/segment.ts';

/**
 * A condition on a segment: its kind, its document's name and its metadata. `matches` is the reference meaning; stores
 * that translate filters to a language of their own are tested against it.
 *
 * Text compares without regard to case. A missing field makes every comparison false except `!=`, which it makes true.
 */
export type Filter =
  | { readonly op: 'and' | 'or'; readonly all: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter }
  | { readonly op: 'compare'; readonly field: string; readonly test: Comparison; readonly value: FilterValue }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly FilterValue[] }
  | { readonly op: 'contains'; readonly field: string; readonly value: string };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type FilterValue = string | number | boolean;

/** Fields every segment has, beside its metadata. */
export const segmentFields = ['kind', 'document'] as const;

export function fieldValue(segment: Segment, field: string): MetadataValue | undefined {
  if (field === 'kind') return segment.kind;
  if (field === 'document') return segment.documentName;
  return segment.metadata[field];
}

export function matches(filter: Filter, segment: Segment): boolean {
  switch (filter.op) {
    case 'and':
      return filter.all.every((part) => matches(part, segment));
    case 'or':
      return filter.all.some((part) => matches(part, segment));
    case 'not':
      return !matches(filter.of, segment);
    case 'compare': {
      const found = fieldValue(segment, filter.field);
      if (filter.test === '!=') return !equals(found, filter.value);
      if (found === undefined) return false;
      return filter.test === '=' ? equals(found, filter.value) : ordered(found, filter.test, filter.value);
    }
    case 'in': {
      const found = fieldValue(segment, filter.field);
      return filter.values.some((value) => equals(found, value));
    }
    case 'contains': {
      const found = fieldValue(segment, filter.field);
      const wanted = fold(filter.value);
      if (Array.isArray(found)) return found.some((item) => fold(item).includes(wanted));
      return found !== undefined && fold(String(found)).includes(wanted);
    }
  }
}

/** A list equals a value when one of its items does. */
function equals(found: MetadataValue | undefined, value: FilterValue): boolean {
  if (found === undefined) return false;
  if (typeof found === 'object') return found.some((item) => fold(item) === fold(String(value)));
  if (typeof found === 'number' && typeof value === 'number') return found === value;
  return fold(String(found)) === fold(String(value));
}

/** Numbers by size, text (so ISO dates too) by code units; a number and a text have no order. */
function ordered(found: MetadataValue, test: Exclude<Comparison, '=' | '!='>, value: FilterValue): boolean {
  if (typeof found !== typeof value || typeof found === 'object' || typeof found === 'boolean') return false;
  const [a, b] = typeof found === 'string' ? [fold(found), fold(String(value))] : [found, value];
  if (test === '<') return a < b;
  if (test === '<=') return a <= b;
  if (test === '>') return a > b;
  return a >= b;
}

/** How text is made comparable, here and in every store. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}
