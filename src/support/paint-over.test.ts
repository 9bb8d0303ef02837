import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paintOver } from './paint-over.ts';
import { pixelsPerPoint, withResolution } from './png-resolution.ts';

const limit = { maxPixels: 100_000 };
const box = { x: 10.4, y: 20.6, width: 5, height: 5 };

const white = (channels: 3 | 4 = 3) =>
  sharp({ create: { width: 80, height: 60, channels, background: { r: 255, g: 255, b: 255, alpha: 0 } } });

async function pixelAt(bytes: Uint8Array, left: number, top: number): Promise<number[]> {
  return [...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

describe('paintOver', () => {
  it.each(['png', 'jpeg', 'webp'] as const)(
    'blackens every pixel that a box touches, and keeps a %s what it is',
    async (format) => {
      const painted = await paintOver(await white().toFormat(format).toBuffer(), [box], limit);
      expect(painted.mediaType).toBe(`image/${format}`);
      expect(await sharp(painted.bytes).metadata()).toMatchObject({ format, width: 80, height: 60 });
      for (const [x, y] of [
        [10, 20],
        [15, 25],
      ] as const)
        expect((await pixelAt(painted.bytes, x, y))[0]).toBeLessThan(40);
      for (const [x, y] of [
        [0, 0],
        [40, 22],
        [12, 40],
      ] as const) {
        expect((await pixelAt(painted.bytes, x, y))[0]).toBeGreaterThan(230);
      }
    },
  );

  it('cannot be seen through, and takes boxes that reach beyond the picture', async () => {
    const painted = await paintOver(
      await white(4).png().toBuffer(),
      [
        { x: -9, y: -9, width: 20, height: 20 },
        { x: 79, y: 59, width: 99, height: 99 },
        { x: 500, y: 0, width: 5, height: 5 },
      ],
      limit,
    );
    expect(await pixelAt(painted.bytes, 0, 0)).toEqual([0, 0, 0, 255]);
    expect(await pixelAt(painted.bytes, 79, 59)).toEqual([0, 0, 0, 255]);
    expect((await pixelAt(painted.bytes, 40, 30))[3]).toBe(0);
  });

  it('turns a picture upright, whose boxes are of the upright one, and drops its metadata', async () => {
    const turned = await white()
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Liv' } } })
      .toBuffer();
    const { bytes } = await paintOver(turned, [{ x: 50, y: 70, width: 5, height: 5 }], limit);
    const { width, height, orientation, exif } = await sharp(bytes).metadata();
    expect([width, height, orientation ?? 1, exif]).toEqual([60, 80, 1, undefined]);
    expect((await pixelAt(bytes, 52, 72))[0]).toBeLessThan(40);
  });

  it('keeps the resolution that a PNG states, by which places on a page are found', async () => {
    const png = await white().withMetadata({ density: 145.5 }).png().toBuffer();
    const { bytes } = await paintOver(png, [box], limit);
    expect(pixelsPerPoint(bytes)).toBe(pixelsPerPoint(png));
    const stateless = await paintOver(withResolution(png, undefined), 'all', limit);
    expect(pixelsPerPoint(stateless.bytes)).toBeUndefined();
    expect(await pixelAt(stateless.bytes, 79, 59)).toEqual([0, 0, 0]);
  });

  it('keeps to the limit on pixels', async () => {
    const refusal = paintOver(await white().png().toBuffer(), [box], { maxPixels: 100 });
    await expect(refusal).rejects.toMatchObject({ code: 'limit-exceeded' });
  });
});
