import type { Warning } from '../data/document.ts';
import type { SegmentDraft } from '../data/segment.ts';

export interface EnrichContext {
  readonly signal: AbortSignal;
  /** Told of what could not be done; the draft goes on without it. */
  warn(warning: Warning): void;
}

/**
 * Adds words to what has none: to pixels and sound. What it adds is kept apart from what the document says, under the source
 * it came from, so that a reader can always tell the one from the other.
 */
export interface Enricher {
  /** What this enricher is called in provenance and messages. */
  readonly name: string;
  /** Raise it when its output changes, so that unchanged files are enriched again. */
  readonly version: number;
  /** The settings and models that decide its output, as one string for cache keys. */
  readonly settings: string;
  /**
   * The draft with more words, or the draft itself when there is nothing to add. Failing is no reason to lose the segment:
   * it warns and returns the draft. Rejects only when it is cancelled or closed. May be called many times at once; what
   * does the work bounds how much is under way.
   */
  enrich(draft: SegmentDraft, context: EnrichContext): Promise<SegmentDraft>;
  /** Frees threads and models. Calls under way reject. May be called more than once. */
  close(): Promise<void>;
}
