import type { DocumentRecord } from '../data/document.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import type { BlobOptions, BlobStore, ByteRange } from '../store/blobs.ts';
import type { VectorStore } from '../store/store.ts';
import { throwIfAborted } from '../support/errors.ts';
import { type FileHashes, type LookedAtFile, lookAt, readUnchanged } from './unchanged-file.ts';

/** A document as it was indexed, wherever its bytes are now. */
export interface Original {
  readonly documentId: string;
  /** The document's name, as citations have it. */
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** The file it was indexed from, while that is as it was, or the copy that was kept. */
  readonly from: 'file' | 'copy';
  /** Its bytes or a range that begins among them, in pieces as they come: a long recording is never in memory whole. */
  read(range?: ByteRange, options?: BlobOptions): AsyncIterable<Uint8Array>;
  bytes(options?: BlobOptions): Promise<Uint8Array>;
  /** The stable URL of the copy: of a file, an object or, where one is set, a public address. Undefined where none was kept. */
  copyUrl(options?: BlobOptions): Promise<string | undefined>;
}

/** An original, or why it cannot be had and what to do. */
export type FoundOriginal =
  | { readonly original: Original }
  | { readonly missing: string; readonly remedy: string; readonly isChanged: boolean };

export interface OriginalParts {
  readonly store: VectorStore;
  readonly blobs: BlobStore;
  readonly hashes: FileHashes;
}

/** Segments that are looked through for a picture that is the document itself. */
const mostSegments = 20;

/**
 * The bytes that a document was indexed from: its file, unless that was changed since, as citations mean what was there then;
 * else the copy that was kept.
 */
export async function originalOf(
  record: DocumentRecord,
  { store, blobs, hashes }: OriginalParts,
  signal?: AbortSignal,
): Promise<FoundOriginal> {
  throwIfAborted(signal);
  const { id: documentId, name, mediaType } = record;
  const about = { documentId, name, mediaType };
  const isFile = record.parent === undefined && !isUrl(record.source);
  const file = isFile ? await lookAt(record.source) : undefined;
  let refs: Promise<readonly string[]> | undefined;
  const knownRefs = (): Promise<readonly string[]> => (refs ??= contentRefs(record, store, isFile));
  const kept = async (options: BlobOptions): Promise<{ readonly ref: string; readonly size: number } | undefined> => {
    for (const ref of await knownRefs()) {
      const size = await blobs.size(ref, options);
      if (size !== undefined) return { ref, size };
    }
    return undefined;
  };

  if (file && (await isUnchanged(file, record, hashes, knownRefs))) {
    return {
      original: {
        ...about,
        sizeBytes: file.sizeBytes,
        from: 'file',
        read: (range, { signal: stop } = {}) => readUnchanged(file, range, stop),
        bytes: async ({ signal: stop } = {}) => together(readUnchanged(file, undefined, stop)),
        async copyUrl(options = {}) {
          const copy = await kept(options);
          return copy && blobs.url(copy.ref);
        },
      },
    };
  }
  const copy = await kept({ signal });
  throwIfAborted(signal);
  if (!copy) return missing(record, isFile, file !== undefined);
  const { ref, size } = copy;
  return {
    original: {
      ...about,
      sizeBytes: size,
      from: 'copy',
      read: (range, options) => blobs.read(ref, range, options),
      bytes: async (options) => together(blobs.read(ref, undefined, options)),
      copyUrl: async () => blobs.url(ref),
    },
  };
}

/**
 * What the document's own bytes may be kept under. A record's hash covers what was read with them, too, so that of a picture
 * with a text beside it is another; its segment knows the picture's own.
 */
async function contentRefs(record: DocumentRecord, store: VectorStore, isFile: boolean): Promise<readonly string[]> {
  const own = record.contentHash;
  if (!isFile || !record.mediaType.startsWith('image/')) return [own];
  const inIt = await store.list(mostSegments, { op: 'compare', field: 'document', test: '=', value: record.name });
  const pictures = inIt.flatMap(({ documentId, picture }) => (documentId === record.id && picture ? [picture] : []));
  const whole = pictures.filter(({ path, drawn }) => path === record.source && !drawn);
  return [...new Set([...whole.map(({ contentHash }) => contentHash), own])];
}

/** By the sign of change that indexing itself goes by; where that tells of one, the content decides. */
async function isUnchanged(
  file: LookedAtFile,
  { stamp }: DocumentRecord,
  hashes: FileHashes,
  refs: () => Promise<readonly string[]>,
): Promise<boolean> {
  const [first = ''] = stamp.split('+');
  if (!stamp.includes('~') && first === `${file.sizeBytes}:${file.mtimeMs}`) return true;
  const hash = await hashes.of(file);
  return hash !== undefined && (await refs()).includes(hash);
}

function missing({ name }: DocumentRecord, isFile: boolean, isChanged: boolean): FoundOriginal {
  if (isChanged) {
    return {
      missing: `The file of ${name} was changed since it was indexed, and no copy of what it was then was kept.`,
      remedy: 'Index it again; with the option keepOriginals, copies are kept from then on.',
      isChanged,
    };
  }
  return {
    missing: isFile
      ? `The file of ${name} cannot be had any more: it was moved or deleted, and no copy was kept.`
      : `No copy of ${name} was kept when it was indexed.`,
    remedy: 'What was indexed of it is there. With the option keepOriginals, copies are kept when it is indexed again.',
    isChanged,
  };
}

async function together(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
