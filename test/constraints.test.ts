import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open, type Sightline } from '../src/index.ts';

let index: Sightline;
beforeAll(async () => {
  index = await open({ index: 'memory:', ocr: 'off' });
  await index.add('examples/collection/files/catalogue.jsonl').finished();
});
afterAll(() => index.close());

describe('conditions in a question', () => {
  it('narrow the search, and are said', async () => {
    const { hits, constraints, notes } = await index.search({ text: 'red leather jacket under $200', k: 3 });
    expect(constraints).toEqual([expect.objectContaining({ text: 'under $200', filter: 'price < 200' })]);
    expect(notes).toContainEqual(expect.stringContaining('price below $200'));
    expect(hits[0]?.segment.words.name).toContain('CinderRider');
    for (const { segment } of hits) expect(segment.metadata.price).toBeLessThan(200);
  });

  it('come on top of a filter, and can be switched off', async () => {
    const filter = 'category = jackets or category = boots';
    const both = await index.search({ text: 'leather, under $200', filter, k: 10 });
    expect(both.hits.length).toBeGreaterThan(0);
    for (const { segment } of both.hits) {
      expect(segment.metadata.price).toBeLessThan(200);
      expect(['jackets', 'boots']).toContain(segment.metadata.category);
    }
    const off = await index.search({ text: 'leather, under $200', filter, k: 10 }, { constraints: false });
    expect(off.constraints).toEqual([]);
    expect(off.hits.length).toBeGreaterThan(both.hits.length);
  });

  it('are dropped, and that is said, where they leave nothing', async () => {
    const { hits, constraints, notes } = await index.search({
      text: 'canoe under $20',
      filter: 'category = canoes',
      k: 3,
    });
    expect(hits.length).toBeGreaterThan(0);
    expect(constraints).toEqual([]);
    expect(notes.join(' ')).toContain('Nothing is left with it');
  });

  it('are said with an answer, too', async () => {
    const answer = await index.ask('which red leather jacket is under $200?');
    expect(answer.notes?.join(' ')).toContain('price below $200');
  });
});
