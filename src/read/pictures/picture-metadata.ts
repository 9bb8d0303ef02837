import { readFile, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Metadata, MetadataValue, Words } from '../../data/segment.ts';
import { SightlineError } from '../../support/errors.ts';
import { flattenRecord } from '../records/flat-record.ts';
import { cutText } from '../text/cut-text.ts';

/** What a `metadata.json` says of one picture. */
export interface PictureEntry {
  readonly metadata: Metadata;
  readonly words: Pick<Words, 'name' | 'caption'>;
}

type Entries = ReadonlyMap<string, unknown>;

/** So many files are kept parsed; a run goes through folders one after another. */
const maxFiles = 8;
const maxFields = 64;
const maxValueChars = 1000;
const maxWordsChars = 4000;

/** Fields of a record that name its picture, in the order in which they are believed. */
const pictureFields = [
  'file_name',
  'filename',
  'fileName',
  'file',
  'image',
  'image_path',
  'imagePath',
  'picture',
  'path',
  'img',
];
const nameFields = ['name', 'title'];
const captionFields = ['caption', 'description'];

/**
 * The `metadata.json` files beside pictures: an object keyed by file name (`{"chair.jpg": {"id": "MidnightOak", …}}`, or just
 * an id as the value), or an array of records with a field that names the file, alone or as a member of an object. Each file
 * is parsed once for all its pictures, and again when it changes.
 */
export function pictureMetadataFiles() {
  const files = new Map<string, { readonly stamp: string; readonly entries: Promise<Entries> }>();

  const load = async (path: string, maxBytes: number): Promise<Entries> => {
    const { mtimeMs, size } = await stat(path);
    const stamp = `${mtimeMs}:${size}`;
    const known = files.get(path);
    if (known?.stamp === stamp) return known.entries;
    if (size > maxBytes) {
      throw new SightlineError('limit-exceeded', `It has ${size} bytes, over the limit of ${maxBytes}.`);
    }
    const entries = readFile(path, 'utf8').then((text) => indexEntries(JSON.parse(text.replace(/^\uFEFF/, ''))));
    files.delete(path);
    files.set(path, { stamp, entries });
    for (const oldest of [...files.keys()].slice(0, -maxFiles)) files.delete(oldest);
    return entries;
  };

  return {
    /**
     * What the metadata file says of a picture; undefined when it does not mention it. Rejects when the file cannot be read
     * or is no JSON.
     *
     * @param picturePath Absolute path of the picture.
     */
    async find(metadataPath: string, picturePath: string, maxBytes: number): Promise<PictureEntry | undefined> {
      const entries = await load(metadataPath, maxBytes);
      const name = normalized(relative(dirname(metadataPath), picturePath));
      const bare = lastPart(name);
      const entry = [name, bare, bare.replace(/\.[^.]*$/, '')]
        .map((key) => entries.get(key))
        .find((each) => each !== undefined);
      return entry === undefined ? undefined : describe(entry);
    },
  };
}

/** All that is said, by the file it is said of: by its whole path as written and, where nobody else claims it, by its last part. */
function indexEntries(parsed: unknown): Entries {
  const entries = new Map<string, unknown>();
  const shortNames = new Map<string, unknown>();
  const note = (key: string, value: unknown) => {
    const name = normalized(key);
    if (!entries.has(name)) entries.set(name, value);
    if (!shortNames.has(lastPart(name))) shortNames.set(lastPart(name), value);
  };
  const noteRecords = (records: readonly unknown[]) => {
    for (const record of records) {
      if (!isObject(record)) continue;
      const field = pictureFields.find((each) => typeof record[each] === 'string');
      if (field !== undefined) note(String(record[field]), without(record, field));
    }
  };
  if (Array.isArray(parsed)) noteRecords(parsed);
  else if (isObject(parsed)) {
    for (const [key, value] of Object.entries(parsed)) {
      if (Array.isArray(value)) noteRecords(value);
      else if (isObject(value) || typeof value === 'string' || typeof value === 'number') note(key, value);
    }
  }
  return new Map([...shortNames, ...entries]);
}

function describe(entry: unknown): PictureEntry {
  if (!isObject(entry)) return { metadata: { id: cutText(String(entry), maxValueChars) }, words: {} };
  const metadata: Record<string, MetadataValue> = {};
  for (const [field, value] of [...flattenRecord(entry)].slice(0, maxFields)) {
    // Ids are names, even where they are written as numbers.
    metadata[field] = typeof value === 'number' && isId(field) ? String(value) : shortened(value);
  }
  const name = wordsIn(entry, nameFields);
  const caption = wordsIn(entry, captionFields);
  return { metadata, words: { ...(name !== '' && { name }), ...(caption !== '' && { caption }) } };
}

function wordsIn(entry: Record<string, unknown>, fields: readonly string[]): string {
  const found = fields.map((field) => entry[field]).filter((value) => typeof value === 'string');
  return cutText(found.join('\n').trim(), maxWordsChars).trim();
}

function shortened(value: MetadataValue): MetadataValue {
  if (typeof value === 'string') return cutText(value, maxValueChars);
  return typeof value === 'object' ? value.map((each) => cutText(each, maxValueChars)) : value;
}

function isId(field: string): boolean {
  return /(^|[_.-])id$|Id$|^sku$/.test(field);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(record: Record<string, unknown>, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== field));
}

function normalized(path: string): string {
  return path
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '');
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
