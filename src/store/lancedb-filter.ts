import { facetField, separator } from './facets.ts';
import { dateOf, type Filter, type FilterValue, fold } from './filter.ts';
import { afterDate, datePattern, firstMoment } from './filter-dates.ts';

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
  const date = dateOf(value);
  if (date === undefined) return matchesLine(field, 'nsbl', `${text}\\n`);
  const asDate = `${escapePattern(date).replace('t', '[t ]')}${afterDate[date.length] ?? ''}`;
  return `(${matchesLine(field, 'nsbl', `${text}\\n`)} or ${matchesLine(field, 'sl', `${asDate}\\n`)})`;
}

function ordered(field: string, test: string, value: FilterValue): string {
  if (typeof value === 'boolean') return 'false';
  const [number, text] = [foundOf(field, 'n'), foundOf(field, 's')];
  const date = dateOf(value);
  const conditions =
    typeof value === 'number'
      ? [`try_cast(${number} as double) ${test} ${value}`]
      : [`${text} ${test} ${literal(fold(value))}`];
  // What looks like a date is compared as one, before it is compared as text.
  if (date !== undefined) conditions.unshift(inTime(text, test, date));
  if (date !== undefined && typeof value === 'string') conditions.push(inTime(number, test, date));
  // A missing field is false, not unknown, so that `not` means the same here as in the reference.
  return `coalesce(${conditions.join(', ')}, false)`;
}

/** The value of a field that is no list, of type `n` or `s`; null when there is none. */
function foundOf(field: string, type: string): string {
  const pattern = literal(`\\n${escapePattern(facetField(field))}${separator}${type}([^\\n]*)\\n`);
  return `regexp_match(facets, ${pattern})[1]`;
}

/** A comparison with a date at its precision; null where what was found is no date. */
function inTime(found: string, test: string, date: string): string {
  const hasTime = date.length > 10;
  const bare = hasTime ? `replace(regexp_replace(${found}, ${literal(afterSeconds)}, '$1'), ' ', 't')` : found;
  const whole = `concat(${bare}, substr(${literal(firstMoment)}, cast(char_length(${bare}) as bigint) + 1))`;
  return `case when regexp_like(${found}, ${literal(datePattern)}) then substr(${whole}, 1, ${date.length}) ${test} ${literal(date)} end`;
}

/** As in filter-dates.ts, without the look behind, which Rust's expressions lack. */
const afterSeconds = '(:[0-9]{2})(?:\\.[0-9]+)?(?:z|[+-][0-9]{2}:?[0-9]{2})?$';

function matchesLine(field: string, types: string, rest: string): string {
  return `regexp_like(facets, ${literal(`\\n${escapePattern(facetField(field))}${separator}[${types}]${rest}`)})`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#&~-]/g, '\\$&');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
