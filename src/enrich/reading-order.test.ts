import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inReadingOrder } from './reading-order.ts';
import { type RecognizedLine, type RecognizedWord, recognizedLine } from './text-recognizer.ts';

/** A line of words, each ten pixels wide a letter and twenty high. */
function line(text: string, x: number, y: number): RecognizedLine {
  let left = x;
  const words = text.split(' ').map((word) => {
    const box = { x: left, y, width: word.length * 10, height: 20 };
    left += box.width + 10;
    return { text: word, confidence: 0.9, box };
  });
  return recognizedLine(words);
}

/** A word with the upright box around where it comes to when the page is turned about its corner. */
function turnedWord(word: RecognizedWord, degrees: number): RecognizedWord {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const { x, y, width, height } = word.box;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const wide = width * Math.abs(cos) + height * Math.abs(sin);
  const high = width * Math.abs(sin) + height * Math.abs(cos);
  const [left, top] = [middle.x * cos - middle.y * sin - wide / 2, middle.x * sin + middle.y * cos - high / 2];
  return { ...word, box: { x: left, y: top, width: wide, height: high } };
}

const texts = (lines: readonly RecognizedLine[]) => lines.map(({ text }) => text);

describe('inReadingOrder', () => {
  it('reads columns of running text one after another, under the heading above both', () => {
    const heading = line('A heading that goes over both of the columns', 0, 0);
    const left = [1, 2, 3].map((n) => line(`left column line ${n}`, 0, n * 30 + 20));
    const right = [1, 2, 3].map((n) => line(`right column line ${n}`, 260, n * 30 + 20));
    const mixed = [heading, left[0], right[0], right[1], left[1], left[2], right[2]].flatMap((each) => each ?? []);
    expect(texts(inReadingOrder(mixed))).toEqual(texts([heading, ...left, ...right]));
  });

  it('takes lines apart that were read across the gap between columns', () => {
    const across = [0, 1, 2].map((n) => {
      const [a, b] = [line(`left column line ${n}`, 0, n * 30), line(`right column line ${n}`, 260, n * 30)];
      return recognizedLine([...a.words, ...b.words]);
    });
    expect(texts(inReadingOrder(across))).toEqual([
      ...[0, 1, 2].map((n) => `left column line ${n}`),
      ...[0, 1, 2].map((n) => `right column line ${n}`),
    ]);
  });

  it('keeps label and value of a form together, though they are not quite level', () => {
    const form = [line('Name', 0, 0), line('Date', 0, 40), line('Ingrid Solvang', 200, 4), line('3 June', 200, 37)];
    expect(texts(inReadingOrder(form))).toEqual(['Name', 'Ingrid Solvang', 'Date', '3 June']);
  });

  it('reads tilted and turned columns as they stand once they are straight', () => {
    const lines = [0, 1, 2, 3].flatMap((n) => [
      line(`left column line ${n}`, 0, n * 24),
      line(`right column line ${n}`, 260, n * 24),
    ]);
    const wanted = ['left', 'right'].flatMap((side) => [0, 1, 2, 3].map((n) => `${side} column line ${n}`));
    for (const angle of [3, -6, 90, 183, 270]) {
      const turned = lines.map(({ words }) => recognizedLine(words.map((word) => turnedWord(word, angle))));
      const ordered = inReadingOrder(turned, angle);
      expect(texts(ordered)).toEqual(wanted);
      // The words themselves come back, not copies in other places.
      expect(turned.flatMap(({ words }) => words)).toContain(ordered[0]?.words[0]);
    }
  });

  it('keeps every word', () => {
    const place = fc.integer({ min: 0, max: 500 });
    const anyLine = fc.tuple(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 }), place, place);
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), (made) => {
        const lines = made.map(([words, x, y]) => line(words.join(' '), x, y));
        const words = (all: readonly RecognizedLine[]) =>
          all.flatMap((each) => each.words.map(({ text }) => text)).sort();
        expect(words(inReadingOrder(lines))).toEqual(words(lines));
      }),
    );
  });
});
