import type { Metadata as SharpMetadata } from 'sharp';
import { loadSharp } from '../../support/load-sharp.ts';
import { exifOrientation } from './exif.ts';
import { readJpegHeader } from './jpeg-header.ts';

/** What a picture's file says of itself before its pixels are decoded. */
export interface PictureHeader {
  /** Short name of the format: `jpeg`, `png`, `heic`, `svg`, … */
  readonly format: string;
  /** As its decoder names it, where it does. */
  readonly mediaType?: string;
  /** In pixels, after the EXIF orientation; of an SVG at 72 pixels to the inch. */
  readonly width: number;
  readonly height: number;
  /** Pages of a document-like file (TIFF, HEIF) or frames of an animation, when there are several. */
  readonly pages?: number;
  /** Which of them is meant to be shown first, counted from 0, when it is not the first. */
  readonly primaryPage?: number;
  /** The EXIF block, when there is one. */
  readonly exif?: Uint8Array;
}

/** Reads a picture's header. Rejects with sharp's error when it is no picture, or one whose header is broken. */
export async function readPictureHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const jpeg = readJpegHeader(bytes);
  if (!jpeg) return readHeaderWithSharp(bytes);
  const { exif } = jpeg;
  const turned = exif !== undefined && (exifOrientation(exif) ?? 1) >= 5;
  const size = turned ? { width: jpeg.height, height: jpeg.width } : { width: jpeg.width, height: jpeg.height };
  return { format: 'jpeg', mediaType: 'image/jpeg', ...size, ...(exif && { exif }) };
}

/** The same for any format, at the cost of opening the file with its decoder (about 0.2 ms). */
export async function readHeaderWithSharp(bytes: Uint8Array): Promise<PictureHeader> {
  const sharp = await loadSharp();
  // The limit is checked by the caller, who can name the size.
  const metadata = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
  const { pages = 1, pagePrimary = 0, exif } = metadata;
  return {
    format: formatName(metadata),
    ...(metadata.mediaType !== undefined && { mediaType: metadata.mediaType }),
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    ...(pages > 1 && { pages }),
    ...(pagePrimary > 0 && { primaryPage: pagePrimary }),
    ...(exif && { exif }),
  };
}

/** sharp calls both AVIF and HEIC `heif`. */
function formatName(metadata: SharpMetadata): string {
  if (metadata.format !== 'heif') return metadata.format;
  return metadata.compression === 'av1' ? 'avif' : 'heic';
}
