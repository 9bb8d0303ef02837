import type { Box } from '../data/locator.ts';
import { cutPicture } from '../support/cut-picture.ts';
import { imageError, openImage } from '../support/open-image.ts';

export interface ServedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** What else is said of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A picture as it is served: upright, cut to its region, its longer side at most `side` pixels, and encoded anew, so that
 * nothing of its metadata is left, the position above all.
 */
export async function servedPicture(
  original: Uint8Array,
  {
    region,
    side,
    maxPixels,
    signal,
  }: {
    readonly region?: Box | undefined;
    readonly side: number;
    readonly maxPixels: number;
    readonly signal?: AbortSignal;
  },
): Promise<ServedPicture> {
  const stop = signal ? { signal } : {};
  try {
    const bytes = region ? await cutPicture(original, region, { maxPixels, ...stop }) : original;
    const image = await openImage(bytes, { maxPixels, failOn: 'none', ...stop });
    const { hasAlpha } = await image.metadata();
    const small = image.resize(side, side, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
    return hasAlpha
      ? { bytes: await small.webp({ quality: 85, effort: 2 }).toBuffer(), mediaType: 'image/webp' }
      : { bytes: await small.jpeg({ quality: 85 }).toBuffer(), mediaType: 'image/jpeg' };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}

/** A picture at its full size without its metadata, in its own format where that is common. */
export async function withoutMetadata(
  original: Uint8Array,
  mediaType: string,
  { maxPixels, signal }: { readonly maxPixels: number; readonly signal?: AbortSignal },
): Promise<ServedPicture> {
  try {
    const image = await openImage(original, { maxPixels, failOn: 'none', ...(signal ? { signal } : {}) });
    if (mediaType === 'image/png') return { bytes: await image.png().toBuffer(), mediaType };
    if (mediaType === 'image/webp') return { bytes: await image.webp({ quality: 92 }).toBuffer(), mediaType };
    return { bytes: await image.jpeg({ quality: 93 }).toBuffer(), mediaType: 'image/jpeg' };
  } catch (error) {
    throw imageError(error, 'The picture');
  }
}
