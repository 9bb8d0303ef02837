import type { Picture } from '../../data/picture.ts';
import { decodePicture } from '../pictures/decode-picture.ts';
import type { ReadContext } from '../reader.ts';

/** Drawings whose bytes are kept a while, since what comes after reading mostly asks for them at once. */
const keptDrawings = 24;

const kept = new Map<object, Uint8Array>();

/**
 * A drawing as a picture. Its pixels are made now; its bytes are kept for a short while only and drawn again when they are
 * asked for later, so that a long document's pictures do not fill the memory.
 */
export async function drawnPicture(
  png: Uint8Array,
  context: Pick<ReadContext, 'limits' | 'workingSide' | 'signal'>,
  again: () => Promise<Uint8Array>,
): Promise<Picture> {
  const picture = await decodePicture(png, {
    maxPixels: context.limits.maxPixels,
    workingSide: context.workingSide,
    mediaType: 'image/png',
    signal: context.signal,
  });
  const key = {};
  kept.set(key, png);
  if (kept.size > keptDrawings) {
    const [oldest] = kept.keys();
    if (oldest) kept.delete(oldest);
  }
  return { ...picture, drawn: true, bytes: async () => kept.get(key) ?? again() };
}
