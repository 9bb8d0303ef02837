import { resolve } from 'node:path';
import type { PathProblem } from './file-problem.ts';
import { type WatchedRoot, watchRoot } from './watch-root.ts';

export interface WatchOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** A file counts as changed when it has kept its size for this long. 300 unless told. */
  readonly settleMs?: number;
  /** How often it is checked whether a watched folder is still there, or there again. 1,000 unless told. */
  readonly checkMs?: number;
  /** As for walking. */
  readonly exclude?: readonly string[];
  readonly skip?: (path: string) => boolean;
  readonly onProblem?: (problem: PathProblem) => void;
}

/** What happened since the last time; both hold absolute paths of files, sorted, and no path is in both. */
export interface PathChanges {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface PathWatch extends AsyncIterable<PathChanges> {
  /** Resolves when all that exists is watched: what changes from then on is reported. */
  readonly ready: Promise<void>;
}

/**
 * Watches files and folders from now on, leaving out what walking leaves out. Changes are gathered until they come to
 * rest, so that a file being copied is reported once, and a moved one as removed and changed together; while the consumer
 * is busy they go on being gathered. Links to folders are followed, but not in circles. A watched path may be missing: it
 * is reported when it comes, and when it goes and comes back.
 *
 * The iteration ends when the signal aborts or the consumer stops; it throws `limit-exceeded` when the system lets no
 * more folders be watched. It can be iterated once.
 */
export function watchPaths(paths: readonly string[], options: WatchOptions): PathWatch {
  const { signal, settleMs = 300, checkMs = 1_000 } = options;
  const pending = new Map<string, 'changed' | 'removed'>();
  let firstAt = 0;
  let dueAt = 0;
  let failure: unknown;
  let wake: () => void = () => {};

  const note = (path: string, what: 'changed' | 'removed') => {
    const now = performance.now();
    if (pending.size === 0) {
      firstAt = now;
      dueAt = now;
    }
    pending.set(path, what);
    // A file that was moved is missed at once, but at its new place it has to settle first.
    const patienceMs = what === 'removed' ? settleMs * 2 : settleMs / 2;
    // However long changes go on, they are reported after ten times the settling time.
    dueAt = Math.min(Math.max(dueAt, now + patienceMs), firstAt + settleMs * 10);
    wake();
  };

  const roots: WatchedRoot[] = [...new Set(paths.map((path) => resolve(path)))].map((root) =>
    watchRoot(root, {
      settleMs,
      checkMs,
      exclude: options.exclude ?? [],
      skip: options.skip ?? (() => false),
      onChanged: (path) => note(path, 'changed'),
      onRemoved: (path) => note(path, 'removed'),
      onProblem: options.onProblem ?? (() => {}),
      onFailure: (error) => {
        failure = error;
        wake();
      },
    }),
  );
  const close = async () => {
    await Promise.all(roots.map((root) => root.close()));
  };
  const onAbort = () => {
    wake();
    void close();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });

  async function* changes(): AsyncGenerator<PathChanges, void, undefined> {
    try {
      while (!signal.aborted) {
        if (failure !== undefined) throw failure;
        const waitMs = pending.size === 0 ? undefined : dueAt - performance.now();
        if (waitMs === undefined || waitMs > 0) {
          await new Promise<void>((resolve) => {
            const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        } else {
          const of = (what: string) => [...pending].filter((entry) => entry[1] === what).map(([path]) => path);
          const batch = { changed: of('changed').sort(), removed: of('removed').sort() };
          pending.clear();
          yield batch;
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      await close();
    }
  }

  const ready = Promise.all(roots.map((root) => root.ready)).then(() => {});
  return { ready, [Symbol.asyncIterator]: changes };
}
