import type { Box } from '../data/locator.ts';
import type { Segment } from '../data/segment.ts';
import type { Shown } from '../engine/engine.ts';
import { cutPicture } from '../support/cut-picture.ts';
import { throwIfAborted } from '../support/errors.ts';
import { pictureForModel } from '../support/picture-for-model.ts';

export interface SmallPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface SmallPictureOptions {
  /** Longer side in pixels. */
  readonly side: number;
  readonly maxPixels: number;
  readonly signal?: AbortSignal;
}

/**
 * What a segment shows, small, cut to its region, encoded anew and so without its metadata; undefined when there is nothing to
 * look at, or its file is gone or damaged.
 */
export async function segmentPicture(shown: Shown, options: SmallPictureOptions): Promise<SmallPicture | undefined> {
  const { side, maxPixels, signal } = options;
  const stop = signal ? { signal } : {};
  try {
    // Twice the side, so that what is made smaller stays sharp.
    const bytes = await shown.picture({ side: 2 * side, ...stop });
    if (!bytes) return undefined;
    const region = regionOf(shown.segment);
    const cut = region ? await cutPicture(bytes, region, { maxPixels, ...stop }) : bytes;
    return await pictureForModel(cut, { side, maxPixels, ...stop });
  } catch {
    throwIfAborted(signal);
    return undefined;
  }
}

/** Boxes on pages and slides are in the page's units, and its drawing is cut already. */
function regionOf({ locator: { box, page, slide }, picture }: Segment): Box | undefined {
  return picture && page === undefined && slide === undefined ? box : undefined;
}
