import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ViewName, viewNames } from '../data/segment.ts';
import { fuse, type RankedView, type Standing } from './fuse.ts';

const view = (name: RankedView['view'], ids: readonly string[], more: Partial<RankedView> = {}): RankedView => ({
  view: name,
  ranked: ids.map((id, i) => ({ id, score: 1 - i / 100 })),
  places: 100,
  listsAll: true,
  ...more,
});
const order = (fused: readonly { id: string }[]): string[] => fused.map((one) => one.id);
const even = { keyword: 1, text: 1, image: 1 };
const by = (...views: readonly ViewName[]): Standing => ({ weights: even, by: views });
const none = () => by();
const all = () => by(...viewNames);
const byPlace = { by: 'rank' } as const;
const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrst'), { minLength: 1 });

describe('fuse', () => {
  it('keeps the order of a single view', () => {
    fc.assert(
      fc.property(ids, (list) => {
        expect(order(fuse([view('image', list)], all))).toEqual(list);
      }),
    );
  });

  it('counts the first place as 1 and an average place as nothing', () => {
    const list = Array.from({ length: 100 }, (_, i) => `s${i}`);
    const fused = fuse([view('image', list)], all, byPlace);
    expect(fused[0]?.score).toBeCloseTo(1, 10);
    // The mean of 1/(10 + r) over 100 places is 0.0234, which is reached between places 32 and 33.
    expect(fused[31]?.score).toBeGreaterThan(0);
    expect(fused[32]?.score).toBeLessThan(0);
    expect(fused.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(0, 8);
  });

  it('does not bury a photo that has no words under what is mediocre in two views', () => {
    // In each view 25 segments of its own stand before 40 that both views have.
    const own = (view: string): string[] => Array.from({ length: 25 }, (_, i) => `${view}${i}`);
    const mediocre = Array.from({ length: 40 }, (_, i) => `both${i}`);
    const keyword = [...own('k'), ...mediocre];
    const image = ['photo', ...own('i'), ...mediocre];
    const fused = order(fuse([view('keyword', keyword), view('image', image)], none));
    expect(fused.indexOf('photo')).toBeLessThan(2);
    // Plain reciprocal rank gives whatever has two views more than the first of one.
    const plain = new Map<string, number>();
    for (const list of [keyword, image])
      for (const [i, id] of list.entries()) plain.set(id, (plain.get(id) ?? 0) + 1 / (61 + i));
    expect([...plain].filter(([, score]) => score > (plain.get('photo') ?? 0)).length).toBeGreaterThan(30);
  });

  it('is neutral to a view a segment lacks: adding that view changes neither its score nor its evidence', () => {
    fc.assert(
      fc.property(ids, ids, (image, keyword) => {
        const lacking = image.filter((id) => !keyword.includes(id));
        const before = fuse([view('image', image)], all);
        const after = fuse([view('image', image), view('keyword', keyword)], (id) =>
          keyword.includes(id) ? all() : by('image'),
        );
        for (const id of lacking)
          expect(after.find((one) => one.id === id)).toEqual(before.find((one) => one.id === id));
      }),
    );
  });

  it('prefers what two views agree on to what one of them found at the same place', () => {
    const fused = fuse([view('keyword', ['both', 'k']), view('image', ['both', 'i'])], none);
    expect(order(fused)[0]).toBe('both');
  });

  it('counts a segment that a vector view compared and did not list as placed after its end', () => {
    const [a] = fuse([view('keyword', ['a']), view('image', ['x', 'y'], { places: 2 })], all, byPlace);
    const [b] = fuse([view('keyword', ['a']), view('image', ['x', 'y'], { places: 2 })], () => by('keyword'), byPlace);
    expect(a?.id).toBe('x');
    expect(b?.id).toBe('a');
  });

  it('weighs views against the most believed one that a segment has', () => {
    const views = [view('text', ['captioned']), view('image', ['photo', 'captioned'])];
    const weights = { ...even, image: 0.3 };
    const fused = fuse(views, (id) => ({ weights, by: id === 'photo' ? ['image'] : ['text', 'image'] }));
    const of = (id: string) => fused.find((one) => one.id === id);
    expect(of('photo')?.views.image?.share).toBeCloseTo(1, 10);
    expect(of('captioned')?.views.text?.share).toBeCloseTo(1, 10);
    expect(of('captioned')?.views.image?.share).toBeLessThan(0.3);
  });

  it('lets a view say as much as it is sure of', () => {
    const keyword = view('keyword', []);
    const fused = fuse(
      [
        {
          ...keyword,
          ranked: [
            { id: 'unsure', score: 9, confidence: 0.1 },
            { id: 'sure', score: 8, confidence: 1 },
          ],
        },
      ],
      none,
    );
    expect(order(fused)).toEqual(['sure', 'unsure']);
  });

  it('says nothing where a segment had no rival', () => {
    const fused = fuse([view('image', ['only'], { places: 1 }), view('keyword', ['k1', 'only'])], none);
    expect(order(fused)).toEqual(['k1', 'only']);
  });

  it('does not depend on the order of the views, and shares add up to the score', () => {
    fc.assert(
      fc.property(ids, ids, ids, (a, b, c) => {
        const views = [view('keyword', a), view('text', b), view('image', c)];
        const weighted = (): Standing => ({ weights: { keyword: 1, text: 0.7, image: 0.3 }, by: [] });
        const fused = fuse(views, weighted);
        const reversed = fuse([...views].reverse(), weighted);
        expect(order(reversed)).toEqual(order(fused));
        for (const one of fused) {
          const shares = Object.values(one.views).reduce((sum, evidence) => sum + evidence.share, 0);
          expect(shares).toBeCloseTo(one.score, 10);
        }
      }),
    );
  });

  it('answers no views, empty views and views of weight 0 with nothing', () => {
    expect(fuse([], all)).toEqual([]);
    expect(fuse([view('image', [])], all)).toEqual([]);
    expect(fuse([view('image', ['a'])], () => ({ weights: { ...even, image: 0 }, by: ['image'] }))).toEqual([]);
  });

  describe('by score', () => {
    const scored = (
      name: ViewName,
      scores: Readonly<Record<string, number>>,
      more: Partial<RankedView> = {},
    ): RankedView =>
      view(name, [], {
        ranked: Object.entries(scores).map(([id, score]) => ({ id, score })),
        places: Object.keys(scores).length,
        ...more,
      });
    const byScore = { by: 'score' } as const;

    it('counts the best as 1, the mean as nothing, and keeps how far the first is ahead', () => {
      // The mean is 0.5: (0.9 - 0.5) / 0.4 = 1, (0.4 - 0.5) / 0.4 = -0.25, (0.2 - 0.5) / 0.4 = -0.75.
      const fused = fuse([scored('image', { a: 0.9, b: 0.4, c: 0.2 })], all, byScore);
      expect(fused.map(({ score }) => Number(score.toFixed(6)))).toEqual([1, -0.25, -0.75]);
      // By places the second of three stands as well whether it was near or far.
      const near = fuse([scored('image', { a: 0.9, b: 0.89, c: 0.2 })], all, byPlace);
      const far = fuse([scored('image', { a: 0.9, b: 0.21, c: 0.2 })], all, byPlace);
      expect(near[1]?.score).toBe(far[1]?.score);
    });

    it('takes the places that a keyword list does not fill for nothing found', () => {
      // Ten places, two filled: the mean is (6 + 4) / 10 = 1, so (4 - 1) / (6 - 1) = 0.6.
      const fused = fuse([scored('keyword', { a: 6, b: 4 }, { places: 10, listsAll: false })], all, byScore);
      expect(fused.map(({ score }) => Number(score.toFixed(6)))).toEqual([1, 0.6]);
    });

    it('is neutral to a view that a segment lacks', () => {
      fc.assert(
        fc.property(ids, ids, (image, keyword) => {
          const lacking = image.filter((id) => !keyword.includes(id));
          const standing = (id: string): Standing => (keyword.includes(id) ? all() : by('image'));
          const before = fuse([view('image', image)], standing, byScore);
          const after = fuse([view('image', image), view('keyword', keyword, { listsAll: false })], standing, byScore);
          for (const id of lacking)
            expect(after.find((one) => one.id === id)).toEqual(before.find((one) => one.id === id));
        }),
      );
    });

    it('is by the mean of places and scores unless told', () => {
      const views = [
        scored('image', { a: 0.9, b: 0.4, c: 0.2 }),
        scored('keyword', { c: 3, b: 1 }, { listsAll: false }),
      ];
      const scoreOf = (options: Parameters<typeof fuse>[2]): Map<string, number> =>
        new Map(fuse(views, all, options).map(({ id, score }) => [id, score]));
      const [both, places, scores] = [scoreOf({}), scoreOf(byPlace), scoreOf(byScore)];
      for (const id of 'abc') {
        expect(both.get(id)).toBeCloseTo(((places.get(id) ?? 0) + (scores.get(id) ?? 0)) / 2, 10);
      }
    });

    it('says nothing where all scores are the same', () => {
      expect(fuse([scored('image', { a: 0.5, b: 0.5 })], all, byScore).map(({ score }) => score)).toEqual([0, 0]);
    });
  });
});
