import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteRange } from '../store/blobs.ts';
import { Semaphore } from '../support/concurrency.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { shownName } from '../support/shown-name.ts';

/** A file as it was when it was looked at. */
export interface LookedAtFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** Differs once the file was written to or replaced. */
  readonly signature: string;
}

/** A regular file at a path; undefined where there is none. */
export async function lookAt(path: string): Promise<LookedAtFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return { path, sizeBytes: found.size, mtimeMs: found.mtimeMs, signature: signatureOf(found) };
}

/**
 * The file's bytes or a range of them, as they come.
 *
 * @throws SightlineError 'unreadable-file' when it is not the file any more that was looked at.
 */
export async function* readUnchanged(
  { path, signature }: LookedAtFile,
  range?: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  if (range && range.end <= range.start) return;
  const part = range ? { start: range.start, end: range.end - 1 } : {};
  let handle: FileHandle | undefined;
  try {
    handle = await open(path).catch(() => undefined);
    if (!handle || signatureOf(await handle.stat()) !== signature) {
      throw new SightlineError('unreadable-file', `The file ${shownName(path)} was changed while it was read.`, {
        remedy: 'Ask for it again.',
      });
    }
    for await (const piece of handle.createReadStream({ ...part, autoClose: false })) {
      throwIfAborted(signal);
      yield piece;
    }
  } finally {
    await handle?.close();
  }
}

/** SHA-256 of files, worked out once for as long as they stay as they are. */
export interface FileHashes {
  /** Undefined when it is not the file any more that was looked at. */
  of(file: LookedAtFile): Promise<string | undefined>;
}

/** Files whose hashes are remembered, and that are hashed at once. */
const mostRemembered = 1_000;
const hashedAtOnce = 2;

export function fileHashes(): FileHashes {
  const remembered = new Map<string, Promise<string | undefined>>();
  const turns = new Semaphore(hashedAtOnce);
  return {
    async of(file) {
      const key = `${file.signature} ${file.path}`;
      const known = remembered.get(key);
      if (known) return known;
      const made = turns.run(() => hashOf(file)).catch(() => undefined);
      remembered.set(key, made);
      const [oldest] = remembered.keys();
      if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
      if ((await made) === undefined) remembered.delete(key);
      return made;
    },
  };
}

async function hashOf(file: LookedAtFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of readUnchanged(file)) hash.update(piece);
  return hash.digest('hex');
}

function signatureOf(found: {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}): string {
  const { dev, ino, size, mtimeMs, ctimeMs } = found;
  return [dev, ino, size, mtimeMs, ctimeMs].join(':');
}
