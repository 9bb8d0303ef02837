import { describe, expect, it } from 'vitest';
import type { Segment, ViewName } from '../data/segment.ts';
import { fakeHit } from './fake-hits.ts';
import type { RankedView } from './fuse.ts';
import type { Likeness } from './match-likeness.ts';
import { type MatchEvidence, matchSigns } from './match-signs.ts';

const segment = (id: string, body: string): Segment =>
  fakeHit(id, 1, { words: { body }, views: ['keyword', 'text'] }).segment;
const list = (view: ViewName, scores: readonly number[]): RankedView => ({
  view,
  ranked: scores.map((score, i) => ({ id: `s${i}`, score })),
  listsAll: view !== 'keyword',
  places: 100,
});
const saidBy = (shares: Partial<Record<ViewName, number>>): MatchEvidence['ranked'] => [
  { views: Object.fromEntries(Object.entries(shares).map(([view, share]) => [view, { rank: 1, score: 1, share }])) },
];
const usual: Likeness = { mean: 0.1, deviation: 0.05, aligned: 1.2, near: -0.5 };
const base: MatchEvidence = {
  text: 'what did Apple earn in 2023?',
  withPicture: false,
  ranked: saidBy({ keyword: 1 }),
  views: [list('keyword', [8, 4, 3, 2, 1])],
  segments: new Map([['s0', segment('s0', 'Apple earned much in 2022')]]),
  covered: [0.3, 0.1],
  likeness: {},
};

describe('matchSigns', () => {
  it('counts a view as far as it had a say in the first hits', () => {
    const both: MatchEvidence = {
      ...base,
      ranked: saidBy({ keyword: 1, text: 3 }),
      views: [...base.views, list('text', [0.4, 0.3, 0.3, 0.3, 0.2])],
      likeness: { text: usual },
    };
    const signs = matchSigns(both);
    expect(signs.keyword).toBeCloseTo(0.25);
    expect(signs.words).toBeCloseTo(0.75);
    // (0.4 - 0.1) / 0.05 deviations above what is usual, and 4 above the fifth.
    expect(signs['words.above']).toBeCloseTo(0.75 * 6);
    expect(signs['words.ahead']).toBeCloseTo(0.75 * 4);
    expect(signs.looks).toBeUndefined();
  });

  it('is neutral on a view that listed much and had no say, and on one that has nothing to compare with', () => {
    const listed = { ...base, views: [...base.views, list('image', [0.9, 0.8])] };
    expect(matchSigns({ ...listed, likeness: { image: usual } })).toEqual(matchSigns(base));
    expect(matchSigns({ ...listed, ranked: saidBy({ image: 1 }) })).toEqual({});
    expect(matchSigns({ ...base, ranked: saidBy({ keyword: -0.1 }) })).toEqual({});
  });

  it('does not depend on the scale of a model', () => {
    const scaled = (factor: number, offset: number): MatchEvidence => ({
      ...base,
      ranked: saidBy({ text: 1 }),
      views: [
        list(
          'text',
          [0.3, 0.25, 0.2, 0.18, 0.15].map((score) => factor * score + offset),
        ),
      ],
      likeness: { text: { ...usual, mean: factor * usual.mean + offset, deviation: factor * usual.deviation } },
    });
    const [plain, other] = [matchSigns(scaled(1, 0)), matchSigns(scaled(0.2, 0.6))];
    for (const sign of ['words.above', 'words.ahead', 'words.aligned'] as const)
      expect(other[sign]).toBeCloseTo(plain[sign] ?? Number.NaN);
  });

  it('tells a picture that asks from words that ask for one', () => {
    const seen: MatchEvidence = {
      ...base,
      ranked: saidBy({ image: 1 }),
      views: [list('image', [0.3, 0.2])],
      likeness: { image: usual },
    };
    expect(matchSigns(seen).looks).toBe(1);
    expect(matchSigns(seen)['picture.near']).toBeUndefined();
    const { text: _text, ...wordless } = seen;
    const shown = matchSigns({ ...wordless, text: undefined, withPicture: true });
    expect(shown.looks).toBeUndefined();
    expect(shown['picture.near']).toBe(-0.5);
  });

  it('looks for the names and numbers of a question in one of the first places', () => {
    // "Apple", not "2023".
    expect(matchSigns(base)['keyword.named']).toBeCloseTo(0);
    const all = new Map([...base.segments, ['s1', segment('s1', 'Apple, 2023: 97 million')] as const]);
    expect(matchSigns({ ...base, segments: all })['keyword.named']).toBeCloseTo(0.5);
    const none = new Map([['s0', segment('s0', 'pears')]]);
    expect(matchSigns({ ...base, segments: none })['keyword.named']).toBeCloseTo(-0.5);
    expect(matchSigns({ ...base, text: 'what was earned?', segments: none })['keyword.named']).toBe(0);
  });

  it('counts how high the other views have the first hit', () => {
    const place = (rank: number) => ({ rank, score: 1, share: 0.5 });
    const ranked = [{ views: { keyword: place(4), text: place(1), image: place(2) } }];
    expect(matchSigns({ ...base, ranked }).agreed).toBeCloseTo(0.75);
    expect(matchSigns(base).agreed).toBeUndefined();
  });

  it('stays finite and bounded on odd scores', () => {
    const odd: MatchEvidence = {
      ...base,
      ranked: saidBy({ keyword: 1, image: 1 }),
      views: [list('keyword', [0]), list('image', [1e9])],
      likeness: { image: { ...usual, deviation: 1e-9, aligned: Number.NEGATIVE_INFINITY } },
    };
    for (const value of Object.values(matchSigns(odd))) expect(Math.abs(value)).toBeLessThanOrEqual(6);
  });
});
