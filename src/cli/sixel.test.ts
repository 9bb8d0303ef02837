import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSixel } from './sixel.ts';

/** Draws a sixel sequence as a terminal does; -1 where nothing was drawn. */
function draw(sequence: string): { width: number; height: number; colours: number[]; palette: Map<number, number[]> } {
  expect([sequence.slice(0, 2), sequence.slice(-2)]).toEqual(['\x1bP', '\x1b\\']);
  const [, width, height, body] = /^9;1q"1;1;(\d+);(\d+)(.*)$/s.exec(sequence.slice(2, -2))?.map(String) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const colours = new Array<number>(size.width * size.height).fill(-1);
  const palette = new Map<number, number[]>();
  let [x, top, colour] = [0, 0, 0];
  for (const [, define, rgb, select, count, run, single, move] of String(body).matchAll(
    /#(\d+);2;([\d;]+)|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])/g,
  )) {
    if (define) palette.set(Number(define), String(rgb).split(';').map(Number));
    else if (select) colour = Number(select);
    else if (move) {
      x = 0;
      if (move === '-') top += 6;
    } else {
      const mask = (run ?? single ?? '?').charCodeAt(0) - 63;
      for (let times = Number(count ?? 1); times > 0; times--, x++) {
        for (let bit = 0; bit < 6; bit++) if (mask & (1 << bit)) colours[(top + bit) * size.width + x] = colour;
      }
    }
  }
  return { ...size, colours, palette };
}

describe('encodeSixel', () => {
  it('draws every pixel once, in a colour of the palette', () => {
    const pictures = fc
      .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
      .chain(([width, height]) =>
        fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          data: fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }),
        }),
      );
    fc.assert(
      fc.property(pictures, (picture) => {
        const drawn = draw(encodeSixel(picture));
        expect([drawn.width, drawn.height]).toEqual([picture.width, picture.height]);
        expect(drawn.colours).toHaveLength(picture.width * picture.height);
        for (const colour of drawn.colours) expect(drawn.palette.has(colour)).toBe(true);
      }),
    );
  });

  it('keeps colours that the palette has', () => {
    const { colours, palette } = draw(
      encodeSixel({ width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 51, 102, 255) }),
    );
    expect(palette.get(colours[0] ?? -1)).toEqual([100, 0, 0]);
    expect(palette.get(colours[1] ?? -1)).toEqual([20, 40, 100]);
  });

  it('keeps the brightness of an area whose colour the palette lacks', () => {
    const { colours, palette } = draw(
      encodeSixel({ width: 32, height: 32, data: new Uint8Array(32 * 32 * 3).fill(128) }),
    );
    const sum = colours.reduce((total, colour) => total + (palette.get(colour)?.[0] ?? 0), 0);
    expect(sum / colours.length).toBeCloseTo(50.2, 0);
  });

  it('writes runs of equal columns short', () => {
    expect(encodeSixel({ width: 200, height: 6, data: new Uint8Array(200 * 6 * 3) }).length).toBeLessThan(60);
  });
});
