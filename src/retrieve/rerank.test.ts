import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Words } from '../data/segment.ts';
import { SightlineError } from '../support/errors.ts';
import { fakeHit, idsOf } from './fake-hits.ts';
import { rerank } from './rerank.ts';
import type { Reranker, RerankItem } from './reranker.ts';

const hit = (id: string, words: Words) => fakeHit(id, 1, { words });

/** Scores a candidate by how long it is, unless told to do something else. */
function longest(
  score: (candidates: readonly RerankItem[], signal: AbortSignal | undefined) => Promise<number[]> = async (all) =>
    all.map(({ text }) => text?.length ?? 0),
): Reranker & { readonly seen: (readonly RerankItem[])[] } {
  const seen: (readonly RerankItem[])[] = [];
  return {
    name: 'fake:longest',
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
    maxTextChars: 20,
    seen,
    async rerank(_query, candidates, signal) {
      seen.push(candidates);
      return score(candidates, signal);
    },
    close: async () => undefined,
  };
}

const hits = [
  hit('a', { body: 'short' }),
  hit('bare photo', { name: 'photo', colour: 'red' }),
  hit('b', { body: 'rather longer' }),
  hit('c', { body: 'the longest of them, but cut' }),
  hit('d', { body: 'beyond the depth, and much longer' }),
];
const pixels = async (): Promise<undefined> => undefined;

describe('rerank', () => {
  it('reorders what can be judged; what cannot keeps its place', async () => {
    const reranker = longest();
    const { hits: reordered, notes } = await rerank({ text: 'q' }, hits, { reranker, depth: 4, pixels });
    expect(idsOf(reordered)).toEqual(['c', 'bare photo', 'b', 'a', 'd']);
    expect(reordered[0]?.reranked).toEqual({ by: 'fake:longest', from: 4, score: 20 });
    expect(reordered[1]?.reranked).toBeUndefined();
    expect(reranker.seen[0]?.map(({ text }) => text)).toEqual(['short', 'rather longer', 'the longest of them,']);
    expect(notes).toEqual([]);
  });

  it('keeps the order of equals', async () => {
    const reranker = longest(async (all) => all.map(() => 1));
    const { hits: reordered } = await rerank({ text: 'q' }, hits, { reranker, depth: 5, pixels });
    expect(idsOf(reordered)).toEqual(idsOf(hits));
    expect(reordered[4]?.reranked).toEqual({ by: 'fake:longest', from: 5, score: 1 });
  });

  it('leaves all as it is when the query cannot be judged', async () => {
    const reranker = longest();
    const picture = { data: new Uint8Array(3), width: 1, height: 1 };
    expect(await rerank({ picture }, hits, { reranker, depth: 4, pixels })).toEqual({ hits, notes: [] });
    expect(reranker.seen).toEqual([]);
  });

  it('asks nothing where there is nothing to order', async () => {
    const reranker = longest();
    expect(await rerank({ text: 'q' }, hits.slice(0, 2), { reranker, depth: 4, pixels })).toMatchObject({ notes: [] });
    expect(await rerank({ text: 'q' }, [], { reranker, depth: 4, pixels })).toEqual({ hits: [], notes: [] });
    expect(reranker.seen).toEqual([]);
  });

  it('leaves a reranker out that is late, and stops it', async () => {
    let stopped = false;
    const reranker = longest(async (_all, signal) => {
      signal?.addEventListener('abort', () => {
        stopped = true;
      });
      await delay(5_000, undefined, { ref: false });
      return [];
    });
    const from = performance.now();
    const reranked = await rerank({ text: 'q' }, hits, { reranker, depth: 4, pixels, budgetMs: 40 });
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(reranked).toEqual({
      hits,
      notes: ['The reranker fake:longest did not answer within 40 ms and was left out.'],
    });
    expect(stopped).toBe(true);
  });

  it('counts the loading of pictures as its time', async () => {
    const reranker = {
      ...longest(),
      accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: true } },
    };
    const slow = () => delay(5_000, undefined, { ref: false });
    const pictured = hits.map((one) => ({
      ...one,
      segment: {
        ...one.segment,
        picture: { contentHash: 'c', mediaType: 'image/png', width: 1, height: 1, perceptualHash: '0'.repeat(64) },
      },
    }));
    const { notes } = await rerank({ text: 'q' }, pictured, { reranker, depth: 4, pixels: slow, budgetMs: 40 });
    expect(notes).toEqual([expect.stringContaining('within 40 ms')]);
    expect(reranker.seen).toEqual([]);
  });

  it('is not begun when no time is left', async () => {
    const reranker = longest();
    const { hits: kept, notes } = await rerank({ text: 'q' }, hits, { reranker, depth: 4, pixels, budgetMs: 0 });
    expect(kept).toEqual(hits);
    expect(notes).toEqual(['The reranker fake:longest was left out, as no time was left for it.']);
    expect(reranker.seen).toEqual([]);
  });

  it.each([
    [
      'fails',
      async () => Promise.reject(new SightlineError('network-failed', 'The server is gone.')),
      'The server is gone.',
    ],
    ['throws what it should not', async () => Promise.reject(new TypeError('x is undefined')), 'x is undefined.'],
    ['leaves scores out', async () => [1], 'a score for each of its 3 candidates.'],
    ['gives what is no number', async () => [1, Number.NaN, 2], 'a score for each of its 3 candidates.'],
  ])('keeps the order and says why when the reranker %s', async (_, score, why) => {
    const { hits: kept, notes } = await rerank({ text: 'q' }, hits, { reranker: longest(score), depth: 4, pixels });
    expect(kept).toEqual(hits);
    expect(notes).toEqual([expect.stringMatching(/^The reranker fake:longest failed and was left out: .*[^.]\.$/)]);
    expect(notes[0]).toContain(why);
  });

  it('does not hide a key that is refused', async () => {
    const reranker = longest(async () => Promise.reject(new SightlineError('bad-option', 'The key was refused.')));
    await expect(rerank({ text: 'q' }, hits, { reranker, depth: 4, pixels })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  it('stops when told, before and while it judges', async () => {
    const waiting = longest(() => delay(5_000, [], { ref: false }));
    const parts = { reranker: waiting, depth: 4, pixels, budgetMs: 10_000 };
    const cancelled = expect.objectContaining({ code: 'cancelled' });
    await expect(rerank({ text: 'q' }, hits, { ...parts, signal: AbortSignal.abort() })).rejects.toEqual(cancelled);
    expect(waiting.seen).toEqual([]);
    const stop = new AbortController();
    const reranking = rerank({ text: 'q' }, hits, { ...parts, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(reranking).rejects.toEqual(cancelled);
    expect(waiting.seen).toHaveLength(1);
  });
});
