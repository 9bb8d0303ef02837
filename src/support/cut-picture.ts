import type { Box } from '../data/locator.ts';
import { SightlineError } from './errors.ts';
import { loadSharp } from './load-sharp.ts';
import { imageError, openImage } from './open-image.ts';

/**
 * The part of a picture inside a box (pixels of the upright picture, origin top left), as PNG. What of the box lies outside of
 * the picture is left out.
 *
 * @throws SightlineError 'bad-query' when nothing of the picture lies in the box, and what decoding throws.
 */
export async function cutPicture(
  bytes: Uint8Array,
  box: Box,
  { maxPixels, signal }: { readonly maxPixels: number; readonly signal?: AbortSignal },
): Promise<Uint8Array> {
  try {
    const image = await openImage(bytes, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
    // Drawn first: sharp cuts before it turns, and the box is of the upright picture.
    const { data, info } = await image.flatten({ background: '#ffffff' }).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const left = Math.max(0, Math.floor(box.x));
    const top = Math.max(0, Math.floor(box.y));
    const right = Math.min(width, Math.ceil(box.x + box.width));
    const bottom = Math.min(height, Math.ceil(box.y + box.height));
    // Not a number compares as false.
    if (!(right > left && bottom > top)) {
      throw new SightlineError('bad-query', `The region ${described(box)} holds nothing of the picture.`, {
        remedy: `The picture is ${width} × ${height} pixels; give x, y, width and height inside it.`,
      });
    }

    const sharp = await loadSharp();
    return await sharp(data, { raw: { width, height, channels }, limitInputPixels: maxPixels })
      .extract({ left, top, width: right - left, height: bottom - top })
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}

function described({ x, y, width, height }: Box): string {
  return [x, y, width, height].join(',');
}
