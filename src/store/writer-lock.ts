import { mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { SightlineError, systemCode } from '../support/errors.ts';

const holder = z.object({ pid: z.number(), host: z.string(), started: z.string(), since: z.string() });
type Holder = z.infer<typeof holder>;

const heartbeatMs = 5_000;
/** A lock of another machine (a shared folder) counts as left behind when its heartbeat is older than this. */
const staleMs = 60_000;

/**
 * One writer at a time. The lock is a file that names its process; it is taken over when that process is gone, so
 * `kill -9` never leaves an index locked.
 *
 * @returns the release.
 * @throws SightlineError 'index-locked' that names the process that is writing.
 */
export async function lockForWriting(file: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: (await startOf(process.pid)) ?? '',
    since: new Date().toISOString(),
  };
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify(mine));
      await handle.close();
      break;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      const other = await holderOf(file);
      if (attempt >= 5 || !(await leftBehind(file, other))) throw locked(file, other);
      // Two processes may see the same dead lock: only one of them manages to rename it away.
      const aside = `${file}.${process.pid}.${attempt}`;
      await rename(file, aside).then(
        () => unlink(aside),
        () => undefined,
      );
    }
  }
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await unlink(file).catch(() => undefined);
  };
}

async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    return holder.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Half written by a process that was killed, or being written at this moment.
    return undefined;
  }
}

async function leftBehind(file: string, other: Holder | undefined): Promise<boolean> {
  const age =
    Date.now() -
    (await stat(file).then(
      (found) => found.mtimeMs,
      () => 0,
    ));
  if (!other) return age > 2_000;
  if (other.host !== hostname()) return age > staleMs;
  const started = await startOf(other.pid);
  if (started !== undefined && other.started !== '') return started !== other.started;
  return !isAlive(other.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** When a process started, in the kernel's ticks: tells a process from a later one with the same number. Linux only. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function locked(file: string, other: Holder | undefined): SightlineError {
  const who = other ? `process ${other.pid} on ${other.host}, since ${other.since}` : 'another process';
  return new SightlineError('index-locked', `The index is being written by ${who}.`, {
    remedy: `Wait until it has finished, or stop it; searching works meanwhile. (Lock: ${file})`,
  });
}
