import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CitationMarks } from './citation-marks.ts';

function rewritten(
  pieces: readonly string[],
  count = 5,
): { text: string; cited: readonly number[]; unknown: string[] } {
  const marks = new CitationMarks(count);
  const text = pieces.map((piece) => marks.push(piece)).join('') + marks.end();
  return { text, cited: marks.cited, unknown: [...marks.unknown] };
}

describe('CitationMarks', () => {
  it('numbers labels in the order in which they appear', () => {
    const { text, cited } = rewritten(['It is oak [S3]. It costs $349 [S1][S3].']);
    expect(text).toBe('It is oak [1]. It costs $349 [2][1].');
    expect(cited).toEqual([2, 0]);
  });

  it('reads the spellings that models use', () => {
    expect(rewritten(['a [S1, S2] b [S2; 3] c 【S1】 d [s4] e [ S5 ]']).text).toBe(
      'a [1][2] b [2][3] c [1] d [4] e [5]',
    );
  });

  it('takes out labels that were never given, with the blank before them', () => {
    const { text, unknown } = rewritten(['True [S1]. Invented [S9]. Both [S2, S77].']);
    expect(text).toBe('True [1]. Invented. Both [2].');
    expect(unknown).toEqual(['S9', 'S77']);
  });

  it('leaves other brackets alone', () => {
    const text = 'see [the manual] and f[0] and [1] and [Sx] and [S] and [S1x] and an open [';
    expect(rewritten([text])).toEqual({ text, cited: [], unknown: [] });
  });

  it('does not wait for ever behind a bracket that is none', () => {
    const marks = new CitationMarks(2);
    expect(marks.push(`[${'x'.repeat(100)}`)).toContain('xxx');
  });

  it('gives the same however the text is cut into pieces', () => {
    const piece = fc.constantFrom(
      '[',
      'S',
      '1',
      '2',
      ']',
      '[S1]',
      '[S2, S3]',
      ' ',
      'word',
      '【S4】',
      '.',
      '[S99]',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(5), { maxLength: 30 }), (pieces, cuts) => {
        const whole = pieces.join('');
        const cut: string[] = [];
        let at = 0;
        for (const size of cuts) {
          cut.push(whole.slice(at, at + size));
          at += size;
        }
        cut.push(whole.slice(at));
        expect(rewritten(cut)).toEqual(rewritten([whole]));
      }),
    );
  });
});
