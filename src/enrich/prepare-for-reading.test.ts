import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../data/picture.ts';
import { prepareForReading, readingScale } from './prepare-for-reading.ts';

function pictureOf(bytes: Uint8Array, width: number, height: number, mediaType = 'image/png'): Picture {
  const pixels = { data: new Uint8Array(3), width: 1, height: 1 };
  return { contentHash: '', mediaType, width, height, pixels, perceptualHash: '', bytes: async () => bytes };
}

describe('prepareForReading', () => {
  it('makes an upright grey PNG on white, enlarged to be readable', async () => {
    const clear = { r: 255, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 400, height: 300, channels: 4, background: clear } })
      .png()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { image, scale } = await prepareForReading(pictureOf(bytes, 300, 400));
    expect(scale).toBe(3.75);
    const { format, width, height, channels } = await sharp(image).metadata();
    expect({ format, width, height, channels }).toEqual({ format: 'png', width: 1125, height: 1500, channels: 1 });
    expect((await sharp(image).stats()).channels[0]?.min).toBe(255);
  });

  it('draws an SVG at the size it is read at', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><path d="M10 0V50" stroke="#000"/></svg>';
    const { image } = await prepareForReading(pictureOf(Buffer.from(svg), 100, 50, 'image/svg+xml'));
    const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([400, 200]);
    // A sharp edge: nearly every pixel of a row is either black or white.
    const row = data.subarray(100 * info.width, 101 * info.width);
    expect(row.filter((value) => value > 10 && value < 245).length).toBeLessThanOrEqual(2);
  });
});

describe('readingScale', () => {
  it('enlarges small pictures at most four times and makes none unreadably small or too large', () => {
    expect(readingScale(100, 100)).toBe(4);
    expect(readingScale(1000, 500)).toBe(1.5);
    expect(readingScale(2000, 1500)).toBe(1);
    // A long screenshot keeps more of its width than a limit on its longer side would leave it.
    expect(1200 * readingScale(1200, 8000)).toBeGreaterThan(700);
    const side = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const scale = readingScale(width, height);
        expect(width * height * scale * scale).toBeLessThanOrEqual(2400 * 1800 * 1.001);
        expect(Math.max(width, height) * scale).toBeLessThanOrEqual(6001);
      }),
    );
  });
});
