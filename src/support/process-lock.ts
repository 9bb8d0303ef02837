import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { systemCode } from './errors.ts';

const holder = z.object({ pid: z.number(), host: z.string(), started: z.string(), since: z.string().default('') });
/** The process that has a lock. */
export type LockHolder = z.infer<typeof holder>;

export type LockAttempt =
  | { readonly taken: true; release(): Promise<void> }
  /** The holder is undefined where the lock file does not say. */
  | { readonly taken: false; readonly holder: LockHolder | undefined };

const heartbeatMs = 5_000;
/** A lock of another machine (a shared folder) counts as left behind when its heartbeat is older than this. */
const staleMs = 60_000;
/** A lock file that does not name its holder may be being written at this moment, but not for so long. */
const unnamedMs = 2_000;
/** Removing a dead lock takes milliseconds. */
const guardMs = 5_000;
const retryMs = 20;
const mostRetries = 400;
let attempts = 0;

/**
 * Tries to take a lock among processes: a file that names its holder. The lock of a process that is gone is taken over, so
 * `kill -9` locks nothing for good, and a later process with the same number is not mistaken for it.
 */
export async function tryLock(file: string): Promise<LockAttempt> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}.${attempts++}`;
  const mine: LockHolder = {
    pid: process.pid,
    host: hostname(),
    started: await startOf(process.pid),
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(mine);
  for (let retry = 0; retry < mostRetries; retry++) {
    if (await put(file, text, aside)) return { taken: true, release: keepAlive(file) };
    const state = await stateOf(file);
    if (state === 'held') break;
    if (state === 'dead' && !(await removeLeftBehind(file, aside))) await sleep(retryMs);
  }
  return { taken: false, holder: parsed(await readFile(file, 'utf8').catch(() => '')) };
}

function keepAlive(file: string): () => Promise<void> {
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await rm(file, { force: true }).catch(() => undefined);
  };
}

/** A link is there whole or not at all, and only one process gets it. */
async function put(file: string, text: string, aside: string): Promise<boolean> {
  await writeFile(aside, text);
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // File systems without links get the plain way.
    return await writeFile(file, text, { flag: 'wx' }).then(
      () => true,
      (failure: unknown) => {
        if (systemCode(failure) === 'EEXIST') return false;
        throw failure;
      },
    );
  } finally {
    await rm(aside, { force: true });
  }
}

async function stateOf(file: string): Promise<'free' | 'held' | 'dead'> {
  const [text, age] = await Promise.all([
    readFile(file, 'utf8').catch(() => undefined),
    stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    ),
  ]);
  if (text === undefined) return 'free';
  const other = parsed(text);
  if (!other) return age > unnamedMs ? 'dead' : 'held';
  if (other.host !== hostname()) return age > staleMs ? 'dead' : 'held';
  const started = await startOf(other.pid);
  const isSame = started !== '' && other.started !== '' ? started === other.started : isAlive(other.pid);
  return isSame ? 'held' : 'dead';
}

/**
 * Removes a dead lock, unless another process is at it. Whoever removes must be alone, and look again: several processes see the
 * same dead lock, and the slower would remove the lock that the faster has taken by then.
 */
async function removeLeftBehind(file: string, aside: string): Promise<boolean> {
  const guard = `${file}.removing`;
  if (!(await put(guard, '', aside))) {
    // Its owner was killed in these few milliseconds.
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > guardMs) await rm(guard, { force: true });
    return false;
  }
  try {
    if ((await stateOf(file)) === 'dead') await rm(file, { force: true });
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

function parsed(text: string): LockHolder | undefined {
  try {
    return holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** When a process started, in the kernel's ticks; the empty string where it cannot be told (Linux only). */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
