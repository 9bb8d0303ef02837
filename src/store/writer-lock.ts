import { SightlineError } from '../support/errors.ts';
import { type LockHolder, tryLock } from '../support/process-lock.ts';

/**
 * One writer at a time, over processes.
 *
 * @returns the release.
 * @throws SightlineError 'index-locked' that names the process that is writing.
 */
export async function lockForWriting(file: string): Promise<() => Promise<void>> {
  const lock = await tryLock(file);
  if (lock.taken) return lock.release;
  throw locked(file, lock.holder);
}

function locked(file: string, other: LockHolder | undefined): SightlineError {
  const who = other ? `process ${other.pid} on ${other.host}, since ${other.since}` : 'another process';
  return new SightlineError('index-locked', `The index is being written by ${who}.`, {
    remedy: `Wait until it has finished, or stop it; searching works meanwhile. (Lock: ${file})`,
  });
}
