/** A file read together with another: the text beside a picture, or the `metadata.json` of its folder. */
export interface Companion {
  readonly role: 'text' | 'metadata';
  readonly path: string;
}

/** One source before it is read: a file, or bytes that came from a URL. */
export interface Asset {
  /** Absolute path or URL. */
  readonly source: string;
  /** Path relative to the indexed folder, or the URL. */
  readonly name: string;
  /** Folder that relative references must stay inside; absent for URLs. */
  readonly root?: string;
  /** Absolute path, when it is a file on this machine. */
  readonly path?: string;
  /** What is said of the type from outside (an HTTP header); the content decides. */
  readonly declaredType?: string;
  readonly companions: readonly Companion[];
  /** Cheap sign of change: sizes and modification times. */
  readonly stamp: string;
  readonly sizeBytes: number;
  /** Whole content. Rejects with a SightlineError when it is over the limit or cannot be read. */
  bytes(): Promise<Uint8Array>;
}
