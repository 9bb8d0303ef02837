import { describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { encodePixels } from './encode-pixels.ts';
import { loadSharp } from './load-sharp.ts';

/** Red on the left, blue on the right. */
function halves(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(i % width < width / 2 ? [220, 20, 20] : [20, 20, 220], i * 3);
  return { data, width, height };
}

async function decoded(bytes: Uint8Array): Promise<Pixels & { readonly format: string | undefined }> {
  const sharp = await loadSharp();
  const { format } = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, format };
}

const at = ({ data, width }: Pixels, x: number, y: number) => [...data.subarray((y * width + x) * 3).subarray(0, 3)];

describe('encodePixels', () => {
  it('gives a JPEG that shows what the pixels did', async () => {
    const { bytes, mediaType } = await encodePixels(halves(60, 40));
    const seen = await decoded(bytes);
    expect([mediaType, seen.format, seen.width, seen.height]).toEqual(['image/jpeg', 'jpeg', 60, 40]);
    for (const [x, colour] of [
      [5, [220, 20, 20]],
      [55, [20, 20, 220]],
    ] as const) {
      for (const [i, value] of at(seen, x, 20).entries()) expect(Math.abs(value - (colour[i] ?? 0))).toBeLessThan(8);
    }
  });

  it('keeps every pixel in a PNG', async () => {
    const pixels = halves(31, 17);
    const { bytes, mediaType } = await encodePixels(pixels, { format: 'png' });
    const seen = await decoded(bytes);
    expect([mediaType, seen.format]).toEqual(['image/png', 'png']);
    expect(Buffer.from(seen.data).equals(Buffer.from(pixels.data))).toBe(true);
  });

  it.each([
    [400, 200, 100, 100, 50],
    [200, 400, 100, 50, 100],
    [80, 40, 100, 80, 40],
    [3000, 1, 100, 100, 1],
  ])('makes %i × %i no larger than %i', async (width, height, side, newWidth, newHeight) => {
    const seen = await decoded((await encodePixels(halves(width, height), { side })).bytes);
    expect([seen.width, seen.height]).toEqual([newWidth, newHeight]);
  });

  it('says what is wrong with pixels that are none', async () => {
    const broken = { data: new Uint8Array(10), width: 40, height: 40 };
    await expect(encodePixels(broken)).rejects.toMatchObject({ name: 'SightlineError', code: 'broken-content' });
  });
});
