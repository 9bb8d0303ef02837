import type { Box } from '../../data/locator.ts';
import { rightOf } from './pdf-boxes.ts';
import { isYear } from './pdf-cells.ts';
import type { PdfLine } from './pdf-lines.ts';

export interface TableCell {
  readonly text: string;
  readonly box: Box;
  readonly numeric: boolean;
}

export interface TableRow {
  readonly line: PdfLine;
  readonly cells: readonly TableCell[];
  /** It holds numbers beside a label or beside each other. */
  readonly data: boolean;
}

/** The stretch of the page's width that a table's column takes. */
export interface Column {
  readonly left: number;
  readonly right: number;
}

/**
 * The columns of a table, from left to right, by what its rows of data cover. Narrow cells say first where a column is; a
 * cell over several columns says nothing.
 */
export function columnsUnder(rows: readonly TableRow[]): Column[] {
  const cells = rows
    .filter((row) => row.data && !row.cells.every((cell) => isYear(cell.text)))
    .flatMap((row) => row.cells)
    .sort((a, b) => a.box.width - b.box.width);
  let columns: OpenColumn[] = [];
  for (const { box } of cells) {
    const right = rightOf(box);
    const under = columns.filter((column) => Math.min(right, column.right) - Math.max(box.x, column.left) > 0.5);
    const [only] = under;
    if (!only) columns.push({ left: box.x, right, count: 1 });
    else if (under.length === 1) {
      only.left = Math.min(only.left, box.x);
      only.right = Math.max(only.right, right);
      only.count++;
    }
  }
  columns.sort((a, b) => a.left - b.left);
  columns = withOneLabel(columns, rows);
  const dataRows = rows.filter((row) => row.data).length;
  const fewest = dataRows >= 6 ? 2 : 1;
  // A column in which a single cell stands is that cell's own whim, unless the table is small.
  return columns.filter((column, index) => index === 0 || column.count >= fewest);
}

/** Labels and those set further in are one column, though short ones of both kinds do not lie beneath each other. */
function withOneLabel(columns: OpenColumn[], rows: readonly TableRow[]): OpenColumn[] {
  const merged = [...columns];
  for (let [first, second] = merged; first && second; [first, second] = merged) {
    const [label, next] = [first, second];
    const isIn = (cell: TableCell, column: OpenColumn) =>
      cell.box.x >= column.left - 0.5 && cell.box.x < column.right - 0.5;
    const together = rows.some(
      ({ cells }) =>
        cells.some((cell) => isIn(cell, label)) && cells.some((cell) => isIn(cell, next) && cell.box.x > label.right),
    );
    const numeric = rows.some(({ cells }) => cells.some((cell) => cell.numeric && isIn(cell, next)));
    if (together || numeric) break;
    merged.splice(0, 2, { left: label.left, right: next.right, count: label.count + next.count });
  }
  return merged;
}

interface OpenColumn {
  left: number;
  right: number;
  count: number;
}

/** Index of the column that a cell stands in. */
export function nearestColumn(cell: TableCell, columns: readonly Column[]): number {
  let best = 0;
  let bestOverlap = Number.NEGATIVE_INFINITY;
  for (const [index, column] of columns.entries()) {
    const overlap = Math.min(rightOf(cell.box), column.right) - Math.max(cell.box.x, column.left);
    if (overlap > bestOverlap) {
      best = index;
      bestOverlap = overlap;
    }
  }
  return best;
}
