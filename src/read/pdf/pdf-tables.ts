import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { bottomOf, rightOf } from './pdf-boxes.ts';
import { captionLabel } from './pdf-captions.ts';
import { isLeadingSign, isNumeric, isTrailingSign, isYear, withoutEmpty } from './pdf-cells.ts';
import type { PdfLine } from './pdf-lines.ts';
import type { PdfTable } from './pdf-page.ts';
import { type Column, columnsUnder, type TableCell, type TableRow } from './pdf-table-columns.ts';
import { headerTexts } from './pdf-table-header.ts';
import { cellRows } from './pdf-table-rows.ts';

/** Lines of a table without cells of their own (section rows, wrapped labels) that may follow each other. */
const maxLoneRows = 4;
/** Widest gap between two rows, in font sizes. */
const widestRowGap = 2.4;

/** A table among the lines of a column, and which lines it takes. */
export interface FoundTable {
  readonly table: PdfTable;
  /** Index of its first line, and of the line after its last. */
  readonly from: number;
  readonly to: number;
}

/** Tables made of nothing but aligned text, as financial statements are. */
export function alignedTables(lines: readonly PdfLine[]): FoundTable[] {
  const rows = lines.map(rowOf);
  const found: FoundTable[] = [];
  for (let at = 0; at < rows.length; ) {
    const to = endOfRows(rows, at);
    if (to === undefined) {
      at++;
      continue;
    }
    const from = withHeader(rows, at, to, found.at(-1)?.to ?? 0);
    const table = tableFrom(rows.slice(from, to));
    if (table) found.push({ table, from, to });
    at = to;
  }
  return found;
}

/** The line's spans as cells: signs that stand alone go to their numbers. */
function rowOf(line: PdfLine): TableRow {
  const cells: TableCell[] = [];
  let sign: { text: string; box: Box } | undefined;
  for (const span of line.spans) {
    const before = cells.at(-1);
    if (isLeadingSign(span.text)) {
      if (sign) cells.push({ ...sign, numeric: false });
      sign = span;
    } else if (isTrailingSign(span.text) && before && !sign && before.numeric) {
      cells[cells.length - 1] = { ...before, text: before.text + span.text, box: boxAround([before.box, span.box]) };
    } else {
      // The sign of the next number may stand so close that it came with this one.
      const [, own = span.text, next] = /^(.*\S)\s+([$€£¥]\s?\(?)$/.exec(span.text) ?? [];
      const share = own.length / span.text.length;
      const place = next ? { ...span.box, width: span.box.width * share } : span.box;
      const text = `${sign?.text ?? ''}${own}`.replace(/^(\(?[$€£¥]?\s?\(?\d(?:.*\d)?) \)$/, '$1)');
      cells.push({ text, box: sign ? boxAround([sign.box, place]) : place, numeric: isNumeric(text) });
      sign = next
        ? { text: next, box: { ...span.box, x: rightOf(place), width: span.box.width - place.width } }
        : undefined;
    }
  }
  if (sign) cells.push({ ...sign, numeric: false });
  return { line, cells, data: isData(cells) };
}

/** A label with numbers after it, or several numbers. */
function isData(cells: readonly TableCell[]): boolean {
  const numbers = cells.filter((cell, index) => cell.numeric && (index > 0 || cells.length > 2)).length;
  return cells.length >= 2 && numbers >= 1;
}

/** Index after the last row of the table that begins at `from`; undefined when none begins there. */
function endOfRows(rows: readonly TableRow[], from: number): number | undefined {
  const first = rows[from];
  if (!first || !(first.data || first.cells.length >= 3)) return undefined;
  let last = from;
  let lone = 0;
  let data = first.data ? 1 : 0;
  for (let at = from + 1; at < rows.length; at++) {
    const row = rows[at];
    const before = rows[at - 1];
    if (!row || !before) break;
    const size = Math.max(6, Math.min(row.line.fontSize, before.line.fontSize));
    if (row.line.box.y - bottomOf(before.line.box) > size * widestRowGap) break;
    if (row.line.fontSize > first.line.fontSize * 1.35) break;
    if (row.data || row.cells.length >= 3) {
      if (!row.data && data >= 3 && isHeader(row, rows.slice(from, at))) break;
      if (row.data) data++;
      last = at;
      lone = 0;
      continue;
    }
    if (row.cells.length === 2) {
      // Two pieces of words: a header, or prose that has gone wide.
      if (row.cells.some((cell) => cell.text.length > 60) || ++lone > maxLoneRows) break;
      continue;
    }
    const [cell] = row.cells;
    if (!cell || ++lone > maxLoneRows || cell.text.length > 110) break;
  }
  return data >= 2 && last > from ? last + 1 : undefined;
}

/** Words over most columns and none over the labels: the header of another table, which begins here. */
function isHeader(row: TableRow, above: readonly TableRow[]): boolean {
  const data = above.filter((each) => each.data);
  const labels = Math.min(...data.map((each) => each.line.box.x));
  const most = Math.max(...data.map((each) => each.cells.length));
  const [first] = row.cells;
  if (!first || row.cells.some((cell) => cell.numeric && !isYear(cell.text))) return false;
  const unlabelled = first.box.x > labels + 40 || first.text.startsWith('(');
  return unlabelled && row.cells.length * 1.5 >= most - 1;
}

/** Lines directly above the first row that stand over its columns, with a section's label between, if there is one. */
function withHeader(rows: readonly TableRow[], from: number, to: number, floor: number): number {
  const numbers = rows.slice(from, to).flatMap((row) => row.cells.slice(1).map((cell) => cell.box));
  if (numbers.length === 0) return from;
  const body = boxAround(numbers);
  const left = rows[from]?.line.box.x ?? 0;
  const whole = boxAround(rows.slice(from, to).map((row) => row.line.box));
  let start = from;
  let labels = 0;
  for (let at = from - 1; at >= floor && from - at <= 8; at--) {
    const row = rows[at];
    const below = rows[at + 1];
    if (!row || !below) break;
    const size = Math.max(6, row.line.fontSize, below.line.fontSize);
    if (below.line.box.y - bottomOf(row.line.box) > size * 1.6) break;
    if (row.line.text.length > 160 || row.cells.some((cell) => cell.text.length > 70) || captionLabel(row.line.text))
      break;
    const isOver = row.cells.every((cell, index) => {
      const over = cell.box.x >= body.x - 12 && rightOf(cell.box) <= rightOf(body) + 24;
      // The first cell may head the labels, and then ends where the values begin.
      return over || (index === 0 && row.cells.length > 1 && rightOf(cell.box) < body.x + 12);
    });
    if (isOver && !isTitle(row, whole)) start = at;
    else if (row.cells.length > 1 || row.line.box.x > left + 24 || ++labels > 2) break;
  }
  return start;
}

/** A line in the middle of the whole table, labels included, is its title and no header of columns. */
function isTitle(row: TableRow, whole: Box): boolean {
  const [only] = row.cells;
  if (!only || row.cells.length > 1) return false;
  return Math.abs(only.box.x + only.box.width / 2 - whole.x - whole.width / 2) < 4;
}

function tableFrom(rows: readonly TableRow[]): PdfTable | undefined {
  const columns = columnsUnder(rows);
  const headerRows = headerLength(rows);
  const body = rows.slice(headerRows);
  const numeric = body.flatMap((row) => row.cells.slice(1)).filter((cell) => cell.numeric).length;
  const others = body.reduce((sum, row) => sum + Math.max(0, row.cells.length - 1), 0);
  const data = body.filter((row) => row.data).length;
  if (numeric * 2 < others || data < 2 || (columns.length === 2 && data < 3)) return undefined;
  if (data * 3 < body.length) return undefined;
  return finishedTable(rows, headerRows, columns);
}

/** Longest text of a cell between rules, in characters. */
const maxCellChars = 400;

/**
 * The table that lines make up between two rules across them, with as many of the lines `above` the first rule as head its
 * columns. `rules` are the heights of rules between; the last `banded` lines above stand on a dark band and are its header.
 */
export function tableBetweenRules(
  lines: readonly PdfLine[],
  rules: readonly number[],
  above: readonly PdfLine[],
  banded = 0,
): { table: PdfTable; header: readonly PdfLine[] } | undefined {
  const inside = lines.map(rowOf);
  const full = inside.filter((row) => row.cells.length >= 2);
  if (full.length < 2 || full.length * 2 < inside.length) return undefined;
  const data = inside.filter((row) => row.data).length;
  const all = [...above.map(rowOf), ...inside];
  const start =
    banded > 0 ? above.length - banded : data < 2 ? above.length : withHeader(all, above.length, all.length, 0);
  const rows = all.slice(start);
  const over = above.length - start;
  const columns = columnsUnder(rows.map((row) => ({ ...row, data: row.cells.length >= 2 })));
  // Two columns of words in two rows are a heading and its number more often than a table.
  if (columns.length === 2 && full.length < 3 && data === 0) return undefined;
  const first = rules.find(
    (rule) => lines.some((line) => line.box.y < rule) && lines.some((line) => line.box.y > rule),
  );
  const ruled = first === undefined ? 0 : lines.filter((line) => line.box.y < first).length;
  const headed = over === 0 && ruled > 0 && ruled <= 4 && ruled < rows.length;
  const table = finishedTable(rows, headed ? ruled : Math.max(over, headerLength(rows)), columns);
  if (!table || table.rows.some((row) => row.some((cell) => cell.length > maxCellChars))) return undefined;
  return { table, header: above.slice(start) };
}

function finishedTable(
  rows: readonly TableRow[],
  headerRows: number,
  columns: readonly Column[],
): PdfTable | undefined {
  if (columns.length < 2 || columns.length > 40) return undefined;
  const header = headerTexts(rows.slice(0, headerRows), columns);
  const texts = cellRows(rows.slice(headerRows), columns);
  const named = header.some((cell) => cell !== '');
  const all = withoutEmpty(named ? [header, ...texts] : texts);
  if (all.length < 2 || (all[0]?.length ?? 0) < 2) return undefined;
  return { type: 'table', rows: all, hasHeader: named, box: boxAround(rows.map((row) => row.line.box)) };
}

/** Rows before the first that has numbers other than years. */
function headerLength(rows: readonly TableRow[]): number {
  const first = rows.findIndex((row) =>
    row.cells.some((cell, index) => cell.numeric && !isYear(cell.text) && (index > 0 || row.cells.length > 1)),
  );
  if (first <= 0) return 0;
  // A label alone above the first numbers is a section of the table, not a part of its header.
  let length = first;
  while (length > 0) {
    const row = rows[length - 1];
    const labels =
      row?.cells.length === 1 && row.cells[0] && row.cells[0].box.x <= (rows[first]?.cells[0]?.box.x ?? 0) + 3;
    if (!labels) break;
    length--;
  }
  return length;
}
