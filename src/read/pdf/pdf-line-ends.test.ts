import { describe, expect, it } from 'vitest';
import { joinAtLineEnd, wordsOf } from './pdf-line-ends.ts';

describe('joinAtLineEnd', () => {
  it.each([
    ['an exam-', 'ple of it', 'an example of it'],
    ['a so-', 'lution', 'a solution'],
    ['a soft hy\u00ad', 'phen', 'a soft hyphen'],
    ['the well-', 'known one', 'the well-known one'],
    ['the state-of-the-', 'art', 'the state-of-the-art'],
    ['COVID-', '19 and', 'COVID-19 and'],
    ['North-', 'American ships', 'North-American ships'],
    ['one line', 'and the next', 'one line and the next'],
    ['and/', 'or', 'and/or'],
    ['港口的', '历史', '港口的历史'],
  ])('%j and %j', (text, next, whole) => {
    const { text: start, between } = joinAtLineEnd(text, next);
    expect(start + between + next).toBe(whole);
  });

  it('goes by the other words of the page', () => {
    const words = wordsOf([
      { text: 'A dual-encoder is a kind of open domain' },
      { text: 'and the foot-' },
      { text: 'note, and underlined notes on the under-' },
      { text: 'lined' },
    ]);
    const join = (text: string, next: string) => {
      const { text: start, between } = joinAtLineEnd(text, next, words);
      return start + between + next;
    };
    expect(join('the dual-', 'encoder')).toBe('the dual-encoder');
    expect(join('an open-', 'domain set')).toBe('an open-domain set');
    expect(join('is under-', 'lined')).toBe('is underlined');
    expect(join('a foot-', 'note')).toBe('a footnote');
  });
});
