import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { isInside } from '../support/path-inside.ts';
import { shownName } from '../support/shown-name.ts';

/**
 * What a client named, as it may be read: a web address as it stands, or the real path of a file or folder. With roots, paths
 * must lie inside one of them, links followed.
 *
 * @throws SightlineError 'unreadable-file' for what is not there, 'bad-option' for what is outside or no path.
 */
export async function allowedSource(named: string, roots: readonly string[] | undefined): Promise<string> {
  if (/^https?:\/\//i.test(named)) return named;
  if (/^[a-z][a-z0-9+.-]+:/i.test(named) && !/^(?:file:|[a-z]:[\\/])/i.test(named)) {
    throw new SightlineError('bad-option', `${shownName(named, 120)} is neither a path nor a web address.`, {
      remedy: 'Give a file, a folder, or an address that begins with https://.',
    });
  }
  const path = resolve(pathOf(named));
  if (roots === undefined) return path;
  // The same words whether it is there or not: what lies outside is not to be found out about.
  const outside = () =>
    new SightlineError('bad-option', `${shownName(named, 120)} is not in a folder that may be read from here.`, {
      remedy:
        roots.length === 0
          ? 'Give an address that begins with https://, or upload the file.'
          : 'Name a file or folder in one of those that the server was given.',
    });
  const folders = await Promise.all(roots.map((root) => realpath(root).catch(() => resolve(root))));
  const real = await realpath(path).catch((error: unknown) => {
    if (!folders.some((folder) => isInside(path, folder))) throw outside();
    throw new SightlineError('unreadable-file', `${shownName(named, 120)} cannot be read: ${reasonOf(error)}.`, {
      remedy: 'Check the name.',
    });
  });
  if (!folders.some((folder) => isInside(real, folder))) throw outside();
  return real;
}

function pathOf(named: string): string {
  if (named === '~' || /^~[\\/]/.test(named)) return homedir() + named.slice(1);
  if (!/^file:/i.test(named)) return named;
  try {
    return fileURLToPath(named);
  } catch (error) {
    throw new SightlineError('bad-option', `${shownName(named, 120)} names no file: ${reasonOf(error)}.`, {
      remedy: 'Give a path.',
    });
  }
}
