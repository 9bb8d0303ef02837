import type { Hit, SearchResult } from './hit.ts';
import type { Locator } from './locator.ts';
import type { SegmentKind } from './segment.ts';

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

/** A further search that the generator asked for, because what had been found was not enough. */
export interface Round {
  /** Counted from 1; a generator may ask for several searches in one round. */
  readonly round: number;
  readonly query: string;
  /** In the filter language; on top of the question's own. */
  readonly filter?: string;
  readonly kinds?: readonly SegmentKind[];
  /** What is missing, as the generator says. */
  readonly why?: string;
  /** Hits of this search. */
  readonly found: number;
  /** Those of them that no search before had found. */
  readonly new: number;
  /** Why it was not searched, or failed: a filter that cannot be read, a search that repeats another. */
  readonly problem?: string;
}

/** How far the generator may search on before it answers. */
export interface RoundLimits {
  /** Most rounds of further searches, 3 unless told, at most 20. */
  readonly rounds?: number;
  /** Milliseconds that all rounds together may take; no end unless told. */
  readonly budgetMs?: number;
  /** Tokens, read and written, after which no further round is begun; no end unless told. */
  readonly tokens?: number;
}

export interface Answer {
  readonly status: 'answered' | 'no-evidence';
  /** Plain text with `[n]` after every claim. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /**
   * What was retrieved, best first: the evidence, or the nearest misses. Where several searches found them, the best of each
   * search come first, and scores of different searches do not compare.
   */
  readonly hits: readonly Hit[];
  /** Who wrote the text: `extractive`, or a generator's `vendor:model`. */
  readonly by: string;
  /** The words that a model put the question's picture into, where the search was by them. */
  readonly pictureAsWords?: string;
  /** Why its model stopped before the end: its limit of tokens, or its vendor's filter. Absent from an answer that is whole. */
  readonly cutBy?: 'length' | 'content-filter';
  /** What a person should know of how it came about: evidence that was left out, claims without a source. */
  readonly notes?: readonly string[];
  /** The sentences of a written answer, checked against what they cite; quotations need no checking. */
  readonly checks?: readonly CheckedClaim[];
  /** The searches that the generator asked for, where it was allowed to; empty when the first one was enough. */
  readonly rounds?: readonly Round[];
  /** Tokens that models took for it; a part is absent where a model does not say. */
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
}

/** An answer while it is made, in the order in which it happens. */
export type AnswerEvent =
  | ({ readonly type: 'retrieved'; readonly pictureAsWords?: string } & SearchResult)
  /** The generator searched once more. */
  | ({ readonly type: 'round' } & Round)
  /** The next piece of the text, with `[n]` as in the finished answer. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'finished'; readonly answer: Answer };
