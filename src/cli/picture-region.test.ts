import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { StoredPicture } from '../data/segment.ts';
import { openImage } from '../support/open-image.ts';
import { cropRegion } from './picture-region.ts';

const picture: StoredPicture = { contentHash: '', mediaType: 'image/jpeg', width: 60, height: 40, perceptualHash: '' };

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
