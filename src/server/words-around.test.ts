import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsAround } from './words-around.ts';

const around = (query: string, body: string, maxChars?: number): string =>
  wordsAround(query, maxChars)({ kind: 'text', words: { body } });

describe('the words around what is asked for', () => {
  const filler = 'Nothing of interest stands in this sentence at all. '.repeat(20);

  it('are the whole of a short text, on one line', () => {
    expect(around('anything', '  Two\n lines,   one\tpassage. ')).toBe('Two lines, one passage.');
  });

  it('are the stretch that says most of the question', () => {
    const body = `${filler}A kayak. ${filler}Two yellow kayaks lie on the beach. ${filler}`;
    expect(around('yellow kayak on a beach', body)).toContain('Two yellow kayaks lie on the beach.');
    expect(around('yellow kayak on a beach', body)).toMatch(/^….*…$/);
    expect(around('', body)).toMatch(/^Nothing of interest.*…$/);
  });

  it('are found whatever the inflection, and with accents', () => {
    for (const [query, said] of [
      ['die', 'The battery is dying.'],
      ['éclair', 'Two eclairs.'],
      ['eclair', 'Deux Éclairs.'],
      ['naive', 'A naïve plan.'],
      ['PX-4471', 'Error px 4471 again.'],
      ['run', 'RUNNING water'],
    ] as const) {
      expect([query, around(query, `${filler}${said} ${filler}`).includes(said)]).toEqual([query, true]);
    }
  });

  it('come from the words that say most of it, wherever those are from', () => {
    const shown = wordsAround('torn zipper');
    expect(shown({ kind: 'image', words: { caption: 'A red jacket', ocr: 'zipper torn, see back' } })).toBe(
      'zipper torn, see back',
    );
  });

  it('never take more than they may, whatever is asked of whatever', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 900 }),
        (q, text) => {
          expect(around(q, text, 80).length).toBeLessThanOrEqual(80);
        },
      ),
    );
  });
});
