import { describe, expect, it } from 'vitest';
import { openEncoder } from './local-encoder.ts';
import { openTokens } from './local-tokens.ts';
import type { ProviderContext } from './provider.ts';

const context: ProviderContext = {
  modelsDirs: ['test/fixtures/models'],
  offline: true,
  threads: 1,
  precision: 'auto',
  device: 'cpu',
  vendor: {},
  environment: {},
};
const tokensOf = async (model: string) => openTokens(await openEncoder(model, context));

// Ids are places in the lists of scripts/model-fixtures/encoder-fixtures.ts, behind each family's marks.
describe('a text in its marks', () => {
  it('is [CLS] text [SEP] for BERT, in lower case and in pieces of words', async () => {
    const tokens = await tokensOf('minilm');
    expect(tokens.single('A red TENT', 16).ids).toEqual([2, 4, 5, 6, 3]);
    expect(tokens.single('two dogs: zebra', 16).ids).toEqual([2, 7, 8, 9, 15, 1, 3]);
    expect(tokens.single('', 16).ids).toEqual([2, 3]);
    expect(tokens.count('a red tent')).toBe(5);
    expect(tokens.countWords('a red tent')).toBe(3);
    expect(tokens.most).toBe(512);
  });

  it('is <s> text </s> for XLM-RoBERTa', async () => {
    const tokens = await tokensOf('e5');
    expect(tokens.single('a red tent', 16).ids).toEqual([0, 5, 6, 7, 2]);
    expect(tokens.single('query: two dogs', 16).ids).toEqual([0, 16, 15, 8, 9, 10, 2]);
  });

  it('is <|startoftext|> text <|endoftext|> for CLIP, in pairs of bytes', async () => {
    const tokens = await tokensOf('clip');
    expect(tokens.single('A red tent', 12).ids).toEqual([62, 26, 53, 56, 63]);
    // "bad" is in no pair: b, a, and d at a word's end.
    expect(tokens.single('bad', 12).ids).toEqual([62, 1, 0, 29, 63]);
  });

  it('is text </s> for SigLIP', async () => {
    expect((await tokensOf('siglip')).single('a red tent', 10).ids).toEqual([4, 5, 6, 1]);
  });

  it('is cut at the end of the text, and keeps the closing mark', async () => {
    expect((await tokensOf('minilm')).single('a red tent on the beach', 5).ids).toEqual([2, 4, 5, 6, 3]);
    expect((await tokensOf('clip')).single('red tent on the dog', 4).ids).toEqual([62, 53, 56, 63]);
    expect((await tokensOf('siglip')).single('a red tent', 3).ids).toEqual([4, 5, 1]);
  });

  it('takes a text of a million words in no time', async () => {
    const tokens = await tokensOf('minilm');
    const text = 'tent '.repeat(1_000_000);
    const start = performance.now();
    expect(tokens.single(text, 16).ids).toHaveLength(16);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('a pair in its marks', () => {
  it('is [CLS] query [SEP] document [SEP] for BERT, with the types of both', async () => {
    const pair = (await tokensOf('cross-encoder/ms-marco')).pairs('red tent', 24);
    expect(pair('two dogs')).toEqual({ ids: [2, 5, 6, 3, 7, 8, 9, 3], types: [0, 0, 0, 0, 1, 1, 1, 1] });
    expect(pair('')).toEqual({ ids: [2, 5, 6, 3, 3], types: [0, 0, 0, 0, 1] });
  });

  it('is <s> query </s></s> document </s> for XLM-RoBERTa, of one type', async () => {
    const pair = (await tokensOf('cross-encoder/bge-reranker')).pairs('red tent', 20);
    expect(pair('two dogs')).toEqual({ ids: [0, 6, 7, 2, 2, 8, 9, 10, 2], types: Array(9).fill(0) });
  });

  it('loses the end of the document when it is too long', async () => {
    const pair = (await tokensOf('cross-encoder/ms-marco')).pairs('red tent', 8);
    expect(pair('a blue square on the beach').ids).toEqual([2, 5, 6, 3, 4, 13, 14, 3]);
  });

  it('loses the end of the query only where it would fill more than half', async () => {
    const pair = (await tokensOf('cross-encoder/ms-marco')).pairs('red tent on the beach two dogs', 9);
    expect(pair('a blue square').ids).toEqual([2, 5, 6, 10, 3, 4, 13, 14, 3]);
  });
});

describe('the inputs of a graph', () => {
  const rows = [
    { ids: [2, 4, 3], types: [0, 0, 0] },
    { ids: [2, 4, 3, 5, 3], types: [0, 0, 0, 1, 1] },
  ];
  const numbers = (tensor: { data: ArrayLike<unknown> } | undefined) => Array.from(tensor?.data ?? [], Number);

  it('are padded on the right, which the mask tells', async () => {
    const inputs = (await tokensOf('minilm')).inputs(rows);
    expect(inputs.input_ids?.dims).toEqual([2, 5]);
    expect(numbers(inputs.input_ids)).toEqual([2, 4, 3, 0, 0, 2, 4, 3, 5, 3]);
    expect(numbers(inputs.attention_mask)).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
    expect(numbers(inputs.token_type_ids)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it("are padded with the family's own token, up to a width where one is named", async () => {
    const padded = async (model: string) =>
      numbers((await tokensOf(model)).inputs([{ ids: [9], types: [0] }], 3).input_ids);
    expect(await padded('e5')).toEqual([9, 1, 1]);
    expect(await padded('clip')).toEqual([9, 63, 63]);
    expect(await padded('siglip')).toEqual([9, 1, 1]);
  });
});
