import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

describe('cutText', () => {
  it('never cuts a character in two', () => {
    expect(cutText('ab😀', 3)).toBe('ab');
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });

  it('gives well-formed text within the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, limit) => {
        expect(cutText(text, limit).length).toBeLessThanOrEqual(limit);
        expect(cutText(`${text}\ud800`, limit)).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
