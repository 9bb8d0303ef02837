import type { Metadata } from '../../data/segment.ts';
import { shownName } from '../../support/shown-name.ts';
import type { ReadContext } from '../reader.ts';

/** One cell as a spreadsheet shows it. Empty cells are not there. */
export interface SheetCell {
  /** Counted from 0. */
  readonly column: number;
  /** As shown, on one or several lines; never empty. Dates are written as ISO 8601 does, whatever the sheet's taste. */
  readonly text: string;
  /** What it holds; dates and errors as their text. */
  readonly value: string | number | boolean;
  /** Of a number that is shown as money. */
  readonly currency?: string;
  /** Rows and columns it was merged over, this one included; both 1 unless told. */
  readonly rows?: number;
  readonly columns?: number;
  /** In bold letters, as headers often are. */
  readonly bold?: boolean;
  /** Stands for the merged cell further up, which is the one that is shown. */
  readonly repeated?: true;
}

export interface SheetRow {
  /** Counted from 1, as it is shown. */
  readonly row: number;
  readonly hidden: boolean;
  /** From left to right, each column once; may be empty. */
  readonly cells: readonly SheetCell[];
}

/** Cells from one corner to the other, both included: rows count from 1, columns from 0. */
export interface CellRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A picture that lies on a sheet. */
export interface SheetPicture {
  readonly range: CellRange;
  /** For {@link SheetSource.context}'s `picture`. */
  readonly reference: string;
  readonly alt?: string;
  readonly caption?: string;
}

/** A chart that lies on a sheet, with the numbers it was drawn from; the first row is the header. */
export interface SheetChart {
  readonly range: CellRange;
  readonly title?: string;
  readonly rows: readonly (readonly string[])[];
}

/** Words on a sheet outside its cells: a text box, a remark on a cell. */
export interface SheetNote {
  readonly range: CellRange;
  readonly text: string;
}

export interface Sheet {
  readonly name: string;
  /** In order from the top; read once, as they are asked for. */
  readonly rows: Iterable<SheetRow>;
  readonly pictures: readonly SheetPicture[];
  readonly charts: readonly SheetChart[];
  readonly notes: readonly SheetNote[];
}

/** A workbook on its way to segments. */
export interface SheetSource {
  /** The document's name, for messages. */
  readonly name: string;
  /** Words of its name and title, for every segment. */
  readonly nameWords: string;
  readonly metadata: Metadata;
  /** In their order; each is opened when its turn comes. */
  readonly sheets: Iterable<Sheet>;
  /** With a `picture` that knows the pictures inside the file, too. */
  readonly context: ReadContext;
}

/** Columns that are read of a sheet; spreadsheets have up to 16,384. */
export const maxSheetColumns = 300;

/** Warns, once, that a sheet has more columns than are read. */
export function tooWideWarning(sheet: string, warn: ReadContext['warn']): () => void {
  let told = false;
  return () => {
    if (told) return;
    told = true;
    const message = `The sheet ${shownName(sheet, 100)} has more than ${maxSheetColumns} columns; the others were left out.`;
    warn({ message: `${message} Turn the table so that they are rows.` });
  };
}

/** A column's letters: 0 is `A`, 26 is `AA`. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  return letters;
}

/** Reads `B7` or `$B$7`; undefined for what is no cell. */
export function parseCell(text: string): { readonly row: number; readonly column: number } | undefined {
  const found = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,7})$/i.exec(text.trim());
  if (!found?.[1]) return undefined;
  let column = 0;
  for (const letter of found[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(found[2]), column: column - 1 };
}

/** Reads `A5:F9`, or `A5` alone. */
export function parseCellRange(text: string): CellRange | undefined {
  const [first = '', last = first] = text.split(':');
  const from = parseCell(first);
  const to = parseCell(last);
  if (!from || !to) return undefined;
  return {
    top: Math.min(from.row, to.row),
    left: Math.min(from.column, to.column),
    bottom: Math.max(from.row, to.row),
    right: Math.max(from.column, to.column),
  };
}

/** A place as spreadsheets write it: `Prices!A5:F5`, the sheet's name in quotation marks where formulas need them. */
export function rangeName(sheet: string, range: CellRange): string {
  const plain = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(sheet) && !/^(?:[a-z]{1,3}\d+|r\d*c?\d*|c\d*)$/i.test(sheet);
  const first = `${columnLetters(range.left)}${range.top}`;
  const last = `${columnLetters(range.right)}${range.bottom}`;
  return `${plain ? sheet : `'${sheet.replaceAll("'", "''")}'`}!${first === last ? first : `${first}:${last}`}`;
}
