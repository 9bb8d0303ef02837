import { centreOf, rightOf } from './pdf-boxes.ts';
import { type Column, nearestColumn, type TableCell, type TableRow } from './pdf-table-columns.ts';

/** First and last of the columns that a cell stands over. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** The header's rows as one: for each column what stands over it, from top to bottom. */
export function headerTexts(rows: readonly TableRow[], columns: readonly Column[]): string[] {
  const texts = columns.map(() => [] as string[]);
  const full = rows.some(({ cells }) => cells.length >= columns.length - 1);
  for (const { cells } of rows) {
    const even = evenGroups(cells, columns, full);
    const over = cells.map((cell) => columnsOver(cell, columns));
    for (const [index, cell] of cells.entries()) {
      const { first, last } = even?.get(cell) ?? rangeFor(index, cells, over, columns);
      for (let column = first; column <= last; column++) texts[column]?.push(cell.text);
    }
  }
  return texts.map((parts) => parts.join(' '));
}

/** Cells each in the middle of as many columns: `Three Months Ended` over two years, `(In millions)` over all. */
function evenGroups(
  cells: readonly TableCell[],
  columns: readonly Column[],
  full: boolean,
): ReadonlyMap<TableCell, Range> | undefined {
  const labels = columns[0]?.right ?? 0;
  const over = cells.filter((cell) => cell.box.x > labels - 1);
  const each = (columns.length - 1) / Math.max(1, over.length);
  if (over.length === 0 || each < 2 || !Number.isInteger(each)) return undefined;
  // The middle one of three columns has the same middle as the three.
  if (each % 2 === 1 && !full && !over.every((cell) => cell.text.startsWith('('))) return undefined;
  const groups = over.map((_, index) => ({ first: 1 + index * each, last: (index + 1) * each }));
  const atEnds = (cell: TableCell, index: number) =>
    Math.abs(rightOf(cell.box) - (columns[groups[index]?.last ?? 0]?.right ?? 0)) < 8;
  const fit =
    over.every((cell, index) => offsetFrom(cell, groups[index] as Range, columns) < 0.2) ||
    (full && over.length > 1 && over.every(atEnds));
  return fit ? new Map(over.map((cell, index) => [cell, groups[index] as Range])) : undefined;
}

/** How far a cell stands from the middle of some columns, as a share of their width. */
function offsetFrom(cell: TableCell, range: Range, columns: readonly Column[]): number {
  const left = columns[range.first]?.left ?? 0;
  const right = columns[range.last]?.right ?? 0;
  return Math.abs(centreOf(cell.box) - (left + right) / 2) / Math.max(1, right - left);
}

function rangeFor(
  index: number,
  cells: readonly TableCell[],
  over: readonly Range[],
  columns: readonly Column[],
): Range {
  const cell = cells[index];
  const own = over[index] ?? { first: 0, last: 0 };
  if (!cell || own.first === 0) return own;
  // A cell may reach up to its neighbours, and never over the labels.
  const room = {
    first: Math.min(own.first, (over[index - 1]?.last ?? 0) + 1),
    last: Math.max(own.last, (over[index + 1]?.first ?? columns.length) - 1),
  };
  return centredOver(cell, own, room, columns);
}

function columnsOver(cell: TableCell, columns: readonly Column[]): Range {
  const under = columns.flatMap((column, index) => {
    const overlap = Math.min(rightOf(cell.box), column.right) - Math.max(cell.box.x, column.left);
    return overlap > Math.min(4, (column.right - column.left) / 3) ? [index] : [];
  });
  const [first = nearestColumn(cell, columns)] = under;
  return { first, last: under.at(-1) ?? first };
}

/** The columns in whose middle the cell stands, when it stands off the middle of its own. */
function centredOver(cell: TableCell, own: Range, room: Range, columns: readonly Column[]): Range {
  if (offsetFrom(cell, own, columns) < 0.2) return own;
  let best = own;
  let bestOffset = 0.12;
  for (let first = Math.max(1, room.first); first <= own.first; first++)
    for (let last = own.last; last <= Math.min(room.last, own.last + 12); last++) {
      const found = offsetFrom(cell, { first, last }, columns);
      if (found >= bestOffset) continue;
      best = { first, last };
      bestOffset = found;
    }
  return best;
}
