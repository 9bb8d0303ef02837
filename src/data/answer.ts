import type { Hit } from './hit.ts';
import type { Locator } from './locator.ts';

/** One piece of evidence, numbered as the answer's text cites it: `[1]`. */
export interface Citation {
  readonly number: number;
  readonly reference: string;
  readonly source: string;
  readonly segmentId: string;
  /** The document's name. */
  readonly document: string;
  /** Where the evidence lies in it: page, box, slide, characters; the quoted lines only where they are known. */
  readonly locator: Locator;
  /** `Figure 3`, where a caption numbers it. */
  readonly label?: string;
  /** Verbatim words of the evidence; absent when the evidence is a picture alone. */
  readonly quote?: string;
  /** Which of the segment's words the quote is from. */
  readonly from?: string;
}

export interface Answer {
  readonly status: 'answered' | 'no-evidence';
  /** Plain text with `[n]` after every claim. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /** What was retrieved, best first: the evidence, or the nearest misses. */
  readonly hits: readonly Hit[];
  /** Who wrote the text: `extractive`, or a generator's `vendor:model`. */
  readonly by: string;
}
