import type { Pixels } from '../data/picture.ts';

/** A query or a candidate: words, a picture, or both. What the reranker does not accept is left out by the caller. */
export interface RerankItem {
  readonly text?: string;
  readonly picture?: Pixels;
}

/** Judges candidates with the query in view: slower than vectors, and better. */
export interface Reranker {
  /** `vendor:model`. */
  readonly name: string;
  readonly accepts: {
    readonly query: { readonly text: boolean; readonly picture: boolean };
    readonly candidate: { readonly text: boolean; readonly picture: boolean };
  };
  /** About how many characters of a candidate it reads; longer ones are cut. */
  readonly maxTextChars: number;
  /**
   * One score a candidate, in their order; higher is better. Scores compare within one call only.
   *
   * @throws SightlineError 'model-failed', 'network-failed', 'network-refused', 'cancelled', 'bad-option' (a key).
   */
  rerank(query: RerankItem, candidates: readonly RerankItem[], signal?: AbortSignal): Promise<number[]>;
  close(): Promise<void>;
}
