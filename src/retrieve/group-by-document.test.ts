import { describe, expect, it } from 'vitest';
import { fakeHit, idsOf } from './fake-hits.ts';
import { groupByDocument } from './group-by-document.ts';

describe('groupByDocument', () => {
  it('shows each document once, at its best hit, with the others behind it', () => {
    const hits = [
      fakeHit('a1', 0.9, { documentId: 'a' }),
      fakeHit('b1', 0.8, { documentId: 'b' }),
      fakeHit('a2', 0.7, { documentId: 'a', kind: 'image' }),
      fakeHit('c1', 0.6, { documentId: 'c' }),
      fakeHit('a3', 0.5, { documentId: 'a' }),
    ];
    const grouped = groupByDocument(hits);
    expect(idsOf(grouped)).toEqual(['a1', 'b1', 'c1']);
    expect(grouped[0]?.others).toEqual([
      { id: 'a2', reference: 'a2', score: 0.7 },
      { id: 'a3', reference: 'a3', score: 0.5 },
    ]);
    expect(grouped[1]).toEqual(hits[1]);
  });

  it('goes by the order of the list, not by scores', () => {
    const hits = [fakeHit('a2', 0.1, { documentId: 'a' }), fakeHit('a1', 0.9, { documentId: 'a' })];
    expect(idsOf(groupByDocument(hits))).toEqual(['a2']);
  });

  it('keeps the records of one catalogue apart, and not the hits of one record', () => {
    const record = (id: string, locatorId: string) =>
      fakeHit(id, 1, { documentId: 'shop', kind: 'record', locator: { id: locatorId } });
    const passage = (id: string) => fakeHit(id, 1, { documentId: 'shop' });
    const hits = [record('r1', 'Oak'), record('r2', 'Pine'), record('r1b', 'Oak'), passage('p1'), passage('p2')];
    const grouped = groupByDocument(hits);
    expect(idsOf(grouped)).toEqual(['r1', 'r2', 'p1']);
    expect(grouped[0]?.others?.map(({ id }) => id)).toEqual(['r1b']);
  });

  it('does not take ids for others that look alike', () => {
    const hits = [
      fakeHit('x', 1, { documentId: 'a', kind: 'record', locator: { id: 'b' } }),
      fakeHit('y', 1, { documentId: 'a","b' }),
    ];
    expect(groupByDocument(hits)).toHaveLength(2);
  });
});
