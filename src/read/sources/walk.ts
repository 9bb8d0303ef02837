import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { systemCode, throwIfAborted } from '../../support/errors.ts';
import { isInside } from '../../support/path-inside.ts';
import { fileProblemReason, type PathProblem } from './file-problem.ts';
import { listFolder } from './folder-listing.ts';
import { globMatcher } from './glob.ts';

/** Folders of other programs that nobody means when they name the folder around them. */
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '__MACOSX']);
/** How many files are asked for size and time at once. */
const batchSize = 256;

export interface WalkedFile {
  /** Absolute, as it was reached: through a link, the link's path. */
  readonly path: string;
  /** The folder that names count from: the one the user gave, or that of a file given by itself, unless told. Absolute. */
  readonly root: string;
  /** Path relative to `root`, with forward slashes. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
  /** Whether the file was given by itself, not found in a folder. */
  readonly alone: boolean;
}

export interface WalkOptions {
  readonly signal?: AbortSignal;
  /** Patterns of .gitignore; when there are any, only files that fit one are given. */
  readonly include?: readonly string[];
  /** Files that fit are left out; folders that fit are not entered. */
  readonly exclude?: readonly string[];
  /** Absolute paths of files and folders to leave out: the index itself. */
  readonly skip?: (path: string) => boolean;
  /**
   * The folder from which a given file or folder is named, as if that folder had been given: it lies around the path.
   * Undefined for the usual one.
   */
  readonly rootOf?: (path: string) => string | undefined;
  readonly onProblem: (problem: PathProblem) => void;
}

/** Whether a name met on the way is left out: hidden, or a folder of another program. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}

interface Folder {
  readonly path: string;
  /** The same with all links resolved, so that no folder is entered twice and loops end. */
  readonly real: string;
  readonly root: string;
  /** '' or the path relative to `root` with a slash at its end. */
  readonly prefix: string;
  /** The folder of a file given by itself. */
  readonly alone?: true;
}

type Entry =
  | { readonly is: 'file'; readonly name: string; readonly real: string; readonly stats: Stats }
  | { readonly is: 'folder'; readonly name: string; readonly real: string };

/**
 * All files at and below the paths, each once: a folder's own files first, then its folders, both in the order of their
 * names. Hidden names, `node_modules` and `__MACOSX` are left out unless they are given as paths themselves.
 *
 * Links are followed. One that leads to somewhere inside the given paths is kept to the end, so that a file is given
 * under its own path rather than a link's, and loops end because each real folder is entered once. One that leads up to a
 * folder around the given paths is a loop, too, and left out: nobody meant the whole disk. What cannot be read is
 * reported and the walk goes on; only `cancelled` is thrown.
 */
export async function* walk(
  paths: readonly string[],
  options: WalkOptions,
): AsyncGenerator<WalkedFile, void, undefined> {
  const included = options.include && options.include.length > 0 ? globMatcher(options.include) : () => true;
  const excluded = globMatcher(options.exclude ?? []);
  const skip = options.skip ?? (() => false);
  const seenFiles = new Set<string>();
  const seenFolders = new Set<string>();
  const given = await lookUp(paths, options);
  const realFolders = given.filter((entry) => entry.stats.isDirectory()).map((entry) => entry.real);
  const linksInside: { readonly folder: Folder; readonly entry: Entry }[] = [];

  function* offer(folder: Folder, entry: Entry & { is: 'file' }): Generator<WalkedFile> {
    const { path, root, prefix } = folder;
    const name = prefix + entry.name;
    if (seenFiles.has(entry.real) || !included(name)) return;
    seenFiles.add(entry.real);
    const { size: sizeBytes, mtimeMs } = entry.stats;
    yield { path: join(path, entry.name), root, name, sizeBytes, mtimeMs, alone: folder.alone ?? false };
  }

  async function* walkFolder(start: Folder): AsyncGenerator<WalkedFile, void, undefined> {
    const open = [start];
    for (let folder = open.pop(); folder; folder = open.pop()) {
      throwIfAborted(options.signal);
      if (seenFolders.has(folder.real)) continue;
      seenFolders.add(folder.real);
      const { path, prefix } = folder;
      const names = (await listFolder(path, options.onProblem)).filter(
        (item) => !isSkippedName(item.name) && !skip(join(path, item.name)),
      );
      const folders: Folder[] = [];
      for (let i = 0; i < names.length; i += batchSize) {
        throwIfAborted(options.signal);
        const inspecting = names.slice(i, i + batchSize).map(async ({ name, type }) => {
          if (excluded(prefix + name, type === 'folder')) return undefined;
          const entry = await inspect(folder, name, type);
          if (!entry || 'reason' in entry || type === entry.is) return entry;
          return excluded(prefix + name, entry.is === 'folder') || skip(entry.real) ? undefined : entry;
        });
        for (const entry of await Promise.all(inspecting)) {
          if (!entry) continue;
          if ('reason' in entry) {
            options.onProblem(entry);
            continue;
          }
          const isLink = entry.real !== join(folder.real, entry.name);
          if (isLink && realFolders.some((real) => isInside(entry.real, real))) linksInside.push({ folder, entry });
          else if (isLink && realFolders.some((real) => isInside(real, entry.real))) continue;
          else if (entry.is === 'file') yield* offer(folder, entry);
          else folders.push(within(folder, entry));
        }
      }
      for (const subfolder of folders.reverse()) open.push(subfolder);
    }
  }

  for (const { path, real, stats } of given) {
    if (skip(path) || skip(real)) continue;
    const told = options.rootOf?.(path);
    if (stats.isDirectory()) {
      const root = told ?? path;
      yield* walkFolder({ path, real, root, prefix: prefixOf(path, root) });
    } else {
      const parent = dirname(path);
      const root = told ?? parent;
      const folder = { path: parent, real: dirname(real), root, prefix: prefixOf(parent, root), alone: true } as const;
      const name = basename(path);
      if (!excluded(folder.prefix + name)) yield* offer(folder, { is: 'file', name, real, stats });
    }
  }
  // Walking a linked folder may add more links, so this is a queue.
  for (const { folder, entry } of linksInside) {
    throwIfAborted(options.signal);
    if (entry.is === 'file') yield* offer(folder, entry);
    else yield* walkFolder(within(folder, entry));
  }
}

/** What stands before the names of a folder's files: '' or its path from the root with a slash at its end. */
function prefixOf(folder: string, root: string): string {
  const way = relative(root, folder);
  return way === '' ? '' : `${way.split(sep).join('/')}/`;
}

function within(folder: Folder, entry: Entry): Folder {
  const { root, prefix } = folder;
  return { path: join(folder.path, entry.name), real: entry.real, root, prefix: `${prefix}${entry.name}/` };
}

interface GivenPath {
  readonly path: string;
  readonly real: string;
  readonly stats: Stats;
}

/**
 * The given paths that exist and are a file or folder, with their links resolved. One inside a given folder is dropped
 * where that folder's walk comes to it, so that a file's name does not depend on the order of the paths.
 */
async function lookUp(paths: readonly string[], options: WalkOptions): Promise<GivenPath[]> {
  const found: GivenPath[] = [];
  for (let i = 0; i < paths.length; i += batchSize) {
    throwIfAborted(options.signal);
    const batch = await Promise.all(paths.slice(i, i + batchSize).map(lookUpOne));
    for (const entry of batch) {
      if ('reason' in entry) options.onProblem(entry);
      else found.push(entry);
    }
  }
  const folders = new Set(found.filter((entry) => entry.stats.isDirectory()).map((entry) => entry.path));
  const isCovered = (path: string): boolean =>
    dirname(path) !== path &&
    !isSkippedName(basename(path)) &&
    (folders.has(dirname(path)) || isCovered(dirname(path)));
  return found.filter((entry) => !isCovered(entry.path));
}

async function lookUpOne(given: string): Promise<GivenPath | PathProblem> {
  // An empty string, from an unset variable say, would otherwise mean the current folder.
  const path = given === '' ? '' : resolve(given);
  try {
    const stats = await stat(path);
    if (!stats.isDirectory() && !stats.isFile()) return { path, reason: specialReason(stats) };
    return { path, real: await realpath(path), stats };
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
    return { path, reason: fileProblemReason(error), ...(isMissing ? { isMissing } : {}) };
  }
}

/** What a name in a folder is, links followed, or why it is of no use; undefined when it has gone. */
async function inspect(
  folder: Folder,
  name: string,
  type: 'file' | 'folder' | 'other',
): Promise<Entry | PathProblem | undefined> {
  const path = join(folder.path, name);
  if (type === 'folder') return { is: 'folder', name, real: join(folder.real, name) };
  let isLink = false;
  try {
    isLink = type === 'other' && (await lstat(path)).isSymbolicLink();
    const stats = await stat(path);
    const real = isLink ? await realpath(path) : join(folder.real, name);
    if (stats.isFile()) return { is: 'file', name, real, stats };
    if (stats.isDirectory()) return { is: 'folder', name, real };
    return { path, reason: specialReason(stats) };
  } catch (error) {
    const gone = systemCode(error) === 'ENOENT';
    if (gone && isLink) return { path, reason: 'It is a link to something that is not there. Repair it.' };
    // A file deleted since its folder was listed is no problem: it is simply not there.
    return gone ? undefined : { path, reason: fileProblemReason(error) };
  }
}

function specialReason(stats: Stats): string {
  const kind = stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
  return `It is ${kind}, not a file. Move or exclude it.`;
}
