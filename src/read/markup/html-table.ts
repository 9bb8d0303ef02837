import { type Block, oneLine, type TableBlock, tableLine, tableRule } from './blocks.ts';
import type { SourceRange } from './source-text.ts';

export interface HtmlCell {
  readonly header: boolean;
  /** Columns it spans, at least 1. */
  readonly columns: number;
  /** What stands in it. */
  readonly blocks: Block[];
}

export interface HtmlRow {
  readonly cells: HtmlCell[];
  readonly start: number;
  end: number;
}

/** A table while it is read. */
export interface HtmlTable {
  readonly rows: HtmlRow[];
  caption: string;
  /** Said to be there for the layout, or holding another table. */
  layout: boolean;
  readonly start: number;
}

/** Longest text of a cell, on average, in a table of data, in characters; beyond, the table lays out a page. */
const maxCellChars = 600;
const maxColumns = 200;

/**
 * What a table gives: one table block, followed by the pictures in its cells; or, when it is there only to lay out the page,
 * the content of its cells one after the other.
 */
export function tableBlocks(table: HtmlTable, end: number): Block[] {
  const grid = table.rows.map((row) => ({ row, cells: row.cells.flatMap(cellTexts) }));
  const filled = grid.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const columns = usedColumns(filled.map(({ cells }) => cells));
  const texts = filled.flatMap(({ cells }) => cells).filter((cell) => cell !== '');
  const average = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);
  if (table.layout || filled.length < 2 || columns.length < 2 || average > maxCellChars)
    return table.rows.flatMap((row) => row.cells.flatMap((cell) => cell.blocks));

  const [first] = filled;
  const headed = first?.row.cells.every((cell) => cell.header || cell.blocks.length === 0) ?? false;
  const line = (cells: readonly string[]) => tableLine(columns.map((column) => cells[column] ?? ''));
  const block: TableBlock = {
    type: 'table',
    head: headed && first ? `${line(first.cells)}\n${tableRule(columns.length)}` : '',
    rows: filled.slice(headed ? 1 : 0).map(({ row, cells }) => ({ text: line(cells), range: rangeOf(row) })),
    ...(table.caption ? { caption: table.caption } : {}),
    range: { start: table.start, end },
  };
  const images = table.rows.flatMap((row) =>
    row.cells.flatMap((cell) => cell.blocks.filter((item) => item.type === 'image')),
  );
  return [block, ...images];
}

function rangeOf(row: HtmlRow): SourceRange {
  return { start: row.start, end: row.end };
}

/** A cell's text, followed by empty ones for the other columns it spans. */
function cellTexts(cell: HtmlCell): string[] {
  const texts = cell.blocks.map((block) => {
    if (block.type === 'text') return block.text.text;
    return block.type === 'heading' ? block.text : '';
  });
  return [oneLine(texts.join(' ')), ...Array.from({ length: cell.columns - 1 }, () => '')];
}

/** Columns with something in them: many tables have empty ones for the spacing. */
function usedColumns(rows: readonly (readonly string[])[]): number[] {
  const used = new Set<number>();
  for (const row of rows)
    for (const [column, text] of row.slice(0, maxColumns).entries()) if (text !== '') used.add(column);
  return [...used].sort((a, b) => a - b);
}
