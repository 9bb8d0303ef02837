import { describe, expect, it } from 'vitest';
import type { Segment } from '../data/segment.ts';
import { groupDuplicates } from './group-duplicates.ts';

const striped = 'f0'.repeat(32);
const checked = 'a5'.repeat(32);
/** The hash with the given number of its first bits turned over. */
function turned(hash: string, bits: number): string {
  const value = BigInt(`0x${hash}`) ^ (((1n << BigInt(bits)) - 1n) << BigInt(256 - bits));
  return value.toString(16).padStart(64, '0');
}

function hit(id: string, more: Partial<Segment> & { hash?: string; content?: string; width?: number }, score = 1) {
  const { hash, content, width = 640, ...segment } = more;
  const picture = {
    contentHash: content ?? id,
    mediaType: 'image/jpeg',
    width,
    height: 480,
    perceptualHash: hash ?? striped,
  };
  return {
    score,
    segment: {
      id,
      documentId: id,
      documentName: `${id}.jpg`,
      source: `/${id}.jpg`,
      kind: 'image',
      locator: {},
      words: {},
      metadata: {},
      views: ['image'],
      ...(hash !== undefined || content !== undefined ? { picture } : {}),
      ...segment,
    } satisfies Segment,
  };
}
const folded = (hits: Parameters<typeof groupDuplicates>[0]) =>
  groupDuplicates(hits).map(({ kept, duplicates }) => [kept.segment.id, ...duplicates.map((one) => one.segment.id)]);

describe('groupDuplicates', () => {
  it('folds the same bytes and slightly changed copies, and keeps other pictures apart', () => {
    const copy = hit('copy', { hash: turned(striped, 20), width: 650 });
    expect(folded([hit('a', { hash: striped }), copy, hit('other', { hash: checked })])).toEqual([
      ['a', 'copy'],
      ['other'],
    ]);
    expect(
      folded([hit('a', { content: 'same', hash: striped }), hit('b', { content: 'same', hash: checked })]),
    ).toEqual([['a', 'b']]);
    expect(folded([hit('a', { hash: striped }), hit('far', { hash: turned(striped, 40) })])).toEqual([['a'], ['far']]);
  });

  it('lets the record stand for the photo it names, at the place of the better of them', () => {
    const photo = hit('photo', { content: 'same' }, 2);
    const record = hit('record', { content: 'same', kind: 'record' }, 1);
    const [group] = groupDuplicates([photo, record]);
    expect(group?.kept).toEqual({ ...record, score: 2 });
    expect(group?.duplicates).toEqual([photo]);
  });

  it('keeps screens of one template apart when they say different things', () => {
    const declined = hit('declined', { hash: striped, words: { ocr: 'Payment declined Error code PX-4471' } });
    const address = hit('address', { hash: striped, words: { ocr: 'Address not found Error code AD-2250' } });
    const again = hit('again', { hash: striped, words: { ocr: 'Payment declined Error code PX-4471' } });
    expect(folded([declined, address, again])).toEqual([['declined', 'again'], ['address']]);
  });

  it('takes a plain area for no sign of sameness, nor hits without pictures', () => {
    const plain = '0'.repeat(64);
    expect(folded([hit('a', { hash: plain }), hit('b', { hash: plain })])).toEqual([['a'], ['b']]);
    expect(folded([hit('x', {}), hit('y', {})])).toEqual([['x'], ['y']]);
  });

  it('does not fold pictures of another shape', () => {
    expect(folded([hit('a', { hash: striped }), hit('tall', { hash: striped, width: 480 })])).toEqual([
      ['a'],
      ['tall'],
    ]);
  });
});
