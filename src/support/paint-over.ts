import type { Box } from '../data/locator.ts';
import type { Pixels } from '../data/picture.ts';
import type { RedactedArea } from '../data/redacted-boxes.ts';
import { loadSharp } from './load-sharp.ts';
import { imageError, openImage } from './open-image.ts';
import { resolutionChunk, withResolution } from './png-resolution.ts';

export interface PaintOptions {
  /** Width times height of what is decoded. */
  readonly maxPixels: number;
  /** Paints white what lies outside of the boxes, in place of black what lies in them. */
  readonly inverse?: boolean;
  readonly signal?: AbortSignal;
}

export interface PaintedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/**
 * A picture with boxes painted black (pixels of the upright picture, origin top left), as large as it was and upright. PNG, JPEG and
 * WebP stay what they are, others become PNG. Its metadata is gone, as that may hold a small copy of what is painted over; the
 * resolution that a PNG states stays. Of pictures with several frames the first is left.
 *
 * @throws SightlineError what decoding throws.
 */
export async function paintOver(
  bytes: Uint8Array,
  area: RedactedArea,
  { maxPixels, inverse = false, signal }: PaintOptions,
): Promise<PaintedPicture> {
  try {
    const image = await openImage(bytes, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
    const { format } = await image.metadata();
    const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const source = { data, width, height, channels };
    const pixels = inverse ? { ...source, data: keptOnly(source, area) } : fill(source, area);
    const sharp = await loadSharp();
    const painted = sharp(pixels.data, { raw: { width, height, channels }, limitInputPixels: maxPixels });
    if (format === 'jpeg') {
      const jpeg = await painted.jpeg({ quality: 93, chromaSubsampling: '4:4:4' }).toBuffer();
      return { bytes: jpeg, mediaType: 'image/jpeg' };
    }
    if (format === 'webp') return { bytes: await painted.webp({ quality: 93 }).toBuffer(), mediaType: 'image/webp' };
    const png = await painted.png({ compressionLevel: 1 }).toBuffer();
    const stated = format === 'png' ? resolutionChunk(bytes) : undefined;
    return { bytes: withResolution(png, stated), mediaType: 'image/png' };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}

/** A working copy with the same boxes painted black, which are in the pixels of the picture it was made of. */
export function paintOverPixels(
  { data, width, height }: Pixels,
  area: RedactedArea,
  original: { readonly width: number; readonly height: number },
): Pixels {
  const copy = Uint8Array.from(data);
  const [across, down] = [width / original.width, height / original.height];
  const scaled = (box: Box): Box => ({
    x: box.x * across,
    y: box.y * down,
    width: box.width * across,
    height: box.height * down,
  });
  const { data: painted } = fill({ data: copy, width, height, channels: 3 }, area === 'all' ? area : area.map(scaled));
  return { data: painted, width, height };
}

interface RawPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Black in every pixel that a box touches; the last of two or four channels is how little one sees through. */
function fill(pixels: RawPixels, area: RedactedArea): RawPixels {
  const { data, channels } = pixels;
  const hasAlpha = channels === 2 || channels === 4;
  for (const [from, to] of stretches(pixels, area)) {
    data.fill(0, from * channels, to * channels);
    for (let at = from; hasAlpha && at < to; at++) data[(at + 1) * channels - 1] = 255;
  }
  return pixels;
}

/** A white picture with what lies in the boxes. */
function keptOnly(pixels: RawPixels, area: RedactedArea): Uint8Array {
  const { data, channels } = pixels;
  const white = new Uint8Array(data.length).fill(255);
  for (const [from, to] of stretches(pixels, area)) {
    white.set(data.subarray(from * channels, to * channels), from * channels);
  }
  return white;
}

/** The pixels that boxes touch, as stretches of rows, counted from the first pixel of the picture. */
function* stretches({ width, height }: RawPixels, area: RedactedArea): Generator<[from: number, to: number]> {
  for (const box of area === 'all' ? [{ x: 0, y: 0, width, height }] : area) {
    const left = Math.max(0, Math.floor(box.x));
    const right = Math.min(width, Math.ceil(box.x + box.width));
    const bottom = Math.min(height, Math.ceil(box.y + box.height));
    if (!(right > left)) continue;
    for (let y = Math.max(0, Math.floor(box.y)); y < bottom; y++) yield [y * width + left, y * width + right];
  }
}
