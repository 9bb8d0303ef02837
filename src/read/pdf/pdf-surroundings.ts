import { inflateRawSync } from 'node:zlib';
import { systemCode } from '../../support/errors.ts';

/** Of one stream of a PDF, unpacked; a larger one was made to fill the memory and is taken as empty. */
const maxStreamBytes = 128 * 2 ** 20;

/**
 * Sets up what pdf.js looks for in a browser and has good use for in a thread of its own, as globals of that thread:
 *
 * - `DecompressionStream`, without the trip to another thread: a page's operators are small, and waiting for them costs more
 *   than unpacking them.
 * - `FontFace`, which takes fonts and does nothing: without it every font is turned into a style sheet that is thrown away.
 * - `ImageDecoder` for JPEG, which most large pictures are: natively where they are drawn, and not at all where only their
 *   places are wanted.
 */
export function setUpSurroundings(): void {
  Object.assign(globalThis, {
    DecompressionStream: DirectDecompression,
    FontFace: IdleFontFace,
    ImageDecoder: JpegDecoder,
  });
}

let picturesAreDrawn = false;

/** Does work in which pictures must be decoded; at other times JPEG pictures are only told to be there. */
export async function withPictures<T>(work: () => Promise<T>): Promise<T> {
  picturesAreDrawn = true;
  try {
    return await work();
  } finally {
    picturesAreDrawn = false;
  }
}

class JpegDecoder {
  static async isTypeSupported(type: string): Promise<boolean> {
    return type === 'image/jpeg';
  }

  readonly #data: Uint8Array;

  constructor({ data }: { readonly data: Uint8Array }) {
    this.#data = data;
  }

  async decode(): Promise<{ image: object }> {
    if (!picturesAreDrawn) return { image: { width: 1, height: 1, close() {} } };
    const { loadImage } = await import('@napi-rs/canvas');
    // A copy, since the bytes of the document are shared between threads.
    const image = await loadImage(new Uint8Array(this.#data));
    return { image: Object.assign(image, { close() {} }) };
  }

  close(): void {}
}

/** The document that fonts are added to. */
export const idleDocument = { fonts: { add() {}, delete() {} } };

class IdleFontFace {
  readonly loaded = Promise.resolve(this);
}

/** As much of the web's `DecompressionStream` as pdf.js uses: one write, one close, then everything is read. */
class DirectDecompression {
  readonly #chunks: Uint8Array[] = [];
  #error: unknown;

  constructor(format: string) {
    if (format !== 'deflate') throw new TypeError(`${format} is not unpacked here.`);
  }

  readonly writable = {
    getWriter: () => ({
      ready: Promise.resolve(),
      write: async (bytes: Uint8Array) => this.#write(bytes),
      close: async () => {},
    }),
  };

  get readable(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    if (this.#error) throw this.#error;
    yield* this.#chunks;
  }

  #write(bytes: Uint8Array): void {
    try {
      // The header's window is often said to be smaller than it is, so the bare data is taken, with the largest window.
      const [method = 0, flags = 0] = bytes;
      if ((method & 15) !== 8 || flags & 32) throw new TypeError('No zlib data.');
      this.#chunks.push(inflateRawSync(bytes.subarray(2), { maxOutputLength: maxStreamBytes }));
    } catch (error) {
      if (systemCode(error) !== 'ERR_BUFFER_TOO_LARGE') this.#error = error;
    }
  }
}
