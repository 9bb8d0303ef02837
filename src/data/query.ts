import type { Box } from './locator.ts';
import type { Pixels } from './picture.ts';
import type { SegmentKind } from './segment.ts';

/** A picture: a path, a URL (`data:` as well), or its encoded bytes. */
export type PictureSource = string | URL | Uint8Array;

/** A part of a picture to search by. */
export interface PictureRegion {
  readonly image: PictureSource;
  /** In pixels of the upright picture, origin top left; what lies outside of it is left out. */
  readonly region: Box;
}

/** A question to the index: any mix of words, pictures and regions of pictures. */
export interface Query {
  readonly text?: string;
  /** A picture, a region of one, or several, which count alike. */
  readonly image?: PictureSource | PictureRegion | readonly (PictureSource | PictureRegion)[];
  /** How many hits, 10 unless told. */
  readonly k?: number;
  readonly kinds?: readonly SegmentKind[];
  /** At most this many hits to read: text, tables, records without a picture. */
  readonly nText?: number;
  /** At most this many hits to look at: pictures, figures, pages, records with a picture. */
  readonly nImages?: number;
  /** In the filter language: `price < 200 and category = "chairs"`. */
  readonly filter?: string;
  /**
   * Milliseconds that a search may take. What is not done by then is left out and said in the notes: a view that has not
   * answered, a reranker.
   */
  readonly budgetMs?: number;
}

/** A picture of a query, decoded and cut to its region. */
export interface QueryPicture {
  readonly contentHash: string;
  readonly pixels: Pixels;
  /** Encoded, for models that look closer: the file as it was given, or its region as PNG. */
  bytes(): Promise<Uint8Array>;
}

/** A query with its pictures decoded. */
export interface PreparedQuery extends Omit<Query, 'image'> {
  /** At least one, when there is any. */
  readonly pictures?: readonly QueryPicture[];
}
