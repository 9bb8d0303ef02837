import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture, fixedView, takeOverScaling, tiledSize } from './local-vlm-pictures.ts';

/** SmolVLM as it is published. */
const tiling = { tile: 512, longest: 2048 };

describe('tiles', () => {
  test.each([
    [4000, 3000, 2048, 1536, 13],
    [3000, 4000, 1536, 2048, 13],
    [2048, 2048, 2048, 2048, 17],
    [1000, 500, 1024, 512, 3],
    [513, 100, 1024, 512, 3],
    [512, 512, 512, 512, 1],
    [40, 30, 512, 512, 1],
    // However long and thin: a tile at least.
    [20_000, 1, 2048, 512, 5],
    [1, 20_000, 512, 2048, 5],
  ])('of %i x %i: seen at %i x %i, %i of them with the whole', (width, height, seenWidth, seenHeight, tiles) => {
    expect(tiledSize({ width, height }, tiling)).toEqual({ width: seenWidth, height: seenHeight, tiles });
  });

  test('with little detail a picture is seen whole', () => {
    expect(tiledSize({ width: 4000, height: 3000 }, tiling, 'low')).toEqual({ width: 512, height: 512, tiles: 1 });
  });
});

test('decodes what models are given: bounded, RGB, whatever the format', async () => {
  const wide = { create: { width: 6000, height: 30, channels: 4 as const, background: '#f008' } };
  for (const format of ['png', 'webp'] as const) {
    const pixels = await decodePicture(await sharp(wide).toFormat(format).toBuffer());
    expect(pixels).toMatchObject({ width: 4096, height: 20 });
    expect(pixels.data.length).toBe(4096 * 20 * 3);
    // Half transparent red on white.
    expect([...pixels.data.subarray(0, 3)].map((value) => Math.round(value / 10))).toEqual([26, 12, 12]);
  }
  const grey = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#777' } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  expect((await decodePicture(grey)).data.length).toBe(18);
});

describe('a fixed view', () => {
  const usable = { size: { shortest_edge: 8 }, crop_size: { width: 6, height: 6 }, do_center_crop: true };

  test('is cut out of the middle once, by us alone', async () => {
    const library = await import('@huggingface/transformers');
    const processor = new library.ImageProcessor({
      ...usable,
      do_resize: true,
      image_mean: [0, 0, 0],
      image_std: [1, 1, 1],
    });
    expect(takeOverScaling(processor, 'test')).toEqual({ width: 6, height: 6 });
    // A column of white in the middle of black: seen through the library's own cut, too, it would be wider.
    const data = Buffer.alloc(12 * 12 * 3);
    for (let i = 0; i < 144; i++) if (i % 12 === 4 || i % 12 === 5) data.fill(255, i * 3, i * 3 + 3);
    const view = await fixedView({ data, width: 12, height: 12 }, library, processor, 'test');
    const { pixel_values } = await processor(view);
    expect(pixel_values.dims).toEqual([1, 3, 6, 6]);
    const row = [...pixel_values.data.slice(0, 6)].map((value) => Math.round(Number(value)));
    expect(row).toEqual([0, 0, 1, 0, 0, 0]);
  });

  test('a preprocessor_config.json that cannot be used is named with a remedy', async () => {
    const library = await import('@huggingface/transformers');
    const processor = new library.ImageProcessor({ size: { width: 1 } });
    expect(() => takeOverScaling(processor, 'my-model')).toThrow(
      expect.objectContaining({ code: 'model-missing', remedy: expect.stringContaining('image_mean') }),
    );
  });
});
