import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeLine, safeLines, safeName } from './terminal-text.ts';

const harmful = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** Text with many of the characters that matter. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\x1b[2J', '\x9b31m', '\x1b]0;title\x07', '\n', '\r', '\t', '\u202e', '\ud800', 'é', '猫'),
    ),
  )
  .map((parts) => parts.join(''));

describe('what documents say, on a terminal', () => {
  it('never holds a control character, a half character or a mark of direction', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeLine(text)).not.toMatch(harmful);
        expect(safeName(text)).not.toMatch(harmful);
        for (const line of safeLines(text)) expect(line).not.toMatch(harmful);
      }),
    );
  });

  it('stays one line where a line is meant, and keeps line breaks where lines are', () => {
    expect(safeLine('two\r\n  lines\u2028more')).toBe('two lines more');
    expect(safeLines('one\ntwo\r\nthree')).toEqual(['one', 'two', 'three']);
  });

  it('shows what is odd about a name instead of dropping it', () => {
    expect(safeName('a\nb\x1b[2J.jpg')).toBe('a\\nb\\u{1b}[2J.jpg');
    expect(safeName('Straße 猫.jpg')).toBe('Straße 猫.jpg');
  });

  it('leaves text of every script and joined emoji as they are', () => {
    for (const text of ['naïve café', '日本語の写真', 'می‌خواهم', '👩‍👩‍👧', 'a — b “c”'])
      expect(safeLine(text)).toBe(text);
  });

  it('writes JSON that means the same and holds no raw control characters', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = safeJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
