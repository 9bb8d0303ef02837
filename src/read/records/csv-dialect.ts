import type { Line } from '../text/lines.ts';
import { csvRows } from './csv-rows.ts';

/** How a CSV file is written, as its first lines show. */
export interface CsvDialect {
  readonly delimiter: string;
  /** One name for each cell of a row, none empty, none twice. */
  readonly columns: readonly string[];
  /** Number of the line that the first row of data starts on or after. */
  readonly firstLine: number;
  /** A title that stands alone above the header. */
  readonly title?: string;
}

const delimiters = [',', '\t', ';', '|'];
const sampleRows = 60;

interface Candidate {
  readonly delimiter: string;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Cells in most rows. */
  readonly width: number;
  /** Share (0 to 1) of rows with that many cells. */
  readonly share: number;
}

/**
 * Finds delimiter and header in the first lines of a file; undefined when they do not look like a table. `strict` asks that
 * every row has the same number of cells and that there are at least three rows of three cells: for files whose name does
 * not say that they are tables.
 */
export function csvDialect(lines: readonly Line[], strict = false): CsvDialect | undefined {
  const said = /^sep=(.)$/i.exec(lines[0]?.text.trim() ?? '')?.[1];
  const body = said ? lines.slice(1) : lines;
  const candidates = (said ? [said] : delimiters).map((delimiter) => candidate(body, delimiter));
  const [best] = candidates.toSorted((a, b) => score(b) - score(a));
  if (!best || best.rows.length === 0) return undefined;
  if (strict && (best.width < 3 || best.share < 1 || best.rows.length < 3)) return undefined;
  if (best.width < 2 || best.share < 0.6)
    return strict || !isOneColumn(body) ? undefined : dialectOf(candidate(body, ','));
  const dialect = dialectOf(best);
  return strict && dialect.columns[0] === unnamed(0) ? undefined : dialect;
}

function candidate(lines: readonly Line[], delimiter: string): Candidate {
  const rows: { line: number; cells: readonly string[] }[] = [];
  for (const row of csvRows(lines, delimiter)) {
    if (row.problem === undefined) rows.push(row);
    if (rows.length === sampleRows) break;
  }
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.cells.length, (counts.get(row.cells.length) ?? 0) + 1);
  let width = 0;
  for (const [cells, count] of counts) if (cells > 1 && count > (counts.get(width) ?? 0)) width = cells;
  return { delimiter, rows, width, share: (counts.get(width) ?? 0) / Math.max(1, rows.length) };
}

/** Agreement between rows decides; more cells break a tie. */
function score(found: Candidate): number {
  return found.width < 2 ? 0 : found.share + found.width / 10_000;
}

/** A list under a one-word header, such as `url`. */
function isOneColumn(lines: readonly Line[]): boolean {
  const rows = candidate(lines, ',').rows;
  return (
    rows.length > 1 &&
    rows.every((row) => row.cells.length === 1) &&
    /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(rows[0]?.cells[0] ?? '')
  );
}

function dialectOf(found: Candidate): CsvDialect {
  const width = Math.max(1, found.width);
  const titles: string[] = [];
  let header = 0;
  // Spreadsheets are often exported with a title, alone in its row, above the header.
  while (header < 5 && header < found.rows.length - 1) {
    const filled = found.rows[header]?.cells.filter((cell) => cell !== '') ?? [];
    if (width === 1 || filled.length > 1) break;
    titles.push(...filled);
    header++;
  }
  const row = found.rows[header];
  const cells = row?.cells ?? [];
  const named = isHeader(cells);
  return {
    delimiter: found.delimiter,
    columns: named ? distinct(cells) : Array.from({ length: width }, (_, n) => unnamed(n)),
    firstLine: (row?.line ?? 1) + (named ? 1 : 0),
    ...(titles.length > 0 ? { title: titles.join(' ') } : {}),
  };
}

/** Names are short, mostly there and mostly different; values are numbers, paths, addresses. */
function isHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (names.length === 0 || names.length * 2 < cells.length || new Set(names).size * 2 < names.length) return false;
  return names.every(
    (name) =>
      name.length <= 200 && !/^[-+$€£]?\d[\d.,]*%?$/.test(name) && !/^\w+:\/\/|\.(?:jpe?g|png|webp|gif)$/i.test(name),
  );
}

function distinct(cells: readonly string[]): string[] {
  const used = new Set<string>();
  return cells.map((cell, n) => {
    const name = cell.replace(/\s+/g, ' ').trim() || unnamed(n);
    let free = name;
    for (let count = 2; used.has(free); count++) free = `${name} ${count}`;
    used.add(free);
    return free;
  });
}

function unnamed(index: number): string {
  return `column ${index + 1}`;
}
