import { describe, expect, it } from 'vitest';
import { hitNamed } from './fake-ranking.ts';
import { type Judgement, judgeHits, withoutQueryItself } from './relevance.ts';

const judged = (...references: string[]): Judgement[] => references.map((reference) => ({ reference, grade: 1 }));
const finds = (hit: string, reference: string, byId?: true): boolean =>
  judgeHits([hitNamed(hit)], [{ reference, grade: 1, ...(byId ? { byId } : {}) }]).hits[0] === true;

describe('judgeHits', () => {
  it('counts a hit for the document or place it lies in, and for no other', () => {
    expect(finds('manual.pdf#page=3&xywh=10,10,50,50', 'manual.pdf')).toBe(true);
    expect(finds('manual.pdf#page=3&xywh=10,10,50,50', 'manual.pdf#page=3')).toBe(true);
    expect(finds('manual.pdf#page=30', 'manual.pdf#page=3')).toBe(false);
    expect(finds('manual.pdf', 'manual.pdf#page=3')).toBe(false);
    expect(finds('deck.pptx#slide=2', 'deck.pptx#slide=2')).toBe(true);
    expect(finds('deck.pptx#slide=2', 'deck.pptx#page=2')).toBe(false);
    expect(finds('shop.jsonl#id=Red%20Oak', 'shop.jsonl#id=Red Oak')).toBe(true);
    expect(finds('other.jsonl#id=A', 'shop.jsonl#id=A')).toBe(false);
    expect(finds('mail.eml/form.pdf', 'mail.eml')).toBe(false);
  });

  it('needs passages and boxes only to overlap, as the reader cuts them and not the judge', () => {
    expect(finds('notes.md#char=100,200', 'notes.md#char=150,400')).toBe(true);
    expect(finds('notes.md#char=100,200', 'notes.md#char=200,400')).toBe(false);
    expect(finds('a.pdf#page=1&xywh=0,0,50,50', 'a.pdf#page=1&xywh=40,40,50,50')).toBe(true);
    expect(finds('a.pdf#page=1&xywh=0,0,50,50', 'a.pdf#page=1&xywh=60,0,50,50')).toBe(false);
    expect(finds('talk.mp4#t=10,20', 'talk.mp4#t=15,30')).toBe(true);
  });

  it("knows a record by its own id alone, and a run's percent-encoding, only where it comes from qrels", () => {
    expect(finds('abstracts.jsonl#id=184', '184', true)).toBe(true);
    expect(finds('abstracts.jsonl#id=184', '184')).toBe(false);
    expect(finds('my notes.md', 'my%20notes.md', true)).toBe(true);
  });

  it('lets each judgement gain once, where it is found first', () => {
    const hits = ['other.md', 'a.pdf#page=1', 'a.pdf#page=2', 'b.md'].map((one) => hitNamed(one));
    expect(judgeHits(hits, judged('a.pdf', 'b.md', 'c.md'))).toEqual({
      gains: [0, 1, 0, 1],
      relevant: [false, true, true, true],
      foundAt: [2, 4, undefined],
      hits: [false, true, true, true],
    });
  });

  it('lists what was folded into a hit after it, the better first, and leaves out copies that nobody judged', () => {
    const hits = [hitNamed('x.jpg', 'shop.jsonl#id=X', 'copy.jpg'), hitNamed('y.jpg')];
    const ranking = judgeHits(hits, [
      { reference: 'x.jpg', grade: 1 },
      { reference: 'shop.jsonl#id=X', grade: 3 },
      { reference: 'y.jpg', grade: 2 },
    ]);
    expect(ranking.gains).toEqual([3, 1, 2]);
    expect(ranking.foundAt).toEqual([2, 1, 3]);
    expect(judgeHits([hitNamed('n.jpg', 'm.jpg'), hitNamed('y.jpg')], judged('y.jpg')).gains).toEqual([0, 1]);
  });
});

describe('withoutQueryItself', () => {
  const own = hitNamed('photo.jpg');
  const copy = hitNamed('copy.jpg');
  const hits = [own, { ...copy, segment: { ...copy.segment, picture: picture('aa') } }, hitNamed('other.jpg')];

  it("leaves out the query's file and the same bytes elsewhere", () => {
    const names = (path: string, contentHash?: string, ...relevant: string[]) =>
      withoutQueryItself(hits, judged(...relevant), { path, ...(contentHash ? { contentHash } : {}) }).map(
        (hit) => hit.reference,
      );
    expect(names('/files/photo.jpg', 'aa')).toEqual(['other.jpg']);
    expect(names('/files/photo.jpg')).toEqual(['copy.jpg', 'other.jpg']);
    expect(names('/files/photo.jpg', 'aa', 'copy.jpg')).toEqual(['copy.jpg', 'other.jpg']);
  });
});

function picture(contentHash: string) {
  return { contentHash, mediaType: 'image/jpeg', width: 1, height: 1, perceptualHash: '' };
}
