import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hit } from '../data/hit.ts';
import { formatLocator, type Locator } from '../data/locator.ts';
import { trecDocument, trecLines } from './trec-run.ts';

function hit(documentName: string, locator: Locator, score: number, duplicates: readonly string[] = []): Hit {
  return {
    segment: {
      id: documentName,
      documentId: '',
      documentName,
      source: '',
      kind: 'text',
      locator,
      words: {},
      metadata: {},
      views: [],
    },
    reference: `${documentName}${formatLocator(locator)}`,
    source: '',
    score,
    views: {},
    missing: [],
    duplicates: duplicates.map((reference) => ({ id: reference, reference })),
  };
}

describe('trecDocument', () => {
  it('names a record by its own id, without catalogue or fragment', () => {
    expect(trecDocument('shop/catalogue.jsonl', { id: 'MidnightOak' })).toBe('MidnightOak');
    expect(trecDocument('c.csv', { id: '100% Oak chair' })).toBe('100%25%20Oak%20chair');
  });

  it('names anything else by its path, and where it lies in it', () => {
    expect(trecDocument('photos/red chair.jpg', {})).toBe('photos/red%20chair.jpg');
    expect(trecDocument('manual.pdf', { page: 12 })).toBe('manual.pdf#page=12');
    expect(trecDocument('notes.md', { char: { start: 120, end: 480 } })).toBe('notes.md#char=120,480');
    expect(trecDocument('été#1.jpg', {})).toBe('été#1.jpg');
  });
});

describe('trecLines', () => {
  it('writes the columns of a run', () => {
    expect(trecLines('q1', [hit('a.jpg', {}, 1.5), hit('b.jpg', {}, 0.25)], 'sightline')).toEqual([
      'q1 Q0 a.jpg 1 1.500000 sightline',
      'q1 Q0 b.jpg 2 0.250000 sightline',
    ]);
  });

  it('lists folded duplicates right after their hit, as documents of their own', () => {
    const hits = [
      hit('c.jsonl', { id: 'Oak' }, 0.9, ['photos/oak #2.jpg', 'c.jsonl#id=Dark%20Oak', 'm.pdf#page=3']),
      hit('z.jpg', {}, 0.9),
    ];
    expect(trecLines('q', hits, 't').map((line) => line.split(' ')[2])).toEqual([
      'Oak',
      'photos/oak%20#2.jpg',
      'Dark%20Oak',
      'm.pdf#page=3',
      'z.jpg',
    ]);
  });

  it('never names a document twice', () => {
    const hits = [
      hit('c.jsonl', { id: 'Oak' }, 3, ['b.jpg']),
      hit('c.jsonl', { id: 'Oak', char: { start: 9, end: 20 } }, 2),
      hit('b.jpg', {}, 1),
    ];
    expect(trecLines('q', hits, 't').map((line) => line.split(' ')[2])).toEqual(['Oak', 'b.jpg']);
  });

  it('keeps six fields, ranks from 1 and falling scores, whatever the names and scores are', () => {
    const names = fc.string({ unit: 'binary', maxLength: 12 });
    const hits = fc.array(
      fc.tuple(names, fc.double({ min: -5, max: 5, noNaN: true }), fc.array(names, { maxLength: 3 })),
    );
    fc.assert(
      fc.property(names, hits, (query, list) => {
        const ordered = list.sort((a, b) => b[1] - a[1]).map(([name, score, more]) => hit(name, {}, score, more));
        const lines = trecLines(query, ordered, 'my tag').map((line) => line.split(' '));
        expect(
          lines.every((fields) => fields.length === 6 && fields.every((field) => /^[^\s\p{Cc}]+$/u.test(field))),
        ).toBe(true);
        expect(lines.map((fields) => Number(fields[3]))).toEqual(lines.map((_, i) => i + 1));
        const scores = lines.map((fields) => Number(fields[4]));
        expect(scores.every((score, i) => i === 0 || score < (scores[i - 1] ?? 0))).toBe(true);
        expect(new Set(lines.map((fields) => fields[2])).size).toBe(lines.length);
      }),
    );
  });
});
