import type { Line } from '../text/lines.ts';

/** One row of a CSV file, or why there is none; `line` is where it starts, counted from 1. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[]; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string };

/** Most a quoted cell may span before its quotation mark counts as never closed. */
const maxQuotedLines = 1000;
const maxQuotedChars = 200_000;
/** After so many lines were read again, cells are no longer let span lines: the file does not mean its quotes so. */
const maxReadAgain = 50_000;

/**
 * Rows after RFC 4180, with any delimiter of one character. Blank lines are passed over and blanks around unquoted cells are
 * taken off. With `width` given, a row of another number of cells is a problem, unless only empty cells are over.
 *
 * A reader of its own rather than csv-parse, because it must go on after damage: csv-parse takes everything behind a stray
 * quotation mark into one cell and drops the rows it had ready when it fails; here the line with the mark is reported and
 * reading goes on with the next one.
 */
export function* csvRows(lines: Iterable<Line>, delimiter: string, width?: number): Generator<CsvRow, void, undefined> {
  const source = lines[Symbol.iterator]();
  const again: Line[] = [];
  let readAgain = 0;
  const take = (): Line | undefined => {
    const back = again.pop();
    if (back) return back;
    const next = source.next();
    return next.done ? undefined : next.value;
  };

  for (let first = take(); first; first = take()) {
    if (first.text.trim() === '') continue;
    const held = [first];
    const row: OpenRow = { cells: [], open: undefined, torn: false };
    readCells(first.text, delimiter, row);
    let chars = 0;
    while (row.open !== undefined) {
      const full = readAgain > maxReadAgain || held.length >= maxQuotedLines || chars > maxQuotedChars;
      const next: Line | undefined = full ? undefined : take();
      if (!next) break;
      held.push(next);
      chars += next.text.length;
      readCells(next.text, delimiter, row);
    }
    const { cells } = row;
    while (width !== undefined && cells.length > width && cells.at(-1) === '') cells.pop();
    const wrongWidth = width !== undefined && cells.length !== width;
    if (row.open !== undefined || row.torn || (wrongWidth && held.length > 1)) {
      readAgain += held.length - 1;
      // The lines that the mark took in by mistake are read again as rows of their own.
      for (const line of held.slice(1).reverse()) again.push(line);
      yield { line: first.number, problem: 'a quotation mark is never closed' };
    } else if (wrongWidth) {
      const problem = `it has ${cells.length} field${cells.length === 1 ? '' : 's'} where the header has ${width}`;
      yield { line: first.number, problem };
    } else yield { line: first.number, cells };
  }
  source.return?.();
}

interface OpenRow {
  readonly cells: string[];
  /** What a quoted cell holds so far that goes on over the line's end. */
  open: string | undefined;
  /** A cell over several lines does not end behind its closing mark: the mark is not what it seems. */
  torn: boolean;
}

/** Adds the cells of one line to the row. */
function readCells(text: string, delimiter: string, row: OpenRow): void {
  const begun = row.open !== undefined;
  let at = 0;
  while (at <= text.length) {
    if (row.open === undefined) {
      const start = skipBlanks(text, at);
      if (text[start] === '"') {
        row.open = '';
        at = start + 1;
      } else {
        const end = endOfCell(text, delimiter, at);
        row.cells.push(text.slice(at, end).trim());
        at = end + 1;
        continue;
      }
    }
    const mark = closingMark(text, at);
    row.open += text.slice(at, mark < 0 ? undefined : mark).replaceAll('""', '"');
    if (mark < 0) {
      row.open += '\n';
      return;
    }
    const end = endOfCell(text, delimiter, mark + 1);
    const rest = text.slice(mark + 1, end).trimEnd();
    if (rest !== '' && begun && row.open.includes('\n')) row.torn = true;
    row.cells.push(rest === '' ? row.open : `"${row.open}"${rest}`);
    row.open = undefined;
    at = end + 1;
  }
}

function endOfCell(text: string, delimiter: string, from: number): number {
  const end = text.indexOf(delimiter, from);
  return end < 0 ? text.length : end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

/** Where the next quotation mark stands that is not doubled; -1 when there is none. */
function closingMark(text: string, from: number): number {
  let mark = text.indexOf('"', from);
  while (mark >= 0 && text[mark + 1] === '"') mark = text.indexOf('"', mark + 2);
  return mark;
}
