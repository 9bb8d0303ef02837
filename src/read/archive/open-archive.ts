import { crc32, inflateRawSync } from 'node:zlib';
import { SightlineError, systemCode, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { decodeXmlBytes } from '../markup/decode-xml-bytes.ts';
import type { ReadLimits } from '../reader.ts';
import { type ArchiveRecord, listArchive } from './archive-records.ts';

export interface ArchiveEntry {
  /** Its path with forward slashes, as the archive has it: it may hold `..` or be absolute, so it is no path to write to. */
  readonly name: string;
  /** As declared; 0 where a damaged archive no longer tells. */
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  readonly encrypted: boolean;
}

/** A ZIP archive in memory. Nothing is unpacked before it is asked for, and folders are no entries. */
export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /** What is wrong with it, in a sentence, where its list of entries was lost and put together from what is left. */
  readonly damage?: string;
  has(name: string): boolean;
  /**
   * The entry unpacked. Throws a SightlineError that names it: `limit-exceeded` (a bomb, or more than the limit over all
   * calls), `unsupported-type` (locked, or packed by an unknown method), `broken-content` (damaged, cut off or not there).
   */
  bytes(name: string): Uint8Array;
  /** The entry as text: by its byte order mark or the encoding it declares as XML, else UTF-8. Throws as `bytes` does. */
  text(name: string): string;
}

export interface OpenArchiveOptions {
  /** The archive's name, for messages. */
  readonly name: string;
  readonly limits: Pick<ReadLimits, 'maxUnpackedBytes' | 'maxEntries'>;
  readonly signal?: AbortSignal;
}

/** An entry that unpacks to no more than this is no bomb, whatever its ratio. */
const harmlessBytes = 64 * 1024 * 1024;

/** Unpacked bytes for each packed one, above which a large entry is a bomb: text reaches 20, zeros 1,030. */
const bombRatio = 100;

const raise = 'Raise the limit (--max-unpacked-bytes) if you trust the file.';

/**
 * Opens a ZIP archive (Zip64 too). Of an archive that lost its list of entries, as one whose download was cut off, it lists
 * those that can still be found. Only what the limits allow is ever unpacked, whatever the archive says of itself.
 *
 * @throws SightlineError `broken-content` when it is no ZIP archive, `limit-exceeded` for too many entries or a bomb.
 */
export function openArchive(bytes: Uint8Array, { name, limits, signal }: OpenArchiveOptions): Archive {
  throwIfAborted(signal);
  const file = shownName(name);
  const { records, damage } = listArchive(bytes, file, limits.maxEntries);
  const byName = new Map(records.map((record) => [record.name, record]));
  let left = limits.maxUnpackedBytes;

  function unpack(entryName: string): Uint8Array {
    throwIfAborted(signal);
    const record = byName.get(entryName);
    const entry = shownName(entryName);
    const broken = (what: string, cause?: unknown) =>
      new SightlineError('broken-content', `${entry} in ${file} ${what}.`, {
        remedy: 'Get the file again from where it came.',
        cause,
      });
    if (!record) throw broken('is not there');
    if (record.encrypted)
      throw new SightlineError('unsupported-type', `${entry} in ${file} is locked with a password.`, {
        remedy: 'Unpack it with its password, and give the files.',
      });
    if (record.method !== 0 && record.method !== 8)
      throw new SightlineError('unsupported-type', `${entry} in ${file} is packed by method ${record.method}.`, {
        remedy: 'Unpack it, and give the files, or pack it again as an ordinary ZIP.',
      });
    const end = record.dataStart + record.compressedBytes;
    if (end > bytes.length) throw broken('is cut off');
    const packed = bytes.subarray(record.dataStart, end);
    const most = Math.min(left, Math.max(harmlessBytes, bombRatio * packed.length));
    const declared = record.sizeBytes ?? 0;
    if (declared > most) throw tooMuch(entry, file, packed.length, limits.maxUnpackedBytes, left);
    const unpacked = record.method === 0 ? packed.slice() : inflate(packed);
    if (unpacked.length > most) throw tooMuch(entry, file, packed.length, limits.maxUnpackedBytes, left);
    left -= unpacked.length;
    if (record.sizeBytes !== undefined && unpacked.length !== record.sizeBytes) throw broken('is damaged');
    if (record.crc !== undefined && crc32(unpacked) !== record.crc) throw broken('is damaged');
    return unpacked;

    function inflate(data: Uint8Array): Uint8Array {
      if (record?.sizeBytes === 0) return new Uint8Array();
      // An entry that lies about its size is stopped there, before the limits are reached.
      const maxOutputLength = Math.max(1, record?.sizeBytes ?? most);
      const chunkSize = Math.min(Math.max(maxOutputLength, 4096), 1 << 20);
      try {
        return new Uint8Array(inflateRawSync(data, { maxOutputLength, chunkSize }));
      } catch (error) {
        if (systemCode(error) !== 'ERR_BUFFER_TOO_LARGE') throw broken('is damaged', error);
        if (record?.sizeBytes !== undefined) throw broken('unpacks to more than it says', error);
        throw tooMuch(entry, file, packed.length, limits.maxUnpackedBytes, left);
      }
    }
  }

  return {
    entries: [...byName.values()].map((record) => entryOf(record)),
    ...(damage ? { damage } : {}),
    has: (entryName) => byName.has(entryName),
    bytes: unpack,
    text: (entryName) => decodeXmlBytes(unpack(entryName)),
  };
}

function entryOf(record: ArchiveRecord): ArchiveEntry {
  const { name, sizeBytes = 0, compressedBytes, encrypted } = record;
  return { name, sizeBytes, compressedBytes, encrypted };
}

function tooMuch(entry: string, file: string, packed: number, limit: number, left: number): SightlineError {
  const ratio = left > Math.max(harmlessBytes, bombRatio * packed);
  const what = ratio
    ? `unpacks to more than ${bombRatio} times its packed size, as zip bombs do`
    : `unpacks to more than the limit of ${limit} bytes allows, counting what was unpacked of the file before`;
  const remedy = ratio
    ? 'Unpack it yourself, and give the files, if you trust it: --max-unpacked-bytes does not lift this.'
    : raise;
  return new SightlineError('limit-exceeded', `${entry} in ${file} ${what}.`, { remedy });
}
