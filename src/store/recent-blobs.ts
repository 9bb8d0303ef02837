import { throwIfAborted } from '../support/errors.ts';
import type { BlobStore } from './blobs.ts';

export interface RecentLimits {
  /** Most bytes that are remembered; larger copies than a quarter of that are not. */
  readonly maxBytes: number;
}

/**
 * Remembers what was read last, for stores that are far away: the pages of a document are drawn one after the other, and each
 * takes the whole document.
 */
export function recentBlobs(blobs: BlobStore, { maxBytes }: RecentLimits): BlobStore {
  /** The one used last stands last. */
  const recent = new Map<string, Uint8Array>();
  let size = 0;
  const forget = (ref: string): void => {
    size -= recent.get(ref)?.length ?? 0;
    recent.delete(ref);
  };
  return {
    ...blobs,
    async get(ref, options) {
      throwIfAborted(options?.signal);
      const bytes = recent.get(ref) ?? (await blobs.get(ref, options));
      if (!bytes || bytes.length > maxBytes / 4) return bytes;
      forget(ref);
      recent.set(ref, bytes);
      size += bytes.length;
      for (const oldest of recent.keys()) {
        if (size <= maxBytes) break;
        forget(oldest);
      }
      return bytes;
    },
  };
}
