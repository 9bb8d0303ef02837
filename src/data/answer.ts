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

/**
 * Whether the evidence of a sentence says it. `unchecked`: it rests on a picture, and what that shows cannot be read in words.
 */
export type ClaimVerdict = 'supported' | 'unsupported' | 'uncited' | 'unchecked' | 'not-a-claim';

/** A sentence of an answer, and whether the evidence it cites says it. */
export interface CheckedClaim {
  /** As it stands in the answer, with its marks; `answer.text.slice(start, end)`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Without its marks. */
  readonly words: string;
  /** The numbers of the citations that it rests on. */
  readonly citations: readonly number[];
  readonly verdict: ClaimVerdict;
  /** Why, in words: `says 249, the evidence says 189`. Empty where all is well. */
  readonly reasons: readonly string[];
  /** How much of it the evidence says, 0 to 1; 1 for what makes no claim. */
  readonly score: number;
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
  /** The words that a model put the question's picture into, where the search was by them. */
  readonly pictureAsWords?: string;
  /** What a person should know of how it came about: evidence that was left out, claims without a source. */
  readonly notes?: readonly string[];
  /** The sentences of a written answer, checked against what they cite; quotations need no checking. */
  readonly checks?: readonly CheckedClaim[];
  /** Tokens that models took for it; a part is absent where a model does not say. */
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
}

/** An answer while it is made, in the order in which it happens. */
export type AnswerEvent =
  | { readonly type: 'retrieved'; readonly hits: readonly Hit[]; readonly pictureAsWords?: string }
  /** The next piece of the text, with `[n]` as in the finished answer. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finished'; readonly answer: Answer };
