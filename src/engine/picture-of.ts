import { readFile } from 'node:fs/promises';
import type { Segment } from '../data/segment.ts';
import type { BlobStore } from '../store/blobs.ts';
import { contentHash } from '../support/hashing.ts';

/**
 * The original bytes of a segment's picture: from its file while that still holds them, else from the blob store; undefined
 * when it is drawn from its document.
 */
export async function pictureOf(segment: Segment, blobs: BlobStore): Promise<Uint8Array | undefined> {
  const { picture } = segment;
  if (!picture || picture.drawn) return undefined;
  const kept = await blobs.get(picture.contentHash);
  if (kept || !picture.path) return kept;
  const bytes = await readFile(picture.path).catch(() => undefined);
  return bytes && contentHash(bytes) === picture.contentHash ? bytes : undefined;
}
