import { facetField, separator } from './facets.ts';
import { type Filter, type FilterValue, fold } from './filter.ts';

/** A filter as a SQL condition over the `facets` column, with the meaning of `matches` in filter.ts. */
export function filterToSql(filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      if (filter.all.length === 0) return filter.op === 'and' ? 'true' : 'false';
      return `(${filter.all.map(filterToSql).join(` ${filter.op} `)})`;
    case 'not':
      return `(not ${filterToSql(filter.of)})`;
    case 'in':
      return filter.values.length === 0
        ? 'false'
        : `(${filter.values.map((v) => equals(filter.field, v)).join(' or ')})`;
    case 'contains':
      return matchesLine(filter.field, 'nsbl', `[^\\n]*${escapePattern(fold(filter.value))}`);
    case 'compare': {
      if (filter.test === '=') return equals(filter.field, filter.value);
      if (filter.test === '!=') return `(not ${equals(filter.field, filter.value)})`;
      return ordered(filter.field, filter.test, filter.value);
    }
  }
}

function equals(field: string, value: FilterValue): string {
  const text = escapePattern(fold(String(value)));
  return matchesLine(field, 'nsbl', `${text}\\n`);
}

function ordered(field: string, test: string, value: FilterValue): string {
  if (typeof value === 'boolean') return 'false';
  const type = typeof value === 'number' ? 'n' : 's';
  const pattern = literal(`\\n${escapePattern(facetField(field))}${separator}${type}([^\\n]*)\\n`);
  const found = `regexp_match(facets, ${pattern})[1]`;
  const condition =
    typeof value === 'number'
      ? `try_cast(${found} as double) ${test} ${value}`
      : `${found} ${test} ${literal(fold(value))}`;
  // A missing field is false, not unknown, so that `not` means the same here as in the reference.
  return `coalesce(${condition}, false)`;
}

function matchesLine(field: string, types: string, rest: string): string {
  return `regexp_like(facets, ${literal(`\\n${escapePattern(facetField(field))}${separator}[${types}]${rest}`)})`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#&~-]/g, '\\$&');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
