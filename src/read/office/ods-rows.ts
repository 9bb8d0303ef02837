import { oneLine } from '../markup/blocks.ts';
import {
  type CellRange,
  maxSheetColumns,
  parseCell,
  type SheetCell,
  type SheetNote,
  type SheetPicture,
  type SheetRow,
} from './sheet.ts';
import { plainNumber } from './sheet-number-format.ts';
import { sheetTokens, tokenAttribute, tokenText } from './sheet-xml.ts';

/** A sheet of an OpenDocument file: where it stands in the source. */
export interface OdsSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly start: number;
  readonly end: number;
}

/** What hangs on the cells, found while rows are read. */
export interface OdsThings {
  readonly pictures: SheetPicture[];
  readonly charts: { readonly range: CellRange; readonly object: string }[];
  readonly notes: SheetNote[];
  /** Told of cells beyond the columns that are read. */
  tooWide?(): void;
}

/** A row said to be there so many times more is believed so far; the rest fills the sheet to its end. */
const maxRepeated = 1_000;
const maxCellChars = 40_000;
const maxThings = 10_000;

/** The sheets of `content.xml`, in order. */
export function odsSheets(source: string): OdsSheet[] {
  const hidden = hiddenStyles(source);
  const sheets: OdsSheet[] = [];
  let open: { name: string; hidden: boolean; start: number } | undefined;
  let depth = 0;
  for (const token of sheetTokens(source)) {
    if (token.name !== 'table' || token.empty) continue;
    // A table within a table is part of a cell.
    if (token.type === 'open' && depth++ === 0) {
      const name = tokenAttribute(source, token, 'table:name') ?? `Sheet${sheets.length + 1}`;
      const style = tokenAttribute(source, token, 'table:style-name') ?? '';
      open = { name, hidden: hidden.has(style), start: token.end };
    } else if (token.type === 'close' && depth > 0 && --depth === 0 && open) {
      sheets.push({ ...open, end: token.start });
      open = undefined;
    }
  }
  if (open) sheets.push({ ...open, end: source.length });
  return sheets;
}

/** Names of the table styles that are not shown. */
function hiddenStyles(source: string): ReadonlySet<string> {
  const found = new Set<string>();
  let style = '';
  for (const token of sheetTokens(source)) {
    if (token.type !== 'open') continue;
    if (token.name === 'body') break;
    if (token.name === 'style') style = tokenAttribute(source, token, 'style:name') ?? '';
    if (token.name === 'table-properties' && tokenAttribute(source, token, 'table:display') === 'false')
      found.add(style);
  }
  return found;
}

interface OpenCell {
  readonly type: string;
  readonly repeats: number;
  attribute(name: string): string | undefined;
  text: string;
}

/** The rows of a sheet; pictures, charts and remarks go to `things` as they are met. */
export function* odsRows(source: string, sheet: OdsSheet, things: OdsThings): Generator<SheetRow, void, undefined> {
  let row = 1;
  let column = 0;
  let cells: SheetCell[] = [];
  let rowRepeats = 1;
  let hidden = false;
  let cell: OpenCell | undefined;
  /** Elements around the text that are no part of what the cell shows. */
  let aside: { name: string; text: string } | undefined;
  let paragraphs = 0;
  let inParagraph = false;
  let frame = { alt: '', caption: '', end: '', picture: '', object: '' };
  let inFrame: 'title' | 'desc' | '' = '';
  const add = (text: string) => {
    if (aside) aside.text = (aside.text + text).slice(0, maxCellChars);
    else if (cell && cell.text.length < maxCellChars) cell.text += text;
  };
  const here = (): CellRange => ({ top: row, left: column, bottom: row, right: column });
  const closeFrame = () => {
    const end = parseCell(/\.(\$?[A-Z]{1,3}\$?\d+)$/.exec(frame.end)?.[1] ?? '');
    const bottom = Math.max(row, end?.row ?? row);
    const range = { ...here(), bottom, right: Math.max(column, end?.column ?? column) };
    const alt = oneLine(frame.alt);
    const caption = oneLine(frame.caption);
    // A chart's picture stands beside it, for programs that draw none.
    if (frame.object !== '' && things.charts.length < maxThings) things.charts.push({ range, object: frame.object });
    else if (frame.picture !== '' && things.pictures.length < maxThings)
      things.pictures.push({
        range,
        reference: frame.picture.replace(/^\.\//, ''),
        ...(alt ? { alt } : {}),
        ...(caption ? { caption } : {}),
      });
  };

  for (const token of sheetTokens(source, sheet.start, sheet.end)) {
    const { name } = token;
    const opens = token.type === 'open';
    if (token.type === 'text') {
      if (inFrame === 'title') frame.caption += tokenText(source, token);
      else if (inFrame === 'desc') frame.alt += tokenText(source, token);
      // Line breaks of the source between words are blanks.
      else if (inParagraph) add(tokenText(source, token).replace(/\s+/g, ' '));
      continue;
    }
    const attribute = (of: string) => tokenAttribute(source, token, of);
    switch (name) {
      case 'table-row':
        if (opens) {
          rowRepeats = count(attribute('table:number-rows-repeated'));
          hidden = /^(?:collapse|filter)$/.test(attribute('table:visibility') ?? '');
          cells = [];
          column = 0;
        }
        if (!opens || token.empty) {
          const times = cells.length === 0 ? 1 : Math.min(rowRepeats, maxRepeated);
          for (let time = 0; time < times; time++) yield { row: row + time, hidden, cells };
          row += rowRepeats;
        }
        break;
      case 'table-cell':
      case 'covered-table-cell':
        if (opens) {
          const type = attribute('office:value-type') ?? attribute('calcext:value-type') ?? '';
          cell = { type, attribute, repeats: count(attribute('table:number-columns-repeated')), text: '' };
          paragraphs = 0;
          aside = undefined;
        }
        if ((!opens || token.empty) && cell) {
          const made = name === 'table-cell' ? cellOf(column, cell) : undefined;
          const times = made ? Math.min(cell.repeats, Math.max(0, maxSheetColumns - column)) : 0;
          if (made && times < cell.repeats) things.tooWide?.();
          for (let time = 0; time < times && made; time++) cells.push({ ...made, column: column + time });
          column += cell.repeats;
          cell = undefined;
        }
        break;
      case 'p':
      case 'h':
        if (opens && paragraphs++ > 0) add('\n');
        inParagraph = opens && !token.empty;
        break;
      case 's':
        if (opens && inParagraph) add(' '.repeat(Math.min(100, count(attribute('text:c')))));
        break;
      case 'tab':
        if (opens && inParagraph) add(' ');
        break;
      case 'line-break':
        if (opens && inParagraph) add('\n');
        break;
      case 'annotation':
      case 'text-box':
        if (opens && !token.empty) aside = { name, text: '' };
        else if (aside?.name === name) {
          const text = aside.text.trim();
          if (text !== '' && things.notes.length < maxThings) things.notes.push({ range: here(), text });
          aside = undefined;
          paragraphs = 0;
        }
        break;
      case 'creator':
      case 'date':
        // Who made a remark, and when, stands beside its words.
        if (aside?.name === 'annotation') inParagraph = false;
        break;
      case 'frame':
        if (opens) {
          const end = attribute('table:end-cell-address') ?? '';
          frame = { alt: '', caption: '', end, picture: '', object: '' };
        } else closeFrame();
        break;
      case 'title':
      case 'desc':
        inFrame = opens && !token.empty ? name : '';
        break;
      case 'image':
        if (opens) frame.picture ||= attribute('xlink:href') ?? '';
        break;
      case 'object':
        if (opens) frame.object ||= attribute('xlink:href') ?? '';
        break;
    }
  }
}

function cellOf(column: number, { type, attribute, text: shown }: OpenCell): SheetCell | undefined {
  const text = shown.trim();
  const rows = count(attribute('table:number-rows-spanned'));
  const columns = count(attribute('table:number-columns-spanned'));
  const spans = { ...(rows > 1 ? { rows } : {}), ...(columns > 1 ? { columns } : {}) };
  const number = Number(attribute('office:value') ?? Number.NaN);
  if (/^(?:float|currency|percentage)$/.test(type) && Number.isFinite(number)) {
    const mark = type === 'currency' ? (attribute('office:currency') ?? '') : '';
    const currency = mark === '' ? {} : { currency: mark };
    return { column, text: text || plainNumber(number), value: number, ...currency, ...spans };
  }
  if (type === 'boolean') {
    const value = attribute('office:boolean-value') === 'true';
    return { column, text: text || (value ? 'TRUE' : 'FALSE'), value, ...spans };
  }
  if (type === 'date') {
    const iso = (attribute('office:date-value') ?? '').replace(/T00:00:00(?:\.0+)?$/, '').replace('T', ' ');
    const date = iso || text;
    return date === '' ? undefined : { column, text: date, value: date, ...spans };
  }
  return text === '' ? undefined : { column, text, value: text, ...spans };
}

function count(attribute: string | undefined): number {
  const number = Number(attribute ?? 1);
  return Number.isInteger(number) && number > 0 ? Math.min(number, 2 ** 24) : 1;
}
