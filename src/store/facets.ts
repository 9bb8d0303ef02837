import type { MetadataValue, Segment } from '../data/segment.ts';
import { fold, segmentFields } from './filter.ts';

/**
 * A segment's filterable fields as one text: a line `field␟tvalue` for each value, where t is its type (`n` number,
 * `s` text, `b` truth value, `l` an item of a list) and text is folded. One column of this form filters any metadata
 * without a schema that grows with every catalogue.
 */
export const separator = '\u001f';

export function facetsOf(segment: Segment): string {
  const fields: [string, MetadataValue][] = [
    ['kind', segment.kind],
    ['document', segment.documentName],
    ...Object.entries(segment.metadata).filter(([field]) => !(segmentFields as readonly string[]).includes(field)),
  ];
  const lines = fields.flatMap(([field, value]) => {
    const name = facetField(field);
    if (typeof value === 'object') return value.map((item) => `${name}${separator}l${fold(item)}`);
    if (typeof value === 'number') return [`${name}${separator}n${value}`];
    return [`${name}${separator}${typeof value === 'boolean' ? 'b' : 's'}${fold(String(value))}`];
  });
  return `\n${lines.join('\n')}\n`;
}

/** A field's name as it stands in the facets: line breaks and separators cannot be part of it. */
export function facetField(field: string): string {
  return field.replaceAll('\n', ' ').replaceAll(separator, ' ');
}
