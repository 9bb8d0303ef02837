import type { MetadataValue, Segment } from '../data/segment.ts';
import { afterSeconds, datePattern, firstMoment } from './filter-dates.ts';

/**
 * A condition on a segment: its kind, its document's name and its metadata. `matches` is the reference meaning; stores
 * that translate filters to a language of their own are tested against it.
 *
 * Text compares without regard to case. A missing field makes every comparison false except `!=`, which it makes true.
 *
 * Where both sides look like ISO dates or years (`2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:00`), they compare as dates
 * at the precision of the filter: `date = 2024` and `date <= 2024` hold all through 2024, `date > 2024` from 2025 on. A
 * field that is less precise than the filter counts as its first moment. Times are taken as they are written, in whatever
 * zone: the day is the one that stands in the document.
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
  if (typeof found === 'object') return found.some((item) => equals(item, value));
  if (typeof found === 'number' && typeof value === 'number') return found === value;
  if (fold(String(found)) === fold(String(value))) return true;
  const wanted = dateOf(value);
  return wanted !== undefined && dateOf(found)?.startsWith(wanted) === true;
}

/** Numbers by size, dates by time, other text by code units; a number and a text that is no date have no order. */
function ordered(found: MetadataValue, test: Exclude<Comparison, '=' | '!='>, value: FilterValue): boolean {
  if (typeof found === 'object' || typeof found === 'boolean') return false;
  if (typeof found === 'number' && typeof value === 'number') return inOrder(found, test, value);
  const [foundDate, date] = [dateOf(found), dateOf(value)];
  if (foundDate && date) return inOrder(wholeDate(foundDate).slice(0, date.length), test, date);
  return typeof found === 'string' && typeof value === 'string' && inOrder(fold(found), test, fold(value));
}

function inOrder<T extends string | number>(a: T, test: Exclude<Comparison, '=' | '!='>, b: T): boolean {
  if (test === '<') return a < b;
  if (test === '<=') return a <= b;
  if (test === '>') return a > b;
  return a >= b;
}

/** How text is made comparable, here and in every store. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

const looksLikeDate = new RegExp(datePattern);
const trailing = new RegExp(afterSeconds);

/** A date or year as `2024-05-01t10:00:00`, to its own precision and without its zone; undefined for all else. */
export function dateOf(value: FilterValue): string | undefined {
  if (typeof value === 'boolean') return undefined;
  const text = fold(String(value));
  return looksLikeDate.test(text) ? text.replace(trailing, '').replace(' ', 't') : undefined;
}

/** A date with what it leaves open filled in: its first moment. */
function wholeDate(date: string): string {
  return date + firstMoment.slice(date.length);
}
