import { mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemCode } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';

/** Bytes kept by their content: the same bytes are kept once, and a ref never changes its meaning. */
export interface BlobStore {
  /** Keeps the bytes and gives their ref (SHA-256 in hex). */
  put(bytes: Uint8Array): Promise<string>;
  get(ref: string): Promise<Uint8Array | undefined>;
  has(ref: string): Promise<boolean>;
  /** A stable URL of the bytes. */
  url(ref: string): string;
}

/** Blobs as files in a folder, fanned out by the first two digits of their hash. */
export function folderBlobs(folder: string): BlobStore {
  const place = (ref: string): string => {
    // A ref may come from outside (a server's URL): anything but a hash would be a path.
    if (!/^[0-9a-f]{64}$/.test(ref)) throw new RangeError(`Not a blob ref: ${JSON.stringify(ref)}`);
    return join(folder, ref.slice(0, 2), ref);
  };
  const has = (ref: string): Promise<boolean> =>
    stat(place(ref)).then(
      () => true,
      () => false,
    );
  return {
    async put(bytes) {
      const ref = contentHash(bytes);
      if (await has(ref)) return ref;
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
    async get(ref) {
      try {
        return await readFile(place(ref));
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    has,
    url: (ref) => pathToFileURL(place(ref)).href,
  };
}

/** Blobs in memory, for `memory:` indexes and tests. */
export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const ref = contentHash(bytes);
      if (!blobs.has(ref)) blobs.set(ref, Uint8Array.from(bytes));
      return ref;
    },
    get: async (ref) => blobs.get(ref),
    has: async (ref) => blobs.has(ref),
    url: (ref) => `blob:${ref}`,
  };
}
