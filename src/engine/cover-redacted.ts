import type { Locator } from '../data/locator.ts';
import { boxInPicture } from '../data/picture-box.ts';
import { type RedactedArea, redactedBoxes } from '../data/redacted-boxes.ts';
import type { Segment } from '../data/segment.ts';
import type { Filter } from '../store/filter.ts';
import type { VectorStore } from '../store/store.ts';
import { SightlineError } from '../support/errors.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { paintOver } from '../support/paint-over.ts';
import { pixelsPerPoint } from '../support/png-resolution.ts';

export interface CoverOptions {
  readonly maxPixels: number;
  readonly signal?: AbortSignal;
}

/** Redacted segments of one document that are looked through. */
const mostRedacted = 100_000;

/** A segment's own picture with what was blacked out of its words painted over. */
export async function coverPicture(bytes: Uint8Array, segment: Segment, options: CoverOptions): Promise<Uint8Array> {
  const { picture } = segment;
  const area = redactedBoxes(segment, 'picture');
  if (area.length === 0) return bytes;
  const place = picture && boxInPicture({ ...segment, picture });
  const painted = await paintOver(bytes, area === 'all' || !place ? 'all' : area.map(place), options);
  return painted.bytes;
}

/** A drawing of a page or slide, or of a box on it, with what was blacked out of the segments that lie there painted over. */
export async function coverDrawing(
  png: Uint8Array,
  place: Locator,
  redacted: readonly Segment[],
  options: CoverOptions,
): Promise<Uint8Array> {
  const areas = redacted.map((each) => redactedBoxes(each, 'paintedPage'));
  const boxes = areas.flatMap((area) => (area === 'all' ? [] : area));
  if (areas.includes('all')) return (await paintOver(png, 'all', options)).bytes;
  if (boxes.length === 0) return png;
  const scale = await drawnScale(png, place);
  const { x: left, y: top } = shownFrom(place);
  const area: RedactedArea = boxes.map(({ x, y, width, height }) => ({
    x: (x - left) * scale,
    y: (y - top) * scale,
    width: width * scale,
    height: height * scale,
  }));
  return (await paintOver(png, area, options)).bytes;
}

/** The redacted segments on a page or slide of a segment's document: a drawing of it shows the neighbours, too. */
export async function redactedOn({ page, slide }: Locator, segment: Segment, store: VectorStore): Promise<Segment[]> {
  const filter: Filter = {
    op: 'and',
    all: [
      { op: 'compare', field: 'document', test: '=', value: segment.documentName },
      { op: 'compare', field: 'redacted', test: '=', value: true },
    ],
  };
  const found = await store.list(mostRedacted, filter);
  return found.filter(
    ({ documentId, locator }) => documentId === segment.documentId && locator.page === page && locator.slide === slide,
  );
}

/** Pixels of a drawing to a unit of its page. What of a box lies outside of the page is not drawn. */
async function drawnScale(png: Uint8Array, place: Locator): Promise<number> {
  const stated = pixelsPerPoint(png);
  if (stated !== undefined) return stated;
  if (!place.box) throw new SightlineError('broken-content', 'The drawing of a page does not say its scale.');
  const { width, height } = await (await loadSharp())(png).metadata();
  const from = shownFrom(place);
  const across = width / (place.box.x + place.box.width - from.x);
  const down = height / (place.box.y + place.box.height - from.y);
  return Math.max(across, down);
}

function shownFrom({ box }: Locator): { readonly x: number; readonly y: number } {
  return { x: Math.max(0, box?.x ?? 0), y: Math.max(0, box?.y ?? 0) };
}
