import { describe, expect, it } from 'vitest';
import { joinedLines } from './paddle-lines.ts';

function piece(text: string, x: number, y: number, width = 100, angle = 0) {
  return { text, box: { x: x + width / 2, y, width, height: 20, angle, score: 1 } };
}
const texts = (lines: readonly (readonly { text: string }[])[]) => lines.map((line) => line.map(({ text }) => text));

describe('joinedLines', () => {
  it('joins what touches on one line, and orders lines from top to bottom', () => {
    const pieces = [piece('below', 0, 50), piece('right', 98, 11), piece('left', 0, 10), piece('far', 260, 10)];
    expect(texts(joinedLines(pieces, 0))).toEqual([['left', 'right'], ['far'], ['below']]);
  });

  it('joins nothing of another size or beside it but lower', () => {
    const large = { text: 'large', box: { ...piece('', 100, 10).box, height: 50 } };
    expect(joinedLines([piece('small', 0, 10), large, piece('lower', 100, 40)], 0)).toHaveLength(3);
  });

  it('joins along the tilt of the page, and a label on end along itself', () => {
    const tilt = 0.1;
    const tilted = [0, 1].map((i) => ({
      text: `${i}`,
      box: { ...piece('', 0, 0).box, x: 50 + 100 * i * Math.cos(tilt), y: 50 + 100 * i * Math.sin(tilt), angle: tilt },
    }));
    expect(texts(joinedLines(tilted, tilt))).toEqual([['0', '1']]);
    const onEnd = ['lower', 'upper'].map((text, i) => ({
      text,
      box: { ...piece('', 0, 0).box, x: 20, y: 200 - 100 * i, angle: -Math.PI / 2 },
    }));
    expect(texts(joinedLines([...onEnd, piece('level', 60, 100)], 0))).toContainEqual(['lower', 'upper']);
  });
});
