import { formatLocator } from '../data/locator.ts';
import type { Segment } from '../data/segment.ts';
import type { Sightline } from '../engine/engine.ts';

/** A drawing (PNG) of the whole page or slide that a segment lies on; undefined when it lies on none, or it cannot be drawn. */
export async function drawnPage(
  engine: Pick<Sightline, 'show'>,
  { documentId, documentName, locator: { page, slide } }: Segment,
  options: { readonly side: number; readonly signal: AbortSignal },
): Promise<Uint8Array | undefined> {
  if (page === undefined && slide === undefined) return undefined;
  const place = { ...(page === undefined ? {} : { page }), ...(slide === undefined ? {} : { slide }) };
  const there = await engine.show(documentName + formatLocator(place));
  // A picture that is kept would come in place of the page it stands on; names need not be unique.
  const shown = there.find(
    ({ segment }) => segment.documentId === documentId && (!segment.picture || segment.picture.drawn === true),
  );
  return shown?.picture(options);
}
