import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box } from '../data/locator.ts';
import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { pictureToLocator } from './picture-place.ts';

function draft(width: number, height: number, over: Partial<SegmentDraft> = {}): SegmentDraft {
  const picture: Picture = {
    contentHash: '',
    mediaType: 'image/png',
    width,
    height,
    pixels: { data: new Uint8Array(3), width: 1, height: 1 },
    perceptualHash: '',
    bytes: async () => new Uint8Array(),
  };
  return { kind: 'image', locator: {}, words: {}, picture, ...over };
}
const box = { x: 100, y: 40, width: 20, height: 10 };

describe('pictureToLocator', () => {
  it('leaves the pixels of a picture that stands for itself', () => {
    expect(pictureToLocator(draft(400, 300))?.(box)).toEqual(box);
    expect(pictureToLocator(draft(400, 300, { locator: { id: 'A-7' } }))?.(box)).toEqual(box);
  });

  it('gives points of a page that was drawn, and of the page that a figure stands on', () => {
    const page = draft(1190, 1684, {
      kind: 'page',
      locator: { page: 3 },
      metadata: { pageWidth: 595, pageHeight: 842 },
    });
    expect(pictureToLocator(page)?.(box)).toEqual({ x: 50, y: 20, width: 10, height: 5 });
    const figure = draft(400, 300, { locator: { page: 3, box: { x: 72, y: 500, width: 200, height: 150 } } });
    expect(pictureToLocator(figure)?.(box)).toEqual({ x: 122, y: 520, width: 10, height: 5 });
  });

  it('gives nothing where the size of the page is not known', () => {
    expect(pictureToLocator(draft(400, 300, { kind: 'page', locator: { page: 3 } }))).toBeUndefined();
    expect(pictureToLocator(draft(400, 300, { kind: 'slide', locator: { slide: 1 } }))).toBeUndefined();
    expect(pictureToLocator({ kind: 'image', locator: {}, words: {} })).toBeUndefined();
  });

  it('keeps places inside what the picture shows, and their share of it', () => {
    const side = fc.integer({ min: 1, max: 5000 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const place = fc.record({ x: side, y: side, width: side, height: side });
    fc.assert(
      fc.property(side, side, place, share, share, share, share, (width, height, shown, x, y, wide, high) => {
        const inPicture: Box = {
          x: x * width,
          y: y * height,
          width: wide * (1 - x) * width,
          height: high * (1 - y) * height,
        };
        const found = pictureToLocator(draft(width, height, { locator: { page: 1, box: shown } }))?.(inPicture);
        if (!found) throw new Error('There should be a place.');
        // Tenths of a point are all that is kept.
        expect(Math.abs(found.x - shown.x - x * shown.width)).toBeLessThan(0.051);
        expect(Math.abs(found.y - shown.y - y * shown.height)).toBeLessThan(0.051);
        expect(Math.abs(found.width - wide * (1 - x) * shown.width)).toBeLessThan(0.051);
        expect(found.x + found.width).toBeLessThan(shown.x + shown.width + 0.11);
        expect(found.y + found.height).toBeLessThan(shown.y + shown.height + 0.11);
      }),
    );
  });
});
