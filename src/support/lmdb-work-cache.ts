import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, SightlineError, systemCode } from './errors.ts';
import { contentHash } from './hashing.ts';
import type { WorkCache } from './work-cache.ts';

/**
 * A work cache in a folder, on LMDB: transactional, so `kill -9` leaves every entry whole or absent, and safe for several
 * processes at once. Writes made in one turn of the event loop share one transaction.
 */
export async function lmdbWorkCache(folder: string): Promise<WorkCache> {
  const { open } = await import('lmdb');
  await mkdir(folder, { recursive: true });
  try {
    const database = open<Uint8Array, string>({
      path: join(folder, 'work.mdb'),
      encoding: 'binary',
      // The operating system writes back in its own time: a crash of this process loses nothing, and a power cut at
      // worst costs work that is done again.
      noSync: true,
    });
    // LMDB's keys are short; a hash of any key fits.
    const keyOf = (key: string): string => contentHash(key).slice(0, 40);
    return {
      get: (key) => database.get(keyOf(key)),
      async put(key, value) {
        try {
          await database.put(keyOf(key), value);
        } catch (error) {
          throw await explained(error, folder);
        }
      },
      async close() {
        await database.close();
      },
    };
  } catch (error) {
    throw new SightlineError('index-corrupt', `The work cache in ${folder} cannot be opened: ${reasonOf(error)}.`, {
      remedy: 'Delete that folder: nothing but time is lost, as it only saves work from being done twice.',
      cause: error,
    });
  }
}

/** LMDB says only that a commit failed; a full disk is by far the likeliest cause, and the disk itself is asked. */
async function explained(error: unknown, folder: string): Promise<unknown> {
  const free = await statfs(folder).then(
    (disk) => disk.bavail * disk.bsize,
    () => Number.POSITIVE_INFINITY,
  );
  const full = free < 1024 * 1024 || systemCode(error) === 'ENOSPC' || /no space left|MAP_FULL/i.test(reasonOf(error));
  if (!full) return error;
  return new SightlineError('disk-full', `The disk that holds ${folder} is full.`, {
    remedy: 'Free some space and run the same command again; what was indexed before is still there.',
    cause: error,
  });
}
