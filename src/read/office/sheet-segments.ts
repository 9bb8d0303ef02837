import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft, SegmentKind, Words } from '../../data/segment.ts';
import { shownName } from '../../support/shown-name.ts';
import { oneLine, tableLine, tableRule } from '../markup/blocks.ts';
import { captionLabel } from '../markup/caption-label.ts';
import { documentPictures } from '../markup/document-pictures.ts';
import { pace } from '../pace.ts';
import { passages } from '../text/passages.ts';
import { tooMany } from '../text/text-segments.ts';
import type { CellRange, Sheet, SheetPicture, SheetRow, SheetSource } from './sheet.ts';
import { sideBySide } from './sheet-blocks.ts';
import { chartDrafts } from './sheet-charts.ts';
import { rangeOfRows, sheetPlaces } from './sheet-places.ts';
import { opensTable, type SheetPlan, sheetPlan, unnamedColumn } from './sheet-plan.ts';
import { pictureFolders, recordDraft } from './sheet-records.ts';
import { repeatMerged } from './sheet-spans.ts';

/** Rows looked at to find out how a long block is to be read; shorter blocks are looked at whole. */
const sampleRows = 200;
/** A line of words this close above a table is its title, in rows. */
const titleDistance = 3;
const maxTitleChars = 200;
/** A picture's caption stands this close beneath it, in rows. */
const captionDistance = 2;
const maxCaptions = 1_000;
/** Names that sheets have by themselves, in some of the languages of spreadsheets. */
const stockName = /^(?:sheet|tabelle|feuil|feuille|hoja|foglio|blad|planilha|ark|arkusz|лист|シート|工作表)\s?\d*$/i;

/**
 * Segments of a workbook, sheet by sheet. Cells that hang together without an empty row are a block: a long and regular one under
 * a header gives a record for each row, with its facts as metadata and its picture, besides a table of its first rows; any
 * other gives tables, cut between rows when they are long, or text. Pictures, charts and notes come behind the cells.
 *
 * Places are ranges of cells: `#id=Prices!A5:F5`.
 */
export async function* sheetSegments(source: SheetSource): AsyncGenerator<SegmentDraft, void, undefined> {
  const { context, name } = source;
  const step = pace(context.signal);
  const pictures = documentPictures(context, { remote: true, folders: pictureFolders });
  let count = 0;
  try {
    for await (const draft of allSheets()) {
      await step();
      if (count === context.limits.maxRecords) {
        context.warn(tooMany(name, count, formatLocator(draft.locator).slice(1)));
        return;
      }
      count++;
      yield draft;
    }
  } finally {
    pictures.close();
  }

  async function* allSheets(): AsyncGenerator<SegmentDraft> {
    const places = sheetPlaces();
    for (const sheet of source.sheets) {
      await step();
      yield* oneSheet(sheet, { source, places, pictures, step });
    }
  }
}

interface Tools {
  readonly source: SheetSource;
  readonly places: ReturnType<typeof sheetPlaces>;
  readonly pictures: ReturnType<typeof documentPictures>;
  readonly step: () => Promise<void>;
}

async function* oneSheet(sheet: Sheet, tools: Tools): AsyncGenerator<SegmentDraft> {
  const { source, places, pictures, step } = tools;
  const { passage: size, columns: mapping } = source.context;
  const sheetTitle = stockName.test(sheet.name) ? '' : oneLine(sheet.name);
  const metadata = { ...source.metadata, sheet: sheet.name };
  const free = new Set(sheet.pictures);
  const pictureOf = picturesByRow(sheet.pictures);
  /** Cells that read like captions: `Figure 3: The pier`. */
  const captions: { readonly row: number; readonly column: number; readonly text: string }[] = [];

  const draft = (kind: SegmentKind, range: CellRange, words: Words, title = ''): SegmentDraft => {
    const heading = [sheetTitle, title].filter((part) => part !== '').join(' › ');
    const label = captionLabel(words.caption);
    return {
      kind,
      locator: places.take(kind, sheet.name, range),
      words: { ...(source.nameWords ? { name: source.nameWords } : {}), ...(heading ? { heading } : {}), ...words },
      metadata: { ...metadata, ...(label ? { label } : {}) },
    };
  };

  function* textDrafts(rows: readonly SheetRow[]): Generator<SegmentDraft> {
    const texts = rows.map((row) => shownCells(row).join(' '));
    const whole = texts.join('\n');
    let line = 0;
    let lineEnd = texts[0]?.length ?? 0;
    const rowAt = (offset: number): number => {
      while (lineEnd < offset && line < texts.length - 1) lineEnd += (texts[++line]?.length ?? 0) + 1;
      return line;
    };
    for (const passage of passages(whole, size)) {
      const from = rowAt(passage.start);
      const range = rangeOfRows(rows.slice(from, rowAt(passage.end) + 1));
      yield draft('text', range, { body: passage.text });
    }
  }

  /** Takes the rows of one block, one after the other. */
  const blockWriter = (plan: SheetPlan, title: string) => {
    const { columns, header } = plan;
    const shown = header?.map((name, index) => (name === unnamedColumn(columns[index] ?? 0) ? '' : name));
    const head = shown ? `${tableLine(shown)}\n${tableRule(shown.length)}` : '';
    const titles = [title, ...plan.titles].filter((part) => part !== '').join(' › ');
    let gathered: SheetRow[] = [];
    let above: SheetRow[] = [];
    let lines: string[] = [];
    let length = 0;
    let tables = 0;
    let seen = 0;

    function* closeTable(): Generator<SegmentDraft> {
      if (lines.length === 0) return;
      const body = [head, ...lines].filter((part) => part !== '').join('\n');
      yield draft('table', rangeOfRows([...above, ...gathered]), { body, ...(titles ? { caption: titles } : {}) });
      above = [];
      gathered = [];
      lines = [];
      length = 0;
      tables++;
    }
    function* addLine(row: SheetRow): Generator<SegmentDraft> {
      // Of records, only the first rows are a table, too.
      if (plan.kind === 'records' && tables > 0) return;
      const byColumn = new Map(row.cells.map((cell) => [cell.column, cell.text]));
      const known = columns.map((column) => byColumn.get(column) ?? '');
      const beside = row.cells.filter((cell) => !columns.includes(cell.column)).map((cell) => cell.text);
      const line = tableLine([...known, ...beside]);
      const added = size.measure(line, 0, line.length);
      if (lines.length > 0 && length + added > size.mostOfTable) {
        yield* closeTable();
        if (plan.kind === 'records') return;
      }
      lines.push(line);
      gathered.push(row);
      length += added;
    }
    return {
      async *push(row: SheetRow): AsyncGenerator<SegmentDraft> {
        if (seen++ < plan.headRows) {
          above.push(row);
          return;
        }
        yield* addLine(row);
        if (plan.kind !== 'records') return;
        const own = pictureOf.get(row.row)?.find((picture) => free.has(picture));
        const locator = places.take('record', sheet.name, rangeOfRows([row]));
        const record = await recordDraft({
          ...{ row, plan, locator, own, titles, sheetTitle, source, pictures },
          sheet: sheet.name,
        });
        if (!record) return;
        if (own && record.picture) free.delete(own);
        yield record;
      },
      close: closeTable,
    };
  };

  let plan: SheetPlan | undefined;
  /** A line of words that may be the title of what comes. */
  let waiting: SheetRow | undefined;
  let writer: ReturnType<typeof blockWriter> | undefined;
  let block: SheetRow[] = [];
  let last = 0;

  const takeTitle = (rows: readonly SheetRow[]): string => {
    const text = waiting && (rows[0]?.row ?? 0) - waiting.row <= titleDistance ? shownCells(waiting).join(' ') : '';
    if (text) waiting = undefined;
    return oneLine(text);
  };
  function* tellWaiting(): Generator<SegmentDraft> {
    if (waiting) yield* textDrafts([waiting]);
    waiting = undefined;
  }
  const start = (rows: readonly SheetRow[]) => {
    const next = sheetPlan(rows, mapping, plan);
    if (next.kind !== 'text') plan = next;
    return next;
  };
  async function* closeBlock(): AsyncGenerator<SegmentDraft> {
    if (writer) yield* writer.close();
    writer = undefined;
    for (const rows of block.length > 0 ? sideBySide(block) : []) {
      const own = start(rows);
      if (own.kind === 'text') {
        yield* tellWaiting();
        const text = rows.length === 1 ? shownCells(rows[0]).join(' ') : '';
        if (text !== '' && text.length <= maxTitleChars) waiting = rows[0];
        else yield* textDrafts(rows);
        continue;
      }
      const title = takeTitle(rows);
      yield* tellWaiting();
      const short = blockWriter(own, title);
      for (const row of rows) yield* short.push(row);
      yield* short.close();
    }
    block = [];
  }

  for (const row of repeatMerged(sheet.rows)) {
    await step();
    if (row.cells.every((cell) => cell.repeated)) continue;
    if (sheet.pictures.length > 0)
      for (const { column, text } of row.cells)
        if (captionLabel(text) && captions.length < maxCaptions)
          captions.push({ row: row.row, column, text: oneLine(text) });
    if (row.row > last + 1 && !opensTable(block, row)) yield* closeBlock();
    last = row.row;
    if (writer) {
      yield* writer.push(row);
      continue;
    }
    block.push(row);
    if (block.length < sampleRows) continue;
    const rows = block;
    block = [];
    const long = start(rows);
    const title = long.kind === 'text' ? '' : takeTitle(rows);
    yield* tellWaiting();
    if (long.kind === 'text') yield* textDrafts(rows);
    else {
      writer = blockWriter(long, title);
      for (const early of rows) yield* writer.push(early);
    }
  }
  yield* closeBlock();
  yield* tellWaiting();

  for (const note of sheet.notes)
    for (const passage of passages(note.text, size)) yield draft('text', note.range, { body: passage.text });
  for (const [index, chart] of sheet.charts.entries()) yield* chartDrafts(chart, index, draft, size);
  for (const picture of free) {
    await step();
    const { range, reference, alt } = picture;
    const caption = picture.caption ?? captions.find((words) => isBeside(words, range))?.text;
    const image = draft('image', range, { ...(caption ? { caption } : {}), ...(alt ? { alt } : {}) });
    const where = formatLocator(image.locator);
    const loaded = await pictures.load(reference, shownName(source.name), where);
    if (loaded) yield { ...image, picture: loaded };
  }
}

/** Whether a cell lies just above or below a range. */
function isBeside(cell: { readonly row: number; readonly column: number }, range: CellRange): boolean {
  const inColumns = cell.column >= range.left - 1 && cell.column <= range.right + 1;
  return inColumns && cell.row >= range.top - 1 && cell.row <= range.bottom + captionDistance;
}

function shownCells(row: SheetRow | undefined): string[] {
  return (row?.cells ?? []).filter((cell) => !cell.repeated).map((cell) => cell.text.trim());
}

/** Pictures that lie within one row or two, by the row of their middle: in a list of things, they show the thing of that row. */
function picturesByRow(pictures: readonly SheetPicture[]): ReadonlyMap<number, readonly SheetPicture[]> {
  const found = new Map<number, SheetPicture[]>();
  for (const picture of pictures) {
    const { top, bottom } = picture.range;
    if (bottom - top > 1) continue;
    const there = found.get(top) ?? [];
    found.set(top, [...there, picture]);
  }
  return found;
}
