import { Semaphore } from '../support/concurrency.ts';
import { SightlineError } from '../support/errors.ts';
import type { ServedPicture } from './served-picture.ts';

/**
 * Pictures made lately, bounded in bytes. What is asked for by several at once is made once, and only a few are made at a time,
 * as each takes a core and the memory of its pixels.
 */
export interface PictureCache {
  get(
    key: string,
    make: () => Promise<ServedPicture | undefined>,
    signal: AbortSignal,
  ): Promise<ServedPicture | undefined>;
}

/** Pictures that are made or wait for it. */
const mostWaiting = 500;

export function pictureCache({
  maxBytes = 64 * 2 ** 20,
  atOnce = 4,
}: {
  readonly maxBytes?: number;
  readonly atOnce?: number;
} = {}): PictureCache {
  const kept = new Map<string, ServedPicture>();
  const underWay = new Map<string, Promise<ServedPicture | undefined>>();
  const turns = new Semaphore(atOnce);
  let bytes = 0;
  let waiting = 0;

  const keep = (key: string, picture: ServedPicture): void => {
    if (picture.bytes.length > maxBytes / 8) return;
    kept.set(key, picture);
    bytes += picture.bytes.length;
    for (const [oldest, { bytes: old }] of kept) {
      if (bytes <= maxBytes) break;
      kept.delete(oldest);
      bytes -= old.length;
    }
  };
  const made = async (
    key: string,
    make: () => Promise<ServedPicture | undefined>,
    signal: AbortSignal,
  ): Promise<ServedPicture | undefined> => {
    if (waiting >= mostWaiting) {
      throw new SightlineError('limit-exceeded', 'Too many pictures are asked for at once.', {
        remedy: 'Ask again in a moment.',
      });
    }
    waiting++;
    try {
      const picture = await turns.run(make, signal);
      if (picture) keep(key, picture);
      return picture;
    } finally {
      waiting--;
    }
  };

  return {
    async get(key, make, signal) {
      const found = kept.get(key);
      if (found) {
        kept.delete(key);
        kept.set(key, found);
        return found;
      }
      // Another's work is of use unless it fails, perhaps because that other has gone.
      const shared = await underWay.get(key)?.catch(() => undefined);
      if (shared) return shared;
      const making = made(key, make, signal);
      underWay.set(key, making);
      try {
        return await making;
      } finally {
        if (underWay.get(key) === making) underWay.delete(key);
      }
    },
  };
}
