import type { DocumentRecord } from '../data/document.ts';
import type { Pixels, WorkingSide } from '../data/picture.ts';
import type { Segment, StoredPicture } from '../data/segment.ts';
import { decodePicture } from '../read/pictures/decode-picture.ts';
import type { DrawOptions } from '../read/reader.ts';
import type { BlobStore } from '../store/blobs.ts';
import { Semaphore } from '../support/concurrency.ts';
import { reasonOf, throwIfAborted } from '../support/errors.ts';
import { coverDrawing, coverPicture } from './cover-redacted.ts';
import { documentBytes, drawDocument } from './draw-place.ts';
import { pictureOf } from './picture-of.ts';

export interface PictureSource {
  readonly blobs: BlobStore;
  /** How pictures are drawn that lie in documents only; `side` is that of each picture. */
  readonly drawing: Omit<DrawOptions, 'side' | 'signal'>;
  /** Longer side of the working copies in pixels, as the embedder wants them. */
  readonly workingSide: WorkingSide;
}

/** A picture's working copy, or why there is none. */
export type FoundPixels = { readonly pixels: Pixels } | { readonly missing: string };

/** Drawings under way at once: each holds its whole document. */
const drawingsUnderWay = 2;

/** Gives the pixels of pictures that were indexed before: from their files, from the blobs, or drawn again. */
export function pictureSource({ blobs, drawing, workingSide }: PictureSource) {
  const drawings = new Semaphore(drawingsUnderWay);
  /** The document drawn from last: its pictures are asked for one after the other, and it is read once for all of them. */
  let held: { readonly ref: string; readonly bytes: Promise<Uint8Array | undefined> } | undefined;
  let wanted = 0;

  const draw = async (
    segment: Segment,
    record: DocumentRecord,
    side: number,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> => {
    const { contentHash: ref } = record;
    if (held?.ref !== ref) held = { ref, bytes: documentBytes(record, blobs) };
    const bytes = await held.bytes;
    const redact = segment.metadata.redacted === true ? ({ redact: true } as const) : {};
    return bytes && drawDocument(record, bytes, segment.locator, { ...drawing, ...redact, side, signal });
  };
  /** In turn, and without keeping the last document when nothing more is drawn. */
  const drawInTurn = async (...parts: Parameters<typeof draw>): Promise<Uint8Array | undefined> => {
    wanted++;
    try {
      return await drawings.run(() => draw(...parts), parts[3]);
    } finally {
      if (--wanted === 0) held = undefined;
    }
  };

  return {
    async pixels(segment: Segment, record: DocumentRecord, signal: AbortSignal): Promise<FoundPixels> {
      const { picture } = segment;
      if (!picture) return { missing: 'it has no picture' };
      try {
        const side = Math.max(picture.width, picture.height);
        const bytes = await (picture.drawn ? drawInTurn(segment, record, side, signal) : pictureOf(segment, blobs));
        if (!bytes) return { missing: whyMissing(picture) };
        const { maxPixels } = drawing.limits;
        const cover = { maxPixels, signal };
        const seen = picture.drawn
          ? await coverDrawing(bytes, segment.locator, [segment], cover)
          : await coverPicture(bytes, segment, cover);
        return { pixels: (await decodePicture(seen, { maxPixels, workingSide, signal })).pixels };
      } catch (error) {
        throwIfAborted(signal);
        return { missing: reasonOf(error) };
      }
    },
  };
}

function whyMissing({ path, drawn }: StoredPicture): string {
  if (drawn) return 'its document is gone or was changed since, or cannot be drawn here';
  return path === undefined ? 'its copy in the index is gone' : `${path} is gone or was changed since`;
}
