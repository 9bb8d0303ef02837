import type { Sharp } from 'sharp';
import type { Segment } from '../data/segment.ts';
import { segmentRegion } from '../data/segment-region.ts';

/** Cuts an upright picture to the segment's region, when it has one. */
export function cropRegion(upright: Sharp, segment: Pick<Segment, 'locator' | 'picture'>): Sharp {
  const region = segmentRegion(segment);
  if (!region) return upright;
  const { x: left, y: top, width, height } = region;
  return upright.extract({ left, top, width, height });
}
