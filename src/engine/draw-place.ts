import { readFile } from 'node:fs/promises';
import type { DocumentRecord } from '../data/document.ts';
import type { Locator } from '../data/locator.ts';
import { readerFor } from '../read/file-types.ts';
import type { DrawOptions } from '../read/reader.ts';
import type { BlobStore } from '../store/blobs.ts';
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
  if (!reader.draw) return undefined;
  const bytes = await documentBytes(record, blobs);
  if (!bytes) return undefined;
  const { source, name, stamp } = record;
  const asset = { source, name, stamp, companions: [], sizeBytes: bytes.length, bytes: async () => bytes };
  return reader.draw(asset, place, options);
}

/** The document as it was indexed; undefined when it is gone or was changed and no copy was kept. */
export async function documentBytes(record: DocumentRecord, blobs: BlobStore): Promise<Uint8Array | undefined> {
  const kept = await blobs.get(record.contentHash);
  if (kept) return kept;
  if (record.parent !== undefined || /^https?:/i.test(record.source)) return undefined;
  const bytes = await readFile(record.source).catch(() => undefined);
  return bytes && contentHash(bytes) === record.contentHash ? bytes : undefined;
}
