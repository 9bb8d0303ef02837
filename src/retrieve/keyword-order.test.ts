import { describe, expect, it } from 'vitest';
import type { Segment } from '../data/segment.ts';
import { keywordOrder } from './keyword-order.ts';

const segment = (id: string, body: string): Segment => ({
  id,
  documentId: 'd',
  documentName: 'd.txt',
  source: '/d.txt',
  kind: 'text',
  locator: {},
  words: { body },
  metadata: {},
  views: ['keyword'],
});

/** The ids in their new order; texts are given best first, each with its BM25 score. */
function order(
  question: string,
  texts: readonly (readonly [string, number])[],
  covered: readonly number[] = [],
): string[] {
  const segments = texts.map(([body], i) => segment(`s${i}`, body));
  return keywordOrder(
    question,
    texts.map(([, score], i) => ({ id: `s${i}`, score })),
    new Map(segments.map((one) => [one.id, one])),
    new Map(segments.map(({ id }, i) => [id, covered[i] ?? 0])),
  ).map(({ id }) => id);
}

const filler = (count: number): (readonly [string, number])[] =>
  Array.from({ length: count }, (_, i) => [`flutter of leaves in autumn garden number${i}`, 5] as const);

describe('keywordOrder', () => {
  it('puts what covers more of the question before what scores about the same', () => {
    expect(
      order(
        'zipper and tent pole',
        [
          ['zipper zipper', 10],
          ['zipper and tent and pole', 9.5],
        ],
        [0.3, 1],
      ),
    ).toEqual(['s1', 's0']);
  });

  it('puts what has the words together first, where BM25 sees no difference', () => {
    expect(
      order('heat transfer', [
        ['heat of walls, steel, glass and their slow transfer', 10],
        ['walls, steel, glass and their slow heat transfer', 10],
      ]),
    ).toEqual(['s1', 's0']);
  });

  it('lifts what is about the same as the first five, which keep their places', () => {
    const about = Array.from(
      { length: 5 },
      (_, i) => [`flutter of panels in supersonic wind case${i}`, 10 - i / 10] as const,
    );
    const alike = order('flutter', [...about, ...filler(20), ['flutter: panels, supersonic wind', 4.9]]);
    expect(alike.slice(0, 6)).toEqual(['s0', 's1', 's2', 's3', 's4', 's25']);
  });

  it('keeps every entry and its score, also one whose segment is gone', () => {
    const found = [
      { id: 'gone', score: 3 },
      { id: 'here', score: 2 },
    ];
    const kept = keywordOrder('heat', found, new Map([['here', segment('here', 'heat')]]), new Map());
    expect(kept).toEqual(found);
    expect(keywordOrder('', [], new Map(), new Map())).toEqual([]);
  });

  it('keeps the order of equals', () => {
    expect(order('the of and', filler(30))).toEqual(filler(30).map((_, i) => `s${i}`));
  });
});
