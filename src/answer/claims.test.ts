import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claims } from './claims.ts';

const table = (text: string): [string, number[]][] =>
  claims(text)
    .filter(({ isClaim }) => isClaim)
    .map(({ words, citations }) => [words, [...citations]]);

describe('claims', () => {
  it.each<[string, [string, number[]][]]>([
    // Before and after the full stop.
    [
      'It is red [1]. It is new.[2] It is old. [3]',
      [
        ['It is red.', [1]],
        ['It is new.', [2]],
        ['It is old.', [3]],
      ],
    ],
    [
      'Both say so [1][2]. Or thus [1, 3].',
      [
        ['Both say so.', [1, 2]],
        ['Or thus.', [1, 3]],
      ],
    ],
    // Nothing is inherited, from neither side.
    [
      'The seat is oak. It is 45 cm high [1]. It is dark.',
      [
        ['The seat is oak.', []],
        ['It is 45 cm high.', [1]],
        ['It is dark.', []],
      ],
    ],
    // A mark in the middle, and one that a sentence begins with.
    ['It is red [1] and tall [2].', [['It is red and tall.', [1, 2]]]],
    [
      'It is red [1]. [2] says that it is blue.',
      [
        ['It is red.', [1]],
        ['says that it is blue.', [2]],
      ],
    ],
    // Abbreviations and decimals end nothing.
    ['Dr. Smith measured 4.5 cm, e.g. at the back [1].', [['Dr. Smith measured 4.5 cm, e.g. at the back.', [1]]]],
    [
      'price: 189 [1]\nweight_kg: 6.2 [2]',
      [
        ['price: 189', [1]],
        ['weight_kg: 6.2', [2]],
      ],
    ],
    [
      'The steps are:\n1. Wipe it [1].\n2. Oil it twice [2].\n- Wait',
      [
        ['Wipe it.', [1]],
        ['Oil it twice.', [2]],
        ['Wait', []],
      ],
    ],
    ['| Group | Years |\n| --- | --- |\n| Tents | 5 years [1] |', [['Tents | 5 years', [1]]]],
    ['## Care\nOil it yearly.\n[1][2]', [['Oil it yearly.', [1, 2]]]],
    ['Is it red? Yes, it is red [1].', [['Yes, it is red.', [1]]]],
    [
      'Der Stuhl kostet z. B. 189 Euro [1]. Er ist rot.',
      [
        ['Der Stuhl kostet z. B. 189 Euro.', [1]],
        ['Er ist rot.', []],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(table(text)).toEqual(expected);
  });

  it.each([
    'Hello!',
    'Sure, here is the answer:',
    'Yes.',
    'What do you mean?',
    'Let me know if you need more.',
    'I do not know.',
    'I could not find that in the documents.',
    'The evidence does not mention a price [1].',
    'The documents don’t say anything about Lisbon.',
    'There is no information about that here.',
    'Nothing here answers that.',
    'Leider steht dazu nichts in den Unterlagen.',
    '***',
    '[1]',
  ])('makes no claim: %s', (text) => {
    expect(table(text)).toEqual([]);
  });

  it.each([
    'Sure, the chair weighs 6.2 kg.',
    'The kettle does not boil over.',
    'No soap: it breaks down the wax.',
    'The document was signed in 2024.',
    'The passage on tents says that they last.',
    'Nobody has to oil it.',
    'Das Zelt hat keine Nähte.',
    'No tent is sold without pegs.',
  ])('makes a claim: %s', (text) => {
    expect(table(text)).toHaveLength(1);
  });

  it('gives places in the answer, in order and without overlap, whatever the text', () => {
    const pieces = fc.constantFrom(
      'It is red',
      '. ',
      ' [1]',
      '[2]',
      '\n',
      '| a | b |',
      '- ',
      '?',
      ' e.g. ',
      '[x]',
      'Ä',
      '1. ',
      ' [1, 2]',
      '"',
      ':',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        let last = 0;
        for (const { text: own, start, end } of claims(text)) {
          expect(text.slice(start, end)).toBe(own);
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        }
      }),
    );
  });

  it('takes bounded time for hostile text', () => {
    const started = performance.now();
    for (const text of [
      '[1]'.repeat(50_000),
      '[1] '.repeat(50_000),
      `${'['.repeat(200_000)}`,
      ' '.repeat(200_000),
      'a.'.repeat(100_000),
      '| '.repeat(100_000),
      'sure '.repeat(40_000),
      '\n[1]'.repeat(50_000),
    ])
      claims(text);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
