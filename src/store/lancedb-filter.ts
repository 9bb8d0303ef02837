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
  const date = dateOf(value);
  const conditions =
    typeof value === 'number'
      ? [`try_cast(${foundOf(field, 'n')} as double) ${test} ${value}`]
      : [`${foundOf(field, 's')} ${test} ${literal(fold(value))}`];
  // What looks like a date is compared as one, before it is compared as text; two numbers compare as numbers.
  if (date !== undefined)
    conditions.unshift(inTime(foundDate(field, typeof value === 'number' ? 's' : 'ns'), test, date));
  // A missing field is false, not unknown, so that `not` means the same here as in the reference.
  return `coalesce(${conditions.join(', ')}, false)`;
}

/** The value of a field that is no list, of type `n` or `s`; null when there is none. */
function foundOf(field: string, types: string, shape = '[^\\n]*'): string {
  const pattern = literal(`\\n${escapePattern(facetField(field))}${separator}[${types}](${shape})\\n`);
  return `regexp_match(facets, ${pattern})[1]`;
}

/** The same where it is a date. */
function foundDate(field: string, types: string): string {
  return foundOf(field, types, datePattern.slice(1, -1));
}

/** A comparison with a date at its precision; null where what was found is no date. */
function inTime(found: string, test: string, date: string): string {
  if (date.length <= 10) {
    // Days, months and years have an order as text. Whatever begins with the date is within it, and a date that leaves open
    // what comes first anyway is as early: 2024 is not before 2024-01-01.
    const limit = test === '<=' || test === '>' ? `${date}~` : date.replace(/(?:-01)+$/, '');
    return `${found} ${test} ${literal(limit)}`;
  }
  const bare = `replace(regexp_replace(${found}, ${literal(afterSeconds)}, '$1'), ' ', 't')`;
  const whole = `concat(${bare}, substr(${literal(firstMoment)}, cast(char_length(${bare}) as bigint) + 1))`;
  return `case when ${found} is not null then substr(${whole}, 1, ${date.length}) ${test} ${literal(date)} end`;
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
