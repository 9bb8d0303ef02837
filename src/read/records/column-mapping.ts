import { hasPictureEnding, looksLikePicture, pictureReferences } from '../markup/picture-references.ts';
import type { ColumnMapping } from '../reader.ts';
import type { FlatRecord } from './flat-record.ts';

/** Which columns of a catalogue play which part. */
export interface Columns {
  readonly id?: string;
  readonly name?: string;
  readonly image?: string;
  /** Columns of running text, in the order in which they are read out. */
  readonly text: readonly string[];
  readonly caption?: string;
  readonly alt?: string;
}

/** What is known of a column from the first records. */
interface Column {
  readonly name: string;
  /** Its words in lower case: `Iconic Image Path (str)` has `iconic`, `image`, `path`. */
  readonly words: readonly string[];
  readonly values: readonly (string | number | boolean | readonly string[])[];
  /** Inside another object. */
  readonly nested: boolean;
}

const list = (names: string) => names.split(' ');

const idNames = list(
  'id sku asin product_id item_id record_id article_id document_id uid uuid guid product_code item_code article_number article_no item_number item_no part_number product_number isbn ean gtin upc handle slug key code number no',
);
const nameNames = list(
  'name title product_name product_title item_name item_title display_name label headline product item heading model',
);
const textNames = list(
  'description product_description long_description short_description desc text body content summary details abstract overview about features bullet_points review review_text notes note comment message question answer passage transcript',
);
const imageWords = new Set(list('image images img imgs picture pictures pic pics photo photos'));
const lesserImageWords = new Set(
  list('iconic cover poster hero gallery screenshot artwork thumbnail thumbnails thumb thumbs icon logo avatar'),
);
const smallWords = new Set(list('thumbnail thumbnails thumb thumbs small icon logo avatar tiny mini'));
/** Names of other things than the record itself. */
const otherOwners = new Set(
  list(
    'file image img path user maker brand category vendor seller store author company owner manufacturer host dir folder column field',
  ),
);

/**
 * Finds which column is which from the columns' names and from the values of the first records; parts that `given` names are
 * taken from there. Columns it names that are not there are left to be told by {@link missingColumns}.
 */
export function findColumns(sample: readonly FlatRecord[], given: ColumnMapping): Columns {
  const columns = columnsOf(sample);
  const named = (name: string | undefined) => (name === undefined ? undefined : columnNamed(columns, name)?.name);
  const image = named(given.image) ?? findImage(columns);
  const id = named(given.id) ?? findId(columns, sample.length);
  const name = named(given.name) ?? findName(columns, image);
  const taken = new Set([id, name, image]);
  const free = columns.filter((column) => !taken.has(column.name));
  const text = given.text ? given.text.flatMap((column) => named(column) ?? []) : findText(free);
  const caption = free.find(
    (column) => /^(?:image_|photo_|picture_)?captions?$/.test(joined(column)) && !text.includes(column.name),
  );
  const alt = free.find(
    (column) => /^(?:image_|photo_|picture_)?alt(?:_text)?$/.test(joined(column)) && !text.includes(column.name),
  );
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(image === undefined ? {} : { image }),
    text,
    ...(caption ? { caption: caption.name } : {}),
    ...(alt ? { alt: alt.name } : {}),
  };
}

/** The columns that a mapping names and the catalogue does not have. */
export function missingColumns(sample: readonly FlatRecord[], given: ColumnMapping): string[] {
  const columns = columnsOf(sample);
  const wanted = [given.id, given.name, given.image, ...(given.text ?? [])];
  return wanted.filter((name): name is string => name !== undefined && !columnNamed(columns, name));
}

function columnsOf(sample: readonly FlatRecord[]): Column[] {
  const found = new Map<string, (string | number | boolean | readonly string[])[]>();
  for (const record of sample)
    for (const [name, value] of record) {
      const values = found.get(name) ?? [];
      values.push(value);
      found.set(name, values);
    }
  return [...found].map(([name, values]) => ({ name, words: wordsOf(name), values, nested: name.includes('.') }));
}

function wordsOf(name: string): string[] {
  const bare = name.replace(/\s*[([][^)\]]*[)\]]\s*$/, '') || name;
  return bare
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function joined(column: Column): string {
  return column.words.join('_');
}

function columnNamed(columns: readonly Column[], name: string): Column | undefined {
  const words = wordsOf(name).join('_');
  return columns.find((column) => column.name === name) ?? columns.find((column) => joined(column) === words);
}

/** Ids differ from record to record; only a column called just `id` is believed to be one without that. */
function findId(columns: readonly Column[], records: number): string | undefined {
  const distinct = (column: Column) => {
    const values = column.values.filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
    if (values.some((value) => value.length > 200)) return false;
    return values.length === records && new Set(values).size >= values.length * 0.9;
  };
  const outer = columns.filter((column) => !column.nested);
  for (const name of idNames) {
    const found = outer.find((column) => joined(column) === name);
    if (found && (distinct(found) || name === 'id')) return found.name;
  }
  return outer.find((column) => column.words.at(-1) === 'id' && distinct(column))?.name;
}

function findName(columns: readonly Column[], image: string | undefined): string | undefined {
  const short = (column: Column) =>
    column.name !== image &&
    column.values.every((value) =>
      typeof value === 'string' ? value.length <= 300 && !hasPictureEnding(value) : typeof value === 'number',
    );
  for (const name of nameNames) {
    const found = columns.find((column) => joined(column) === name && short(column));
    if (found) return found.name;
  }
  const outerFirst = columns.toSorted((a, b) => Number(a.nested) - Number(b.nested));
  return outerFirst.find((column) => {
    const last = column.words.at(-1);
    return (
      (last === 'name' || last === 'title') && !column.words.some((word) => otherOwners.has(word)) && short(column)
    );
  })?.name;
}

/** By name where the values do look like pictures, the larger ones first; else by values that end like picture files. */
function findImage(columns: readonly Column[]): string | undefined {
  const share = (column: Column, test: (reference: string) => boolean) =>
    column.values.filter((value) => {
      const [first] = pictureReferences(value);
      return first !== undefined && test(first);
    }).length / column.values.length;
  const ranked = columns.flatMap((column) => {
    const main = column.words.some((word) => imageWords.has(word));
    const lesser = column.words.some((word) => lesserImageWords.has(word));
    const ending = share(column, hasPictureEnding);
    const named = (main || lesser) && share(column, looksLikePicture) >= 0.5;
    if (!named && ending < 0.6) return [];
    const small = column.words.some((word) => smallWords.has(word));
    return [{ name: column.name, rank: (named ? (main ? 4 : 2) : 1) - (small ? 2.5 : 0) + ending / 2 }];
  });
  return ranked.toSorted((a, b) => b.rank - a.rank)[0]?.name;
}

/** Columns called as texts are; where there are none, those that hold sentences. */
function findText(columns: readonly Column[]): string[] {
  const isProse = (value: unknown) =>
    typeof value === 'string' && !hasPictureEnding(value) && !/^\S*[/\\]\S*$/.test(value);
  const prose = columns.filter((column) => column.values.filter(isProse).length >= column.values.length * 0.8);
  const called = textNames.flatMap((name) => prose.filter((column) => joined(column) === name));
  if (called.length > 0) return called.map((column) => column.name);
  const average = (column: Column) =>
    column.values.reduce<number>((sum, value) => sum + String(value).length, 0) / column.values.length;
  return prose.filter((column) => average(column) > 80).map((column) => column.name);
}
