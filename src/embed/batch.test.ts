import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { throwIfAborted } from '../support/errors.ts';
import { EmbedBatcher } from './batch.ts';
import { plainPixels } from './embedder.contract.ts';
import type { Embedder, EmbedItem } from './embedder.ts';

interface Watched extends Embedder {
  readonly batches: (readonly EmbedItem[])[];
  /** Most batches that were under way at once. */
  most(): number;
}

/** Gives each text its number as the only dimension, after a while. */
function watched(
  given: Partial<Embedder> = {},
  during: (items: readonly EmbedItem[], signal: AbortSignal | undefined) => Promise<unknown> = () => sleep(5),
): Watched {
  const batches: (readonly EmbedItem[])[] = [];
  let [running, most] = [0, 0];
  return {
    space: { model: 'test:numbers', dimensions: 1, normalised: false, revision: '1' },
    accepts: { text: true, image: true, both: false },
    maxTextTokens: 8,
    countTokens: (text) => text.length,
    batchSize: 4,
    batches,
    most: () => most,
    async embed(items, _role, signal) {
      batches.push(items);
      most = Math.max(most, ++running);
      try {
        await during(items, signal);
        return items.map((item) => Float32Array.of(Number(item.text ?? item.picture?.data[0])));
      } finally {
        running--;
      }
    },
    close: async () => undefined,
    ...given,
  };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const texts = (batcher: EmbedBatcher, count: number, signal?: AbortSignal): Promise<Float32Array>[] =>
  numbers(count).map((i) => batcher.embed({ text: String(i) }, signal));

describe('EmbedBatcher', () => {
  it.each([
    { concurrency: undefined, most: 1 },
    { concurrency: 3, most: 3 },
  ])('runs $most batches at once and no more where the embedder takes $concurrency', async ({ concurrency, most }) => {
    const embedder = watched(concurrency === undefined ? {} : { concurrency }, () => sleep(1 + Math.random() * 8));
    const batcher = new EmbedBatcher(embedder, 'passage');
    const first = texts(batcher, 30);
    // More come while batches are under way, one by one.
    const later: Promise<Float32Array>[] = [];
    for (const i of numbers(20)) {
      await sleep(1);
      later.push(batcher.embed({ text: String(100 + i) }));
    }
    expect((await Promise.all(first)).map((vector) => vector[0])).toEqual(numbers(30));
    expect((await Promise.all(later)).map((vector) => vector[0])).toEqual(numbers(20).map((i) => 100 + i));
    expect(embedder.most()).toBe(most);
    expect(batcher.computed).toBe(50);
    expect(Math.max(...embedder.batches.map((batch) => batch.length))).toBe(4);
  });

  it('fills batches from callers of one turn, however many may run', async () => {
    const embedder = watched({ concurrency: 4 });
    await Promise.all(texts(new EmbedBatcher(embedder, 'passage'), 8));
    expect(embedder.batches.map((batch) => batch.length)).toEqual([4, 4]);
  });

  it('goes on after it has been idle', async () => {
    const batcher = new EmbedBatcher(watched({ concurrency: 2 }), 'passage');
    for (const _ of numbers(3)) {
      expect(await Promise.all(texts(batcher, 5))).toHaveLength(5);
      await sleep(3);
    }
  });

  it('keeps words and pictures in batches of their own', async () => {
    const embedder = watched({ concurrency: 2 });
    const batcher = new EmbedBatcher(embedder, 'passage');
    const items: EmbedItem[] = numbers(6).map((i) => (i % 2 ? { text: String(i) } : { picture: plainPixels(i, 0, 0) }));
    const vectors = await Promise.all(items.map((item) => batcher.embed(item)));
    expect(vectors.map((vector) => vector[0])).toEqual(numbers(6));
    for (const batch of embedder.batches) expect(new Set(batch.map((item) => item.picture !== undefined)).size).toBe(1);
  });

  it('fails the items of a failing batch and no others', async () => {
    const embedder = watched({ concurrency: 2 }, async (items) => {
      await sleep(2);
      if (items.some((item) => item.text === '5')) throw new Error('no');
    });
    const results = await Promise.allSettled(texts(new EmbedBatcher(embedder, 'passage'), 12));
    expect(results.map(({ status }, i) => (status === 'rejected' ? i : -1)).filter((i) => i >= 0)).toEqual([
      4, 5, 6, 7,
    ]);
  });

  it('says so when a model gives too few vectors', async () => {
    const embedder = watched({ embed: async () => [Float32Array.of(1)] });
    const results = await Promise.allSettled(texts(new EmbedBatcher(embedder, 'passage'), 2));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'model-failed' } });
  });

  it('does not send what was cancelled while it waited', async () => {
    const embedder = watched();
    const batcher = new EmbedBatcher(embedder, 'passage');
    const controller = new AbortController();
    const [kept, given] = [batcher.embed({ text: '1' }), batcher.embed({ text: '2' }, controller.signal)];
    controller.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await kept).toEqual(Float32Array.of(1));
    expect(embedder.batches).toEqual([[{ text: '1' }]]);
  });

  it('stops a batch under way when all who wait for it have given up, and not before', async () => {
    const aborted: boolean[] = [];
    const embedder = watched({ concurrency: 2 }, async (_, signal) => {
      await sleep(30, undefined, signal ? { signal } : {}).catch(() => undefined);
      aborted.push(signal?.aborted ?? false);
      throwIfAborted(signal);
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const batcher = new EmbedBatcher(embedder, 'passage');
    const shared = [batcher.embed({ text: '1' }, one.signal), batcher.embed({ text: '2' }, two.signal)];
    await expect.poll(() => embedder.batches.length, { interval: 2 }).toBe(1);
    one.abort();
    expect((await Promise.all(shared)).map((vector) => vector[0])).toEqual([1, 2]);
    const alone = batcher.embed({ text: '3' }, two.signal);
    await expect.poll(() => embedder.batches.length, { interval: 2 }).toBe(2);
    two.abort();
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
    expect(aborted).toEqual([false, true]);
  });
});
