import { describe, expect, it } from 'vitest';
import type { StoredPicture } from './segment.ts';
import { segmentRegion } from './segment-region.ts';

const picture: StoredPicture = { contentHash: '', mediaType: 'image/jpeg', width: 60, height: 40, perceptualHash: '' };

describe('segmentRegion', () => {
  it('is the box of a part of a picture, inside the picture', () => {
    expect(segmentRegion({ picture, locator: { box: { x: 10.4, y: 5, width: 20, height: 10.2 } } })).toEqual({
      x: 10,
      y: 5,
      width: 21,
      height: 11,
    });
    expect(segmentRegion({ picture, locator: { box: { x: 50, y: 30, width: 100, height: 100 } } })).toEqual({
      x: 50,
      y: 30,
      width: 10,
      height: 10,
    });
  });

  it('is nothing for whole pictures, boxes on pages, and boxes that lie outside', () => {
    expect(segmentRegion({ picture, locator: {} })).toBeUndefined();
    expect(segmentRegion({ picture, locator: { box: { x: 0, y: 0, width: 60, height: 40 } } })).toBeUndefined();
    expect(segmentRegion({ picture, locator: { page: 3, box: { x: 1, y: 1, width: 5, height: 5 } } })).toBeUndefined();
    expect(segmentRegion({ picture, locator: { box: { x: 100, y: 100, width: 5, height: -9 } } })).toBeUndefined();
  });
});
