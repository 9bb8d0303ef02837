import type { Block } from '../markup/blocks.ts';
import { type HtmlCell, type HtmlRow, type HtmlTable, tableBlocks } from '../markup/html-table.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, isOn, numberOf } from '../markup/xml-query.ts';
import { isSet } from './docx-styles.ts';

export interface DocxTableTools {
  /** The blocks of a cell, which takes their places. */
  blocks(cell: XmlElement): Block[];
  /** The next free place of the text. */
  place(): number;
  /** A row has ended, which takes a place, too. */
  rowDone(): void;
}

const maxColumns = 50;
const wrappers = ['w:sdt', 'w:sdtContent', 'w:ins', 'w:customXml', 'w:smartTag', 'w:moveTo'];

/** A table of a Word file: as one table block and the pictures in it, or, when it lays out the page, as what its cells hold. */
export function docxTable(element: XmlElement, tools: DocxTableTools): Block[] {
  const table: HtmlTable = { rows: [], caption: '', layout: false, start: tools.place() };
  const look = child(element, 'w:tblPr', 'w:tblLook');
  const firstIsHeader = isOn(look, 'w:firstRow') || (Number.parseInt(look?.attributes['w:val'] ?? '', 16) & 0x20) > 0;
  /** What stands in a cell that goes on downwards, by its column. */
  const above = new Map<number, Block[]>();
  for (const row of unwrapped(element, 'w:tr')) {
    const properties = child(row, 'w:trPr');
    if (child(properties, 'w:del')) continue;
    const header = isSet(child(properties, 'w:tblHeader')) || (firstIsHeader && table.rows.length === 0);
    const cells: HtmlCell[] = [];
    const start = tools.place();
    let column = Math.min(maxColumns, Math.max(0, numberOf(child(properties, 'w:gridBefore'), 'w:val') ?? 0));
    if (column > 0) cells.push({ header, columns: column, blocks: [] });
    for (const cell of unwrapped(row, 'w:tc')) {
      const own = child(cell, 'w:tcPr');
      const columns = Math.min(maxColumns, Math.max(1, numberOf(child(own, 'w:gridSpan'), 'w:val') ?? 1));
      const merge = child(own, 'w:vMerge');
      const goesOn = merge !== undefined && merge.attributes['w:val'] !== 'restart';
      const read = tools.blocks(cell);
      if (read.some((block) => block.type === 'table')) table.layout = true;
      const blocks = goesOn && read.length === 0 ? (above.get(column) ?? []) : read;
      if (!goesOn) above.delete(column);
      if (merge && !goesOn) above.set(column, blocks.filter(isWords));
      cells.push({ header, columns, blocks });
      column += columns;
    }
    const end = tools.place();
    tools.rowDone();
    const made: HtmlRow = { cells, start, end };
    table.rows.push(made);
  }
  // In a table that lays out the page, what a merged cell holds would come once for each of its rows.
  return [...new Set(tableBlocks(table, tools.place()))];
}

function isWords(block: Block): boolean {
  return block.type === 'text' || block.type === 'heading';
}

/** The rows of a table or cells of a row, those inside content controls and tracked insertions too. */
function unwrapped(element: XmlElement, name: string, depth = 0): XmlElement[] {
  return children(element, name, ...wrappers).flatMap((item) => {
    if (item.name === name) return [item];
    return depth < 20 ? unwrapped(item, name, depth + 1) : [];
  });
}
