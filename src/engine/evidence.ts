import type { EncodedPicture } from '../answer/answer-writer.ts';
import type { Hit } from '../data/hit.ts';
import type { Pixels } from '../data/picture.ts';
import { decodePicture } from '../read/pictures/decode-picture.ts';
import { throwIfAborted } from '../support/errors.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
import { type ShowParts, shownSegment } from './show-segments.ts';

/** A hit's picture as models take it; undefined when there is none, or none any more. */
export async function evidencePicture(hit: Hit, side: number, parts: ShowParts): Promise<EncodedPicture | undefined> {
  const { signal, limits } = parts.drawing;
  try {
    const bytes = await shownSegment(hit.segment, parts).picture({ side });
    return (
      bytes && (await pictureForModel(bytes, { side, maxPixels: limits.maxPixels, ...(signal ? { signal } : {}) }))
    );
  } catch {
    throwIfAborted(signal);
    // A file that is damaged by now: its words are still evidence.
    return undefined;
  }
}

/** A hit's pixels, their longer side at most `side`. */
export async function evidencePixels(hit: Hit, side: number, parts: ShowParts): Promise<Pixels | undefined> {
  const picture = await evidencePicture(hit, side, parts);
  if (!picture) return undefined;
  const { pixels } = await decodePicture(picture.bytes, {
    maxPixels: parts.drawing.limits.maxPixels,
    workingSide: side,
  });
  return pixels;
}
