import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SightlineError } from './errors.ts';
import { tooLarge } from './too-large.ts';

/** Response codings this program undoes, by their names in `content-encoding` (RFC 9110, 8.4.1). */
const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);
/** What to ask servers for. */
export const acceptedEncodings = 'gzip, br';

/**
 * The whole body of a response with its content codings undone. Counts bytes as they stream, before and after
 * decompression, and stops with `limit-exceeded` at the first one over `maxBytes`, so that neither an endless answer nor
 * a small one that unpacks to gigabytes fills the memory.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  options: {
    readonly encoding: string;
    readonly maxBytes: number;
    readonly signal: AbortSignal;
    readonly what: string;
  },
): Promise<Uint8Array> {
  const coding = options.encoding.trim().toLowerCase();
  const createDecoder = decoders.get(coding);
  // Several codings one upon the other are allowed by the standard, but only attackers send them.
  if (!createDecoder && coding !== '' && coding !== 'identity')
    throw new SightlineError(
      'network-failed',
      `${options.what} came in an encoding that is not read: ${JSON.stringify(coding)}.`,
    );

  const chunks: Uint8Array[] = [];
  let length = 0;
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    for await (const chunk of limited(source, options)) {
      chunks.push(chunk);
      length += chunk.length;
    }
  };
  const source = limited(body, options);
  if (createDecoder) await pipeline(source, createDecoder(), collect, { signal: options.signal });
  else await pipeline(source, collect, { signal: options.signal });
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

/** Passes chunks on until they are more than `maxBytes` together. */
async function* limited(
  source: AsyncIterable<Uint8Array>,
  options: { readonly maxBytes: number; readonly what: string },
): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > options.maxBytes) throw tooLarge(options.what, options.maxBytes);
    yield chunk;
  }
}
