import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../data/picture.ts';
import { colourName, colourNames, dominantColours } from './colour-names.ts';

type Rgb = readonly [number, number, number];

function paint(width: number, height: number, colour: (x: number, y: number) => Rgb): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  return { data, width, height };
}

describe('colourName', () => {
  it.each([
    ['black', [0, 0, 0]],
    ['black', [18, 17, 20]],
    ['white', [255, 255, 255]],
    ['white', [244, 241, 236]],
    ['grey', [128, 128, 128]],
    ['grey', [112, 128, 144]],
    ['red', [220, 20, 60]],
    ['red', [128, 0, 0]],
    ['orange', [255, 140, 0]],
    ['yellow', [255, 255, 0]],
    ['yellow', [225, 173, 1]],
    ['green', [34, 139, 34]],
    ['green', [128, 128, 0]],
    ['blue', [65, 105, 225]],
    ['blue', [135, 206, 235]],
    ['dark blue', [0, 0, 128]],
    ['purple', [128, 0, 128]],
    ['pink', [255, 105, 180]],
    ['pink', [255, 192, 203]],
    ['brown', [139, 69, 19]],
    ['brown', [107, 68, 35]],
    ['dark brown', [59, 36, 22]],
    ['beige', [245, 222, 179]],
    ['beige', [210, 180, 140]],
  ] as const)('says %s of %s', (name, [red, green, blue]) => {
    expect(colourName(red, green, blue)).toBe(name);
  });

  it('has a name for every colour', () => {
    const value = fc.integer({ min: 0, max: 255 });
    fc.assert(fc.property(value, value, value, (r, g, b) => colourNames.includes(colourName(r, g, b))));
  });
});

describe('dominantColours', () => {
  it('names one colour wholly', () => {
    const [only, ...others] = dominantColours(paint(30, 30, () => [139, 69, 19]));
    expect(only).toEqual({ name: 'brown', share: 1 });
    expect(others).toEqual([]);
  });

  it('puts a thing in the middle before a plain background of four times its area', () => {
    const chair = paint(200, 200, (x, y) =>
      Math.abs(x - 100) < 45 && Math.abs(y - 100) < 45 ? [107, 68, 35] : [255, 255, 255],
    );
    expect(dominantColours(chair).map(({ name }) => name)).toEqual(['brown', 'white']);
  });

  it('leaves out specks', () => {
    const dotted = paint(100, 100, (x, y) =>
      x < 20 && y < 20 ? [255, 0, 0] : x % 2 === 0 ? [0, 0, 255] : [60, 90, 230],
    );
    expect(dominantColours(dotted).map(({ name }) => name)).toEqual(['blue']);
  });

  it('gives shares that fall and never come to more than 1, for pictures of every size', () => {
    const size = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(size, size, fc.integer(), (width, height, seed) => {
        const found = dominantColours(
          paint(width, height, (x, y) => [(x * seed) & 255, (y * seed) & 255, (x + y) & 255]),
        );
        const shares = found.map(({ share }) => share);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});
