import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from './estimate-tokens.ts';

const project = new URL('../../', import.meta.url);
const read = async (path: string): Promise<string> => (await readFile(new URL(path, project), 'utf8')).slice(0, 8000);

describe('estimateTokens', () => {
  it('is near what a real tokenizer counts, and rather above it', async () => {
    const tokenizer = new Tokenizer(
      JSON.parse(await readFile(new URL('models/builtin/tokenizer.json', project), 'utf8')),
      JSON.parse(await readFile(new URL('models/builtin/tokenizer_config.json', project), 'utf8')),
    );
    for (const path of ['README.md', 'ARCHITECTURE.md', 'src/support/concurrency.ts', 'package.json']) {
      const text = await read(path);
      const ratio = estimateTokens(text) / tokenizer.encode(text).ids.length;
      expect(ratio, path).toBeGreaterThan(0.98);
      expect(ratio, path).toBeLessThan(1.3);
    }
  });

  it.each([
    ['', 0],
    [' \n\t ', 0],
    ['tent', 2],
    ['a red tent', 4],
    ["don't", 2],
    ['今天天气', 5],
    ['Сегодня', 4],
    ['2026', 3],
    ['Grüße', 3],
  ])('of %j is %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it('grows with the text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const together = estimateTokens(`${a} ${b}`);
        expect(together).toBeGreaterThanOrEqual(Math.max(estimateTokens(a), estimateTokens(b)));
        expect(together).toBeLessThanOrEqual(estimateTokens(a) + estimateTokens(b));
      }),
    );
  });

  it('is not deceived by signs without end, and does not take long over them', () => {
    const start = performance.now();
    for (const sign of ["'", "a'", 'a', '.', '\u0301', '😀', '7', 'я']) {
      expect(estimateTokens(sign.repeat(100_000)), sign).toBeGreaterThan(20_000);
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
