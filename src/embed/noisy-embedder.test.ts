import { describe, expect, it } from 'vitest';
import { fakeProviderContext } from '../providers/fake-provider-context.ts';
import { standOut } from '../retrieve/background.ts';
import { throwIfAborted } from '../support/errors.ts';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { dot, normalise } from '../support/vector-math.ts';
import { memoryWorkCache } from '../support/work-cache.ts';
import { CachedEmbedding } from './cached-embedding.ts';
import { embedderContract } from './embedder.contract.ts';
import { type Embedder, sameSpace } from './embedder.ts';
import { bagOfWordsVector } from './fake-embeddings.ts';
import { gaussian, noisyEmbedder } from './noisy-embedder.ts';

const dimensions = 768;

function exactEmbedder(normalised = true): Embedder {
  return {
    space: { model: 'fake:words', dimensions, normalised, revision: '1' },
    accepts: { text: true, image: false, both: false },
    maxTextTokens: 256,
    countTokens: estimateTokens,
    batchSize: 8,
    async embed(items, _role, signal) {
      throwIfAborted(signal);
      const vectors = items.map(({ text = '' }) => new Float32Array(bagOfWordsVector(text, dimensions)));
      return normalised ? vectors.map(normalise) : vectors;
    },
    close: async () => undefined,
  };
}

// So little that the same text twice is still the same for the contract.
embedderContract('a noised embedder', async () => noisyEmbedder(exactEmbedder(), 0.0001));
embedderContract('the built-in one, noised', async () => {
  const { provider } = await import('../providers/builtin.ts');
  const builtin = await provider.embedder?.('', fakeProviderContext());
  if (!builtin) throw new Error('The built-in model embeds.');
  return noisyEmbedder(builtin, 0.0001);
});

const mean = (values: Iterable<number>): number => {
  const all = [...values];
  return all.reduce((sum, value) => sum + value, 0) / all.length;
};
const first = (vectors: readonly Float32Array[]): Float32Array => vectors[0] ?? new Float32Array();
const passageOf = async (embedder: Embedder, text: string): Promise<Float32Array> =>
  first(await embedder.embed([{ text }], 'passage'));
const queryOf = async (embedder: Embedder, text: string): Promise<Float32Array> =>
  first(await embedder.embed([{ text }], 'query'));

describe('gaussian', () => {
  // Bounds of about six standard errors: a sound source fails once in hundreds of millions of runs.
  const count = 200_000;
  const drawn = gaussian(count);

  it('has mean 0, deviation 1, and the tails of a normal distribution', () => {
    expect(drawn).toHaveLength(count);
    expect(Math.abs(mean(drawn))).toBeLessThan(0.014);
    expect(Math.abs(mean(drawn.map((x) => x ** 2)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(drawn.map((x) => x ** 3)))).toBeLessThan(0.06);
    expect(Math.abs(mean(drawn.map((x) => x ** 4)) - 3)).toBeLessThan(0.15);
    expect(Math.abs(mean(drawn.map((x) => (Math.abs(x) > 1.959964 ? 1 : 0))) - 0.05)).toBeLessThan(0.003);
    expect(drawn.every(Number.isFinite)).toBe(true);
  });

  it('draws numbers that say nothing of each other, also the two of a pair', () => {
    for (const lag of [1, 2, dimensions]) {
      expect(Math.abs(mean(drawn.subarray(lag).map((x, i) => x * (drawn[i] as number))))).toBeLessThan(0.014);
    }
    const pairs = Array.from({ length: count / 2 }, (_, i) => [drawn[2 * i] as number, drawn[2 * i + 1] as number]);
    // Their squares, too: a pair shares a radius.
    const squares = pairs.map(([a = 0, b = 0]) => (a ** 2 - 1) * (b ** 2 - 1));
    expect(Math.abs(mean(squares))).toBeLessThan(0.04);
  });

  it('gives as many as are wanted, odd numbers and none too', () => {
    expect([0, 1, 7].map((n) => gaussian(n).length)).toEqual([0, 1, 7]);
  });

  it('never draws the same twice', () => {
    expect(gaussian(8)).not.toEqual(gaussian(8));
  });
});

describe('noisyEmbedder', () => {
  const exact = exactEmbedder();

  it('is the embedder itself without noise', () => {
    expect(noisyEmbedder(exact, 0)).toBe(exact);
  });

  it('is of another space than the exact one, and than one with other noise', () => {
    const space = (noise: number) => noisyEmbedder(exact, noise).space;
    expect(sameSpace(space(0.01), space(0.01))).toBe(true);
    expect(sameSpace(space(0.01), space(0.02))).toBe(false);
    expect(sameSpace(space(0.01), exact.space)).toBe(false);
  });

  it('leaves queries as they are, to the last bit', async () => {
    const text = 'two dogs on a beach';
    expect(await queryOf(noisyEmbedder(exact, 0.1), text)).toEqual(await queryOf(exact, text));
  });

  it.each([0.003, 0.01, 0.03, 0.1])('turns passages away by as much as it says at %s', async (noise) => {
    const embedder = noisyEmbedder(exact, noise);
    const cosines: number[] = [];
    for (let i = 0; i < 60; i++) {
      const vector = await passageOf(embedder, `passage ${i} of a book`);
      expect(Math.sqrt(dot(vector, vector))).toBeCloseTo(1, 4);
      cosines.push(dot(vector, await passageOf(exact, `passage ${i} of a book`)));
    }
    expect(Math.abs(mean(cosines) - 1 / Math.sqrt(1 + noise ** 2 * dimensions))).toBeLessThan(0.015);
  });

  it('keeps the length of vectors that are not of length 1, and noises them by their share', async () => {
    const plain = exactEmbedder(false);
    const text = 'a a a a b';
    const [was, is] = [await passageOf(plain, text), await passageOf(noisyEmbedder(plain, 0.01), text)];
    expect(Math.sqrt(dot(is, is))).toBeCloseTo(Math.sqrt(dot(was, was)), 3);
    expect(Math.abs(dot(normalise(is), normalise(was)) - 0.963)).toBeLessThan(0.01);
  });

  it('leaves a vector without a direction alone', async () => {
    const none: Embedder = { ...exact, embed: async (items) => items.map(() => new Float32Array(dimensions)) };
    expect(await passageOf(noisyEmbedder(none, 0.01), 'x')).toEqual(new Float32Array(dimensions));
  });

  it('noises each passage in its own way, the same one too', async () => {
    const embedder = noisyEmbedder(exact, 0.03);
    const text = 'the hut stands above the lake';
    const [was, a, b] = [await passageOf(exact, text), ...(await embedder.embed([{ text }, { text }], 'passage'))] as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const noiseOf = (vector: Float32Array): Float32Array => {
      const along = dot(vector, was);
      return normalise(vector.map((value, i) => value - along * (was[i] as number)));
    };
    // Six standard errors of the correlation of unrelated vectors.
    expect(Math.abs(dot(noiseOf(a), noiseOf(b)))).toBeLessThan(6 / Math.sqrt(dimensions));
  });

  it('keeps near copies together, and the right passage first', async () => {
    const embedder = noisyEmbedder(exact, 0.01);
    const texts = Array.from({ length: 200 }, (_, i) => `report ${i} on subject ${i * 7} from place ${i * 13}`);
    const copies = ['the red tent stands by the river', 'a red tent stands by the river'];
    const vectors = await embedder.embed(
      [...copies, ...texts].map((text) => ({ text })),
      'passage',
    );
    const nearestTo = (asked: Float32Array, but: number): number => {
      const scores = vectors.map((vector, i) => (i === but ? -1 : dot(vector, asked)));
      return scores.indexOf(Math.max(...scores));
    };
    expect(nearestTo(vectors[0] as Float32Array, 0)).toBe(1);
    expect([0, 1]).toContain(nearestTo(await queryOf(embedder, 'red tent river'), -1));
    expect(nearestTo(await queryOf(embedder, 'report 17 subject 119'), -1)).toBe(2 + 17);
  });

  it('hardly changes what similarity is usual, so that a find still stands out', async () => {
    const query = await queryOf(exact, 'red tent by the river');
    const texts = Array.from({ length: 128 }, (_, i) => `report ${i} by the clerk of place ${i}`);
    const usual = async (embedder: Embedder) => {
      const scores = (
        await embedder.embed(
          texts.map((text) => ({ text })),
          'passage',
        )
      ).map((one) => dot(one, query));
      return { mean: mean(scores), deviation: Math.sqrt(mean(scores.map((score) => (score - mean(scores)) ** 2))) };
    };
    const [before, after] = [await usual(exact), await usual(noisyEmbedder(exact, 0.01))];
    expect(Math.abs(after.mean - before.mean)).toBeLessThan(0.03);
    expect(Math.abs(after.deviation - before.deviation)).toBeLessThan(0.02);
    const hit = dot(await passageOf(noisyEmbedder(exact, 0.01), 'the red tent stands by the river'), query);
    expect(standOut('text', after, false)(hit)).toBe(1);
  });

  it('is behind the cache: one vector for one content, and never the exact one', async () => {
    const cache = memoryWorkCache();
    const text = 'the hut stands above the lake';
    const plain = await new CachedEmbedding(exact, 'passage', cache).embed({ text });
    const noisy = new CachedEmbedding(noisyEmbedder(exact, 0.01), 'passage', cache);
    const kept = await noisy.embed({ text });
    expect(kept).not.toEqual(plain);
    expect(await noisy.embed({ text })).toEqual(kept);
    // Another run finds it, and other noise does not.
    expect(await new CachedEmbedding(noisyEmbedder(exact, 0.01), 'passage', cache).embed({ text })).toEqual(kept);
    expect(await new CachedEmbedding(noisyEmbedder(exact, 0.02), 'passage', cache).embed({ text })).not.toEqual(kept);
  });
});
