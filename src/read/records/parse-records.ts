import type { Warning } from '../../data/document.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { decodeInPieces, decodeText } from '../text/decode-text.ts';
import { type Line, linesOf } from '../text/lines.ts';
import { csvDialect } from './csv-dialect.ts';
import { csvRows } from './csv-rows.ts';
import { findJsonError, lineAndColumn } from './json-error.ts';
import { isObject, recordsInJson } from './json-records.ts';
import type { WrittenValues } from './record-words.ts';

/** One record as it stands in the file, or why there is none. Rows and lines count from 1. */
export type ParsedRow =
  | {
      readonly row: number;
      readonly line?: number;
      /** The name it stands under, when records are kept by their ids. */
      readonly key?: string;
      readonly value: Readonly<Record<string, unknown>>;
      readonly problem?: undefined;
    }
  | { readonly row: number; readonly line?: number; readonly problem: string };

export interface ParsedCatalogue extends WrittenValues {
  /** In the order of the file, read as they are asked for. */
  readonly rows: Iterable<ParsedRow>;
  /** A title above the table. */
  readonly title?: string;
}

/** A file that holds no records: its text, to be read as such. */
export interface NoCatalogue {
  readonly text: string;
}

export interface ParseOptions {
  /** The file's name, for messages. */
  readonly name: string;
  readonly declared?: string | undefined;
  warn?(warning: Warning): void;
}

/** Most lines looked at to find how a CSV file is written. */
const dialectLines = 100;

/**
 * The records of a JSON, JSON Lines, CSV or TSV file. Lines and rows that are damaged come as problems, and reading goes on;
 * a JSON file that breaks off or goes wrong as a whole throws a SightlineError (`broken-content`) with the line and column.
 */
export function parseRecords(
  bytes: Uint8Array,
  mediaType: string,
  options: ParseOptions,
): ParsedCatalogue | NoCatalogue {
  if (mediaType === 'application/x-ndjson')
    return { rows: jsonLines(linesOf(decodeInPieces(bytes, options))), untyped: false, decimalComma: false };
  if (mediaType === 'text/csv' || mediaType === 'text/tab-separated-values') return table(bytes, options);
  const text = decodeText(bytes, options);
  return mediaType === 'application/json' ? wholeJson(text, options.name) : { text };
}

function* jsonLines(lines: Iterable<Line>): Generator<ParsedRow> {
  let row = 0;
  for (const { text, number } of lines) {
    if (text.trim() === '') continue;
    row++;
    const where = { row, line: number };
    try {
      const value: unknown = JSON.parse(text);
      yield isObject(value) ? { ...where, value } : { ...where, problem: 'it is not a JSON object' };
    } catch (error) {
      const column = (findJsonError(text) ?? 0) + 1;
      const why = column > text.length ? 'it breaks off' : `it is not JSON from column ${column} on`;
      yield { ...where, problem: error instanceof SyntaxError ? why : reasonOf(error) };
    }
  }
}

function table(bytes: Uint8Array, options: ParseOptions): ParsedCatalogue | NoCatalogue {
  const start: Line[] = [];
  for (const line of linesOf(decodeInPieces(bytes, { ...options, warn: () => {} }))) {
    start.push(line);
    if (start.length === dialectLines) break;
  }
  const dialect = csvDialect(start);
  if (!dialect) return { text: decodeText(bytes, options) };
  const { columns, delimiter, firstLine, title } = dialect;
  function* rows(): Generator<ParsedRow> {
    let row = 0;
    const lines = linesOf(decodeInPieces(bytes, options));
    for (const found of csvRows(from(lines, firstLine), delimiter, columns.length)) {
      row++;
      if (found.problem !== undefined) yield { row, line: found.line, problem: found.problem };
      else {
        const value = Object.fromEntries(columns.map((column, index) => [column, found.cells[index] ?? '']));
        yield { row, line: found.line, value };
      }
    }
  }
  // Where the semicolon separates the columns, the comma is the decimal mark.
  return { rows: rows(), untyped: true, decimalComma: delimiter === ';', ...(title ? { title } : {}) };
}

function* from(lines: Iterable<Line>, first: number): Generator<Line> {
  for (const line of lines) if (line.number >= first) yield line;
}

function wholeJson(text: string, name: string): ParsedCatalogue | NoCatalogue {
  const records = recordsInJson(parseWhole(text, name));
  if (!records) return { text };
  function* rows(): Generator<ParsedRow> {
    for (const [index, { key, value }] of (records ?? []).entries()) {
      const where = { row: index + 1, ...(key === undefined ? {} : { key }) };
      yield isObject(value) ? { ...where, value } : { ...where, problem: 'it is not a JSON object' };
    }
  }
  return { rows: rows(), untyped: false, decimalComma: false };
}

function parseWhole(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const offset = findJsonError(text);
    if (!(error instanceof SyntaxError) || offset === undefined)
      throw new SightlineError('broken-content', `${name} could not be read as JSON: ${reasonOf(error)}`, {
        cause: error,
      });
    const near = text.slice(offset, offset + 20).split('\n', 1)[0] ?? '';
    const what = offset >= text.length ? 'it breaks off' : `${JSON.stringify(near)} cannot stand there`;
    throw new SightlineError(
      'broken-content',
      `${name} is not valid JSON: ${what}, at ${lineAndColumn(text, offset)}.`,
      {
        remedy: 'Mend the file, or write it again from its source.',
        cause: error,
      },
    );
  }
}
