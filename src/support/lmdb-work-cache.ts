import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { reasonOf, SightlineError, systemCode } from './errors.ts';
import { contentHash } from './hashing.ts';
import type { WorkCache } from './work-cache.ts';

type Database = RootDatabase<Uint8Array, string>;

/** Entries copied in one transaction. */
const copiedAtOnce = 1_000;

/**
 * A work cache in a folder, on LMDB: transactional, so `kill -9` leaves every entry whole or absent, and safe for several
 * processes at once. Writes made in one turn of the event loop share one transaction.
 */
export async function lmdbWorkCache(folder: string): Promise<WorkCache> {
  const { open } = await import('lmdb');
  await mkdir(folder, { recursive: true });
  const opened = (name: string): Database =>
    open<Uint8Array, string>({
      path: join(folder, name),
      encoding: 'binary',
      // The operating system writes back in its own time: a crash of this process loses nothing, and a power cut at
      // worst costs work that is done again.
      noSync: true,
    });
  try {
    let database = opened('work.mdb');
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
      async keepOnly(isKept) {
        let dropped = 0;
        for (const { value } of database.getRange()) if (!isKept(value)) dropped++;
        if (dropped === 0) return 0;
        // LMDB leaves what is removed in its file until it needs the room: what is kept goes into a new one.
        await removeFile(folder, 'kept.mdb');
        const copy = opened('kept.mdb');
        try {
          await copyEntries(database, copy, isKept);
        } catch (error) {
          await copy.close();
          await removeFile(folder, 'kept.mdb');
          throw await explained(error, folder);
        }
        await copy.close();
        await database.close();
        // Whoever has the old file open goes on with it, unseen by others; its lock must not be taken for the new one's.
        await rm(join(folder, 'work.mdb-lock'), { force: true });
        await rename(join(folder, 'kept.mdb'), join(folder, 'work.mdb'));
        await removeFile(folder, 'kept.mdb');
        database = opened('work.mdb');
        return dropped;
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

async function copyEntries(from: Database, to: Database, isKept: (value: Uint8Array) => boolean): Promise<void> {
  let underWay: Promise<unknown>[] = [];
  for (const { key, value } of from.getRange()) {
    if (!isKept(value)) continue;
    underWay.push(to.put(key, value));
    if (underWay.length < copiedAtOnce) continue;
    await Promise.all(underWay);
    underWay = [];
  }
  await Promise.all(underWay);
}

async function removeFile(folder: string, name: string): Promise<void> {
  for (const each of [name, `${name}-lock`]) await rm(join(folder, each), { force: true });
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
