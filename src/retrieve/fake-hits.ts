import type { Hit } from '../data/hit.ts';
import type { Segment } from '../data/segment.ts';

/** For tests: a hit of a document of its own, unless told, with a score. */
export function fakeHit(id: string, score = 1, more: Partial<Segment> = {}): Hit {
  const segment: Segment = {
    id,
    documentId: id,
    documentName: id,
    source: `/${id}`,
    kind: 'text',
    locator: {},
    words: {},
    metadata: {},
    views: ['keyword', 'text', 'image'],
    ...more,
  };
  return { segment, reference: id, source: segment.source, score, views: {}, missing: [], duplicates: [] };
}

export const idsOf = (hits: readonly Hit[]): string[] => hits.map(({ segment }) => segment.id);
