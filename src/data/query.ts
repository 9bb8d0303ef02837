import type { Pixels } from './picture.ts';
import type { SegmentKind } from './segment.ts';

/** A question to the index: words, a picture, or both. */
export interface Query {
  readonly text?: string;
  /** A picture: a path, a URL, or its encoded bytes. */
  readonly image?: string | URL | Uint8Array;
  /** How many hits, 10 unless told. */
  readonly k?: number;
  readonly kinds?: readonly SegmentKind[];
  /** At most this many hits to read: text, tables, records without a picture. */
  readonly nText?: number;
  /** At most this many hits to look at: pictures, figures, pages, records with a picture. */
  readonly nImages?: number;
  /** In the filter language: `price < 200 and category = "chairs"`. */
  readonly filter?: string;
}

/** A query with its picture decoded. */
export interface PreparedQuery extends Omit<Query, 'image'> {
  readonly picture?: {
    readonly contentHash: string;
    readonly pixels: Pixels;
    /** The file as it was given, for models that look closer. */
    bytes(): Promise<Uint8Array>;
  };
}
