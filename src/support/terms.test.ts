import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stem, stems, words } from './terms.ts';

describe('terms', () => {
  it('takes words in lower case, without accents and signs', () => {
    expect(words('The MidnightOak—a “Crème brûlée” chair, 6.2 kg!')).toEqual([
      'the',
      'midnightoak',
      'a',
      'creme',
      'brulee',
      'chair',
      '6',
      '2',
      'kg',
    ]);
    expect(words('Größe 日本 ﬁne')).toEqual(['große', '日本', 'fine']);
    expect(words('\u0000 --')).toEqual([]);
  });

  it('gives the same for plain text on the quick way and on the general one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(words(text)).toEqual(words(`${text} é`).slice(0, -1));
      }),
    );
  });

  it('stems as Snowball does, the first time and the next', () => {
    expect(stems('chairs catching waxed oiling')).toEqual(['chair', 'catch', 'wax', 'oil']);
    expect(stem('chairs')).toBe(stem('chairs'));
  });
});
