import { describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { fitToModel, preprocessorConfig, writePlanar } from './picture-preprocessing.ts';

/** A picture whose pixel at (x, y) is what `at` says. */
function drawn(width: number, height: number, at: (x: number, y: number) => readonly [number, number, number]): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), (y * width + x) * 3);
  return { data, width, height };
}

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;

const clip = preprocessorConfig.parse({
  size: { shortest_edge: 8 },
  do_center_crop: true,
  crop_size: { width: 8, height: 8 },
  resample: 3,
});

describe('what preprocessor_config.json says', () => {
  it('takes the sizes that CLIP, old CLIP and SigLIP write', () => {
    const input = { width: 224, height: 224 };
    expect(preprocessorConfig.parse({ size: { height: 224, width: 224 } }).input).toMatchObject(input);
    expect(preprocessorConfig.parse({ size: 224, crop_size: 224, do_center_crop: true })).toMatchObject({
      input,
      // A number alone is the shorter side where the middle is cut out.
      size: { shortestEdge: 224 },
    });
    expect(
      preprocessorConfig.parse({ size: { shortest_edge: 256 }, crop_size: 224, do_center_crop: true }),
    ).toMatchObject({ input, size: { shortestEdge: 256 } });
  });

  // https://huggingface.co/jinaai/jina-clip-v2/blob/main/preprocessor_config.json
  it("takes Jina CLIP's own names", () => {
    const config = preprocessorConfig.parse({
      fill_color: 0,
      image_processor_type: 'JinaCLIPImageProcessor',
      interpolation: 'bicubic',
      mean: [0.1, 0.2, 0.3],
      resize_mode: 'shortest',
      size: 384,
      std: [0.4, 0.5, 0.6],
    });
    expect(config).toMatchObject({
      input: { width: 384, height: 384 },
      size: { shortestEdge: 384 },
      do_center_crop: true,
      resample: 3,
      image_mean: [0.1, 0.2, 0.3],
      image_std: [0.4, 0.5, 0.6],
    });
  });

  it('refuses sizes that would fill the memory', () => {
    expect(preprocessorConfig.safeParse({ size: 100_000 }).success).toBe(false);
    expect(preprocessorConfig.safeParse({ size: { width: 0, height: 8 } }).success).toBe(false);
  });
});

describe('fitToModel', () => {
  it('cuts the middle out of a wide and of a tall picture', async () => {
    // Thirds of a 24 x 8 picture: the middle one is what an 8 x 8 model sees.
    const wide = drawn(24, 8, (x) => (x < 8 ? red : x < 16 ? green : blue));
    const tall = drawn(8, 24, (_, y) => (y < 8 ? red : y < 16 ? green : blue));
    for (const picture of [wide, tall]) {
      expect([...(await fitToModel(picture, clip))]).toEqual(Array.from({ length: 64 }, () => green).flat());
    }
  });

  it('cuts an odd rest as the reference does: the smaller half before', async () => {
    // 11 columns of which 8 are seen: 3 are left over, floor(3 / 2) = 1 of them on the left.
    const columns = drawn(11, 8, (x) => [x * 20, 0, 0]);
    const seen = await fitToModel(columns, clip);
    expect(Array.from({ length: 8 }, (_, x) => seen[x * 3])).toEqual([20, 40, 60, 80, 100, 120, 140, 160]);
  });

  it('resizes by the shorter side first, rounding the longer down, then cuts', async () => {
    // 256 by the shorter side, 224 seen: https://huggingface.co/docs/transformers/model_doc/clip (CLIPImageProcessor).
    const config = preprocessorConfig.parse({ size: { shortest_edge: 16 }, crop_size: 8, do_center_crop: true });
    // Quarters across: of 32 x 16 the middle 8 x 8 is columns 12 to 20, half of each middle quarter.
    const quarters = drawn(64, 32, (x) => (x < 16 ? red : x < 32 ? green : x < 48 ? blue : red));
    const seen = await fitToModel(quarters, config);
    const pixel = (x: number) => [...seen.slice(x * 3, x * 3 + 3)];
    expect(pixel(0)).toEqual([...green]);
    expect(pixel(1)).toEqual([...green]);
    expect(pixel(6)).toEqual([...blue]);
    expect(pixel(7)).toEqual([...blue]);
  });

  it('squeezes where the model is shown the whole picture', async () => {
    const squeeze = preprocessorConfig.parse({ size: { width: 8, height: 8 } });
    const thirds = drawn(48, 8, (x) => (x < 16 ? red : x < 32 ? green : blue));
    const seen = await fitToModel(thirds, squeeze);
    expect([...seen.slice(0, 3)]).toEqual([...red]);
    expect([...seen.slice(21, 24)]).toEqual([...blue]);
  });

  it('pads with black what is smaller than the cut', async () => {
    const config = preprocessorConfig.parse({ size: { shortest_edge: 4 }, crop_size: 8, do_center_crop: true });
    const seen = await fitToModel(
      drawn(4, 4, () => red),
      config,
    );
    const reds = Array.from({ length: 64 }, (_, i) => seen[i * 3]);
    expect(reds.filter((value) => value === 255)).toHaveLength(16);
    expect(reds[2 * 8 + 2]).toBe(255);
    expect(reds[0]).toBe(0);
  });

  it('takes strips that would become giants by their shorter side', async () => {
    const strip = drawn(20_000, 1, (x) => (x > 9_000 && x < 11_000 ? green : red));
    const seen = await fitToModel(strip, { ...clip, size: { width: 512, height: 512, shortestEdge: 512 } });
    expect([...seen]).toEqual(Array.from({ length: 64 }, () => green).flat());
  });

  it('resizes as the reference does, by a cubic kernel that widens with the scale', async () => {
    // Pillow's resize, from its published formula: https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters
    const picture = drawn(36, 20, (x, y) => [(x * 7) % 256, (y * 12) % 256, ((x + y) * 5) % 256]);
    const config = preprocessorConfig.parse({ size: { width: 12, height: 8 } });
    const expected = cubic(picture, 12, 8);
    for (const [i, value] of (await fitToModel(picture, config)).entries()) {
      const [x, y] = [Math.floor(i / 3) % 12, Math.floor(i / 36)];
      // At the border Pillow leaves out what lies outside, and libvips repeats the last pixel.
      if (x > 0 && x < 11 && y > 0 && y < 7) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1);
    }
  });

  it('averages when it makes smaller, instead of picking pixels', async () => {
    // A board of single black and white pixels is grey from afar.
    const board = drawn(64, 64, (x, y) => ((x + y) % 2 ? [255, 255, 255] : [0, 0, 0]));
    for (const value of await fitToModel(board, clip)) expect(Math.abs(value - 127.5)).toBeLessThan(6);
  });
});

/** Separable resizing with the cubic kernel of a = -0.5, stretched by the scale when it makes smaller. */
function cubic(picture: Pixels, width: number, height: number): number[] {
  const kernel = (x: number) =>
    x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
  const weights = (from: number, to: number) =>
    Array.from({ length: to }, (_, i) => {
      const scale = from / to;
      const raw = Array.from({ length: from }, (_, j) => kernel(Math.abs((j + 0.5 - (i + 0.5) * scale) / scale)));
      const sum = raw.reduce((a, b) => a + b);
      return raw.map((value) => value / sum);
    });
  const [across, down] = [weights(picture.width, width), weights(picture.height, height)];
  return down.flatMap((row) =>
    across.flatMap((column) =>
      [0, 1, 2].map((channel) => {
        let sum = 0;
        for (const [y, wy] of row.entries()) {
          for (const [x, wx] of column.entries()) {
            if (wx && wy) sum += wx * wy * (picture.data[(y * picture.width + x) * 3 + channel] as number);
          }
        }
        return Math.min(255, Math.max(0, sum));
      }),
    ),
  );
}

describe('writePlanar', () => {
  it('puts reds before greens before blues, as (value * scale - mean) / deviation', () => {
    const config = preprocessorConfig.parse({ image_mean: [0.1, 0.2, 0.3], image_std: [0.4, 0.5, 0.6] });
    const into = new Float32Array(8);
    writePlanar(Uint8Array.of(255, 51, 0, 0, 102, 204), config, into, 2);
    const expected = [
      ...[0, 0],
      ...[(1 - 0.1) / 0.4, (0 - 0.1) / 0.4],
      ...[(0.2 - 0.2) / 0.5, (0.4 - 0.2) / 0.5],
      ...[(0 - 0.3) / 0.6, (0.8 - 0.3) / 0.6],
    ];
    for (const [i, value] of into.entries()) expect(value).toBeCloseTo(expected[i] as number, 5);
  });

  it('leaves out what the configuration switches off', () => {
    const into = new Float32Array(3);
    writePlanar(Uint8Array.of(255, 51, 0), preprocessorConfig.parse({ do_normalize: false }), into, 0);
    expect([...into]).toEqual([1, Math.fround(0.2), 0]);
    writePlanar(
      Uint8Array.of(255, 51, 0),
      preprocessorConfig.parse({ do_normalize: false, do_rescale: false }),
      into,
      0,
    );
    expect([...into]).toEqual([255, 51, 0]);
  });
});
