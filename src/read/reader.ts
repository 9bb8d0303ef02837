import type { Warning } from '../data/document.ts';
import type { Locator } from '../data/locator.ts';
import type { Picture, WorkingSide } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import type { Asset } from './asset.ts';
import type { PassageSize } from './text/passage-size.ts';

/** Bounds that keep a hostile or enormous file from taking the machine; each is an option of the engine. */
export interface ReadLimits {
  readonly maxFileBytes: number;
  /** Width times height, over all frames that are decoded. */
  readonly maxPixels: number;
  /** Records or segments taken from one document. */
  readonly maxRecords: number;
  /** For one step of reading: from one segment to the next. */
  readonly timeoutMs: number;
  /** Of everything in an archive (office files are archives, too), unpacked. */
  readonly maxUnpackedBytes: number;
  /** Files in an archive. */
  readonly maxEntries: number;
}

export interface ReadOptions {
  readonly limits: ReadLimits;
  /** Size of the working copy made of each picture. */
  readonly workingSide: WorkingSide;
  /** Keep EXIF GPS positions in the metadata. */
  readonly keepGps: boolean;
  /** How long passages and parts of tables are made. */
  readonly passage: PassageSize;
  /** Column names of catalogues, where they are not to be found by themselves. */
  readonly columns: ColumnMapping;
  /** Tried in turn on documents that are locked. */
  readonly passwords: readonly string[];
  /** Pages of documents that become segments with a picture: those without text of their own, or all. */
  readonly pagePictures: 'scanned' | 'all';
  /** Longer side in pixels of the pictures drawn of pages and slides. */
  readonly pageSide: number;
  /** Path of LibreOffice's program, which draws slides and converts old formats; looked for when absent, unused when false. */
  readonly libreOffice?: string | false;
  /** Paints over what is to be blacked out wherever pages are drawn. */
  readonly redact?: true;
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
  /** Hands on a file found inside this one (an e-mail's attachment, an archive's entry), which becomes a document of its own. */
  attach(file: AttachedFile): void;
}

/** A file inside another. Its bytes are asked for later, once, when its turn comes. */
export interface AttachedFile {
  /** Its path inside the other file, with forward slashes. */
  readonly name: string;
  readonly declaredType?: string;
  readonly sizeBytes: number;
  /** Rejects with a SightlineError when it cannot be unpacked within the limits. */
  bytes(): Promise<Uint8Array>;
}

/** How a place of a document is to be drawn. */
export interface DrawOptions {
  /** Longer side in pixels of the finished picture. */
  readonly side: number;
  readonly passwords: readonly string[];
  readonly libreOffice?: string | false;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
  /** Paints over what of the page's own text is to be blacked out. */
  readonly redact?: true;
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
  /** What else decides its output, such as a program that is installed or not, so that files are read again when it changes. */
  settings?(options: ReadOptions): Promise<string>;
  /**
   * A picture (PNG) of a place of the document: a page, or the box on it; undefined when it has no looks there. Only readers
   * of documents with pages have it.
   */
  draw?(asset: Asset, place: Locator, options: DrawOptions): Promise<Uint8Array | undefined>;
}
