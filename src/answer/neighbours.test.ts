import { describe, expect, it } from 'vitest';
import type { Locator } from '../data/locator.ts';
import type { Segment, SegmentKind, Words } from '../data/segment.ts';
import { fakeHit, fakeStoredPicture } from './fake-hit.ts';
import { neighboursOf } from './neighbours.ts';

function segment(kind: SegmentKind, locator: Locator, words: Words, more: Partial<Segment> = {}): Segment {
  return fakeHit(words, kind, { locator, documentName: 'a.pdf', ...more }).segment;
}

/** The words that stand next to each segment, in a document of all of them. */
async function beside(wanted: Segment, all: readonly Segment[], each = 1): Promise<(string | undefined)[]> {
  const hit = { ...fakeHit({}), segment: wanted };
  const found = await neighboursOf([hit], {
    each,
    segmentsOf: async (name, limit) => all.filter((one) => one.documentName === name).slice(0, limit),
  });
  return (found.get(wanted.id) ?? []).map(({ words }) => words.body ?? words.ocr);
}

const chars = (start: number) => ({ char: { start, end: start + 90 } });
const passages = ['one', 'two', 'three', 'four'].map((body, i) => segment('text', chars(100 * i), { body }));
const [one, two, three, four] = passages as [Segment, Segment, Segment, Segment];

describe('neighboursOf', () => {
  it('gives the passages before and after, whatever order the store has them in', async () => {
    expect(await beside(two, [four, two, one, three])).toEqual(['one', 'three']);
    expect(await beside(one, passages)).toEqual(['two']);
    expect(await beside(three, passages, 2)).toEqual(['one', 'two', 'four']);
    expect(await beside(two, passages, 0)).toEqual([]);
  });

  it('stays under the heading, near by, and in the document', async () => {
    const headed = (heading: string, at: number) => segment('text', chars(at), { body: heading, heading });
    const [tents, care, washing, tents2] = ['Tents', 'Tents › Care', 'Tents › Washing', 'Tents 2'].map((heading, i) =>
      headed(heading, 100 * i),
    ) as [Segment, Segment, Segment, Segment];
    const all = [tents, care, washing, tents2];
    expect(await beside(care, all)).toEqual(['Tents']);
    expect(await beside(washing, all)).toEqual([]);
    expect(await beside(tents2, [tents, tents2])).toEqual([]);
    expect(await beside(one, [one, segment('text', chars(9000), { body: 'far' })])).toEqual([]);
    expect(await beside(one, [one, { ...two, documentId: 'another of this name' }])).toEqual([]);
  });

  it('goes on over the break of a page, in the order in which a page was read', async () => {
    const at = (page: number, y: number, body: string) =>
      segment('text', { page, box: { x: 0, y, width: 9, height: 9 } }, { body });
    // The second column begins higher up than the first one ends.
    const all = [at(1, 500, 'left'), at(1, 50, 'right'), at(2, 50, 'next page'), at(4, 50, 'later')];
    expect(await beside(all[1] as Segment, all)).toEqual(['left', 'next page']);
    expect(await beside(all[2] as Segment, all)).toEqual(['right']);
  });

  it('gives a figure what speaks of it by its label, else where it stands', async () => {
    const says = (body: string, page: number) => segment('text', { page }, { body });
    const all = [
      says('As figures 31 and 3.1 show, no.', 3),
      says('Fig. 3 shows the pole.', 4),
      says('Configure 3 poles.', 3),
      says('See Figure 3.', 3),
      says('Last.', 3),
    ];
    const figure = (locator: Locator, label?: string) =>
      segment('image', locator, {}, { picture: fakeStoredPicture, metadata: label ? { label } : {} });
    expect(await beside(figure({ page: 3 }, 'Figure 3'), all)).toEqual(['See Figure 3.', 'Fig. 3 shows the pole.']);
    const box = { x: 0, y: 100, width: 9, height: 9 };
    const placed = [20, 60, 120, 160].map((y) => segment('text', { page: 3, box: { ...box, y } }, { body: `at ${y}` }));
    expect(await beside(figure({ page: 3, box }), placed)).toEqual(['at 60', 'at 120']);
    const slide = segment('slide', { slide: 2 }, { body: 'The slide.' });
    expect(await beside(figure({ slide: 2, box }), [slide, segment('slide', { slide: 3 }, { body: 'Next.' })])).toEqual(
      ['The slide.'],
    );
    const scan = segment('page', { page: 3 }, { ocr: 'What was read.' });
    expect(await beside(figure({ page: 3, box }), [scan])).toEqual(['What was read.']);
  });

  it('leaves alone what stands alone', async () => {
    const photo = segment('image', {}, {}, { picture: fakeStoredPicture });
    const record = segment('record', { id: 'x' }, { body: 'x' });
    for (const lone of [photo, record]) expect(await beside(lone, [lone, ...passages])).toEqual([]);
  });

  it('asks for each document once, and not for many', async () => {
    const asked: string[] = [];
    const hits = Array.from({ length: 30 }, (_, i) => ({
      ...fakeHit({}),
      segment: segment('text', chars(i), { body: 'x' }, { documentName: `${i % 15}.md` }),
    }));
    await neighboursOf(hits, {
      each: 1,
      async segmentsOf(name) {
        asked.push(name);
        return [];
      },
    });
    expect(asked).toEqual(Array.from({ length: 5 }, (_, i) => `${i}.md`));
  });
});
