import { reasonOf, SightlineError } from '../support/errors.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { imageError, openImage } from '../support/open-image.ts';
import type { Raster } from './paddle-crop.ts';

/** Larger pictures are refused, and those between the two are read smaller: lines are cut out of this many pixels. */
const mostPixels = 100_000_000;
const mostRead = 6_000_000;
/**
 * What the detector looks at. Its memory grows with it, by some 300 bytes a pixel: a page of 6-point print has 0.7 % of its
 * characters wrong with this, and 0.6 % with a third more, for 80 MB more.
 */
const mostDetected = 1_000_000;
const mostDetectedSide = 1536;
/** The detector halves the picture five times. */
const multiple = 32;

/** Mean and spread of the pictures that the detector was trained with (ImageNet), in the order blue, green, red. */
const means = [0.406, 0.456, 0.485];
const spreads = [0.225, 0.224, 0.229];

/**
 * A picture's pixels, and by how much it is larger than they are.
 *
 * @throws SightlineError `broken-content` or `limit-exceeded`.
 */
export async function decodeForReading(image: Uint8Array): Promise<{ picture: Raster; scale: number }> {
  try {
    if (image.length === 0) throw new SightlineError('broken-content', 'The picture is empty.');
    const opened = await openImage(image, { maxPixels: mostPixels });
    const { autoOrient } = await opened.metadata();
    const shrunk = Math.min(1, Math.sqrt(mostRead / (autoOrient.width * autoOrient.height)));
    const { data, info } = await opened
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({
        width: Math.max(1, Math.round(autoOrient.width * shrunk)),
        height: Math.max(1, Math.round(autoOrient.height * shrunk)),
        fit: 'fill',
      })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = { data: threeChannels(data, info.channels), width: info.width, height: info.height };
    return { picture, scale: autoOrient.width / info.width };
  } catch (error) {
    const known = imageError(error, 'The picture');
    if (known.code === 'limit-exceeded') throw known;
    throw new SightlineError('broken-content', `The picture's text cannot be read (${reasonOf(known)}).`);
  }
}

/** Grey pictures come out of sharp with one channel. */
function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const pixels = Math.floor(data.length / channels);
  const three = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let j = 0; j < 3; j++) three[3 * i + j] = data[channels * i + Math.min(j, channels - 1)] as number;
  }
  return three;
}

/** A picture as the detector takes it: smaller where need be, its sides multiples of 32. */
export async function detectorInput(
  picture: Raster,
): Promise<{ readonly data: Float32Array; readonly width: number; readonly height: number }> {
  const { width, height } = detectorSize(picture.width, picture.height);
  const sharp = await loadSharp();
  const raw = { width: picture.width, height: picture.height, channels: 3 as const };
  const small = await sharp(picture.data, { raw }).resize({ width, height, fit: 'fill' }).raw().toBuffer();
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  for (let colour = 0; colour < 3; colour++) {
    const [mean, spread] = [means[colour] as number, spreads[colour] as number];
    const start = colour * plane;
    for (let i = 0, at = 2 - colour; i < plane; i++, at += 3) {
      data[start + i] = ((small[at] as number) / 255 - mean) / spread;
    }
  }
  return { data, width, height };
}

export function detectorSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, mostDetectedSide / Math.max(width, height), Math.sqrt(mostDetected / (width * height)));
  const side = (pixels: number) => Math.max(multiple, Math.round((pixels * scale) / multiple) * multiple);
  return { width: side(width), height: side(height) };
}
