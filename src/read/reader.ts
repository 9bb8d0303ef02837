import type { Warning } from '../data/document.ts';
import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import type { Asset } from './asset.ts';

/** Bounds that keep a hostile or enormous file from taking the machine; each is an option of the engine. */
export interface ReadLimits {
  readonly maxFileBytes: number;
  /** Width times height, over all frames that are decoded. */
  readonly maxPixels: number;
  /** Records or segments taken from one document. */
  readonly maxRecords: number;
  /** For one file, from opening to its last segment. */
  readonly timeoutMs: number;
}

export interface ReadOptions {
  readonly limits: ReadLimits;
  /** Longer side in pixels of the working copy made of each picture. */
  readonly workingSide: number;
  /** Keep EXIF GPS positions in the metadata. */
  readonly keepGps: boolean;
  /** Target length of a text passage, in characters. */
  readonly passageChars: number;
  /** Column names of catalogues, where they are not to be found by themselves. */
  readonly columns: ColumnMapping;
}

/** Which column of a catalogue plays which part; a part not named is found from the column names. */
export interface ColumnMapping {
  readonly id?: string;
  readonly name?: string;
  readonly image?: string;
  readonly text?: readonly string[];
}

export interface ReadContext extends ReadOptions {
  readonly signal: AbortSignal;
  warn(warning: Warning): void;
  /**
   * The picture a document points at: a path relative to it that stays inside the indexed folder, a `data:` URL, or, where
   * `remote` is set and the engine may use the network, an http(s) URL. Rejects with a SightlineError that says why not.
   */
  picture(reference: string, options?: { remote?: boolean }): Promise<Picture>;
}

/**
 * Turns one kind of file into located segments. It streams: a long document never sits in memory whole because of its
 * reader, and the consumer may stop early. It throws a SightlineError when nothing of the file can be used, and warns
 * when a part cannot.
 */
export interface Reader {
  /** What this reader is called in provenance and messages. */
  readonly name: string;
  /** Its version; raise it when its output changes, so that unchanged files are read again. */
  readonly version: number;
  read(asset: Asset, context: ReadContext): AsyncIterable<SegmentDraft>;
}
