import { formatLocator, type Locator } from '../../data/locator.ts';
import type { Picture } from '../../data/picture.ts';
import type { Metadata, SegmentDraft } from '../../data/segment.ts';
import { shownName } from '../../support/shown-name.ts';
import type { DocumentPictures } from '../markup/document-pictures.ts';
import { pictureReferences } from '../markup/picture-references.ts';
import { flattenRecord } from '../records/flat-record.ts';
import { recordMetadata, recordWords } from '../records/record-words.ts';
import type { SheetPicture, SheetRow, SheetSource } from './sheet.ts';
import { recordOf, type SheetPlan } from './sheet-plan.ts';

/** Folders beside a workbook in which its pictures are looked for when cells give bare file names. */
export const pictureFolders = ['images', 'image', 'img', 'imgs', 'pictures', 'photos', 'media', 'assets'];

export interface RecordRow {
  readonly row: SheetRow;
  readonly plan: SheetPlan;
  readonly locator: Locator;
  /** The picture that lies on the row. */
  readonly own: SheetPicture | undefined;
  /** What stands above the table. */
  readonly titles: string;
  readonly sheet: string;
  /** The sheet's name again, if it says something. */
  readonly sheetTitle: string;
  readonly source: SheetSource;
  readonly pictures: DocumentPictures;
}

/** A row of a list as a record: its words as the sheet shows them, its facts with their types; undefined when it is empty. */
export async function recordDraft(of: RecordRow): Promise<SegmentDraft | undefined> {
  const { row, plan, locator, own, titles, sheet, sheetTitle, source, pictures } = of;
  const { columns, header = [], parts } = plan;
  const typed = flattenRecord(recordOf(row, columns, header));
  const shown = flattenRecord(recordOf(row, columns, header, (cell) => cell.text));
  const [reference, ...more] = parts.image === undefined ? [] : pictureReferences(shown.get(parts.image));
  const owner = `${shownName(locator.id ?? '', 100)} of ${shownName(source.name)}`;
  const load = (wanted: string): Promise<Picture | undefined> => pictures.load(wanted, owner, formatLocator(locator));
  const picture = (own && (await load(own.reference))) ?? (reference === undefined ? undefined : await load(reference));
  const heading = [sheetTitle, titles].filter((part) => part !== '').join(' › ');
  const words = recordWords(shown, parts, { heading, pictured: picture !== undefined });
  if (!words.body && !words.name && !picture) return undefined;
  const money: Record<string, string> = {};
  for (const cell of row.cells) {
    const name = header[columns.indexOf(cell.column)];
    if (cell.currency && name !== undefined) money[`${name}.currency`] = cell.currency;
  }
  const facts: Metadata = recordMetadata(typed, parts, more, { untyped: false, decimalComma: false });
  const alt = picture && own?.alt && !words.alt ? { alt: own.alt } : {};
  return {
    kind: 'record',
    locator,
    words: { ...(words.name || source.nameWords ? { name: words.name ?? source.nameWords } : {}), ...words, ...alt },
    metadata: { sheet, ...(row.hidden ? { hidden: true } : {}), ...facts, ...money },
    ...(picture ? { picture } : {}),
  };
}
