import type { Hit } from '../data/hit.ts';
import type { Segment, SegmentKind, Words } from '../data/segment.ts';

let count = 0;

/** For tests: a hit with these words, from a document of its own. */
export function fakeHit(words: Words, kind: SegmentKind = 'text', more: Partial<Segment> = {}): Hit {
  const id = `s${count++}`;
  return {
    segment: {
      id,
      documentId: 'd',
      documentName: `${id}.md`,
      source: `/${id}.md`,
      kind,
      locator: {},
      words,
      metadata: {},
      views: ['keyword'],
      ...more,
    },
    reference: `${id}.md`,
    source: `/${id}.md`,
    score: 1,
    views: {},
    missing: [],
    duplicates: [],
  };
}

/** What an index would remember of a picture. */
export const fakeStoredPicture = {
  contentHash: 'c0ffee',
  mediaType: 'image/png',
  width: 400,
  height: 300,
  perceptualHash: '0'.repeat(64),
} as const;
