import { type Locator, parseLocator } from '../data/locator.ts';
import type { Segment } from '../data/segment.ts';
import type { DrawOptions } from '../read/reader.ts';
import { referenceOf } from '../retrieve/retrieve.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { VectorStore } from '../store/store.ts';
import { coverDrawing, coverPicture, redactedOn } from './cover-redacted.ts';
import { drawPlace } from './draw-place.ts';
import type { Shown } from './engine.ts';
import { pictureOf } from './picture-of.ts';

export interface ShowParts {
  readonly store: VectorStore;
  readonly blobs: BlobStore;
  readonly drawing: DrawOptions;
}

/** Segments of one document that are looked through. */
const mostSegments = 100_000;

/**
 * The segments a reference stands for, each with the way to its picture. A reference may also name a page or a box that is
 * no segment's own (`manual.pdf#page=12`): then those that lie there are given, and the picture is of the place named.
 */
export async function showSegments(reference: string, parts: ShowParts): Promise<Shown[]> {
  const { store } = parts;
  const byId = await store.get([reference]);
  if (byId.length > 0) return byId.map((segment) => shownSegment(segment, parts));
  const inDocument = (name: string): Promise<Segment[]> =>
    store.list(mostSegments, { op: 'compare', field: 'document', test: '=', value: name });
  const whole = await inDocument(reference);
  // Fragments hold no number sign, names of files may.
  const at = reference.lastIndexOf('#');
  if (whole.length > 0 || at < 0) return whole.map((segment) => shownSegment(segment, parts));
  const inside = await inDocument(reference.slice(0, at));
  const exact = inside.filter((segment) => referenceOf(segment) === reference);
  if (exact.length > 0) return exact.map((segment) => shownSegment(segment, parts));
  const place = parseLocator(reference.slice(at));
  if (place.page === undefined && place.slide === undefined) return [];
  return inside.filter((segment) => liesAt(segment.locator, place)).map((segment) => shown(segment, place, parts));
}

/** A segment with the way to its picture. */
export function shownSegment(segment: Segment, parts: ShowParts): Shown {
  return shown(segment, segment.locator, parts);
}

function shown(segment: Segment, place: Locator, parts: ShowParts): Shown {
  const { store, blobs, drawing } = parts;
  return {
    segment,
    reference: referenceOf(segment),
    async picture({ side = drawing.side, signal = drawing.signal } = {}) {
      const { maxPixels } = drawing.limits;
      const kept = await pictureOf(segment, blobs, signal);
      if (kept) return coverPicture(kept, segment, { maxPixels, signal });
      if (place.page === undefined && place.slide === undefined) return undefined;
      const record = (await store.documents()).find(({ id }) => id === segment.documentId);
      const redacted = await redactedOn(place, segment, store);
      const redact = redacted.length > 0 ? ({ redact: true } as const) : {};
      const drawn = record && (await drawPlace(record, place, blobs, { ...drawing, ...redact, side, signal }));
      return drawn && coverDrawing(drawn, place, redacted, { maxPixels, signal });
    },
  };
}

/** On the same page or slide, and touching the box if one is named. */
function liesAt(locator: Locator, place: Locator): boolean {
  if (locator.page !== place.page || locator.slide !== place.slide) return false;
  const [a, b] = [locator.box, place.box];
  if (!a || !b) return true;
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
