import type { Metadata } from '../../data/segment.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import { type Archive, openArchive } from '../archive/open-archive.ts';
import { oneLine } from '../markup/blocks.ts';
import { parseXml } from '../markup/xml.ts';
import { descendants, textOf } from '../markup/xml-query.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { type OdsSheet, type OdsThings, odsRows, odsSheets } from './ods-rows.ts';
import { type Sheet, type SheetChart, tooWideWarning } from './sheet.ts';
import { sheetSegments } from './sheet-segments.ts';

/** Rows and columns of the table behind a chart. */
const maxChartRows = 2_000;

/**
 * OpenDocument spreadsheets (`.ods`, `.ots`), read as Excel's are: the rows of lists as records with their facts and pictures,
 * other blocks of cells as tables, and the charts, pictures and remarks on the sheets. Hidden sheets are left out; hidden rows
 * are not, but their records say so (`hidden`).
 *
 * Places are ranges of cells as Excel writes them: `#id=Prices!A5:F5`.
 */
export const odsReader: Reader = {
  name: 'ods',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const name = shownName(asset.name);
    const { limits, signal } = context;
    const archive = openArchive(await asset.bytes(), { name: asset.name, limits, signal });
    if (archive.damage) context.warn({ message: archive.damage });
    refuseLocked(archive, name);
    const source = archive.text('content.xml');
    const metadata = metadataOf(archive);
    const title = typeof metadata.title === 'string' ? metadata.title : '';
    yield* sheetSegments({
      name: asset.name,
      nameWords: [nameWords(asset.name), title].filter((words) => words !== '').join(' '),
      metadata,
      sheets: sheetsOf(archive, source, name, (warning) => context.warn(warning)),
      context: archiveContext(context, archive),
    });
  },
};

function* sheetsOf(archive: Archive, source: string, name: string, warn: ReadContext['warn']): Generator<Sheet> {
  for (const sheet of odsSheets(source)) {
    if (sheet.hidden)
      warn({ message: `The sheet ${shownName(sheet.name, 100)} of ${name} is hidden and was left out.` });
    else yield openSheet(archive, source, sheet, warn);
  }
}

/** Pictures, charts and remarks stand among the cells: they are gathered first, so that a row knows the picture that lies on it. */
function openSheet(archive: Archive, source: string, sheet: OdsSheet, warn: ReadContext['warn']): Sheet {
  const things: OdsThings = { pictures: [], charts: [], notes: [], tooWide: tooWideWarning(sheet.name, warn) };
  for (const _ of odsRows(source, sheet, things));
  const charts = things.charts.flatMap(({ range, object }): SheetChart[] => {
    const path = `${object.replace(/^\.\//, '')}/content.xml`;
    if (!archive.has(path)) return [];
    try {
      const chart = chartOf(archive.text(path), path);
      return chart ? [{ range, ...chart }] : [];
    } catch (error) {
      if (error instanceof SightlineError && /^(?:cancelled|limit-exceeded)$/.test(error.code)) throw error;
      warn({ message: `A chart on the sheet ${shownName(sheet.name, 100)} was left out: ${reasonOf(error)}` });
      return [];
    }
  });
  const { pictures, notes } = things;
  const unused: OdsThings = { pictures: [], charts: [], notes: [] };
  return { name: sheet.name, rows: odsRows(source, sheet, unused), pictures, charts, notes };
}

/** A chart keeps the table of its numbers. */
function chartOf(source: string, path: string): Omit<SheetChart, 'range'> | undefined {
  const root = parseXml(source, path);
  const [titled] = descendants(root, 'chart:title');
  const title = oneLine(textOf(titled));
  const [table] = odsSheets(source);
  if (!table) return undefined;
  const rows: string[][] = [];
  for (const row of odsRows(source, table, { pictures: [], charts: [], notes: [] })) {
    if (rows.length === maxChartRows) break;
    const cells: string[] = [];
    for (const cell of row.cells) cells[cell.column] = oneLine(cell.text);
    if (row.cells.length > 0) rows.push(Array.from(cells, (text) => text ?? ''));
  }
  const width = Math.max(0, ...rows.map((row) => row.length));
  const filled = rows.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')]);
  return filled.length > 1 ? { ...(title ? { title } : {}), rows: filled } : undefined;
}

function refuseLocked(archive: Archive, name: string): void {
  if (!archive.has('META-INF/manifest.xml')) return;
  const manifest = parseXml(archive.text('META-INF/manifest.xml'), `META-INF/manifest.xml in ${name}`);
  const locked = [...descendants(manifest, 'manifest:file-entry')].some(
    (entry) =>
      entry.attributes['manifest:full-path'] === 'content.xml' &&
      [...descendants(entry, 'manifest:encryption-data')].length > 0,
  );
  if (locked)
    throw new SightlineError('unsupported-type', `${name} is locked with a password.`, {
      remedy: 'Save a copy without the password, and give that.',
    });
}

function metadataOf(archive: Archive): Metadata {
  if (!archive.has('meta.xml')) return {};
  try {
    const root = parseXml(archive.text('meta.xml'), 'meta.xml');
    const value = (...names: string[]) => oneLine(textOf([...descendants(root, ...names)][0])).slice(0, 300);
    const title = value('dc:title');
    const author = value('dc:creator', 'meta:initial-creator');
    return { ...(title ? { title } : {}), ...(author ? { author } : {}) };
  } catch (error) {
    if (error instanceof SightlineError && error.code !== 'broken-content') throw error;
    return {};
  }
}
