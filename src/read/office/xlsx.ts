import { reasonOf, SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, isOn } from '../markup/xml-query.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { type OfficePackage, openOfficePackage } from './office-package.ts';
import { parseCellRange, type Sheet, tooWideWarning } from './sheet.ts';
import { sheetSegments } from './sheet-segments.ts';
import { type SheetDrawings, xlsxComments, xlsxDrawings } from './xlsx-drawings.ts';
import { sharedStrings, worksheetReferences, type XlsxWorkbook, xlsxRows } from './xlsx-rows.ts';
import { xlsxStyles } from './xlsx-styles.ts';

/**
 * Excel workbooks (`.xlsx`, `.xlsm`, `.xltx`): the rows of lists as records with their facts and pictures, other blocks of cells
 * as tables, and the charts, pictures, text boxes and remarks on the sheets. Formulas count by the values they had when the
 * file was saved; hidden sheets are left out; hidden rows are not, but their
 * records say so (`hidden`).
 *
 * Places are ranges of cells as Excel writes them: `#id=Prices!A5:F5`.
 */
export const xlsxReader: Reader = {
  name: 'xlsx',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const name = shownName(asset.name);
    const { limits, signal } = context;
    const warn: ReadContext['warn'] = (warning) => context.warn(warning);
    const pkg = openOfficePackage(await asset.bytes(), { name: asset.name, limits, signal, warn });
    const title = typeof pkg.properties.title === 'string' ? pkg.properties.title : '';
    yield* sheetSegments({
      name: asset.name,
      nameWords: [nameWords(asset.name), title].filter((words) => words !== '').join(' '),
      metadata: pkg.properties,
      sheets: sheetsOf(pkg, name, warn),
      context: archiveContext(context, pkg.archive),
    });
  },
};

function* sheetsOf(pkg: OfficePackage, name: string, warn: ReadContext['warn']): Generator<Sheet> {
  const root = pkg.xml(pkg.mainPart);
  const listed = children(child(root, 'sheets'), 'sheet');
  const workbook = workbookOf(pkg, root, name, warn);
  let sound = 0;
  let firstError: unknown;
  for (const entry of listed) {
    const sheetName = entry.attributes.name || `Sheet${listed.indexOf(entry) + 1}`;
    if (/^(?:veryHidden|hidden)$/i.test(entry.attributes.state ?? '')) {
      warn({ message: `The sheet ${shownName(sheetName, 100)} of ${name} is hidden and was left out.` });
      continue;
    }
    const relation = pkg.relation(pkg.mainPart, entry.attributes['r:id']);
    if (!relation || relation.external) continue;
    try {
      const sheet = openSheet(pkg, relation.target, {
        name: sheetName,
        chart: relation.type === 'chartsheet',
        workbook,
        warn,
      });
      sound++;
      yield sheet;
    } catch (error) {
      if (error instanceof SightlineError && /^(?:cancelled|limit-exceeded)$/.test(error.code)) throw error;
      firstError ??= error;
      warn({ message: `The sheet ${shownName(sheetName, 100)} of ${name} was left out: ${reasonOf(error)}` });
    }
  }
  if (sound === 0 && firstError !== undefined) throw firstError;
}

function workbookOf(pkg: OfficePackage, root: XmlElement, name: string, warn: ReadContext['warn']): XlsxWorkbook {
  const partOf = (type: string) =>
    pkg.relationsOf(pkg.mainPart).find((relation) => relation.type === type && pkg.archive.has(relation.target))
      ?.target;
  const ifSound = <T>(type: string, read: (part: string) => T, otherwise: T): T => {
    const part = partOf(type);
    if (part === undefined) return otherwise;
    try {
      return read(part);
    } catch (error) {
      if (error instanceof SightlineError && /^(?:cancelled|limit-exceeded)$/.test(error.code)) throw error;
      warn({ message: `${shownName(part)} in ${name} was passed over: ${reasonOf(error)}` });
      return otherwise;
    }
  };
  return {
    strings: ifSound('sharedStrings', (part) => [...sharedStrings(pkg.archive.text(part))], []),
    styles: ifSound('styles', (part) => xlsxStyles(pkg.xml(part)), []),
    date1904: isOn(child(root, 'workbookPr'), 'date1904'),
  };
}

interface SheetToOpen {
  readonly name: string;
  readonly chart: boolean;
  readonly workbook: XlsxWorkbook;
  readonly warn: ReadContext['warn'];
}

function openSheet(pkg: OfficePackage, part: string, { name, chart, workbook, warn }: SheetToOpen): Sheet {
  const source = pkg.archive.text(part);
  const drawings: SheetDrawings = { pictures: [], charts: [], notes: [] };
  const add = (read: () => Partial<SheetDrawings>) => {
    try {
      const more = read();
      drawings.pictures.push(...(more.pictures ?? []));
      drawings.charts.push(...(more.charts ?? []));
      drawings.notes.push(...(more.notes ?? []));
    } catch (error) {
      if (error instanceof SightlineError && /^(?:cancelled|limit-exceeded)$/.test(error.code)) throw error;
      warn({ message: `What is drawn on the sheet ${shownName(name, 100)} was left out: ${reasonOf(error)}` });
    }
  };
  for (const { element, id } of worksheetReferences(source)) {
    const relation = pkg.relation(part, id);
    if (element === 'drawing' && relation && !relation.external) add(() => xlsxDrawings(pkg, relation.target));
  }
  const comments = pkg.relationsOf(part).find((relation) => relation.type === 'comments');
  if (comments && pkg.archive.has(comments.target))
    add(() => ({ notes: xlsxComments(pkg.xml(comments.target), parseCellRange) }));
  return { name, rows: chart ? [] : xlsxRows(source, workbook, tooWideWarning(name, warn)), ...drawings };
}
