import type { Warning } from '../data/document.ts';
import type { Picture } from '../data/picture.ts';
import { SightlineError } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import type { AttachedFile, ReadContext } from './reader.ts';
import { inCharacters } from './text/passage-size.ts';

export interface FakeReadContext extends ReadContext {
  /** What the reader warned of, in order. */
  readonly warnings: Warning[];
  /** The references it asked pictures for, in order. */
  readonly asked: string[];
  /** The files it handed on, in order. */
  readonly attached: AttachedFile[];
}

/** Parts of a context, and the size of passages in characters. */
export type FakeReadOptions = Partial<ReadContext> & { readonly passageChars?: number };

/**
 * A context for tests: small limits, warnings kept in a list, and no pictures unless `picture` is given, as in
 * `fakeReadContext({ picture: fakePictures('chair.jpg') })`.
 */
export function fakeReadContext({ passageChars = 1000, ...overrides }: FakeReadOptions = {}): FakeReadContext {
  const warnings: Warning[] = [];
  const asked: string[] = [];
  const attached: AttachedFile[] = [];
  const picture = overrides.picture ?? fakePictures();
  return {
    limits: {
      maxFileBytes: 50_000_000,
      maxPixels: 50_000_000,
      maxRecords: 10_000,
      timeoutMs: 30_000,
      maxUnpackedBytes: 200_000_000,
      maxEntries: 5_000,
    },
    workingSide: 512,
    keepGps: false,
    passage: inCharacters(passageChars),
    columns: {},
    passwords: [],
    pagePictures: 'scanned',
    pageSide: 1200,
    signal: new AbortController().signal,
    warn: (warning) => warnings.push(warning),
    attach: (file) => attached.push(file),
    ...overrides,
    picture: (reference, options) => {
      asked.push(reference);
      return picture(reference, options);
    },
    warnings,
    asked,
    attached,
  };
}

/** Gives a tiny picture for each of these references and refuses every other as the engine does. */
export function fakePictures(...references: string[]): ReadContext['picture'] {
  return async (reference) => {
    if (references.includes(reference)) return fakePicture(reference);
    if (/^https?:/i.test(reference))
      throw new SightlineError('network-refused', `${reference} is on the web, and the network is not allowed.`);
    throw new SightlineError('unreadable-file', `There is no file ${reference}.`);
  };
}

/** A picture of 64 by 48 grey pixels that is told from others by its name. */
export function fakePicture(name: string): Picture {
  return {
    contentHash: contentHash(name),
    mediaType: 'image/png',
    width: 64,
    height: 48,
    pixels: { data: new Uint8Array(64 * 48 * 3).fill(127), width: 64, height: 48 },
    perceptualHash: '0'.repeat(64),
    bytes: async () => new TextEncoder().encode(name),
  };
}
