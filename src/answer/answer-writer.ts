import type { AnswerEvent } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import type { Segment } from '../data/segment.ts';

/** A picture, encoded in a format that models take. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface AnswerRequest {
  /** Empty when only pictures were asked with. */
  readonly question: string;
  /** The pictures that were asked with. */
  readonly pictures?: readonly EncodedPicture[];
  /** The tone, language and length that the asker wants; changes no rule of answering. */
  readonly style?: string;
  /** What was retrieved, best first. */
  readonly hits: readonly Hit[];
  /** What a hit shows, not larger than `side` pixels; undefined when there is nothing to see or its file is gone. */
  evidence(hit: Hit, side: number): Promise<EncodedPicture | undefined>;
  /** What stands next to hits in their documents, by the hit's segment id; for a writer that has room for it. */
  neighbours?(hits: readonly Hit[]): Promise<ReadonlyMap<string, readonly Segment[]>>;
  readonly signal?: AbortSignal;
}

/** Writes an answer from retrieved evidence, and cites it. */
export interface AnswerWriter {
  /** `vendor:model`, or `extractive`. */
  readonly name: string;
  /** Pieces of text, then the whole answer. */
  write(request: AnswerRequest): AsyncIterable<Exclude<AnswerEvent, { type: 'retrieved' | 'round' }>>;
}
