import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlTokens, tagAttributes } from './html-tokens.ts';

const list = (source: string) =>
  [...htmlTokens(source)].map((token) => [token.type, source.slice(token.start, token.end)]);

describe('htmlTokens', () => {
  it('gives tags and texts, and passes over what is neither', () => {
    expect(list('<!doctype html><p class="a>b">1 < 2<br/><!-- <i> --></P ><?x?>end')).toEqual([
      ['open', '<p class="a>b">'],
      ['text', '1 < 2'],
      ['open', '<br/>'],
      ['close', '</P >'],
      ['text', 'end'],
    ]);
  });

  it('takes the content of scripts and the like for one text', () => {
    expect(list('<script>if (a</b>1) "</p>"</SCRIPT>x<title><b></title>')).toEqual([
      ['open', '<script>'],
      ['text', 'if (a</b>1) "</p>"'],
      ['close', '</SCRIPT>'],
      ['text', 'x'],
      ['open', '<title>'],
      ['text', '<b>'],
      ['close', '</title>'],
    ]);
  });

  it('gives ranges in order, apart and inside the source', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '!',
      '--',
      'a',
      '"',
      "'",
      '=',
      ' ',
      '<p',
      '</p>',
      '<script>',
      '</script',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '?',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        let at = 0;
        for (const token of htmlTokens(source)) {
          expect(token.start).toBeGreaterThanOrEqual(at);
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.end).toBeLessThanOrEqual(source.length);
          at = token.end;
        }
      }),
    );
  });
});

describe('tagAttributes', () => {
  it('reads quoted, bare and empty values; the first of a name counts', () => {
    const source = `<img SRC = "a b.png" alt='x > y' width=3 hidden src="c"/>`;
    const [tag] = htmlTokens(source);
    expect([...tagAttributes(source, tag ?? { start: 0, end: 0 })]).toEqual([
      ['src', 'a b.png'],
      ['alt', 'x > y'],
      ['width', '3'],
      ['hidden', ''],
    ]);
  });
});
