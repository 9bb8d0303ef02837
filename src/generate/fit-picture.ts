import type { Metadata, Sharp } from 'sharp';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { openImage } from '../support/open-image.ts';
import type { GeneratorLimits, PicturePart } from './generator.ts';

type PictureLimits = Pick<GeneratorLimits, 'pictureSide' | 'pictureBytes'>;
type Encoded = Pick<PicturePart, 'bytes' | 'mediaType'>;

/** Width times height of what is decoded. */
const maxPixels = 268_402_689;
/** Formats that every model with eyes takes. */
const takenFormats: readonly string[] = ['jpeg', 'png', 'webp', 'gif'];
/** A larger PNG is a photo or as good as one, and as a JPEG a fraction of it. */
const largestPng = 2 ** 20;
const jpegQualities = [90, 80, 65, 50];
/** Smaller than this nothing can be seen. In pixels. */
const leastSide = 16;

/**
 * The picture as models take it; undefined when it cannot be decoded. One that fits stays byte for byte, and its media
 * type is made true. Turned pictures (EXIF), animations and CMYK are encoded anew, as vendors differ about them.
 *
 * @throws SightlineError 'cancelled'.
 */
export async function fitPicture(
  part: PicturePart,
  limits: PictureLimits,
  signal?: AbortSignal,
): Promise<PicturePart | undefined> {
  try {
    const image = await openImage(part.bytes, { maxPixels, ...(signal ? { signal } : {}) });
    const { format, ...seen } = await image.metadata();
    if (part.bytes.length <= limits.pictureBytes && isTaken({ format, ...seen }, limits) && (await decodes(image))) {
      return { ...part, mediaType: `image/${format}` };
    }
    const isDrawn = format === 'png' || format === 'gif';
    const fit = await encodedToFit(part.bytes, isDrawn, limits, signal);
    return fit && { ...part, ...fit };
  } catch (error) {
    if (error instanceof SightlineError && error.code === 'cancelled') throw error;
    return undefined;
  }
}

function isTaken({ format, width, height, orientation, pages, space }: Metadata, { pictureSide }: PictureLimits) {
  return (
    takenFormats.includes(format) &&
    Math.max(width, height) <= pictureSide &&
    (orientation ?? 1) === 1 &&
    (pages ?? 1) === 1 &&
    space !== 'cmyk'
  );
}

/** Whether all of it can be read: a vendor would refuse the whole request because of one picture that is cut short. */
async function decodes(image: Sharp): Promise<boolean> {
  return image
    .resize(16, 16, { fit: 'fill' })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

async function encodedToFit(
  bytes: Uint8Array,
  isDrawn: boolean,
  { pictureSide, pictureBytes }: PictureLimits,
  signal: AbortSignal | undefined,
): Promise<Encoded | undefined> {
  const image = await openImage(bytes, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
  const { data, info } = await image
    .resize(pictureSide, pictureSide, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const sharp = await loadSharp();
  const pixels = () => sharp(data, { raw: { width, height, channels } });
  if (isDrawn) {
    const png = await pixels().png().toBuffer();
    if (png.length <= Math.min(pictureBytes, largestPng)) return { bytes: png, mediaType: 'image/png' };
  }
  for (let side = Math.max(width, height); ; side = Math.floor(side * 0.7)) {
    for (const quality of jpegQualities) {
      throwIfAborted(signal);
      const jpeg = await pixels().resize(side, side, { fit: 'inside' }).jpeg({ quality }).toBuffer();
      if (jpeg.length <= pictureBytes) return { bytes: jpeg, mediaType: 'image/jpeg' };
    }
    if (side <= leastSide) return undefined;
  }
}
