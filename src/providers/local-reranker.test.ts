import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tokenWeights } from '../../scripts/model-fixtures/tiny-weights.ts';
import { rerankerContract } from '../retrieve/reranker.contract.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { provider } from './local.ts';
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
const opened: Reranker[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const reranker of opened) await reranker.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function open(model: string): Promise<Reranker> {
  const reranker = await provider.reranker?.(model, context);
  if (!reranker) throw new Error('local offers no reranker');
  opened.push(reranker);
  return reranker;
}

const texts = (...all: readonly string[]) => all.map((text) => ({ text }));

rerankerContract('local:cross-encoder/ms-marco', () => open('cross-encoder/ms-marco'));
rerankerContract('local:cross-encoder/bge-reranker', () => open('cross-encoder/bge-reranker'));

describe('a cross-encoder with one logit', () => {
  it('sees the query and the document as two texts, each candidate by itself', async () => {
    const reranker = await open('cross-encoder/ms-marco');
    // The graph's logit is (words of the query . words of the document) / (tokens of type 0 * tokens of type 1), marks
    // counted as tokens: [CLS] red tent [SEP] are 4, and the document has its [SEP].
    const scores = await reranker.rerank(
      { text: 'red tent' },
      texts('a red tent', 'two dogs on the beach', 'tent', 'red red tent', ''),
    );
    const expected = [2 / (4 * 4), 0, 1 / (4 * 2), 3 / (4 * 4), 0];
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i] as number, 5);
  });

  it('cuts the document where the window ends, and leaves the query whole', async () => {
    const reranker = await open('cross-encoder/ms-marco');
    // 24 positions: [CLS] red tent [SEP] and [SEP] leave 19 for the document, of which 18 are other words.
    const [seen, cut] = await reranker.rerank(
      { text: 'red tent' },
      texts(`${'blue '.repeat(18)}tent`, `${'blue '.repeat(19)}tent`),
    );
    expect(seen).toBeCloseTo(1 / (4 * 20), 6);
    expect(cut).toBe(0);
  });

  it('gives many candidates of all lengths their own scores', async () => {
    const reranker = await open('cross-encoder/ms-marco');
    const candidates = Array.from({ length: 70 }, (_, i) => `tent ${'blue '.repeat(i % 17)}`);
    const scores = await reranker.rerank({ text: 'tent' }, texts(...candidates));
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(1 / (3 * ((i % 17) + 2)), 5);
  });
});

describe('a cross-encoder with two classes', () => {
  it('scores by how much more it says yes than no', async () => {
    const reranker = await open('cross-encoder/bge-reranker');
    const [score] = await reranker.rerank({ text: 'red' }, texts('two dogs'));
    // <s> ▁red </s> </s> ▁two ▁dog s </s>; yes = sum of weight * place, no = 1 - 2 * yes.
    const yes = [0, 6, 2, 2, 8, 9, 10, 2].reduce((sum, id, t) => sum + (tokenWeights(id, 1)[0] ?? 0) * (t + 1), 0);
    expect(score).toBeCloseTo(yes - (1 - 2 * yes), 4);
  });

  it('is refused when it has more', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sightline-local-'));
    folders.push(folder);
    await cp('test/fixtures/models/cross-encoder/bge-reranker', folder, { recursive: true });
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const id2label = { 0: 'contradiction', 1: 'neutral', 2: 'entailment' };
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, id2label }));
    await expect(open(folder)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('3 classes'),
    });
  });
});

it('is of no use after it was closed', async () => {
  const reranker = await open('cross-encoder/ms-marco');
  await reranker.rerank({ text: 'tent' }, texts('tent'));
  await reranker.close();
  await expect(reranker.rerank({ text: 'tent' }, texts('tent'))).rejects.toMatchObject({ code: 'closed' });
});
