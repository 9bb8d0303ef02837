import { maxSheetColumns, parseCell, parseCellRange, type SheetCell, type SheetRow } from './sheet.ts';
import { plainNumber } from './sheet-number-format.ts';
import { type SheetToken, sheetTokens, tokenAttribute, tokenText } from './sheet-xml.ts';
import type { XlsxStyle } from './xlsx-styles.ts';

export interface XlsxWorkbook {
  /** Texts that cells name by their number. */
  readonly strings: readonly string[];
  readonly styles: readonly XlsxStyle[];
  readonly date1904: boolean;
}

/** Merged ranges that are looked at; a sheet may claim millions. */
const maxMerged = 100_000;
/** Longest text of a cell; Excel stops at 32,767 characters. */
const maxCellChars = 40_000;

/** The texts of `sharedStrings.xml`: each is one run or several, without the reading aids of East Asian words. */
export function* sharedStrings(source: string): Generator<string, void, undefined> {
  let text = '';
  let inText = false;
  let aside = false;
  for (const token of sheetTokens(source)) {
    if (token.type === 'text') {
      if (inText && !aside) text += tokenText(source, token);
    } else if (token.name === 't') inText = token.type === 'open' && !token.empty;
    else if (token.name === 'rPh') aside = token.type === 'open' && !token.empty;
    else if (token.name === 'si') {
      if (token.type === 'open') text = '';
      if (token.type === 'close' || token.empty) yield text.slice(0, maxCellChars);
    }
  }
}

/**
 * The rows of a worksheet, formulas by the values they had when the file was saved. Rows without a value come too, empty;
 * `tooWide` is told of cells beyond the columns that are read.
 */
export function* xlsxRows(
  source: string,
  workbook: XlsxWorkbook,
  tooWide: () => void = () => {},
): Generator<SheetRow, void, undefined> {
  const merged = mergedCells(source);
  let row = 0;
  let column = -1;
  let hidden = false;
  let cells: SheetCell[] = [];
  let open: { type: string; style: XlsxStyle | undefined } | undefined;
  let inValue = false;
  let aside = false;
  let raw = '';
  let inRow = false;

  for (const token of sheetTokens(source)) {
    const { name } = token;
    if (token.type === 'text') {
      if (inValue && !aside && raw.length < maxCellChars) raw += tokenText(source, token);
      continue;
    }
    const opens = token.type === 'open';
    if (name === 'c' && inRow) {
      if (opens) {
        const at = parseCell(tokenAttribute(source, token, 'r') ?? '');
        column = at?.column ?? column + 1;
        raw = '';
        open = {
          type: tokenAttribute(source, token, 't') ?? 'n',
          style: workbook.styles[Number(tokenAttribute(source, token, 's') ?? 0)],
        };
      }
      if ((!opens || token.empty) && open) {
        const cell = column < maxSheetColumns ? cellOf(column, open.type, raw, open.style, workbook) : undefined;
        if (column >= maxSheetColumns && raw !== '') tooWide();
        const span = cell && merged.get(row)?.get(column);
        if (cell) cells.push(span ? { ...cell, ...span } : cell);
        open = undefined;
      }
    } else if (name === 'v' || (name === 't' && open?.type === 'inlineStr')) inValue = opens && !token.empty;
    else if (name === 'rPh') aside = opens && !token.empty;
    else if (name === 'row') {
      if (opens) {
        const said = Number(tokenAttribute(source, token, 'r'));
        row = Number.isInteger(said) && said > row ? said : row + 1;
        hidden = /^(?:1|true)$/.test(tokenAttribute(source, token, 'hidden') ?? '');
        column = -1;
        cells = [];
        inRow = true;
      }
      if (!opens || token.empty) {
        yield { row, hidden, cells: inOrder(cells) };
        inRow = false;
      }
    } else if (name === 'sheetData' && !opens) return;
  }
  // A sheet that was cut off ends in the midst of a row.
  if (inRow && cells.length > 0) yield { row, hidden, cells: inOrder(cells) };
}

/** Cells come in order, each once; a damaged file may have them otherwise. */
function inOrder(cells: SheetCell[]): SheetCell[] {
  if (cells.every((cell, index) => index === 0 || cell.column > (cells[index - 1]?.column ?? -1))) return cells;
  return [...new Map(cells.map((cell) => [cell.column, cell])).values()].sort((a, b) => a.column - b.column);
}

function cellOf(
  column: number,
  type: string,
  raw: string,
  style: XlsxStyle | undefined,
  { strings, date1904 }: XlsxWorkbook,
): SheetCell | undefined {
  const bold = style?.bold ? { bold: true } : {};
  const words = (text: string): SheetCell | undefined =>
    /\S/.test(text) ? { column, text, value: text.trim(), ...bold } : undefined;
  if (type === 's') return words(strings[Number(raw)] ?? '');
  if (type === 'str' || type === 'inlineStr' || type === 'e') return words(raw);
  if (type === 'd') return words(raw.replace(/T(?:00:00(?::00)?(?:\.0+)?)?Z?$/, '').replace('T', ' '));
  const plain = raw.trim();
  if (plain === '') return undefined;
  if (type === 'b') return { column, text: plain === '1' ? 'TRUE' : 'FALSE', value: plain === '1', ...bold };
  const value = Number(plain);
  if (!Number.isFinite(value)) return words(plain);
  const format = style?.format;
  const text = format?.show(value, date1904) ?? plainNumber(value);
  // A format may hide its number; what is not shown is not there.
  if (!/\S/.test(text)) return undefined;
  const currency = format?.currency ? { currency: format.currency } : {};
  return { column, text, value: format?.date ? text : value, ...currency, ...bold };
}

/** How many rows and columns the cell in the corner of each merged range takes, by its row and column. */
function mergedCells(source: string): ReadonlyMap<number, ReadonlyMap<number, { rows: number; columns: number }>> {
  const found = new Map<number, Map<number, { rows: number; columns: number }>>();
  const from = source.lastIndexOf('<mergeCells');
  const start = from >= 0 ? from : /<\w+:mergeCells/.exec(source.slice(behindRows(source)))?.index;
  if (start === undefined) return found;
  let count = 0;
  for (const token of sheetTokens(source, from >= 0 ? start : behindRows(source) + start)) {
    if (token.name === 'mergeCells' && token.type === 'close') break;
    if (token.name !== 'mergeCell' || token.type !== 'open') continue;
    if (++count > maxMerged) break;
    const range = parseCellRange(tokenAttribute(source, token, 'ref') ?? '');
    if (!range) continue;
    const row = found.get(range.top) ?? new Map();
    row.set(range.left, { rows: range.bottom - range.top + 1, columns: range.right - range.left + 1 });
    found.set(range.top, row);
  }
  return found;
}

/** Where the rows of a worksheet end, and what else it says begins. */
export function behindRows(source: string): number {
  const plain = source.lastIndexOf('</sheetData>');
  if (plain >= 0) return plain;
  const other = source.lastIndexOf(':sheetData');
  return Math.max(0, other);
}

/** The ids of the relationships a worksheet names behind its rows, by the element that names them. */
export function* worksheetReferences(source: string): Generator<{ readonly element: string; readonly id: string }> {
  const isReference = (token: SheetToken) =>
    token.type === 'open' && /^(?:drawing|legacyDrawing|tablePart)$/.test(token.name);
  for (const token of sheetTokens(source, behindRows(source)))
    if (isReference(token)) {
      const id = /\bid\s*=\s*["']([^"']{1,200})["']/.exec(source.slice(token.start, token.end))?.[1];
      if (id) yield { element: token.name, id };
    }
}
