import { oneLine } from '../markup/blocks.ts';
import { hasPictureEnding } from '../markup/picture-references.ts';
import type { ColumnMapping } from '../reader.ts';
import { type Columns, findColumns } from '../records/column-mapping.ts';
import { flattenRecord } from '../records/flat-record.ts';
import { columnLetters, type SheetCell, type SheetRow } from './sheet.ts';

/** How a block of cells is to be read. */
export interface SheetPlan {
  /** `text`: words in one column; `table`: rows and columns; `records`: each row a thing of its own. */
  readonly kind: 'text' | 'table' | 'records';
  /** Columns with something in them, from left to right. */
  readonly columns: readonly number[];
  /** Words that stand alone above the table. */
  readonly titles: readonly string[];
  /** Name of each of the columns, none twice; undefined without a header. */
  readonly header?: readonly string[];
  /** Rows above the first row of data. */
  readonly headRows: number;
  /** What the columns of records are for. */
  readonly parts: Columns;
}

/** Rows below the header from which a table is a list of things, each worth finding by itself. */
const minRecords = 8;
/** Share (0 to 1) of the cells of records that are filled. */
const minFill = 0.5;
const maxTitleRows = 5;
const maxHeaderChars = 100;

/**
 * How to read a block of rows without a gap; of a long one, its beginning. `before` is the plan of the block above, whose header
 * holds on when this one has none and the same columns.
 */
export function sheetPlan(rows: readonly SheetRow[], mapping: ColumnMapping, before?: SheetPlan): SheetPlan {
  const used = new Set(rows.flatMap((row) => row.cells.map((cell) => cell.column)));
  const columns = [...used].sort((a, b) => a - b);
  const titles = columns.length > 1 ? titlesAbove(rows) : [];
  const parts: Columns = { text: [] };
  if (columns.length < 2) return { kind: 'text', columns, titles, headRows: 0, parts };

  const body = rows.slice(titles.length);
  const found = findHeader(body, columns);
  if (!found) {
    const goesOn = before?.header && titles.length === 0 && columns.every((column) => before.columns.includes(column));
    if (goesOn) return { ...before, titles: before.titles, headRows: 0 };
    return { kind: 'table', columns, titles, headRows: titles.length, parts };
  }
  const header = distinct(found.names, columns);
  const data = body.slice(found.rows);
  const sample = data.map((row) => flattenRecord(recordOf(row, columns, header)));
  const roles = findColumns(sample, mapping);
  const filled = data.reduce((sum, row) => sum + row.cells.filter((cell) => !cell.repeated).length, 0);
  const regular =
    data.length > 0 &&
    filled >= minFill * data.length * columns.length &&
    data.filter((row) => row.cells.length < 2).length <= data.length / 5;
  // Of two columns, one may as well name what the other says: a form, not a list.
  const isList = columns.length > 2 || roles.image !== undefined || found.sure;
  const enough = data.length >= minRecords || roles.image !== undefined;
  return {
    kind: regular && isList && enough ? 'records' : 'table',
    columns,
    titles,
    header,
    headRows: titles.length + found.rows,
    parts: roles,
  };
}

/** A row's cells by the names of their columns; what stands beside the known columns goes by its letters. */
export function recordOf(
  row: SheetRow,
  columns: readonly number[],
  header: readonly string[],
  value: (cell: SheetCell) => unknown = (cell) => cell.value,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const cell of row.cells)
    record[header[columns.indexOf(cell.column)] ?? unnamedColumn(cell.column)] = value(cell);
  return record;
}

/** Rows of one cell each, above rows of several. */
function titlesAbove(rows: readonly SheetRow[]): string[] {
  const titles: string[] = [];
  for (const row of rows) {
    const [cell, more] = row.cells.filter((candidate) => !candidate.repeated);
    if (more || !cell || typeof cell.value !== 'string' || titles.length === maxTitleRows) return titles;
    titles.push(oneLine(cell.text));
  }
  return [];
}

/** Rows of nothing but names, with a gap below them that is there for the looks: their table begins at `next`. */
export function opensTable(block: readonly SheetRow[], next: SheetRow): boolean {
  const last = block.at(-1);
  if (!last || block.length > 3 || next.row - last.row > 2 || last.cells.length < 2) return false;
  const names = block.every((row) => row.cells.every((cell) => isName(cell)));
  return names && next.cells.length > 1 && next.cells.some((cell) => !isName(cell));
}

interface Header {
  readonly names: readonly (readonly string[])[];
  /** How many rows it takes. */
  readonly rows: number;
  /** Told by the kinds of the values below, or by bold letters. */
  readonly sure: boolean;
}

/** The first row, where it names what stands below; with the second, where the first names groups of columns. */
function findHeader(rows: readonly SheetRow[], columns: readonly number[]): Header | undefined {
  const [first, second] = rows;
  if (!first || !second) return undefined;
  const grouped = first.cells.some((cell) => (cell.columns ?? 1) > 1) || isGroupRow(first, second, columns);
  if (grouped && rows.length > 2 && mayBeHeader(second, columns)) {
    const names = columns.map((column) => {
      const over = first.cells.find((cell) => cell.column <= column && column < cell.column + (cell.columns ?? 1));
      const under = second.cells.find((cell) => cell.column === column && !cell.repeated);
      return [over, under].flatMap((cell) => (cell ? [oneLine(cell.text)] : []));
    });
    return { names, rows: 2, sure: true };
  }
  if (!mayBeHeader(first, columns)) return undefined;
  const data = rows.slice(1);
  const sure = isUnlike(first, data, columns) || isBolder(first, second);
  if (!sure && !mayHeadText(first, data)) return undefined;
  const names = columns.map((column) => {
    const cell = first.cells.find((candidate) => candidate.column === column);
    return cell ? [oneLine(cell.text)] : [];
  });
  return { names, rows: 1, sure };
}

/** Few words over a full row of names, as `2023` and `2024` stand over months. */
function isGroupRow(first: SheetRow, second: SheetRow, columns: readonly number[]): boolean {
  return (
    first.cells.length >= 2 &&
    first.cells.length <= columns.length / 2 &&
    second.cells.length >= columns.length - 1 &&
    first.cells.every((cell) => isName(cell))
  );
}

/** Names are short, mostly there and mostly different. Years are names, too. */
function mayBeHeader(row: SheetRow, columns: readonly number[]): boolean {
  const names = row.cells.filter((cell) => !cell.repeated);
  const distinctNames = new Set(names.map((cell) => cell.text)).size;
  return (
    names.length >= Math.max(2, columns.length / 2) &&
    distinctNames * 2 >= names.length &&
    names.every(isName) &&
    names.some((cell) => typeof cell.value === 'string')
  );
}

function isName(cell: SheetCell): boolean {
  if (typeof cell.value === 'number') return Number.isInteger(cell.value) && cell.value >= 1900 && cell.value <= 2100;
  if (typeof cell.value !== 'string' || cell.text.length > maxHeaderChars) return false;
  return !/^[-+$€£]?\d[\d.,]*%?$/.test(cell.text) && !/^\w+:\/\//.test(cell.text) && !hasPictureEnding(cell.text);
}

/** Whether some column holds numbers, truths or pictures below a name. */
function isUnlike(first: SheetRow, data: readonly SheetRow[], columns: readonly number[]): boolean {
  return columns.some((column) => {
    const below = data.flatMap((row) => row.cells.find((cell) => cell.column === column) ?? []);
    const above = first.cells.find((cell) => cell.column === column);
    if (below.length < data.length / 2 || typeof above?.value !== 'string') return false;
    return below.filter((cell) => !isName(cell)).length > below.length / 2;
  });
}

function isBolder(first: SheetRow, second: SheetRow): boolean {
  return first.cells.every((cell) => cell.bold) && second.cells.some((cell) => !cell.bold);
}

/** Over columns of nothing but words, a header is shorter than what is below, and not found there again. */
function mayHeadText(first: SheetRow, data: readonly SheetRow[]): boolean {
  if (data.length < 2 || first.cells.some((cell) => cell.text.length > 40)) return false;
  return first.cells.every((name) =>
    data.every((row) => row.cells.every((cell) => cell.column !== name.column || cell.text !== name.text)),
  );
}

function distinct(names: readonly (readonly string[])[], columns: readonly number[]): string[] {
  const used = new Set<string>();
  return names.map((parts, index) => {
    const words = [...new Set(parts)].join(' ').slice(0, 2 * maxHeaderChars);
    const name = words || unnamedColumn(columns[index] ?? 0);
    let free = name;
    for (let count = 2; used.has(free); count++) free = `${name} ${count}`;
    used.add(free);
    return free;
  });
}

/** What a column without a name goes by. */
export function unnamedColumn(column: number): string {
  return `column ${columnLetters(column)}`;
}
