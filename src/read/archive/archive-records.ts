import { SightlineError } from '../../support/errors.ts';

/** What an archive says of one entry. */
export interface ArchiveRecord {
  readonly name: string;
  /** 0 is stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedBytes: number;
  /** Absent where a damaged archive no longer tells. */
  readonly sizeBytes?: number;
  readonly crc?: number;
  /** Where the entry's own header begins. */
  readonly start: number;
  /** Where its packed bytes begin. */
  readonly dataStart: number;
}

interface ArchiveList {
  readonly records: readonly ArchiveRecord[];
  readonly damage?: string;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const descriptorSignature = 0x08074b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;

const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
const maxCommentBytes = 0xffff;

/** Upper half of code page 437, in which old archives write names that are not UTF-8. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/**
 * The entries of a ZIP archive from its central directory or, where that is lost, from the headers before each entry.
 * `file` is the archive's name, for messages.
 *
 * @throws SightlineError `broken-content` or `limit-exceeded`.
 */
export function listArchive(bytes: Uint8Array, file: string, maxEntries: number): ArchiveList {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const central = fromCentralDirectory(view, file, maxEntries);
  if (central) {
    refuseOverlaps(central, file);
    return { records: central.filter(isFile) };
  }
  const found = fromLocalHeaders(view, file, maxEntries);
  if (found.length === 0) {
    const what = bytes.length === 0 ? 'is an empty file' : 'is no ZIP archive, or is damaged beyond use';
    throw new SightlineError('broken-content', `${file} ${what}.`, {
      remedy: 'Get the file again from where it came.',
    });
  }
  return {
    records: found.filter(isFile),
    damage: `${file} is damaged or cut off: its list of contents is lost, and only what could still be found was read. Get the file again from where it came.`,
  };
}

function isFile(record: ArchiveRecord): boolean {
  return record.name !== '' && !record.name.endsWith('/');
}

function tooMany(file: string, maxEntries: number): SightlineError {
  return new SightlineError('limit-exceeded', `${file} holds more than the limit of ${maxEntries} files.`, {
    remedy: 'Raise the limit (--max-entries) if you trust the file.',
  });
}

/** Undefined when there is no central directory, or none that can be believed. */
function fromCentralDirectory(view: DataView, file: string, maxEntries: number): ArchiveRecord[] | undefined {
  const end = findEnd(view);
  if (!end) return undefined;
  // Something may stand before the archive, such as a program that unpacks it; places in it count from its own start.
  const shift = end.at - end.size - end.offset;
  const first = end.offset + shift;
  if (first < 0 || shift < 0) return undefined;
  if (end.count > maxEntries) throw tooMany(file, maxEntries);
  const records: ArchiveRecord[] = [];
  let at = first;
  while (at + centralBytes <= end.at && view.getUint32(at, true) === centralSignature) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + centralBytes + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end.at) return undefined;
    if (records.length === maxEntries) throw tooMany(file, maxEntries);
    const extraAt = at + centralBytes + nameLength;
    const wide = wideFields(view, extraAt, extraLength, {
      sizeBytes: view.getUint32(at + 24, true),
      compressedBytes: view.getUint32(at + 20, true),
      start: view.getUint32(at + 42, true),
    });
    const start = wide.start + shift;
    if (start + localBytes > view.byteLength || view.getUint32(start, true) !== localSignature) return undefined;
    records.push({
      name: entryName(view, at + centralBytes, nameLength, view.getUint16(at + 8, true)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      sizeBytes: wide.sizeBytes,
      compressedBytes: wide.compressedBytes,
      start,
      dataStart: start + localBytes + view.getUint16(start + 26, true) + view.getUint16(start + 28, true),
    });
    at = next;
  }
  return records.length >= end.count % 0x10000 && (records.length > 0 || end.count === 0) ? records : undefined;
}

interface DirectoryEnd {
  /** Where the directory ends. */
  readonly at: number;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function findEnd(view: DataView): DirectoryEnd | undefined {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - maxCommentBytes); at--) {
    if (view.getUint32(at, true) !== endSignature) continue;
    const end = {
      at,
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const wide = end.count === 0xffff || end.size === 0xffffffff || end.offset === 0xffffffff;
    return wide ? (wideEnd(view, at) ?? end) : end;
  }
  return undefined;
}

/** The end record of Zip64, which stands before the old one. */
function wideEnd(view: DataView, before: number): DirectoryEnd | undefined {
  const locator = before - 20;
  if (locator < 0 || view.getUint32(locator, true) !== end64LocatorSignature) return undefined;
  // Right before its locator when it has no extensions; else where the locator says.
  for (const at of [locator - 56, Number(view.getBigUint64(locator + 8, true))]) {
    if (at < 0 || at + 56 > view.byteLength || view.getUint32(at, true) !== end64Signature) continue;
    return {
      at,
      count: Number(view.getBigUint64(at + 32, true)),
      size: Number(view.getBigUint64(at + 40, true)),
      offset: Number(view.getBigUint64(at + 48, true)),
    };
  }
  return undefined;
}

type WideFields = Pick<ArchiveRecord, 'compressedBytes' | 'start'> & { readonly sizeBytes: number };

/** Sizes and places over 4 GiB stand in an extra field, in this order and only those that did not fit. */
function wideFields(view: DataView, extraAt: number, extraLength: number, narrow: WideFields): WideFields {
  const end = extraAt + extraLength;
  for (let at = extraAt; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    const fieldsEnd = Math.min(end, field + view.getUint16(at + 2, true));
    const take = (value: number): number => {
      if (value !== 0xffffffff || field + 8 > fieldsEnd) return value;
      field += 8;
      return Number(view.getBigUint64(field - 8, true));
    };
    const sizeBytes = take(narrow.sizeBytes);
    const compressedBytes = take(narrow.compressedBytes);
    return { sizeBytes, compressedBytes, start: take(narrow.start) };
  }
  return narrow;
}

/** Entries that share packed bytes are how a small file holds an endless one; no honest program writes them. */
function refuseOverlaps(records: readonly ArchiveRecord[], file: string): void {
  const inOrder = records.toSorted((a, b) => a.start - b.start);
  let end = 0;
  for (const record of inOrder) {
    if (record.start < end)
      throw new SightlineError('limit-exceeded', `${file} holds entries that overlap, as zip bombs do.`, {
        remedy: 'Unpack it yourself, and give the files, if you trust it: --max-unpacked-bytes does not lift this.',
      });
    end = record.dataStart + record.compressedBytes;
  }
}

/** What a damaged archive still gives: entries by their own headers, one after the other. */
function fromLocalHeaders(view: DataView, file: string, maxEntries: number): ArchiveRecord[] {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const records: ArchiveRecord[] = [];
  let at = nextSignature(bytes, 0, localSignature);
  while (at !== undefined && at + localBytes <= view.byteLength) {
    const flags = view.getUint16(at + 6, true);
    const nameLength = view.getUint16(at + 26, true);
    const extraLength = view.getUint16(at + 28, true);
    const dataStart = at + localBytes + nameLength + extraLength;
    if (dataStart > view.byteLength) break;
    const head = {
      name: entryName(view, at + localBytes, nameLength, flags),
      method: view.getUint16(at + 8, true),
      encrypted: (flags & 1) !== 0,
      start: at,
      dataStart,
    };
    const told = wideFields(view, at + localBytes + nameLength, extraLength, {
      sizeBytes: view.getUint32(at + 22, true),
      compressedBytes: view.getUint32(at + 18, true),
      start: at,
    });
    if (records.length === maxEntries) throw tooMany(file, maxEntries);
    let end: number;
    if ((flags & 8) === 0) {
      end = dataStart + told.compressedBytes;
      const { sizeBytes, compressedBytes } = told;
      records.push({ ...head, crc: view.getUint32(at + 14, true), sizeBytes, compressedBytes });
    } else {
      // Its sizes stand behind it: it ends where something else begins.
      end = nextEntry(bytes, dataStart) ?? view.byteLength;
      const descriptor = [16, 24].find(
        (length) => end - length >= dataStart && view.getUint32(end - length, true) === descriptorSignature,
      );
      records.push({ ...head, compressedBytes: end - (descriptor ?? 0) - dataStart });
    }
    at = nextSignature(bytes, Math.min(end, view.byteLength), localSignature);
  }
  return records;
}

function nextEntry(bytes: Buffer, from: number): number | undefined {
  const local = nextSignature(bytes, from, localSignature);
  const directory = nextSignature(bytes.subarray(0, local ?? bytes.length), from, centralSignature);
  return directory ?? local;
}

function nextSignature(bytes: Buffer, from: number, signature: number): number | undefined {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature);
  const at = bytes.indexOf(wanted, from);
  return at < 0 ? undefined : at;
}

/** Names are UTF-8 when they are marked so or can be, else code page 437; backslashes of old programs are slashes. */
function entryName(view: DataView, at: number, length: number, flags: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, Math.min(length, view.byteLength - at));
  const name = decodeName(bytes, (flags & 0x800) !== 0);
  return name.includes('\\') ? name.replaceAll('\\', '/') : name;
}

function decodeName(bytes: Uint8Array, marked: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !marked, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : (codePage437[byte - 0x80] ?? ''),
    ).join('');
  }
}
