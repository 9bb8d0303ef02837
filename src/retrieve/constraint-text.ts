import type { Filter, FilterValue } from '../store/filter.ts';

/** A filter in the filter language, for people to read and `parseFilter` to read back. */
export function filterText(filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.all
        .map((part) => (part.op === 'and' || part.op === 'or' ? `(${filterText(part)})` : filterText(part)))
        .join(` ${filter.op} `);
    case 'not':
      return `not (${filterText(filter.of)})`;
    case 'compare':
      return `${word(filter.field)} ${filter.test} ${valueText(filter.value)}`;
    case 'in':
      return `${word(filter.field)} in (${filter.values.map(valueText).join(', ')})`;
    case 'contains':
      return `${word(filter.field)} contains ${word(filter.value)}`;
  }
}

function valueText(value: FilterValue): string {
  return typeof value === 'string' ? word(value) : String(value);
}

/** A word as it stands where the language would read it as nothing else, in quotes otherwise. */
function word(text: string): string {
  const plain =
    /^[\p{L}_.][\p{L}\p{N}_.-]*$/u.test(text) && !/^(?:and|or|not|in|contains|true|false|\.\d.*)$/i.test(text);
  if (plain || /^\d{4}-\d{2}(?:-\d{2})?$/.test(text)) return text;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
