import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { SightlineError, systemCode } from '../../support/errors.ts';
import { isInside } from '../../support/path-inside.ts';
import { fileProblemReason, type PathProblem } from './file-problem.ts';
import { globMatcher } from './glob.ts';
import { isSidecarOf, pictureStem } from './sidecars.ts';
import { isSkippedName } from './walk.ts';

export interface RootWatchOptions {
  readonly settleMs: number;
  readonly checkMs: number;
  readonly exclude: readonly string[];
  readonly skip: (path: string) => boolean;
  readonly onChanged: (path: string) => void;
  readonly onRemoved: (path: string) => void;
  readonly onProblem: (problem: PathProblem) => void;
  /** The watch cannot go on. */
  readonly onFailure: (error: unknown) => void;
}

export interface WatchedRoot {
  /** Resolves when it is watched, or known to be missing. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** What is watched of one root at the moment. */
interface Session {
  readonly watcher: FSWatcher;
  /** The folder that the system watches: the root, or the folder of a file. */
  readonly base: string;
  /** Tells a folder that was deleted and made anew from the one that is watched. */
  readonly identity: string;
  readonly known: Set<string>;
}

/**
 * Watches one folder, or one file with what lies beside it. The system's watches die with a folder, so it is also checked
 * from time to time: when it has gone, its files are reported as removed, and when it is there again, as changed.
 */
export function watchRoot(root: string, options: RootWatchOptions): WatchedRoot {
  let session: Session | undefined;
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const check = async (isFirst: boolean): Promise<void> => {
    clearTimeout(timer);
    if (session && (await identityOf(session.base)) !== session.identity) {
      for (const path of session.known) options.onRemoved(path);
      await session.watcher.close();
      session = undefined;
    }
    if (!session && !ending.signal.aborted)
      session = await open(root, options, { reportsFound: !isFirst, onGone: checkSoon, ending: ending.signal });
    if (ending.signal.aborted) await session?.watcher.close();
    else timer = setTimeout(run, options.checkMs);
  };
  // One check at a time: each begins when the one before has ended.
  let checking: Promise<void> = Promise.resolve();
  const run = () => {
    checking = checking.then(() => (ending.signal.aborted ? undefined : check(false))).catch(options.onFailure);
  };
  const checkSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(run, options.settleMs);
  };

  checking = check(true).catch(options.onFailure);
  return {
    ready: checking,
    async close() {
      ending.abort();
      clearTimeout(timer);
      await session?.watcher.close();
      await checking;
    },
  };
}

/** Starts watching; undefined when there is nothing at the root. */
async function open(
  root: string,
  options: RootWatchOptions,
  how: { readonly reportsFound: boolean; readonly onGone: () => void; readonly ending: AbortSignal },
): Promise<Session | undefined> {
  const stats = await stat(root).catch(() => undefined);
  const real = await realpath(root).catch(() => undefined);
  if (!stats || real === undefined) return undefined;
  const base = stats.isDirectory() ? root : dirname(root);
  const identity = await identityOf(base);
  if (identity === undefined) return undefined;

  const { watch } = await import('chokidar');
  const watcher = watch(base, {
    awaitWriteFinish: { stabilityThreshold: options.settleMs, pollInterval: Math.max(10, options.settleMs / 4) },
    // A file replaced by another is gathered into one change later; holding removals back here would only part the two.
    atomic: false,
    ignorePermissionErrors: true,
    ignored: stats.isDirectory() ? ignoredInFolder(root, real, options) : ignoredBesideFile(root, options),
    ...(base !== root && { depth: 0 }),
  });
  const known = new Set<string>();
  let isReady = false;
  watcher
    .on('add', (path) => {
      known.add(path);
      if (isReady || how.reportsFound) options.onChanged(path);
    })
    .on('change', (path) => options.onChanged(path))
    .on('unlink', (path) => {
      known.delete(path);
      options.onRemoved(path);
    })
    .on('unlinkDir', (path) => {
      if (path === base) how.onGone();
    })
    .on('error', (error) => {
      const code = systemCode(error);
      if (code === 'ENOSPC' || code === 'EMFILE') options.onFailure(watchLimitError(root, error));
      else if (code !== 'ENOENT') options.onProblem({ path: root, reason: fileProblemReason(error) });
    });
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
    watcher.once('error', () => resolve());
    how.ending.addEventListener('abort', () => resolve(), { once: true });
  });
  isReady = true;
  return { watcher, base, identity, known };
}

/** Which paths of a watched folder are left out: what walking leaves out, and links that lead back into what is watched. */
function ignoredInFolder(
  root: string,
  realRoot: string,
  options: RootWatchOptions,
): (path: string, stats?: Stats) => boolean {
  const excluded = globMatcher(options.exclude);
  const linkOf = new Map<string, string>();
  // chokidar follows a link to a folder above it round and round; so each real folder is entered through one link only.
  const leadsBack = (path: string) => {
    try {
      if (!lstatSync(path).isSymbolicLink()) return false;
      const real = realpathSync(path);
      if (isInside(real, realRoot) || isInside(realRoot, real)) return true;
      if (!linkOf.has(real)) linkOf.set(real, path);
      return linkOf.get(real) !== path;
    } catch {
      return true;
    }
  };
  return (path, stats) => {
    const name = relative(root, path).replaceAll('\\', '/');
    if (name === '') return false;
    if (name.split('/').some(isSkippedName) || options.skip(path)) return true;
    if (excluded(name, stats?.isDirectory() ?? false)) return true;
    return stats?.isDirectory() === true && leadsBack(path);
  };
}

/** Of the folder of a watched file, only that file and what goes with it. */
function ignoredBesideFile(file: string, options: RootWatchOptions): (path: string) => boolean {
  const stem = pictureStem(basename(file));
  const stems = new Set(stem === undefined ? [] : [stem]);
  const folder = dirname(file);
  return (path) =>
    path !== folder &&
    path !== file &&
    (dirname(path) !== folder || !isSidecarOf(basename(path), stems) || options.skip(path));
}

async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats && `${stats.dev}:${stats.ino}`;
}

function watchLimitError(root: string, cause: unknown): SightlineError {
  return new SightlineError('limit-exceeded', `This system does not let all folders of ${root} be watched.`, {
    remedy: 'Raise its limit (on Linux fs.inotify.max_user_watches, and ulimit -n), or watch a smaller folder.',
    cause,
  });
}
