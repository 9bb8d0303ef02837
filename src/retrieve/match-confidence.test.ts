import { describe, expect, it } from 'vitest';
import type { Segment, ViewName } from '../data/segment.ts';
import { fakeHit } from './fake-hits.ts';
import type { RankedView } from './fuse.ts';
import { judgeMatch, matchConfidence, matchThreshold } from './match-confidence.ts';
import type { Likeness } from './match-likeness.ts';
import type { MatchEvidence } from './match-signs.ts';

const segment = (id: string, body: string): Segment => fakeHit(id, 1, { words: { body }, views: ['keyword'] }).segment;
const list = (view: ViewName, scores: readonly number[]): RankedView => ({
  view,
  ranked: scores.map((score, i) => ({ id: `s${i}`, score })),
  listsAll: view !== 'keyword',
  places: 100,
});
const saidBy = (...views: readonly ViewName[]): MatchEvidence['ranked'] => [
  { views: Object.fromEntries(views.map((view) => [view, { rank: 1, score: 1, share: 1 }])) },
];
const read = (covered: number, scores: readonly number[], body = ''): MatchEvidence => ({
  text: 'when does the kettle of Halvard boil?',
  withPicture: false,
  ranked: saidBy('keyword'),
  views: [list('keyword', scores)],
  segments: new Map([['s0', segment('s0', body)]]),
  covered: [covered],
  likeness: {},
});
const looked = (aligned: number, first: number): MatchEvidence => ({
  text: 'two dogs on a beach',
  withPicture: false,
  ranked: saidBy('image'),
  views: [list('image', [first, 0.2, 0.2, 0.19, 0.18])],
  segments: new Map(),
  covered: [],
  likeness: { image: { mean: 0.1, deviation: 0.05, aligned, near: 0 } satisfies Likeness },
});

describe('judgeMatch', () => {
  it('finds no match among no hits', () => {
    expect(judgeMatch({ ...read(1, [9]), ranked: [] })).toMatchObject({ confidence: 0, isMatch: false });
  });

  it('does not doubt what it cannot judge', () => {
    const few: MatchEvidence = { ...looked(1, 0.3), likeness: {} };
    expect(judgeMatch(few)).toMatchObject({ confidence: 0.5, isMatch: true });
    expect(judgeMatch({ ...few, text: undefined, withPicture: true })).toMatchObject({
      confidence: 0.5,
      isMatch: true,
    });
  });

  it('keeps what covers the question and refuses what shares a word with it', () => {
    expect(judgeMatch(read(0.8, [14, 6, 5, 4, 3], 'The kettle of Halvard boils')).isMatch).toBe(true);
    expect(judgeMatch(read(0.05, [2.5, 2.5, 2.4, 2.4, 2.4], 'boil'))).toMatchObject({ isMatch: false });
  });

  it('is surer of a search along what sets the pictures apart', () => {
    expect(judgeMatch(looked(1.5, 0.3)).confidence).toBeGreaterThan(0.6);
    expect(judgeMatch(looked(-0.2, 0.21)).isMatch).toBe(false);
  });

  it('is never less sure for more evidence', () => {
    const steps = [0, 0.1, 0.2, 0.3, 0.6, 1];
    const covering = steps.map((covered) => matchConfidence(read(covered, [8, 5, 4, 3, 2])));
    const strong = steps.map((more) => matchConfidence(read(0.3, [8 + 10 * more, 5, 4, 3, 2])));
    const aligned = steps.map((more) => matchConfidence(looked(more, 0.3)));
    for (const row of [covering, strong, aligned]) expect(row).toEqual([...row].sort((a, b) => a - b));
    expect(covering.at(-1)).toBeGreaterThan(covering[0] ?? 1);
  });

  it('says what a judgement was made from', () => {
    const { signs, confidence, isMatch } = judgeMatch(read(0.3, [8, 5, 4, 3, 2]));
    expect(signs['keyword.covered']).toBeCloseTo(0.3 / 0.35);
    expect(isMatch).toBe(confidence >= matchThreshold);
  });
});
