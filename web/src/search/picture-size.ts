import type { QueryPicture } from '../address/address.ts';
import { getSegment } from '../api/collection.ts';
import { heldPicture } from './held-pictures.ts';
import type { Size } from './region.ts';

const known = new Map<string, Size>();

/** A query picture's size in pixels, upright; undefined when nothing knows it. */
export async function pictureSize({ from, name }: QueryPicture): Promise<Size | undefined> {
  if (from === 'held') {
    const held = heldPicture(name);
    return held?.width && held.height ? { width: held.width, height: held.height } : undefined;
  }
  if (from !== 'segment') return undefined;
  const size = known.get(name);
  if (size) return size;
  const { width, height } = (await getSegment(name)).picture ?? {};
  if (!width || !height) return undefined;
  known.set(name, { width, height });
  return { width, height };
}
