/** Something a reader or enricher could not use, told by name; the rest of the document goes on. */
export interface Warning {
  /** What happened, to what, and what to do now: one sentence or two. */
  readonly message: string;
  /** Fragment of the place inside the document, when there is one. */
  readonly at?: string;
  /** Worth another try in the next run although nothing changed, as with a model that did not answer. */
  readonly again?: boolean;
}

/** The commit mark of one document: while this record is in the index, so are all its segments. */
export interface DocumentRecord {
  readonly id: string;
  /** Absolute path or URL. */
  readonly source: string;
  /** Path relative to the indexed folder, or the URL. */
  readonly name: string;
  /** Source of the document this one lies in: the e-mail of an attachment, the archive of a file. */
  readonly parent?: string;
  readonly mediaType: string;
  /** SHA-256 of the document's bytes and of those of the files read with it, in hex. */
  readonly contentHash: string;
  /** Cheap sign of change: sizes and modification times of the files read. */
  readonly stamp: string;
  /** The reading, enriching and embedding settings it was indexed under. */
  readonly settings: string;
  readonly segments: number;
  readonly warnings: readonly Warning[];
  /** ISO 8601. */
  readonly indexedAt: string;
}
