import type { Pixels } from '../data/picture.ts';
import { reasonOf, SightlineError } from './errors.ts';
import { loadSharp } from './load-sharp.ts';

/**
 * Raw pixels as a JPEG of good quality, or a PNG where every pixel counts; its longer side is not larger than `side`.
 *
 * @throws SightlineError 'broken-content' for pixels of another number than their width and height say.
 */
export async function encodePixels(
  pixels: Pixels,
  { side, format = 'jpeg' }: { readonly side?: number; readonly format?: 'jpeg' | 'png' } = {},
): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  const sharp = await loadSharp();
  const { data, width, height } = pixels;
  try {
    const image = sharp(data, { raw: { width, height, channels: 3 } });
    if (side !== undefined && Math.max(width, height) > side) image.resize(side, side, { fit: 'inside' });
    const bytes = await (format === 'png' ? image.png() : image.jpeg({ quality: 90 })).toBuffer();
    return { bytes, mediaType: `image/${format}` };
  } catch (error) {
    throw new SightlineError('broken-content', `A picture could not be encoded: ${reasonOf(error)}.`, { cause: error });
  }
}
