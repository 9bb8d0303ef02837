import type { Sharp } from 'sharp';
import type { Segment } from '../data/segment.ts';

/**
 * The part of its picture that a segment is, in pixels of the upright picture; undefined when it is all of it. Boxes on
 * pages and slides are in the page's units and say where the picture lies there, not what part of it is meant.
 */
export function regionOf({
  locator,
  picture,
}: Pick<Segment, 'locator' | 'picture'>):
  | { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  | undefined {
  const { box, page, slide } = locator;
  if (!box || !picture || page !== undefined || slide !== undefined) return undefined;
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const right = Math.min(picture.width, Math.ceil(box.x + box.width));
  const bottom = Math.min(picture.height, Math.ceil(box.y + box.height));
  if (right <= left || bottom <= top) return undefined;
  const isWhole = left === 0 && top === 0 && right === picture.width && bottom === picture.height;
  return isWhole ? undefined : { left, top, width: right - left, height: bottom - top };
}

/** Cuts an upright picture to the segment's region, when it has one. */
export function cropRegion(upright: Sharp, segment: Pick<Segment, 'locator' | 'picture'>): Sharp {
  const region = regionOf(segment);
  return region ? upright.extract(region) : upright;
}
