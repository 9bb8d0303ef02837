import type { Box } from './locator.ts';
import type { Segment } from './segment.ts';

/**
 * The part of its picture that a segment is, in pixels of the upright picture; undefined when it is all of it. Boxes on pages
 * and slides are in the page's units and say where the picture lies there, not what part of it is meant.
 */
export function segmentRegion({ locator, picture }: Pick<Segment, 'locator' | 'picture'>): Box | undefined {
  const { box, page, slide } = locator;
  if (!box || !picture || page !== undefined || slide !== undefined) return undefined;
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const right = Math.min(picture.width, Math.ceil(box.x + box.width));
  const bottom = Math.min(picture.height, Math.ceil(box.y + box.height));
  if (right <= left || bottom <= top) return undefined;
  const isWhole = left === 0 && top === 0 && right === picture.width && bottom === picture.height;
  return isWhole ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}
