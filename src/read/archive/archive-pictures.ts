import type { Picture } from '../../data/picture.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import type { ReadContext } from '../reader.ts';
import type { Archive } from './open-archive.ts';

/** Decoded pictures kept, as a logo on every page is the same file; each may be some megabytes. */
const keptPictures = 8;

/**
 * A context whose `picture` knows the files inside an archive, too: a reference that names one is decoded from there, any
 * other is asked of the given context.
 */
export function archiveContext(context: ReadContext, archive: Archive): ReadContext {
  const kept = new Map<string, Promise<Picture>>();
  const decode = async (name: string): Promise<Picture> =>
    decodePicture(archive.bytes(name), {
      maxPixels: context.limits.maxPixels,
      workingSide: context.workingSide,
      signal: context.signal,
      warn: (message) => context.warn({ message }),
    });
  return {
    ...context,
    warn: (warning) => context.warn(warning),
    attach: (file) => context.attach(file),
    picture(reference, options) {
      if (!archive.has(reference)) return context.picture(reference, options);
      const known = kept.get(reference);
      if (known) return known;
      const loading = decode(reference);
      kept.set(reference, loading);
      loading.catch(() => kept.delete(reference));
      const [oldest] = kept.keys();
      if (kept.size > keptPictures && oldest !== undefined) kept.delete(oldest);
      return loading;
    },
  };
}
