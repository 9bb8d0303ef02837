import type { Metadata, MetadataValue, Words } from '../../data/segment.ts';
import { hasPictureEnding, pictureReferences } from '../markup/picture-references.ts';
import { nameWords } from '../text/name-words.ts';
import type { Columns } from './column-mapping.ts';
import { type FlatRecord, readMoney, typedCell } from './flat-record.ts';

/** Longer texts are in the words, and nothing to filter by. */
const maxMetadataChars = 500;
const maxMetadata = 200;

export interface RecordWordsOptions {
  /** The title of the whole table. */
  readonly heading?: string | undefined;
  /** Whether the record's picture could be loaded: then its caption is the picture's. */
  readonly pictured: boolean;
}

/** How a catalogue writes its values. */
export interface WrittenValues {
  /** Whether numbers and truths are written as text, as in CSV. */
  readonly untyped: boolean;
  /** Whether the comma is the decimal mark. */
  readonly decimalComma: boolean;
}

/**
 * A record as it is read out: its name apart; in the body its texts first, then every other fact as a line of its own,
 * `Price: 89`, so that each can be searched for and quoted.
 */
export function recordWords(record: FlatRecord, columns: Columns, options: RecordWordsOptions): Words {
  const text = (column: string | undefined): string => (column === undefined ? '' : spoken(record.get(column)));
  const caption = options.pictured ? text(columns.caption) : '';
  const alt = options.pictured ? text(columns.alt) : '';
  const apart = new Set([columns.name, columns.image, ...columns.text]);
  if (options.pictured) for (const column of [columns.caption, columns.alt]) apart.add(column);
  const texts = columns.text.map(text);
  const facts = [...record].flatMap(([column, value]) => {
    if (apart.has(column) || isAddress(value) || isHash(value)) return [];
    const words = spoken(value);
    return words === '' ? [] : [`${column}: ${words}`];
  });
  const body = [...texts, facts.join('\n')].filter((part) => part !== '').join('\n\n');
  // A record without a name is called as its picture's file is.
  const name = columns.name === undefined ? pictureName(record, columns) : text(columns.name);
  return {
    ...(name ? { name } : {}),
    ...(options.heading ? { heading: options.heading } : {}),
    ...(body ? { body } : {}),
    ...(caption ? { caption } : {}),
    ...(alt ? { alt } : {}),
  };
}

/**
 * A record's facts to filter by, each with its type. Money written with its currency becomes a number, and the currency a
 * fact of its own: `price` 89 and `price.currency` `€`. `morePictures` are those beyond the first.
 */
export function recordMetadata(
  record: FlatRecord,
  columns: Columns,
  morePictures: readonly string[],
  written: WrittenValues,
): Metadata {
  const found = new Map<string, MetadataValue>();
  for (const [column, value] of record) {
    if (found.size >= maxMetadata) break;
    if (column === columns.image) {
      const [first] = pictureReferences(value);
      if (first !== undefined && first.length <= maxMetadataChars) found.set(column, first);
      if (morePictures.length > 0) found.set(`${column}.more`, morePictures);
    } else if (typeof value === 'string') {
      const money = readMoney(value);
      if (money) found.set(column, money.amount).set(`${column}.currency`, money.currency);
      else if (value.length <= maxMetadataChars)
        found.set(column, written.untyped ? typedCell(value, written.decimalComma) : value);
    } else found.set(column, value);
  }
  return Object.fromEntries(found);
}

function pictureName(record: FlatRecord, columns: Columns): string {
  const [reference = ''] = columns.image === undefined ? [] : pictureReferences(record.get(columns.image));
  return hasPictureEnding(reference) ? nameWords(reference) : '';
}

/** Ids that machines made are kept in the metadata; nobody asks for them in words. */
function isHash(value: MetadataValue): boolean {
  return (
    typeof value === 'string' && /^[\da-f]{8}-?[\da-f-]{8,}$/i.test(value) && /\d/.test(value) && /[a-f]/i.test(value)
  );
}

function spoken(value: MetadataValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? value.join(value.some((item) => item.length > 60) ? '\n' : ', ') : String(value);
}

/** Paths, links and data are nothing to read out. */
function isAddress(value: MetadataValue): boolean {
  const values = typeof value === 'object' ? value : [String(value)];
  return (
    values.length > 0 &&
    values.every((item) => hasPictureEnding(item) || /^(?:https?:\/\/|data:)\S*$|^\S*[/\\]\S*\.\w{1,5}$/i.test(item))
  );
}
