import type { Metadata, MetadataValue } from '../../data/segment.ts';

/** Longest text kept of one field, in characters. */
const maxTextChars = 200;
/** More entries than any camera writes in one directory; a file that claims more is read so far. */
const maxEntries = 512;

/** Tag numbers of Exif 2.32 (CIPA DC-008), by the directory they stand in. */
const pointers = { exif: 0x8769, gps: 0x8825 };
const orientationTag = 0x0112;
const offsetTimeOriginalTag = 0x9011;
const gpsTags = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 };

const texts: Readonly<Record<number, string>> = {
  270: 'exif.description',
  271: 'exif.make',
  272: 'exif.model',
  305: 'exif.software',
  42036: 'exif.lens',
};
/** Units: ISO speed, seconds, f-number, millimetres. */
const numbers: Readonly<Record<number, string>> = {
  33434: 'exif.exposureSeconds',
  33437: 'exif.fNumber',
  34855: 'exif.iso',
  37386: 'exif.focalLengthMm',
};
/** When the picture was taken, best first: original, digitised, file changed. */
const dateTags = [0x9003, 0x9004, 0x0132];

/**
 * The facts of an EXIF block that say something of the picture, as flat metadata: `exif.make`, `exif.model`, `exif.lens`,
 * `exif.takenAt` (ISO 8601, with the zone when the camera wrote one) and the like; `exif.latitude` and `exif.longitude` in
 * decimal degrees only with `keepGps`. Broken or hostile blocks give what can be read of them, possibly nothing; the work is
 * bounded, which a general EXIF library's is not (64 KB can unfold to gigabytes of numbers).
 *
 * @param exif The block with or without its leading `Exif\0\0`.
 */
export function readExif(exif: Uint8Array, options: { readonly keepGps: boolean }): Metadata {
  const block = openBlock(exif);
  if (!block) return {};
  const main = readDirectory(block, block.firstDirectory);
  const photo = readDirectory(block, numberOf(main.get(pointers.exif)));
  const found: Record<string, MetadataValue> = {};
  for (const tags of [main, photo]) {
    for (const [tag, value] of tags) {
      const textKey = texts[tag];
      const numberKey = numbers[tag];
      if (textKey && typeof value === 'string' && value !== '') found[textKey] = value;
      const number = numberOf(value);
      if (numberKey && number !== undefined && number > 0) found[numberKey] = rounded(number);
    }
  }
  const date = dateTags.map((tag) => isoDate(photo.get(tag) ?? main.get(tag))).find((each) => each !== undefined);
  if (date) found['exif.takenAt'] = date + zone(photo.get(offsetTimeOriginalTag));
  if (options.keepGps) Object.assign(found, position(readDirectory(block, numberOf(main.get(pointers.gps)))));
  return found;
}

/** The EXIF orientation, 1 to 8; undefined when there is none or it is out of range. */
export function exifOrientation(exif: Uint8Array): number | undefined {
  const block = openBlock(exif);
  const value = block && numberOf(readDirectory(block, block.firstDirectory).get(orientationTag));
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8 ? value : undefined;
}

type TagValue = string | readonly number[];

interface Block {
  readonly view: DataView;
  readonly little: boolean;
  readonly firstDirectory: number;
}

function openBlock(exif: Uint8Array): Block | undefined {
  const start = exif[0] === 0x45 && exif[1] === 0x78 ? 6 : 0;
  if (exif.length < start + 8) return undefined;
  const view = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return undefined;
  return { view, little, firstDirectory: view.getUint32(4, little) };
}

/** Tags of one directory (TIFF 6.0, section 2), without those whose values lie outside the block. */
function readDirectory({ view, little }: Block, offset: number | undefined): Map<number, TagValue> {
  const tags = new Map<number, TagValue>();
  if (offset === undefined || offset < 8 || offset + 2 > view.byteLength) return tags;
  const entries = Math.min(view.getUint16(offset, little), maxEntries);
  for (let i = 0; i < entries; i++) {
    const at = offset + 2 + i * 12;
    if (at + 12 > view.byteLength) break;
    const value = readValue(view, little, at);
    if (value !== undefined) tags.set(view.getUint16(at, little), value);
  }
  return tags;
}

const sizes: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 8, 9: 4, 10: 8 };

/** ASCII as text, whole numbers and rationals as at most three numbers; other types are not looked at. */
function readValue(view: DataView, little: boolean, entry: number): TagValue | undefined {
  const type = view.getUint16(entry + 2, little);
  const size = sizes[type];
  if (size === undefined) return undefined;
  const count = view.getUint32(entry + 4, little);
  const start = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  if (type === 2) return readText(view, start, count);
  const values: number[] = [];
  for (let i = 0; i < Math.min(count, 3); i++) {
    const at = start + i * size;
    if (at + size > view.byteLength) return undefined;
    values.push(readNumber(view, little, type, at));
  }
  return values;
}

function readNumber(view: DataView, little: boolean, type: number, at: number): number {
  if (type === 3) return view.getUint16(at, little);
  if (type === 4) return view.getUint32(at, little);
  if (type === 9) return view.getInt32(at, little);
  if (type === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little);
  return view.getInt32(at, little) / view.getInt32(at + 4, little);
}

function readText(view: DataView, start: number, count: number): string {
  if (start >= view.byteLength) return '';
  const length = Math.min(count, view.byteLength - start, maxTextChars * 4);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  const end = bytes.indexOf(0);
  // EXIF says ASCII; cameras and editors write UTF-8.
  const text = new TextDecoder('utf-8').decode(end < 0 ? bytes : bytes.subarray(0, end));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const clean = text.replace(/[\u0000-\u001f\u007f\ufffd]+/g, ' ').trim();
  return Array.from(clean).slice(0, maxTextChars).join('');
}

function numberOf(value: TagValue | undefined): number | undefined {
  const first = typeof value === 'string' ? undefined : value?.[0];
  return first !== undefined && Number.isFinite(first) ? first : undefined;
}

/** Six significant digits: enough for every field here, and 1/3 s stays readable. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** `2016:07:01 12:30:00` as `2016-07-01T12:30:00`; undefined for the blanks and zeros that unset clocks leave. */
function isoDate(value: TagValue | undefined): string | undefined {
  const match = typeof value === 'string' ? /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(value) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${iso}Z`);
  // Date.parse takes 31 February for 3 March.
  return year !== '0000' && !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

function zone(value: TagValue | undefined): string {
  return typeof value === 'string' && /^[+-]\d\d:\d\d$/.test(value) ? value : '';
}

function position(gps: Map<number, TagValue>): Metadata {
  const latitude = degrees(gps.get(gpsTags.latitude), gps.get(gpsTags.latitudeRef), 'S', 90);
  const longitude = degrees(gps.get(gpsTags.longitude), gps.get(gpsTags.longitudeRef), 'W', 180);
  if (latitude === undefined || longitude === undefined) return {};
  return { 'exif.latitude': latitude, 'exif.longitude': longitude };
}

/** Degrees, minutes and seconds to signed decimal degrees, to about 0.1 m. */
function degrees(
  value: TagValue | undefined,
  reference: TagValue | undefined,
  negative: string,
  limit: number,
): number | undefined {
  if (value === undefined || typeof value === 'string') return undefined;
  const [whole = Number.NaN, minutes = 0, seconds = 0] = value;
  // Unused minutes or seconds are often written as 0/0.
  const sum = whole + (Number.isNaN(minutes) ? 0 : minutes) / 60 + (Number.isNaN(seconds) ? 0 : seconds) / 3600;
  if (!(sum >= 0 && sum <= limit)) return undefined;
  return Number((reference === negative ? -sum : sum).toFixed(6));
}
