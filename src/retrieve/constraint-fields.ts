import type { MetadataValue, Segment, SegmentKind } from '../data/segment.ts';
import { dateOf } from '../store/filter.ts';

/** A field that the index holds, as far as a sample tells. */
export interface KnownField {
  readonly name: string;
  readonly kind: 'number' | 'date' | 'text' | 'list' | 'boolean';
  /** The smallest and the largest value met: numbers of a number field, ISO dates or years of a date field. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** The distinct values of a text or list field, when they are few. */
  readonly values?: readonly string[];
}

const mostValues = 50;
/** A field is of a kind when this share of its values is: catalogues have a "n/a" here and there. */
const sameKind = 0.9;

/**
 * The fields of a sample of segments, `kind` first, in the order in which they were met.
 * @param kinds the kinds that the index holds, where that is known better than from the sample.
 */
export function knownFields(segments: readonly Segment[], kinds?: readonly SegmentKind[]): KnownField[] {
  if (segments.length === 0 && !kinds?.length) return [];
  const found = new Map<string, MetadataValue[]>();
  for (const { metadata } of segments) {
    for (const [name, value] of Object.entries(metadata)) {
      const values = found.get(name);
      if (values) values.push(value);
      else found.set(name, [value]);
    }
  }
  // A segment's own kind and document stand before metadata of the same name.
  found.delete('kind');
  found.delete('document');
  const allKinds = kinds ?? segments.map((segment) => segment.kind);
  return [
    { name: 'kind', kind: 'text', values: [...new Set(allKinds)] },
    ...[...found].flatMap(([name, values]) => fieldOf(name, values) ?? []),
  ];
}

function fieldOf(name: string, values: readonly MetadataValue[]): KnownField | undefined {
  const most = <T extends MetadataValue>(test: (value: MetadataValue) => value is T): T[] | undefined => {
    const right = values.filter(test);
    return right.length > 0 && right.length >= sameKind * values.length ? right : undefined;
  };
  const numbers = most((value) => typeof value === 'number');
  if (numbers) {
    if (isYearName(name) && numbers.every((value) => dateOf(value) !== undefined))
      return { name, kind: 'date', ...extremes(numbers.map(String)) };
    return { name, kind: 'number', ...extremes(numbers) };
  }
  if (most((value) => typeof value === 'boolean')) return { name, kind: 'boolean' };
  const lists = most((value): value is readonly string[] => typeof value === 'object');
  if (lists) return { name, kind: 'list', ...few(lists.flat()) };
  const texts = most((value) => typeof value === 'string');
  if (!texts) return undefined;
  const dates = texts.flatMap((text) => dateOf(text) ?? []);
  // Four digits alone may be a postcode.
  const areDates = dates.some((date) => date.length > 4) || isYearName(name);
  if (areDates && dates.length >= sameKind * texts.length) return { name, kind: 'date', ...extremes(dates) };
  return { name, kind: 'text', ...few(texts) };
}

function extremes<T extends number | string>(values: readonly T[]): { readonly min?: T; readonly max?: T } {
  const [first] = values;
  if (first === undefined) return {};
  let min: T = first;
  let max: T = first;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function few(values: readonly string[]): { readonly values?: readonly string[] } {
  const distinct = [...new Set(values)];
  return distinct.length <= mostValues ? { values: distinct } : {};
}

/** The words of a field's name: `salePrice`, `sale_price` and `Sale.price` are `sale`, `price`. */
export function nameWords(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

const yearWords = new Set(['year', 'jahr', 'date', 'datum', 'published', 'released']);

function isYearName(name: string): boolean {
  return nameWords(name).some((word) => yearWords.has(word));
}
