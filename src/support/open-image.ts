import type { Sharp, SharpOptions } from 'sharp';
import { reasonOf, SightlineError } from './errors.ts';
import { decodeHeic, isHeic } from './heic.ts';
import { loadSharp } from './load-sharp.ts';

export interface OpenImageOptions {
  /** Width times height of what is decoded. */
  readonly maxPixels: number;
  /** `error` (unless told) refuses damaged pictures, `none` gives what can be decoded of them. */
  readonly failOn?: 'error' | 'none';
  /** Dots per inch at which an SVG is drawn; 72 unless told. */
  readonly density?: number;
  /** Frame of a picture with several, counted from 0. */
  readonly frame?: number;
  readonly signal?: AbortSignal;
}

/** One picture may keep a decoding thread for so long. */
const timeoutSeconds = 60;

/**
 * Any picture as an upright sharp pipeline that is safe to run on files nobody has vetted: bounded in pixels and time, HEIC
 * included. sharp gives SVG files to librsvg without a base address, so they can load neither files nor URLs.
 * Errors of sharp's own come out of the pipeline; {@link imageError} puts them into words.
 *
 * @throws SightlineError what `decodeHeic` throws.
 */
export async function openImage(bytes: Uint8Array, options: OpenImageOptions): Promise<Sharp> {
  const sharp = await loadSharp();
  const input: SharpOptions = {
    autoOrient: true,
    failOn: options.failOn ?? 'error',
    limitInputPixels: options.maxPixels,
    ...(options.density !== undefined && { density: options.density }),
    ...(options.frame !== undefined && { page: options.frame }),
  };
  if (!isHeic(bytes)) return sharp(bytes, input).timeout({ seconds: timeoutSeconds });
  const { data, width, height } = await decodeHeic(bytes, options);
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: options.maxPixels });
}

/** What sharp threw, in words for people. `subject` says which picture: `The picture chair.jpg`. */
export function imageError(error: unknown, subject: string): SightlineError {
  if (error instanceof SightlineError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (/unsupported image format|no decoding plugin|not been built in|compression format/i.test(said)) {
    return new SightlineError('unsupported-type', `${subject} is in no format that can be decoded here.`, {
      remedy: 'Convert it to PNG or JPEG; WebP, AVIF, HEIC, GIF, TIFF and SVG are read too.',
      cause: error,
    });
  }
  if (/timeout/i.test(said)) {
    return new SightlineError('limit-exceeded', `${subject} took longer than ${timeoutSeconds} s to decode.`, {
      remedy: 'Make it smaller or simpler, or leave it out.',
      cause: error,
    });
  }
  if (/exceeds (pixel|channel) limit|security limit|exceeded more than|maximum|amplification/i.test(said)) {
    return new SightlineError(
      'limit-exceeded',
      `${subject} is larger or more complex than is safe to decode${detail(said)}.`,
      {
        remedy: 'Make it smaller, or leave it out.',
        cause: error,
      },
    );
  }
  return new SightlineError('broken-content', `${subject} cannot be decoded${detail(said)}.`, {
    remedy: 'The file is probably damaged or cut short; get it again from where it came.',
    cause: error,
  });
}

/** The one line of a decoder's message that tells most: the last that is not a follow-up of a failed seek. */
function detail(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^Input buffer has corrupt header: /, '').trim());
  const line = lines.findLast((each) => each !== '' && !/^source: bad seek/.test(each));
  return line === undefined ? '' : ` (${reasonOf(line).slice(0, 160)})`;
}
