import type { AnswerEvent } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';

/** A picture, encoded in a format that models take. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface AnswerRequest {
  /** Empty when only a picture was asked with. */
  readonly question: string;
  /** The picture that was asked with. */
  readonly picture?: EncodedPicture;
  /** What was retrieved, best first. */
  readonly hits: readonly Hit[];
  /** What a hit shows, not larger than `side` pixels; undefined when there is nothing to see or its file is gone. */
  evidence(hit: Hit, side: number): Promise<EncodedPicture | undefined>;
  readonly signal?: AbortSignal;
}

/** Writes an answer from retrieved evidence, and cites it. */
export interface AnswerWriter {
  /** `vendor:model`, or `extractive`. */
  readonly name: string;
  /** Pieces of text, then the whole answer. */
  write(request: AnswerRequest): AsyncIterable<Exclude<AnswerEvent, { type: 'retrieved' }>>;
}
