import type { Locator } from '../../data/locator.ts';
import { type CellRange, rangeName, type SheetRow } from './sheet.ts';

/** Names places in a workbook, `Prices!A5:F5`, and keeps those of one kind apart when two things lie on the same cells. */
export interface SheetPlaces {
  take(kind: string, sheet: string, range: CellRange): Locator;
}

export function sheetPlaces(): SheetPlaces {
  const taken = new Set<string>();
  return {
    take(kind, sheet, range) {
      const name = rangeName(sheet, range);
      let id = name;
      for (let count = 2; taken.has(`${kind} ${id}`); count++) id = `${name} (${count})`;
      taken.add(`${kind} ${id}`);
      return { id };
    },
  };
}

/** The cells of some rows; the rows are not none, and in order. */
export function rangeOfRows(rows: readonly SheetRow[]): CellRange {
  let left = Number.POSITIVE_INFINITY;
  let right = 0;
  for (const row of rows)
    for (const cell of row.cells) {
      left = Math.min(left, cell.column);
      right = Math.max(right, cell.column);
    }
  return {
    top: rows[0]?.row ?? 1,
    bottom: rows.at(-1)?.row ?? 1,
    left: Math.min(left, right),
    right,
  };
}
