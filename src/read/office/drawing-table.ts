import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, isOn } from '../markup/xml-query.ts';
import { drawingText } from './drawing-text.ts';

/** Cells of one table; what is beyond is left out. */
const maxCells = 50_000;

/**
 * The cells of a slide's table (`a:tbl`) by row, every row as long. A cell over several rows is repeated in each, so that
 * a row can be understood by itself; one over several columns stands in its first.
 */
export function drawingTable(table: XmlElement): string[][] {
  const rows: string[][] = [];
  let cells = 0;
  for (const row of children(table, 'a:tr')) {
    if (cells > maxCells) break;
    const line: string[] = [];
    for (const cell of children(row, 'a:tc')) {
      if (++cells > maxCells) break;
      const continued = isOn(cell, 'vMerge') && !isOn(cell, 'hMerge');
      const above = continued ? rows.at(-1)?.[line.length] : undefined;
      const text = isOn(cell, 'hMerge') ? '' : oneLine(drawingText(child(cell, 'a:txBody')).lines.join(' '));
      line.push(above ?? text);
    }
    rows.push(line);
  }
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return rows
    .map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')])
    .filter((row) => row.some((cell) => cell !== ''));
}
