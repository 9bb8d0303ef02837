import type { SheetRow } from './sheet.ts';

/**
 * Tables that stand side by side, parted by an empty column, each with its own rows. They are parted only when each has two
 * columns and two rows and begins with words: numbers to the right of a gap belong to the words at their left.
 */
export function sideBySide(rows: readonly SheetRow[]): SheetRow[][] {
  const used = new Set(rows.flatMap((row) => row.cells.map((cell) => cell.column)));
  const columns = [...used].sort((a, b) => a - b);
  const parts: SheetRow[][] = [];
  let from = columns[0] ?? 0;
  for (const [index, column] of columns.entries()) {
    const next = columns[index + 1];
    if (next === undefined || next === column + 1) continue;
    const left = rowsBetween(rows, from, column);
    const right = rowsBetween(rows, next, columns.at(-1) ?? next);
    if (!isTable(left) || !isTable(right) || !beginsWithWords(right, next)) continue;
    parts.push(left);
    from = next;
  }
  parts.push(rowsBetween(rows, from, columns.at(-1) ?? from));
  return parts;
}

function rowsBetween(rows: readonly SheetRow[], left: number, right: number): SheetRow[] {
  return rows.flatMap((row) => {
    const cells = row.cells.filter((cell) => cell.column >= left && cell.column <= right);
    return cells.length === 0 ? [] : [{ ...row, cells }];
  });
}

function isTable(rows: readonly SheetRow[]): boolean {
  return rows.length > 1 && new Set(rows.flatMap((row) => row.cells.map((cell) => cell.column))).size > 1;
}

function beginsWithWords(rows: readonly SheetRow[], column: number): boolean {
  const cells = rows.flatMap((row) => row.cells.find((cell) => cell.column === column) ?? []);
  const words = cells.filter((cell) => typeof cell.value === 'string').length;
  return words > rows.length / 2;
}
