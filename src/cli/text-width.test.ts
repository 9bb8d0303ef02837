import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitEnd, fitMiddle, textWidth, wrapText } from './text-width.ts';

describe('columns of a text', () => {
  it('counts what a reader sees', () => {
    expect(textWidth('chair')).toBe(5);
    expect(textWidth('日本')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('👩‍👩‍👧')).toBe(2);
  });

  it('cuts to the columns there are, never inside a character', () => {
    expect(fitEnd('a long line', 6)).toBe('a lon…');
    expect(fitMiddle('/home/someone/photos/chair.jpg', 15)).toBe('/home/s…air.jpg');
    expect(fitEnd('日本語', 4)).toBe('日…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        expect(textWidth(fitEnd(text, columns))).toBeLessThanOrEqual(columns);
        expect(textWidth(fitMiddle(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('breaks lines between words and loses none', () => {
    expect(wrapText('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
    expect(wrapText('incomprehensibilities', 8)).toEqual(['incompre', 'hensibil', 'ities']);
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme-ascii' })),
        fc.integer({ min: 2, max: 40 }),
        (parts, columns) => {
          const text = parts.join(' ');
          const lines = wrapText(text, columns);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
