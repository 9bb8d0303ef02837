import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diversify, type HitSimilarity } from './diversify.ts';
import { fakeHit, idsOf } from './fake-hits.ts';

/** Hits whose ids begin alike are alike. */
const byKind: HitSimilarity = (a, b) => (a.segment.id[0] === b.segment.id[0] ? 0.9 : 0);
const scored = (...pairs: readonly (readonly [string, number])[]) => pairs.map(([id, score]) => fakeHit(id, score));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const lists = fc
  .array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 30 })
  .map((scores) => scores.toSorted((a, b) => b - a).map((score, i) => fakeHit(`h${i}`, score)));
/** An arbitrary similarity, symmetric, by hashing the pair; also values that no cosine has. */
const similarities = fc.tuple(fc.integer(), fc.constantFrom(1, 40)).map(
  ([seed, scale]): HitSimilarity =>
    (a, b) => {
      const [x, y] = [Number(a.segment.id.slice(1)), Number(b.segment.id.slice(1))];
      const mixed = Math.sin(seed + (x + 1) * (y + 1) * 12.9898) * 43758.5453;
      const value = (mixed - Math.floor(mixed)) * scale;
      return value > 30 ? Number.NaN : value - 0.2;
    },
);

describe('diversify', () => {
  it('takes the next best of another kind before more of the same', () => {
    const hits = scored(['a1', 1], ['a2', 0.95], ['a3', 0.9], ['b1', 0.6], ['c1', 0]);
    expect(idsOf(diversify(hits, byKind, 0.6, 3))).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
    // 0.8 * 0.95 - 0.2 * 0.9 for a2 is more than 0.8 * 0.6 for b1.
    expect(idsOf(diversify(hits, byKind, 0.2, 3))).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
  });

  it('chooses k, and leaves the rest behind them in order', () => {
    const hits = scored(['a1', 1], ['a2', 0.9], ['b1', 0.5], ['b2', 0.4]);
    expect(idsOf(diversify(hits, byKind, 0.7, 2))).toEqual(['a1', 'b1', 'a2', 'b2']);
    expect(idsOf(diversify(hits, byKind, 0.7, 0))).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('believes the order where a reranker had the last word', () => {
    // By their scores b1 would be far behind; by their places it is not.
    const hits = scored(['a1', 0.1], ['a2', 0.9], ['b1', 0.2], ['b2', 0.1]);
    expect(idsOf(diversify(hits, byKind, 0.5, 2))).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('leaves the list unchanged at 0', () => {
    fc.assert(
      fc.property(lists, similarities, fc.nat(40), (hits, similarity, k) => {
        expect(diversify(hits, similarity, 0, k)).toEqual(hits);
      }),
    );
  });

  it('loses nothing, adds nothing, and keeps the best hit first', () => {
    fc.assert(
      fc.property(lists, similarities, share, fc.nat(40), (hits, similarity, diversity, k) => {
        const chosen = diversify(hits, similarity, diversity, k);
        expect(idsOf(chosen).sort()).toEqual(idsOf(hits).sort());
        expect(chosen[0]).toEqual(hits[0]);
      }),
    );
  });

  it('chooses as the definition says', () => {
    fc.assert(
      fc.property(lists, similarities, share, (hits, similarity, diversity) => {
        const k = 6;
        const [highest = 0, lowest = 0] = [hits[0]?.score, hits.at(-1)?.score];
        const relevance = (score: number) => (highest === lowest ? 1 : (score - lowest) / (highest - lowest));
        const clamp = (value: number) => (value > 0 ? Math.min(1, value) : 0);
        const chosen: typeof hits = [];
        while (chosen.length < Math.min(k, hits.length)) {
          const values = hits.map((hit) => {
            if (chosen.includes(hit)) return Number.NEGATIVE_INFINITY;
            const closest = Math.max(0, ...chosen.map((one) => clamp(similarity(hit, one))));
            return (1 - diversity) * relevance(hit.score) - diversity * closest;
          });
          chosen.push(...hits.slice(values.indexOf(Math.max(...values))).slice(0, 1));
        }
        expect(idsOf(diversify(hits, similarity, diversity, k).slice(0, k))).toEqual(idsOf(chosen));
      }),
    );
  });

  it('changes nothing where nothing is like anything, or everything the same', () => {
    fc.assert(
      fc.property(lists, share, fc.constantFrom(0, 1), (hits, diversity, alike) => {
        // At 1 relevance says nothing; one step below, it still does.
        const below = Math.min(diversity, 0.999);
        expect(idsOf(diversify(hits, () => alike, below, hits.length))).toEqual(idsOf(hits));
      }),
    );
  });

  it('compares k times n pairs at most', () => {
    let compared = 0;
    const hits = Array.from({ length: 100 }, (_, i) => fakeHit(`h${i}`, 1 - i / 100));
    diversify(
      hits,
      () => {
        compared++;
        return 0.5;
      },
      0.5,
      10,
    );
    expect(compared).toBeLessThanOrEqual(1000);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses a diversity of %d', (diversity) => {
    expect(() => diversify([], byKind, diversity, 3)).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining('from 0') }),
    );
  });
});
