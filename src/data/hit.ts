import type { Segment, ViewName } from './segment.ts';
import type { StrategyName } from './strategy.ts';

/** What one view said of a hit. */
export interface ViewEvidence {
  /** Counted from 1. */
  readonly rank: number;
  /** The view's own score: BM25, or cosine similarity. */
  readonly score: number;
  /** The part of the fused score that came from this view; below 0 when the view speaks against the hit. */
  readonly share: number;
}

export interface Hit {
  readonly segment: Segment;
  /** Document name and locator, as one citation: `catalogue.jsonl#id=MidnightOak`. */
  readonly reference: string;
  /** Absolute path or URL of the document. */
  readonly source: string;
  /** Fused score; comparable within one result list only. */
  readonly score: number;
  readonly views: Partial<Record<ViewName, ViewEvidence>>;
  /** Views this segment could not be found by, because it has no such vector or words: neutral in fusion. */
  readonly missing: readonly ViewName[];
  /** What a reranker made of it: its place before, counted from 1, and its score. */
  readonly reranked?: { readonly by: string; readonly from: number; readonly score: number };
  /** Further hits of the same document, when hits are grouped by document. */
  readonly others?: readonly { readonly id: string; readonly reference: string; readonly score: number }[];
  /** Hits with (nearly) the same picture, folded into this one. */
  readonly duplicates: readonly { readonly id: string; readonly reference: string }[];
}

/** A condition that a question states itself, and that was applied. */
export interface AppliedConstraint {
  /** The words of the question that say it. */
  readonly text: string;
  /** In the filter language. */
  readonly filter: string;
  /** A sentence for people. */
  readonly explanation: string;
}

/** Whether anything found is likely to be what was asked for. */
export interface MatchJudgement {
  /** Calibrated on judged and unanswerable queries: of the queries with 0.8, about four in five had an answer. 0 to 1. */
  readonly confidence: number;
  /** False: nothing here seems to answer, and the hits are the nearest misses. */
  readonly isMatch: boolean;
  /** What it rests on, by name: src/retrieve/match-signs.ts says what each means. */
  readonly signs?: Readonly<Record<string, number>>;
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly match: MatchJudgement;
  /** How it was searched; never `auto`. */
  readonly strategy: StrategyName;
  /** What was found in the question and applied beside its filter; empty when nothing was. */
  readonly constraints: readonly AppliedConstraint[];
  readonly timings: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}
