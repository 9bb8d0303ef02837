import type { Warning } from './document.ts';

/** What an indexing run says of itself, in the order in which it happens. */
export type IndexEvent =
  | { readonly type: 'discovered'; readonly found: number; readonly done: boolean }
  | { readonly type: 'unchanged'; readonly source: string; readonly name: string }
  | {
      readonly type: 'indexed';
      readonly source: string;
      readonly name: string;
      readonly segments: number;
      readonly bytes: number;
      readonly warnings: readonly Warning[];
    }
  | { readonly type: 'failed'; readonly source: string; readonly name: string; readonly reason: string }
  | { readonly type: 'removed'; readonly source: string; readonly name: string }
  | { readonly type: 'note'; readonly message: string }
  | { readonly type: 'optimizing' }
  | ({ readonly type: 'finished' } & IndexSummary);

export interface IndexSummary {
  readonly indexed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failed: number;
  readonly warnings: number;
  readonly segments: number;
  /** Vectors computed by a model in this run, and vectors taken from the cache. */
  readonly embedded: number;
  readonly cached: number;
  /** What describing pictures took, where a captioner is set. */
  readonly captions?: CaptionCounts;
  readonly seconds: number;
}

/** Pictures described in one run, and what that was paid with. */
export interface CaptionCounts {
  readonly model: string;
  readonly described: number;
  /** Known from an earlier run and not paid for again. */
  readonly cached: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the prices that the settings give; absent without them. */
  readonly cost?: number;
}
