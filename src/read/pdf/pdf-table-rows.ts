import { median } from './pdf-boxes.ts';
import { isNumeric } from './pdf-cells.ts';
import { joinAtLineEnd } from './pdf-line-ends.ts';
import { type Column, nearestColumn, type TableRow } from './pdf-table-columns.ts';

interface Row {
  readonly cells: string[];
  readonly top: number;
  readonly left: number;
}

/** The rows' texts by column; labels and cells that go over several lines are whole again. */
export function cellRows(rows: readonly TableRow[], columns: readonly Column[]): string[][] {
  const placed = rows.map((row): Row => {
    const cells = columns.map(() => '');
    for (const cell of row.cells) {
      const column = nearestColumn(cell, columns);
      cells[column] = cells[column] ? `${cells[column]} ${cell.text}` : cell.text;
    }
    return { cells, top: row.line.box.y, left: row.line.box.x };
  });
  const usual = median(
    placed.slice(1).map((row, index) => row.top - (placed[index]?.top ?? 0)),
    0,
  );
  return wholeLabels(wholeCells(besideLabels(placed, usual), usual), usual).map((row) => row.cells);
}

/** A label whose middle stands between the lines of its values: `Human` above, `Expert` beneath, `82.1` between them. */
function besideLabels(rows: readonly Row[], usual: number): Row[] {
  const merged: Row[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    const before = merged.at(-1);
    const next = rows[at + 1];
    if (!row) break;
    const close = (next?.top ?? 0) - (before?.top ?? 0) < usual * 1.7;
    if (before && next && close && isLone(row) && isUnlabelled(before) && isUnlabelled(next)) {
      let first = merged.length - 1;
      while (first > 0 && merged[first - 1] && isUnlabelled(merged[first - 1] as Row)) first--;
      const owner = merged[first];
      if (owner) owner.cells[0] = row.cells[0] ?? '';
    } else if (before && next && close && isLone(before) && isUnlabelled(row) && isLone(next)) {
      before.cells.splice(
        0,
        before.cells.length,
        joined(before.cells[0] ?? '', next.cells[0] ?? ''),
        ...row.cells.slice(1),
      );
      at++;
    } else merged.push(row);
  }
  return merged;
}

/** Lines that go on with the words of the row above: nothing in the first column, and words under words. */
function wholeCells(rows: readonly Row[], usual: number): Row[] {
  const merged: Row[] = [];
  let bottom = 0;
  for (const row of rows) {
    const above = merged.at(-1);
    const goesOn =
      above !== undefined &&
      row.cells[0] === '' &&
      row.top - bottom <= usual * 1.15 &&
      row.cells.every((cell, column) => cell === '' || (isWords(cell) && isWords(above.cells[column] ?? '')));
    bottom = row.top;
    if (!goesOn) merged.push(row);
    else
      for (const [column, cell] of row.cells.entries())
        if (cell !== '') above.cells[column] = joined(above.cells[column] ?? '', cell);
  }
  return merged;
}

/** Labels over two lines: the values stand beside the second, or beside the first. */
function wholeLabels(rows: readonly Row[], usual: number): Row[] {
  const merged: Row[] = [];
  let open = '';
  let tops = 0;
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    const above = merged.at(-1);
    const label = row.cells[0] ?? '';
    const goesOn = /^[\p{Ll}(&]/u;
    if (isLone(row) && next?.cells[0] && !/:$/.test(label)) {
      const tight = next.top - row.top < usual * 0.93 && next.left - row.left >= -1;
      if (tight || goesOn.test(next.cells[0])) {
        open = joined(open, label);
        continue;
      }
    }
    if (isLone(row) && !open && above && !isLone(above) && goesOn.test(label) && row.top - tops < usual * 1.1)
      above.cells[0] = joined(above.cells[0] ?? '', label);
    else {
      merged.push(open ? { ...row, cells: [joined(open, label), ...row.cells.slice(1)] } : row);
      open = '';
    }
    tops = row.top;
  }
  return merged;
}

function isLone(row: Row): boolean {
  return row.cells[0] !== '' && row.cells.slice(1).every((cell) => cell === '');
}

function isUnlabelled(row: Row): boolean {
  return row.cells[0] === '' && row.cells.some((cell) => cell !== '');
}

function isWords(cell: string): boolean {
  return cell !== '' && !isNumeric(cell);
}

function joined(text: string, next: string): string {
  if (text === '' || next === '') return text || next;
  const { text: start, between } = joinAtLineEnd(text, next);
  return start + between + next;
}
