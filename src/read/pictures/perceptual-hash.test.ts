import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../data/picture.ts';
import { perceptualHash } from './perceptual-hash.ts';

/** Some soft hills, different for every seed. */
function hills(seed: number, width = 200, height = 150): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        data[(y * width + x) * 3 + c] =
          128 + 60 * Math.sin((x / width) * (5 + seed) + c) + 60 * Math.cos((y / height) * (3 + 2 * seed));
  return { data, width, height };
}

function distance(a: string, b: string): number {
  let bits = (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2);
  bits = bits.replaceAll('0', '');
  return bits.length;
}

async function scaled({ data, width, height }: Pixels, side: number): Promise<Pixels> {
  const image = sharp(data, { raw: { width, height, channels: 3 } }).resize(side, side, { fit: 'inside' });
  const { data: jpeg } = await image.jpeg({ quality: 60 }).toBuffer({ resolveWithObject: true });
  const { data: raw, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data: raw, width: info.width, height: info.height };
}

describe('perceptualHash', () => {
  it('differs in few bits for scaled and recompressed copies, in many for other pictures', async () => {
    const original = perceptualHash(hills(1));
    expect(distance(original, perceptualHash(await scaled(hills(1), 90)))).toBeLessThanOrEqual(12);
    expect(distance(original, perceptualHash(hills(6)))).toBeGreaterThan(40);
  });

  it('says of each box whether its right neighbour is lighter, row by row', () => {
    const lighter = Uint8Array.from({ length: 90 * 16 * 3 }, (_, i) => Math.floor(i / 3) % 90);
    expect(perceptualHash({ data: lighter, width: 90, height: 16 })).toBe('f'.repeat(64));
    expect(perceptualHash({ data: lighter.map((value) => 255 - value), width: 90, height: 16 })).toBe('0'.repeat(64));
  });

  it('is 64 hex digits for pictures of every size', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, (width, height) => {
        expect(perceptualHash(hills(2, width, height))).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });
});
