import type { Citation } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import { locateWords } from '../data/locate-words.ts';
import type { WordsSource } from '../data/segment.ts';

/** Words taken from a hit. */
export interface Quotation {
  /** Verbatim. */
  readonly quote: string;
  /** Which of the segment's words they stand in. */
  readonly from: WordsSource;
}

/** A hit as the evidence numbered `number`, narrowed to the lines that are quoted where they are known. */
export function citationOf(hit: Hit, number: number, quotation?: Quotation): Citation {
  const { segment, reference, source } = hit;
  const { label } = segment.metadata;
  return {
    number,
    reference,
    source,
    segmentId: segment.id,
    document: segment.documentName,
    locator: quotation ? locateWords(segment, quotation.from, quotation.quote) : segment.locator,
    ...(typeof label === 'string' ? { label } : {}),
    ...(quotation ? { quote: quotation.quote, from: quotation.from } : {}),
  };
}
