import type { Picture } from '../data/picture.ts';
import { openImage } from '../support/open-image.ts';

/** Sizes between which letters are large enough to be read, and no larger than it takes. In pixels. */
const leastSide = 1500;
const mostPixels = 2400 * 1800;
const mostSide = 6000;
/** Enlarging further only blurs. */
const mostEnlarged = 4;

/**
 * The original picture as an engine reads it best: upright, grey, on white, of a size that depends on its own. Measured with
 * Tesseract on charts of mostly 340 to 840 pixels: words of the titles found 90 % at their own size, 96 % at twice, 97 % at
 * 1,500 pixels; and half as many numbers again.
 *
 * @returns A PNG file, and by how much it is larger than the picture.
 */
export async function prepareForReading(
  picture: Picture,
  signal?: AbortSignal,
): Promise<{ image: Uint8Array; scale: number }> {
  const { width, height, mediaType } = picture;
  const scale = readingScale(width, height);
  const isDrawing = mediaType === 'image/svg+xml';
  const image = await openImage(await picture.bytes(), {
    // Reading has let it pass; a drawing has the size it is drawn at.
    maxPixels: isDrawing ? mostPixels * 4 : Math.max(1, width * height),
    failOn: 'none',
    ...(isDrawing && { density: Math.min(100_000, Math.max(1, 72 * scale)) }),
    ...(signal && { signal }),
  });
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const png = await image
    .flatten({ background: '#ffffff' })
    .resize({ ...size, fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { image: png, scale };
}

/** How much a picture is to be enlarged (or, below 1, made smaller) to be read. */
export function readingScale(width: number, height: number): number {
  const longer = Math.max(width, height);
  const enlarged = Math.min(mostEnlarged, Math.max(1, leastSide / longer));
  return Math.min(enlarged, Math.sqrt(mostPixels / (width * height)), mostSide / longer);
}
