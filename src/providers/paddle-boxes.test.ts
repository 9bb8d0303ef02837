import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TurnedBox, textBoxes } from './paddle-boxes.ts';

const [width, height] = [320, 240];

/** A map in which the pixels inside a box are text. */
function mapOf(...boxes: readonly Omit<TurnedBox, 'score'>[]) {
  const data = new Float32Array(width * height);
  for (const box of boxes) {
    const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [dx, dy] = [x + 0.5 - box.x, y + 0.5 - box.y];
        const isInside =
          Math.abs(dx * cos + dy * sin) <= box.width / 2 && Math.abs(dy * cos - dx * sin) <= box.height / 2;
        if (isInside) data[y * width + x] = 0.9;
      }
    }
  }
  return { data, width, height };
}

describe('textBoxes', () => {
  it('finds a line at any tilt, a little larger than its spot', () => {
    const line = fc.record({
      x: fc.double({ min: 130, max: 190, noNaN: true }),
      y: fc.double({ min: 100, max: 140, noNaN: true }),
      width: fc.double({ min: 80, max: 160, noNaN: true }),
      height: fc.double({ min: 8, max: 20, noNaN: true }),
      angle: fc.double({ min: -0.6, max: 0.6, noNaN: true }),
    });
    fc.assert(
      fc.property(line, (drawn) => {
        const [found, ...more] = textBoxes(mapOf(drawn));
        expect(more).toEqual([]);
        expect(Math.abs((found?.angle ?? 9) - drawn.angle)).toBeLessThan(0.06);
        expect(Math.hypot((found?.x ?? 0) - drawn.x, (found?.y ?? 0) - drawn.y)).toBeLessThan(2);
        const distance = (1.5 * drawn.width * drawn.height) / (2 * (drawn.width + drawn.height));
        expect(Math.abs((found?.height ?? 0) - drawn.height - 2 * distance)).toBeLessThan(6);
        expect(found?.score).toBeCloseTo(0.9, 5);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps lines apart that do not touch, and leaves out specks and what is hardly believed', () => {
    const upper = { x: 150, y: 60, width: 200, height: 10, angle: 0 };
    const speck = { x: 20, y: 200, width: 2, height: 2, angle: 0 };
    const map = mapOf(upper, { ...upper, y: 90 }, speck);
    for (let x = 100; x < 200; x++) for (let y = 150; y < 160; y++) map.data[y * width + x] = 0.4;
    expect(textBoxes(map).map(({ y }) => Math.round(y))).toEqual([60, 90]);
    expect(textBoxes(mapOf())).toEqual([]);
  });

  it('takes a spot with arms and holes for one', () => {
    const data = new Float32Array(64 * 64);
    for (let y = 8; y < 56; y++) for (let x = 8; x < 56; x++) if (x < 20 || x >= 44 || y >= 44) data[y * 64 + x] = 1;
    expect(textBoxes({ data, width: 64, height: 64 })).toHaveLength(1);
  });

  it('comes through a map that is nothing but specks, combs or snow', () => {
    const side = 1024;
    const patterns: ((x: number, y: number) => boolean)[] = [
      (x, y) => (x + y) % 2 === 0,
      (x, y) => x % 2 === 0 || y === side - 1,
      (x, y) => (x * 7919 + y * 104729) % 5 < 2,
      () => true,
    ];
    for (const pattern of patterns) {
      const data = new Float32Array(side * side);
      for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) if (pattern(x, y)) data[y * side + x] = 1;
      expect(textBoxes({ data, width: side, height: side }).length).toBeLessThanOrEqual(3000);
    }
  });
});
