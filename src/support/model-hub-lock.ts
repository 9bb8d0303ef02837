import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from './errors.ts';
import { tryLock } from './process-lock.ts';

const lookAgainMs = 200;

export const lockName = '.sightline-pull.lock';

/**
 * Waits until nobody else downloads into the folder. The lock is there to save work, not to keep files whole: two
 * processes that write the same file write the same bytes at the same places, and each checks what it has.
 *
 * @returns the release.
 */
export async function waitForFolder(
  folder: string,
  { signal, onWait }: { readonly signal: AbortSignal | undefined; onWait(): void },
): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, lockName);
  for (let waited = false; ; waited = true) {
    const lock = await tryLock(file);
    if (lock.taken) return lock.release;
    if (!waited) onWait();
    await sleep(lookAgainMs, undefined, signal ? { signal } : {}).catch(() => undefined);
    throwIfAborted(signal);
  }
}
