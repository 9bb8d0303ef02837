import type { Segment } from './segment.ts';

/**
 * Where a segment lies, as a person would say it: `manual.pdf p.12 · Figure 3`, `deck.pptx slide 4`. For places that
 * people have no shorter way of writing than the reference, it is the document's name.
 */
export function placeName({
  documentName,
  locator,
  metadata,
}: Pick<Segment, 'documentName' | 'locator' | 'metadata'>): string {
  const { page, slide } = locator;
  const place = page !== undefined ? ` p.${page}` : slide !== undefined ? ` slide ${slide}` : '';
  const label = typeof metadata.label === 'string' ? ` · ${metadata.label}` : '';
  return `${documentName}${place}${label}`;
}
