import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { opaquePng } from './pdf-png.ts';

it('writes PNGs that others read pixel by pixel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      async (width, height, seed) => {
        const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 31 + seed) % 251);
        const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
          at % 4 === 3 ? 255 : (rgb[Math.floor(at / 4) * 3 + (at % 4)] ?? 0),
        );
        const { data, info } = await sharp(opaquePng(rgba, width, height))
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
        expect(new Uint8Array(data)).toEqual(rgb);
      },
    ),
    { numRuns: 30 },
  );
});
