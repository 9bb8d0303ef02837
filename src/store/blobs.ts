import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SightlineError, systemCode, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';

/** Part of some bytes: from `start` up to, and without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface BlobOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PutOptions extends BlobOptions {
  /** What the bytes are, for stores that hand them to browsers themselves. */
  readonly mediaType?: string | undefined;
}

/** Bytes kept by their content: the same bytes are kept once, and a ref never changes its meaning. */
export interface BlobStore {
  /** Keeps the bytes and gives their ref (SHA-256 in hex). */
  put(bytes: Uint8Array, options?: PutOptions): Promise<string>;
  /**
   * The bytes, undefined when they are not there.
   *
   * @throws SightlineError 'broken-content' when what is there are not the bytes of that ref.
   */
  get(ref: string, options?: BlobOptions): Promise<Uint8Array | undefined>;
  has(ref: string, options?: BlobOptions): Promise<boolean>;
  /** How many bytes there are; undefined when they are not there. */
  size(ref: string, options?: BlobOptions): Promise<number | undefined>;
  /**
   * The bytes, or a range that begins among them, in pieces as they come, so that a large recording is never in memory whole.
   * All of them are checked as `get` does, and the trouble is told at the end; of a part nobody can say that it is right.
   *
   * @throws SightlineError 'unreadable-file' when they are not there.
   */
  read(ref: string, range?: ByteRange, options?: BlobOptions): AsyncIterable<Uint8Array>;
  /** A stable URL of the bytes. */
  url(ref: string): string;
}

/**
 * A ref may come from outside (a server's URL), and anything but a hash would be a path.
 *
 * @throws SightlineError 'bad-option'
 */
export function checkedRef(ref: string): string {
  if (/^[0-9a-f]{64}$/.test(ref)) return ref;
  throw new SightlineError('bad-option', `Not the ref of a kept copy: ${JSON.stringify(ref.slice(0, 100))}.`, {
    remedy: 'A ref is the SHA-256 of the bytes, in hex.',
  });
}

/** The pieces, the last one only when all of them are the bytes of the ref: who takes what is damaged gets less than announced. */
export async function* checkedPieces(
  ref: string,
  pieces: AsyncIterable<Uint8Array>,
  place: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    if (held) yield held;
    hash.update(piece);
    held = piece;
  }
  if (hash.digest('hex') !== ref) throw damaged(ref, place);
  if (held) yield held;
}

/** The bytes, if they are those of the ref. */
export function checkedBytes(ref: string, bytes: Uint8Array, place: string): Uint8Array {
  if (contentHash(bytes) === ref) return bytes;
  throw damaged(ref, place);
}

/** @param place where the copy lies, as people know it. */
export function damaged(ref: string, place: string): SightlineError {
  return new SightlineError('broken-content', `The copy ${ref.slice(0, 12)}… in ${place} is damaged.`, {
    remedy: 'Take it away there, remove its document, and index that again.',
  });
}

export function notThere(ref: string, place: string): SightlineError {
  return new SightlineError('unreadable-file', `The copy ${ref.slice(0, 12)}… is not in ${place}.`, {
    remedy: 'Index its document again.',
  });
}

/** Blobs as files in a folder, fanned out by the first two digits of their hash. */
export function folderBlobs(folder: string): BlobStore {
  const place = (ref: string): string => join(folder, checkedRef(ref).slice(0, 2), ref);
  const size = async (ref: string): Promise<number | undefined> => {
    const path = place(ref);
    return stat(path).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    );
  };
  async function* filePieces(ref: string, range?: ByteRange, { signal }: BlobOptions = {}): AsyncGenerator<Uint8Array> {
    throwIfAborted(signal);
    const path = place(ref);
    if (range && range.end <= range.start) return;
    const part = range ? { start: range.start, end: range.end - 1 } : {};
    try {
      for await (const piece of createReadStream(path, part)) {
        throwIfAborted(signal);
        yield piece;
      }
    } catch (error) {
      throw systemCode(error) === 'ENOENT' ? notThere(ref, folder) : error;
    }
  }

  return {
    async put(bytes, { signal } = {}) {
      throwIfAborted(signal);
      const ref = contentHash(bytes);
      if ((await size(ref)) === bytes.length) return ref;
      const target = place(ref);
      await mkdir(dirname(target), { recursive: true });
      // Written beside and renamed: a crash leaves no half blob under a whole blob's name.
      const partial = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}`;
      try {
        await writeFile(partial, bytes);
        await rename(partial, target);
      } catch (error) {
        await unlink(partial).catch(() => undefined);
        throw error;
      }
      return ref;
    },
    async get(ref, { signal } = {}) {
      throwIfAborted(signal);
      try {
        return checkedBytes(ref, await readFile(place(ref)), folder);
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    has: async (ref) => (await size(ref)) !== undefined,
    size,
    read(ref, range, options) {
      const pieces = filePieces(ref, range, options);
      return range ? pieces : checkedPieces(ref, pieces, folder);
    },
    url: (ref) => pathToFileURL(place(ref)).href,
  };
}

/** Blobs in memory, for `memory:` indexes and tests. */
export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes, { signal } = {}) {
      throwIfAborted(signal);
      const ref = contentHash(bytes);
      if (!blobs.has(ref)) blobs.set(ref, Uint8Array.from(bytes));
      return ref;
    },
    async get(ref, { signal } = {}) {
      throwIfAborted(signal);
      return blobs.get(checkedRef(ref));
    },
    has: async (ref) => blobs.has(checkedRef(ref)),
    size: async (ref) => blobs.get(checkedRef(ref))?.length,
    async *read(ref, range, { signal } = {}) {
      throwIfAborted(signal);
      const bytes = blobs.get(checkedRef(ref));
      if (!bytes) throw notThere(ref, 'memory');
      const part = range ? bytes.subarray(range.start, range.end) : bytes;
      if (part.length > 0) yield part;
    },
    url: (ref) => `blob:${checkedRef(ref)}`,
  };
}
