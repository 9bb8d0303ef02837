import { readFile } from 'node:fs/promises';
import type { DocumentRecord } from '../data/document.ts';
import type { Locator } from '../data/locator.ts';
import { readerFor } from '../read/file-types.ts';
import type { DrawOptions } from '../read/reader.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import type { BlobStore } from '../store/blobs.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';

/**
 * A picture (PNG) of a place of a document, drawn from its file while that is as it was indexed, else from the copy in the
 * index; undefined when there is neither, or the document has no looks there.
 */
export async function drawPlace(
  record: DocumentRecord,
  place: Locator,
  blobs: BlobStore,
  options: DrawOptions,
): Promise<Uint8Array | undefined> {
  const reader = await readerFor(record.mediaType);
  const bytes = reader.draw && (await documentBytes(record, blobs, options.signal));
  return bytes && drawDocument(record, bytes, place, options);
}

/** The same of a document whose bytes are at hand. */
export async function drawDocument(
  record: DocumentRecord,
  bytes: Uint8Array,
  place: Locator,
  options: DrawOptions,
): Promise<Uint8Array | undefined> {
  const reader = await readerFor(record.mediaType);
  if (!reader.draw) return undefined;
  const { source, name, stamp } = record;
  const asset = { source, name, stamp, companions: [], sizeBytes: bytes.length, bytes: async () => bytes };
  return reader.draw(asset, place, options);
}

/** The document as it was indexed; undefined when it is gone or was changed and no copy was kept. */
export async function documentBytes(
  { source, parent, contentHash: hash }: DocumentRecord,
  blobs: BlobStore,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  // Files first: the copy may be in another town.
  const isFile = parent === undefined && !isUrl(source);
  const bytes = isFile ? await readFile(source, { signal }).catch(() => undefined) : undefined;
  throwIfAborted(signal);
  return bytes && contentHash(bytes) === hash ? bytes : blobs.get(hash, { signal });
}
