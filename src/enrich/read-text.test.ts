import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeReadText, encodeReadText, readText } from './read-text.ts';
import { recognizedLine } from './text-recognizer.ts';

const side = fc.integer({ min: 0, max: 5000 });
const word = fc.record({
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== ''),
  confidence: fc.constant(0.9),
  box: fc.record({ x: side, y: side, width: side, height: side }),
});
const anyLines = fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 10 });

describe('readText', () => {
  it('says of every line where in the text and where in the picture it stands, also after it was kept', () => {
    fc.assert(
      fc.property(anyLines, (made) => {
        const lines = made.map(recognizedLine);
        const found = readText(lines, (box) => ({ ...box, x: box.x / 2 }));
        expect(found.lines.map(({ start, end }) => found.text.slice(start, end))).toEqual(
          lines.map(({ text }) => text),
        );
        expect(found.lines.map(({ box }) => box.x * 2)).toEqual(lines.map(({ box }) => box.x));
        expect(decodeReadText(encodeReadText(found))).toEqual(found);
      }),
    );
  });

  it('takes nothing that it did not write', () => {
    for (const kept of ['', 'plain words', '{}', '[]', '["a"]', '["a",[[0,1]]]', '["a",[[0,1,2,3,4,"5"]]]', '[1,[]]'])
      expect(decodeReadText(new TextEncoder().encode(kept))).toBeUndefined();
  });
});
