import { maxSheetColumns, type SheetCell, type SheetRow } from './sheet.ts';

/** Merged cells that reach further down at one time; more are lies. */
const maxOpen = maxSheetColumns;

/**
 * Rows in which a cell merged over several rows is there in each of them, marked as repeated: the chairs of a price list belong
 * to the group whose name stands once beside them.
 */
export function* repeatMerged(rows: Iterable<SheetRow>): Generator<SheetRow, void, undefined> {
  let open: { readonly cell: SheetCell; readonly last: number }[] = [];
  for (const row of rows) {
    open = open.filter((merged) => merged.last >= row.row);
    const taken = new Set(row.cells.map((cell) => cell.column));
    const repeated = open.flatMap(({ cell }) => (taken.has(cell.column) ? [] : [cell]));
    for (const cell of row.cells)
      if ((cell.rows ?? 1) > 1 && open.length < maxOpen) {
        const { rows: height = 1, ...rest } = cell;
        open.push({ cell: { ...rest, repeated: true }, last: row.row + height - 1 });
      }
    if (repeated.length === 0) yield row;
    else yield { ...row, cells: [...row.cells, ...repeated].sort((a, b) => a.column - b.column) };
  }
}
