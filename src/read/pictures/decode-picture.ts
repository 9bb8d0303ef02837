import { basename } from 'node:path';
import type { Sharp } from 'sharp';
import type { Picture, Pixels, WorkingSide } from '../../data/picture.ts';
import { SightlineError, throwIfAborted } from '../../support/errors.ts';
import { contentHash } from '../../support/hashing.ts';
import { isHeic, pixelLimitError } from '../../support/heic.ts';
import { imageError, openImage } from '../../support/open-image.ts';
import { shownName } from '../../support/shown-name.ts';
import { decodedShare } from './decoded-share.ts';
import { perceptualHash } from './perceptual-hash.ts';
import { type PictureHeader, readHeaderWithSharp, readPictureHeader } from './picture-header.ts';

export interface DecodeOptions {
  /** Width times height; a larger picture is refused before it is decoded. */
  readonly maxPixels: number;
  /** Size of the working copy; smaller pictures keep theirs. */
  readonly workingSide: WorkingSide;
  /** Where the original lives, when it is a file of its own. */
  readonly path?: string;
  /** What the picture is said to be; used where its content does not tell. */
  readonly mediaType?: string;
  readonly signal?: AbortSignal;
  /** Told, in a sentence, when a damaged picture could be read in part only. */
  warn?(message: string): void;
}

/** A damaged picture of which less than this share is left is refused rather than indexed as a grey area. */
const leastShare = 0.1;

/**
 * Decodes a picture of any common format (JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, SVG) once: upright, transparency laid on
 * white, colours converted to 8-bit sRGB, of animations and multi-page files the first picture. Of damaged files it takes
 * what can be decoded, and says so through `warn`.
 *
 * @throws SightlineError `limit-exceeded`, `unsupported-type`, `broken-content`, `model-missing` (HEIC) or `cancelled`.
 */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions): Promise<Picture> {
  return (await decodePictureFile(bytes, options)).picture;
}

/** Like {@link decodePicture}, with what the file's header says beside its pixels. */
export async function decodePictureFile(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<{ picture: Picture; header: PictureHeader }> {
  throwIfAborted(options.signal);
  const subject = options.path === undefined ? 'The picture' : `The picture ${shownName(basename(options.path))}`;
  try {
    if (bytes.length === 0) throw new SightlineError('broken-content', `${subject} is an empty file.`);
    const { pixels, header } = await decode(bytes, options, subject);
    const picture: Picture = {
      contentHash: contentHash(bytes),
      mediaType: header.mediaType ?? options.mediaType ?? `image/${header.format}`,
      width: header.width,
      height: header.height,
      pixels,
      perceptualHash: perceptualHash(pixels),
      ...(options.path !== undefined && { path: options.path }),
      bytes: async () => bytes,
    };
    return { picture, header };
  } catch (error) {
    throw imageError(error, subject);
  }
}

async function decode(
  bytes: Uint8Array,
  options: DecodeOptions,
  subject: string,
): Promise<{ pixels: Pixels; header: PictureHeader }> {
  if (isHeic(bytes)) return decodeHeicFile(bytes, options);
  const header = await readPictureHeader(bytes);
  const { width, height } = header;
  // An SVG has no pixels yet, so its size is no danger.
  const frame = workingFrame(header, options.workingSide);
  const density = header.format === 'svg' ? drawingDensity(width, height, frame) : undefined;
  if (density === undefined && width * height > options.maxPixels)
    throw pixelLimitError(width, height, options.maxPixels);
  const open = (failOn: 'error' | 'none') =>
    openImage(bytes, {
      maxPixels: options.maxPixels,
      failOn,
      ...(density !== undefined && { density }),
      ...(header.primaryPage !== undefined && { frame: header.primaryPage }),
    });
  const pixels = await workingCopy(await open('error'), frame).catch(async (error: unknown) => {
    if (imageError(error, subject).code === 'limit-exceeded') throw error;
    const rest = await workingCopy(await open('none'), frame).catch(() => undefined);
    if (!rest) throw error;
    checkRest(decodedShare(rest), subject, options);
    return rest;
  });
  const trusted = header.format !== 'jpeg' || sameShape(header, pixels);
  return { pixels, header: trusted ? header : await readHeaderWithSharp(bytes) };
}

/** Refuses what is left of a damaged picture when it is next to nothing, and says so when it is not. */
function checkRest(share: number, subject: string, options: DecodeOptions): void {
  const percent = Math.max(1, Math.floor(share * 100));
  if (share < leastShare) {
    const message = `${subject} is damaged or cut short: only ${percent} % of it can be read.`;
    throw new SightlineError('broken-content', message, { remedy: 'Get the file again from where it came.' });
  }
  options.warn?.(`${subject} is damaged or cut short; about ${percent} % of it could be read and is used.`);
}

/** HEIC pixels come from another decoder, but sharp can still read most headers, for their EXIF block. */
async function decodeHeicFile(
  bytes: Uint8Array,
  options: DecodeOptions,
): Promise<{ pixels: Pixels; header: PictureHeader }> {
  const header = await readHeaderWithSharp(bytes).catch(() => undefined);
  const image = await openImage(bytes, {
    maxPixels: options.maxPixels,
    ...(options.signal && { signal: options.signal }),
    ...(header?.primaryPage !== undefined && { frame: header.primaryPage }),
  });
  const { width, height } = await image.metadata();
  const pixels = await workingCopy(image, workingFrame({ width, height }, options.workingSide));
  return { pixels, header: { ...header, format: 'heic', mediaType: 'image/heic', width, height } };
}

/** The one pipeline every picture goes through; with JPEG files most of the shrinking happens while they are decoded. */
async function workingCopy(image: Sharp, { side, fit }: WorkingFrame): Promise<Pixels> {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .resize({ width: side, height: side, fit, withoutEnlargement: true, kernel: 'cubic' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3)
    throw new SightlineError('broken-content', `It decodes to ${info.channels} channels, not 3.`);
  return { data, width: info.width, height: info.height };
}

/** A square that the working copy fits into, or just covers. */
interface WorkingFrame {
  readonly side: number;
  readonly fit: 'inside' | 'outside';
}

/** No strip is kept at full length for the little that a model sees of its middle: this times as long as wide at most. */
const longestStrip = 4;

function workingFrame({ width, height }: { width: number; height: number }, side: WorkingSide): WorkingFrame {
  if (typeof side === 'number') return { side, fit: 'inside' };
  const isStrip = Math.max(width, height) > longestStrip * Math.min(width, height);
  return isStrip ? { side: longestStrip * side.shorter, fit: 'inside' } : { side: side.shorter, fit: 'outside' };
}

/** Dots per inch at which an SVG gets twice the working size, and its shorter side at least one pixel. */
function drawingDensity(width: number, height: number, { side, fit }: WorkingFrame): number {
  const wanted = (72 * 2 * side) / (fit === 'inside' ? Math.max(width, height) : Math.min(width, height));
  return Math.min(100_000, Math.max(1, wanted, 72 / Math.min(width, height)));
}

/** Whether a header's size and the decoded pixels have the same proportions, to the rounding of the working copy. */
function sameShape(header: { width: number; height: number }, pixels: Pixels): boolean {
  const scale = Math.max(pixels.width, pixels.height) / Math.max(header.width, header.height);
  return Math.abs(header.width * scale - pixels.width) <= 1 && Math.abs(header.height * scale - pixels.height) <= 1;
}
