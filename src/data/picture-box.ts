import type { Box, Locator } from './locator.ts';
import type { Metadata } from './segment.ts';

/** A picture's size, and where it stands. */
export interface PlacedPicture {
  readonly locator: Locator;
  readonly metadata?: Metadata;
  readonly picture: { readonly width: number; readonly height: number };
}

/**
 * From a box in the units of a segment's locator to one in the pixels of its picture, the way back from how lines of a picture are
 * placed (enrich/picture-place.ts). Undefined when the picture shows a page whose size is not known.
 */
export function boxInPicture({ locator, metadata = {}, picture }: PlacedPicture): ((box: Box) => Box) | undefined {
  const isOnPage = locator.page !== undefined || locator.slide !== undefined;
  // Boxes of pictures that stand for themselves are in their pixels.
  if (!isOnPage) return (box) => box;
  const { pageWidth, pageHeight } = metadata;
  const page = { x: 0, y: 0, width: Number(pageWidth), height: Number(pageHeight) };
  const shown = locator.box ?? (page.width > 0 && page.height > 0 ? page : undefined);
  if (!shown) return undefined;
  const [across, down] = [picture.width / shown.width, picture.height / shown.height];
  return ({ x, y, width, height }) => ({
    x: (x - shown.x) * across,
    y: (y - shown.y) * down,
    width: width * across,
    height: height * down,
  });
}
