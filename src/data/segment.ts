import type { Box, Locator } from './locator.ts';
import type { Picture } from './picture.ts';

export const segmentKinds = ['text', 'image', 'page', 'slide', 'table', 'frame', 'speech', 'record'] as const;
export type SegmentKind = (typeof segmentKinds)[number];

/**
 * A segment's words, kept apart by where they came from, so that an answer can say "read by OCR" and a reader can
 * weigh a caption against a file name.
 */
export interface Words {
  /** Names: the document's file name or a record's own name. */
  readonly name?: string;
  /** The headings the passage stands under, outermost first, joined with " › ". */
  readonly heading?: string;
  /** The text itself, as it stands in the document. */
  readonly body?: string;
  readonly caption?: string;
  readonly alt?: string;
  /** What a captioning model says the picture shows; never mixed with what the document itself says. */
  readonly description?: string;
  readonly ocr?: string;
  readonly transcript?: string;
  /** Names of the colours that cover much of a picture. */
  readonly colour?: string;
}
export type WordsSource = keyof Words;

/** In the order in which they are read out and indexed. */
export const wordsSources = [
  'name',
  'heading',
  'body',
  'caption',
  'alt',
  'description',
  'ocr',
  'transcript',
  'colour',
] as const satisfies readonly WordsSource[];

export type MetadataValue = string | number | boolean | readonly string[];
/** Flat, filterable facts about a segment: `price`, `category`, `width`, `exif.model`. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/**
 * Where a stretch of a segment's words stands: `words[source].slice(start, end)` is at `box`, in the units of the segment's
 * locator (points on a PDF page, pixels in a picture), origin top left.
 */
export interface LineBox {
  readonly source: WordsSource;
  readonly start: number;
  readonly end: number;
  readonly box: Box;
}

/** A located piece as a reader yields it: not yet enriched, embedded or named. */
export interface SegmentDraft {
  readonly kind: SegmentKind;
  readonly locator: Locator;
  readonly words: Words;
  readonly picture?: Picture;
  readonly metadata?: Metadata;
  /** Where its lines stand, in order, when that is known more closely than by its locator. */
  readonly lines?: readonly LineBox[];
}

/** What the index remembers of a segment's picture. */
export interface StoredPicture {
  readonly contentHash: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly perceptualHash: string;
  /**
   * Absolute path when the original is a file of its own; else it is in the blob store under its content hash, unless it is
   * drawn from its document when it is wanted.
   */
  readonly path?: string;
  readonly drawn?: true;
}

export const viewNames = ['keyword', 'text', 'image'] as const;
/** keyword: BM25 over the words; text: a vector in the text space; image: a vector in the text–image space. */
export type ViewName = (typeof viewNames)[number];

/** A located piece of a document, as it is kept and found. */
export interface Segment {
  /** Stable while the document's source and the segment's locator stay the same. */
  readonly id: string;
  readonly documentId: string;
  /** The document's name: its path relative to the indexed folder, or its URL. */
  readonly documentName: string;
  /** The document's absolute path or URL. */
  readonly source: string;
  readonly kind: SegmentKind;
  readonly locator: Locator;
  readonly words: Words;
  readonly metadata: Metadata;
  readonly lines?: readonly LineBox[];
  readonly picture?: StoredPicture;
  /** The views it can be found by; the others are neutral to it. */
  readonly views: readonly ViewName[];
}
