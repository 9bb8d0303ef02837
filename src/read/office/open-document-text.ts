import { oneLine } from '../markup/blocks.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, numberOf } from '../markup/xml-query.ts';

/** What stands in a paragraph and is no text of it. */
const apart = new Set([
  'draw:frame',
  'draw:g',
  'draw:custom-shape',
  'office:annotation',
  'text:bookmark',
  'text:note-citation',
  'text:ruby-text',
  'text:page-number',
  'text:tracked-changes',
]);

/** What a paragraph says, its line breaks kept; a footnote stands in brackets where its number is. */
export function openParagraph(paragraph: XmlElement): string {
  const parts: string[] = [];
  gather(paragraph, parts, 0);
  return parts
    .join('')
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
    .join('\n');
}

function gather(element: XmlElement, parts: string[], depth: number): void {
  for (const item of element.children) {
    // Blanks and line ends in the file are one blank; others are written as elements.
    if (typeof item === 'string') parts.push(item.replace(/\s+/g, ' '));
    else if (item.name === 'text:s') parts.push(' '.repeat(Math.min(100, numberOf(item, 'text:c') ?? 1)));
    else if (item.name === 'text:tab') parts.push(' ');
    else if (item.name === 'text:line-break') parts.push('\n');
    else if (item.name === 'text:note') {
      const note = children(child(item, 'text:note-body'), 'text:p')
        .map((part) => oneLine(openParagraph(part)))
        .join(' ');
      if (note) parts.push(` [${note}]`);
    } else if (!apart.has(item.name) && depth < 200) gather(item, parts, depth + 1);
  }
}

/** Paragraphs and lists below an element as lines of Markdown, lists indented by level. */
export function openLines(container: XmlElement | undefined, level = 0): string[] {
  const lines: string[] = [];
  for (const item of children(container)) {
    if (item.name === 'text:p' || item.name === 'text:h') {
      const text = openParagraph(item);
      if (text) lines.push(text);
    } else if (item.name === 'text:list' && level < 50) lines.push(...listLines(item, level));
  }
  return lines;
}

/** The items of a list (`text:list`), each a line; what follows in an item is indented beneath it. */
export function listLines(list: XmlElement, level = 0): string[] {
  if (level > 50) return [];
  const indent = '  '.repeat(Math.min(8, level));
  return children(list, 'text:list-item', 'text:list-header').flatMap((entry) =>
    children(entry).flatMap((item) => {
      if (item.name === 'text:list') return listLines(item, level + 1);
      if (item.name !== 'text:p' && item.name !== 'text:h') return [];
      const text = oneLine(openParagraph(item));
      return text ? [`${indent}- ${text}`] : [];
    }),
  );
}

/** Cells of one table; what is beyond is left out. */
const maxCells = 50_000;

/** Rows and columns that are only repeated emptiness are cut to this many. */
const maxRepeats = 200;

/** The cells of a table (`table:table`) by row, every row as long, without rows and columns that are empty to the end. */
export function openTable(table: XmlElement): string[][] {
  const rows: string[][] = [];
  let cells = 0;
  const addRows = (container: XmlElement) => {
    for (const item of children(container)) {
      if (item.name !== 'table:table-row') {
        if (/^table:table-(?:header-rows|rows|row-group)$/.test(item.name)) addRows(item);
        continue;
      }
      const row: string[] = [];
      for (const cell of children(item, 'table:table-cell', 'table:covered-table-cell')) {
        const text = oneLine(openLines(cell).join(' '));
        const times = Math.min(maxRepeats, Math.max(1, numberOf(cell, 'table:number-columns-repeated') ?? 1));
        for (let n = 0; n < times && cells < maxCells; n++, cells++) row.push(text);
      }
      while (row.length > 0 && row.at(-1) === '') row.pop();
      const times =
        row.length === 0 ? 1 : Math.min(maxRepeats, Math.max(1, numberOf(item, 'table:number-rows-repeated') ?? 1));
      for (let n = 0; n < times && cells < maxCells; n++, cells += row.length) rows.push([...row]);
    }
  };
  addRows(table);
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return rows
    .filter((row) => row.length > 0)
    .map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')]);
}
