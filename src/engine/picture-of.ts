import { readFile } from 'node:fs/promises';
import type { Segment } from '../data/segment.ts';
import type { BlobStore } from '../store/blobs.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';

/**
 * The original bytes of a segment's picture: from its file while that still holds them, else from the blob store; undefined
 * when it is drawn from its document.
 */
export async function pictureOf(
  { picture }: Segment,
  blobs: BlobStore,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (!picture || picture.drawn) return undefined;
  const { path, contentHash: hash } = picture;
  const bytes = path === undefined ? undefined : await readFile(path, { signal }).catch(() => undefined);
  throwIfAborted(signal);
  return bytes && contentHash(bytes) === hash ? bytes : blobs.get(hash, { signal });
}
