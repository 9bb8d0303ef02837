import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendAligned, sourceText } from './source-text.ts';

describe('sourceText', () => {
  it('leads every character back through dropped mark-up and entities', () => {
    const source = '<p>Fish &amp; <b>chips</b></p>';
    const text = sourceText();
    text.append('Fish ', 3, 8);
    text.append('&', 8, 13);
    text.append(' ', 13, 14);
    text.append('chips', 17, 22);
    expect(text.text).toBe('Fish & chips');
    const at = (start: number, end: number) => {
      const range = text.range(start, end);
      return source.slice(range.start, range.end);
    };
    expect(at(0, 4)).toBe('Fish');
    expect(at(5, 6)).toBe('&amp;');
    expect(at(7, 12)).toBe('chips');
    expect(at(5, 9)).toBe('&amp; <b>ch');
  });

  it('keeps ranges in order and apart for stretches that are apart', () => {
    const parts = fc.array(
      fc.record({ gap: fc.nat(5), text: fc.string({ minLength: 1, maxLength: 9 }), extra: fc.nat(4) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(parts, fc.nat(), (list, seed) => {
        const text = sourceText();
        let at = 0;
        for (const { gap, text: piece, extra } of list) {
          at += gap;
          text.append(piece, at, at + piece.length + extra);
          at += piece.length + extra;
        }
        const cut = 1 + (seed % Math.max(1, text.text.length));
        const left = text.range(0, cut);
        expect(left.start).toBeLessThanOrEqual(left.end);
        if (cut < text.text.length) {
          const right = text.range(cut, text.text.length);
          expect(right.start).toBeGreaterThanOrEqual(left.end);
          expect(right.end).toBe(at);
        }
      }),
    );
  });
});

describe('appendAligned', () => {
  it.each([
    ['escapes', '1\\. not a \\*list\\*', '1. not a *list*', 'list', 'list'],
    ['references', 'AT&amp;T &copy; 2024 &#x1fa91; end', 'AT&T © 2024 🪑 end', 'end', 'end'],
    ['a reference itself', 'AT&amp;T and more', 'AT&T and more', '&', '&amp;'],
    ['quote marks', 'one\n> two\n>   three', 'one\ntwo\nthree', 'three', 'three'],
    ['a literal ampersand', 'Q&A; \\*x\\*', 'Q&A; *x*', 'x', 'x'],
  ])('finds words behind %s', (_, source, value, word, expected) => {
    const text = sourceText();
    appendAligned(text, value, source, 0, source.length);
    expect(text.text).toBe(value);
    const at = value.indexOf(word);
    const range = text.range(at, at + word.length);
    expect(source.slice(range.start, range.end)).toBe(expected);
  });

  it('never loses text, whatever the source looks like', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, source) => {
        const text = sourceText();
        appendAligned(text, value, source, 0, source.length);
        expect(text.text).toBe(value);
      }),
    );
  });
});
