import type { Hit } from '../data/hit.ts';
import { type Locator, parseLocator } from '../data/locator.ts';

/** For tests: a hit as a reference names it (`doc.pdf#page=3`), with what was folded into it. */
export function hitNamed(reference: string, ...duplicates: readonly string[]): Hit {
  const [documentName = '', fragment = ''] = reference.split('#');
  const locator: Locator = parseLocator(fragment);
  return {
    segment: {
      id: reference,
      documentId: documentName,
      documentName,
      source: `/files/${documentName}`,
      kind: 'text',
      locator,
      words: { body: `The words of ${reference}.` },
      metadata: {},
      views: ['keyword'],
    },
    reference,
    source: `/files/${documentName}`,
    score: 1,
    views: {},
    missing: [],
    duplicates: duplicates.map((one) => ({ id: one, reference: one })),
  };
}
