/** What a model says of a picture. Fields that a model does not give are empty. */
export interface PictureDescription {
  /** One or two sentences. */
  readonly caption: string;
  /** What can be seen, as nouns: `wooden chair`, `window`. */
  readonly objects: readonly string[];
  readonly colours: readonly string[];
  /** Text that can be read in it, a line each. */
  readonly text: string;
  /** What sort of picture it is: `photo`, `screenshot`, `diagram`, `chart`, `map`, `drawing`, `document`. */
  readonly kind: string;
}

/** What one call cost, in tokens; undefined where the model does not say. */
export interface CaptionUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

export interface Captioned {
  readonly description: PictureDescription;
  readonly usage: CaptionUsage;
}

/** Says in words what a picture shows. */
export interface Captioner {
  /** `vendor:model`. */
  readonly name: string;
  /** The model's revision and prompt: with the name, everything that decides what it says of the same picture. */
  readonly settings: string;
  /** Longer side in pixels of the pictures it takes best. */
  readonly imageSide: number;
  /** Calls under way at once that its vendor, or this machine, takes well. */
  readonly concurrency: number;
  /**
   * Describes an encoded picture (PNG, JPEG or WebP).
   *
   * @throws SightlineError 'model-failed', 'network-failed', 'network-refused', 'cancelled', 'bad-option' (a key).
   */
  caption(image: Uint8Array, mediaType: string, signal?: AbortSignal): Promise<Captioned>;
  close(): Promise<void>;
}
