import { describe, expect, it } from 'vitest';
import { memoryStore } from '../store/memory.ts';
import { type SampleSegment, sampleDocument } from '../store/store.contract.ts';
import { fakeHit } from './fake-hits.ts';
import { hitSimilarity } from './hit-similarity.ts';

async function storeOf(...segments: readonly SampleSegment[]) {
  const store = memoryStore({ dimensions: { text: 4, image: 4 } });
  await store.put([sampleDocument('d', segments)]);
  return store;
}

const photo = (id: string) => fakeHit(id, 1, { views: ['image'] });
const passage = (id: string) => fakeHit(id, 1, { views: ['keyword', 'text'] });

describe('hitSimilarity', () => {
  it('compares pictures with pictures and words with words', async () => {
    const store = await storeOf(
      { id: 'p1', image: [1, 0, 0, 0] },
      { id: 'p2', image: [1, 1, 0, 0] },
      { id: 't1', text: [1, 0, 0, 0] },
      { id: 't2', text: [0, 1, 0, 0] },
    );
    const [p1, p2, t1, t2] = [photo('p1'), photo('p2'), passage('t1'), passage('t2')] as const;
    const alike = await hitSimilarity(store, [p1, p2, t1, t2]);
    expect(alike(p1, p2)).toBeCloseTo(Math.SQRT1_2 / 0.99, 5);
    expect(alike(t1, t2)).toBe(0);
    // The same numbers in two spaces are not the same thing.
    expect(alike(p1, t1)).toBe(0);
    expect(alike(p1, p1)).toBe(1);
  });

  it('takes the mean of both views where both have both', async () => {
    const store = await storeOf(
      { id: 'a', text: [1, 0, 0, 0], image: [1, 0, 0, 0] },
      { id: 'b', text: [1, 0, 0, 0], image: [0, 1, 0, 0] },
    );
    const alike = await hitSimilarity(store, [fakeHit('a'), fakeHit('b')]);
    expect(alike(fakeHit('a'), fakeHit('b'))).toBe(0.5);
  });

  it('counts near copies as the same', async () => {
    const store = await storeOf({ id: 'a', image: [1, 0.05, 0, 0] }, { id: 'b', image: [1, 0, 0.05, 0] });
    const alike = await hitSimilarity(store, [photo('a'), photo('b')]);
    expect(alike(photo('a'), photo('b'))).toBe(1);
  });

  it('measures from what any two have in common', async () => {
    // All lie around the first axis, at a cosine of about 0.8 to each other, as pictures do in a text–image space.
    const around = Array.from({ length: 40 }, (_, i) => ({
      id: `s${i}`,
      image: [2, Math.cos(i * 0.7), Math.sin(i * 0.7), 0],
    }));
    const store = await storeOf(...around);
    const hits = around.map(({ id }) => photo(id));
    const alike = await hitSimilarity(store, hits);
    const pairs = hits.flatMap((a, i) => hits.slice(0, i).map((b) => alike(a, b)));
    expect(Math.min(...pairs)).toBe(0);
    expect(Math.max(...pairs)).toBe(1);
    expect(pairs.filter((pair) => pair === 0).length).toBeGreaterThan(pairs.length / 3);
  });

  it('asks for no vectors where there is nothing to compare', async () => {
    const store = await storeOf({ id: 'a', text: [1, 0, 0, 0] });
    const failing = { ...store, vectors: async () => Promise.reject(new Error('not to be asked')) };
    const alike = await hitSimilarity(failing, [passage('a')]);
    expect(alike(passage('a'), passage('gone'))).toBe(0);
  });
});
