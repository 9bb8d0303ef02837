import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { tooLarge } from '../../support/too-large.ts';
import { fileProblem } from './file-problem.ts';

/** Small enough that a cancelled read of a large file ends soon. */
const chunkBytes = 16 * 2 ** 20;

/**
 * A file's whole content. Size and kind are checked on the open handle, so that nothing can change between check and use:
 * a file that grows while it is read is refused when it passes the limit, and a pipe put in its place does not hang.
 *
 * Rejects with `limit-exceeded`, `unreadable-file` or `cancelled`.
 */
export async function readBytes(
  path: string,
  options: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    throwIfAborted(options.signal);
    // Opening a pipe that nobody writes to would wait for ever without O_NONBLOCK; Windows has neither.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (stats.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    if (!stats.isFile()) throw new Error('it is a pipe, socket or device, not a file');
    if (stats.size > options.maxBytes) throw tooLarge(shownName(path), options.maxBytes);
    return await readToEnd(handle, stats.size, path, options);
  } catch (error) {
    throw fileProblem(error, path);
  } finally {
    await handle?.close();
  }
}

/** Reads on until there is no more; the expected size only saves copying. */
async function readToEnd(
  handle: FileHandle,
  expectedBytes: number,
  path: string,
  options: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<Uint8Array> {
  // One byte more than expected: the read that finds the end of the file then needs no larger buffer.
  let buffer = Buffer.allocUnsafeSlow(expectedBytes + 1);
  for (let length = 0; ; ) {
    throwIfAborted(options.signal);
    const { bytesRead } = await handle.read(buffer, length, Math.min(chunkBytes, buffer.length - length));
    length += bytesRead;
    if (length > options.maxBytes) throw tooLarge(shownName(path), options.maxBytes);
    if (bytesRead === 0) return buffer.subarray(0, length);
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(length * 2, options.maxBytes) + 1);
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  }
}
