import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { StoredPicture } from '../data/segment.ts';
import { openImage } from '../support/open-image.ts';
import { cropRegion, regionOf } from './picture-region.ts';

const picture: StoredPicture = { contentHash: '', mediaType: 'image/jpeg', width: 60, height: 40, perceptualHash: '' };

describe('regionOf', () => {
  it('is the box of a part of a picture, inside the picture', () => {
    expect(regionOf({ picture, locator: { box: { x: 10.4, y: 5, width: 20, height: 10.2 } } })).toEqual({
      left: 10,
      top: 5,
      width: 21,
      height: 11,
    });
    expect(regionOf({ picture, locator: { box: { x: 50, y: 30, width: 100, height: 100 } } })).toEqual({
      left: 50,
      top: 30,
      width: 10,
      height: 10,
    });
  });

  it('is nothing for whole pictures, boxes on pages, and boxes that lie outside', () => {
    expect(regionOf({ picture, locator: {} })).toBeUndefined();
    expect(regionOf({ picture, locator: { box: { x: 0, y: 0, width: 60, height: 40 } } })).toBeUndefined();
    expect(regionOf({ picture, locator: { page: 3, box: { x: 1, y: 1, width: 5, height: 5 } } })).toBeUndefined();
    expect(regionOf({ picture, locator: { box: { x: 100, y: 100, width: 5, height: -9 } } })).toBeUndefined();
  });
});

describe('cropRegion', () => {
  it('cuts in the picture as it is seen, not as the camera stored it', async () => {
    // Upright: 60 wide, 40 high, red at the top left, else blue; stored turned by 90 degrees with a note to turn it back.
    const red = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const upright = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'blue' } })
      .composite([{ input: red, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const stored = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).png().toBuffer();
    const cut = cropRegion(await openImage(stored, { maxPixels: 10_000 }), {
      picture,
      locator: { box: { x: 2, y: 2, width: 16, height: 16 } },
    });
    const { data, info } = await cut.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([16, 16]);
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...data.subarray(-3)]).toEqual([255, 0, 0]);
  });
});
