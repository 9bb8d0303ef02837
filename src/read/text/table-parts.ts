import { tableLine, tableRule } from '../markup/blocks.ts';
import type { PassageSize } from './passage-size.ts';

/** Rows of a table in groups no longer than a part of a table may be; never less than a row. */
export function* rowGroups<T>(
  rows: Iterable<T>,
  lineOf: (row: T) => string,
  { mostOfTable, measure }: Pick<PassageSize, 'mostOfTable' | 'measure'>,
): Generator<T[], void, undefined> {
  let group: T[] = [];
  let length = 0;
  for (const row of rows) {
    const line = lineOf(row);
    const added = measure(line, 0, line.length);
    if (group.length > 0 && length + added > mostOfTable) {
      yield group;
      group = [];
      length = 0;
    }
    group.push(row);
    length += added;
  }
  if (group.length > 0) yield group;
}

/** A table as Markdown, cut between rows when it is long, each part with the header. The first row is the header. */
export function* tableParts(
  rows: readonly (readonly string[])[],
  size: Pick<PassageSize, 'mostOfTable' | 'measure'>,
): Generator<string> {
  const [header, ...body] = rows;
  if (!header) return;
  const head = `${tableLine(header)}\n${tableRule(header.length)}`;
  if (body.length === 0) yield head;
  for (const group of rowGroups(body.map(tableLine), (line) => line, size)) yield [head, ...group].join('\n');
}
