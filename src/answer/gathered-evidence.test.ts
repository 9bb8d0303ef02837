import { describe, expect, it } from 'vitest';
import { fakeHit } from './fake-hit.ts';
import { GatheredEvidence } from './gathered-evidence.ts';

const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((body) => fakeHit({ body }));
const hits = (...all: (typeof a)[]) => all.filter((one) => one !== undefined);

describe('GatheredEvidence', () => {
  it('keeps the order of a single search', () => {
    const gathered = new GatheredEvidence();
    expect(gathered.add(hits(c, a, b))).toEqual([c, a, b]);
    expect(gathered.hits).toEqual([c, a, b]);
  });

  it('puts the best of each search first, and before them what several found', () => {
    const gathered = new GatheredEvidence();
    gathered.add(hits(a, b, c));
    expect(gathered.add(hits(d, c, e))).toEqual([d, e]);
    // c: 1/63 + 1/62; a and d: 1/61; b: 1/62; e: 1/63.
    expect(gathered.hits).toEqual([c, a, d, b, e]);
  });

  it('knows what documents tell to search for, however they write it', () => {
    const gathered = new GatheredEvidence();
    gathered.add([fakeHit({ heading: 'Tents', ocr: '**Search:**  board\nsalaries, now' })]);
    expect(gathered.commands('Board salaries')).toBe(true);
    expect(gathered.commands('tents')).toBe(false);
  });
});
