import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchLine, wishesOfText, wishOfCall } from './search-wish.ts';

const call = (input: unknown, name = 'search') => wishOfCall({ id: 'a', name, input });

describe('wishesOfText', () => {
  it('reads lines of the model’s own, with their conditions', () => {
    expect(wishesOfText(searchLine)).toEqual([
      { query: 'words to look for', filter: 'price < 200', kinds: ['image', 'table'], why: 'what is missing' },
    ]);
    expect(wishesOfText('I need more.\n**SEARCH:** oak chairs\r\n`SEARCH: tents | kind: Text`')).toEqual([
      { query: 'oak chairs' },
      { query: 'tents', kinds: ['text'] },
    ]);
  });

  it.each([
    'ENOUGH',
    '',
    '> SEARCH: x',
    'Do not SEARCH: x',
    'search: x',
    '<think>\nSEARCH: x\n</think>ENOUGH',
    '<think>SEARCH: x',
  ])('takes this for no search: %j', (text) => expect(wishesOfText(text)).toEqual([]));

  it('says what is wrong with a search', () => {
    expect(wishesOfText('SEARCH:')).toMatchObject([{ problem: 'The query has no words.' }]);
    expect(wishesOfText('SEARCH: x | kinds: hologram')).toMatchObject([{ problem: expect.stringContaining('slide') }]);
    expect(wishesOfText(`SEARCH: x | filter: ${'a'.repeat(2_000)}`)).toMatchObject([
      { problem: expect.stringContaining('longer') },
    ]);
  });

  it('takes bounded time, whatever is said', () => {
    const from = performance.now();
    for (const piece of [' ', '*', '|', 'SEARCH:', '<think>', '\n', 'SEARCH: | filter: '])
      wishesOfText(`SEARCH:${piece.repeat(20_000)}x`);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe('wishOfCall', () => {
  it('takes what models send in place of what the tool takes', () => {
    expect(call({ query: ' oak\nchairs ', kinds: 'table, image', filter: '', why: null, more: 1 })).toEqual({
      query: 'oak chairs',
      kinds: ['image', 'table'],
    });
    expect(call({ query: 'oak', filter: 7, kinds: [1] })).toEqual({ query: 'oak' });
  });

  it('gives a wish that can be shown, or a problem, for any arguments', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ query: fc.string(), kinds: fc.anything(), filter: fc.string() })),
        (input) => {
          const { query, filter = '', why = '', problem } = call(input);
          expect(query.length + filter.length + why.length).toBeLessThanOrEqual(1_800);
          expect(query + filter + why).not.toMatch(/\p{Cc}/u);
          if (problem === undefined) expect(query).toMatch(/[\p{L}\p{N}]/u);
        },
      ),
    );
    expect(call({ query: 'x' }, 'rm\n-rf')).toMatchObject({ problem: 'There is no tool "rm -rf", only search.' });
  });
});
