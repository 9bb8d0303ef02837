import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TurnedBox } from './paddle-boxes.ts';
import { wordsOfLine } from './paddle-words.ts';

const picture = { width: 400, height: 300 };
const line: TurnedBox = { x: 200, y: 100, width: 200, height: 20, angle: 0, score: 1 };

/** Letters at even distances from one end of the line to the other. */
function seen(text: string) {
  return [...text].map((letter, i) => ({ text: letter, at: (i + 0.5) / text.length, confidence: 0.9 }));
}

describe('wordsOfLine', () => {
  it('gives each word the part of the line that its letters take', () => {
    const words = wordsOfLine(line, seen('two  words'), picture);
    expect(words.map(({ text }) => text)).toEqual(['two', 'words']);
    expect(words.map(({ box }) => box)).toEqual([
      { x: 100, y: 90, width: 60, height: 20 },
      { x: 200, y: 90, width: 100, height: 20 },
    ]);
    expect(wordsOfLine(line, [], picture)).toEqual([]);
    expect(wordsOfLine(line, seen('  '), picture)).toEqual([]);
  });

  it('follows a line that stands on end, from bottom to top', () => {
    const standing = { ...line, x: 50, y: 150, angle: -Math.PI / 2 };
    const [lower, upper] = wordsOfLine(standing, seen('ab cd'), picture);
    expect(lower?.box.y).toBeGreaterThan(upper?.box.y ?? 999);
    expect(upper?.box).toEqual({ x: 40, y: 50, width: 20, height: 80 });
  });

  it('writes wide punctuation narrow among letters and leaves it among ideographs', () => {
    expect(wordsOfLine(line, seen('Drug（77％）'), picture)[0]?.text).toBe('Drug(77%)');
    expect(wordsOfLine(line, seen('毒品（77）'), picture)[0]?.text).toBe('毒品（77）');
  });

  it('keeps every letter, every box inside the picture, and words from one end to the other', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const anyLine = fc.record({
      x: number(-50, 450),
      y: number(-50, 350),
      width: number(1, 600),
      height: number(1, 100),
      angle: number(-4, 4),
      score: fc.constant(1),
    });
    fc.assert(
      fc.property(anyLine, fc.stringMatching(/^[a-z ]{0,30}$/), (box, text) => {
        const words = wordsOfLine(box, seen(text), picture);
        expect(words.map((word) => word.text)).toEqual(text.split(/ +/).filter(Boolean));
        for (const { box: place } of words) {
          expect(Math.min(place.x, place.y)).toBeGreaterThanOrEqual(0);
          expect(Math.min(place.width, place.height)).toBeGreaterThanOrEqual(1);
          expect(place.x + place.width).toBeLessThanOrEqual(picture.width);
          expect(place.y + place.height).toBeLessThanOrEqual(picture.height);
        }
      }),
    );
  });
});
