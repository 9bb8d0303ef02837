import type { Pixels } from '../data/picture.ts';

/**
 * What makes two vectors comparable. The index records it; opening an index with an embedder of another space is
 * refused, because mixed vectors rank at random without any error.
 */
export interface EmbeddingSpace {
  /** `vendor:model`, as the user names it. */
  readonly model: string;
  readonly dimensions: number;
  /** Vectors have length 1, so that their dot product is their cosine similarity. */
  readonly normalised: boolean;
  /** Changes when the weights or the preprocessing change. */
  readonly revision: string;
  /** How an asymmetric model is told the two roles apart; absent where both are embedded alike. */
  readonly roles?: RoleMarks;
  /** Standard deviation of the noise on passages' vectors, see noisy-embedder.ts; absent where they are exact. */
  readonly noise?: number;
}

/** What marks a query, and what a passage: text put before the words, or the value of a field of the request. */
export interface RoleMarks {
  /** `prefix`, or the name of the field: `input_type`. */
  readonly by: string;
  readonly query: string;
  readonly passage: string;
}

/**
 * Which side of a search a text or picture stands on. It is required, because asymmetric models (NV-EmbedQA, E5, BGE)
 * put the two sides in different places and lose recall without it; symmetric ones ignore it.
 */
export type EmbedRole = 'query' | 'passage';

/** One thing to embed: words, a picture, or (where the model accepts both at once) the two together. */
export interface EmbedItem {
  readonly text?: string;
  readonly picture?: Pixels;
}

export interface Embedder {
  readonly space: EmbeddingSpace;
  readonly accepts: { readonly text: boolean; readonly image: boolean; readonly both: boolean };
  /** Tokens of text the model reads; what is longer would be cut, so the indexer does not send it. */
  readonly maxTextTokens: number;
  countTokens(text: string): number;
  /** Side in pixels of what the model looks at; absent for models without eyes. */
  readonly imageSide?: number;
  /** Whether it looks at the middle only, a square whose side is the picture's shorter one. */
  readonly looksAtMiddle?: boolean;
  /** How many items one call takes best. */
  readonly batchSize: number;
  /** Calls under way at once that it takes best: 1 unless told, as a model on this machine uses every core by itself. */
  readonly concurrency?: number;
  /** A sentence to show where the model is named, such as a licence that forbids commercial use. */
  readonly notice?: string;
  /** One vector of `space.dimensions` numbers for each item, in the order of the items. */
  embed(items: readonly EmbedItem[], role: EmbedRole, signal?: AbortSignal): Promise<Float32Array[]>;
  /** Frees the model's memory. */
  close(): Promise<void>;
}

/**
 * Whether two spaces hold comparable vectors. Those with and without noise could be compared, but must not lie in one index: the
 * exact ones would tell what the others hide.
 */
export function sameSpace(a: EmbeddingSpace, b: EmbeddingSpace): boolean {
  const marks = ({ roles }: EmbeddingSpace): string =>
    roles ? JSON.stringify([roles.by, roles.query, roles.passage]) : '';
  const noise = (a.noise ?? 0) === (b.noise ?? 0);
  return (
    noise && a.model === b.model && a.dimensions === b.dimensions && a.revision === b.revision && marks(a) === marks(b)
  );
}
