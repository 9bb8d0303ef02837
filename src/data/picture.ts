/** Raw 8-bit sRGB pixels, row by row, three bytes a pixel, transparency already laid on white. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * How large the working copy of a picture is made, in pixels, unless the picture is smaller: its longer side, or, for models
 * that look at the middle of a picture only, its shorter one.
 */
export type WorkingSide = number | { readonly shorter: number };

/**
 * One picture, decoded once: everything later stages need without opening the file again.
 * `pixels` is a working copy of bounded size; `bytes()` gives the original for work at full size.
 */
export interface Picture {
  /** SHA-256 of the original bytes, in hex. */
  readonly contentHash: string;
  readonly mediaType: string;
  /** Size in pixels of the original after its EXIF orientation was applied. */
  readonly width: number;
  readonly height: number;
  readonly pixels: Pixels;
  /** Difference hash of the working copy, 64 hex digits (256 bits); near-duplicates differ in few bits. */
  readonly perceptualHash: string;
  /** Where the original lives on this machine, when it is a file of its own. */
  readonly path?: string;
  /** Cut out of its document and drawn again from there when it is wanted, so that no copy need be kept. */
  readonly drawn?: true;
  bytes(): Promise<Uint8Array>;
}
