import type { Box } from '../data/locator.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { tenths } from './read-text.ts';

/**
 * From a box in the pixels of a segment's picture to one in the units of the segment's locator: where the locator has a box,
 * the picture shows what is in that box (a figure on its page); where the picture shows a whole page or slide, its size is that
 * of the metadata `pageWidth` and `pageHeight`; and a picture that stands for itself has its pixels as units.
 *
 * @returns undefined when the picture shows a page whose size is not known.
 */
export function pictureToLocator(draft: SegmentDraft): ((box: Box) => Box) | undefined {
  const { picture, locator } = draft;
  if (!picture) return undefined;
  const shown = locator.box ?? wholeOf(draft);
  if (!shown) return undefined;
  const scaleX = shown.width / picture.width;
  const scaleY = shown.height / picture.height;
  return (box) => {
    const left = inside(box.x, picture.width);
    const top = inside(box.y, picture.height);
    return {
      x: tenths(shown.x + left * scaleX),
      y: tenths(shown.y + top * scaleY),
      width: tenths((inside(box.x + box.width, picture.width) - left) * scaleX),
      height: tenths((inside(box.y + box.height, picture.height) - top) * scaleY),
    };
  };
}

function wholeOf({ locator, metadata, picture }: SegmentDraft): Box | undefined {
  const { pageWidth: width, pageHeight: height } = metadata ?? {};
  if (typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0) {
    return { x: 0, y: 0, width, height };
  }
  if (locator.page !== undefined || locator.slide !== undefined || !picture) return undefined;
  return { x: 0, y: 0, width: picture.width, height: picture.height };
}

function inside(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
