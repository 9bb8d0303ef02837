import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../support/errors.ts';
import { shownBytes } from '../../support/shown-name.ts';
import { fileProblemReason, type PathProblem } from './file-problem.ts';

export interface ListedName {
  readonly name: string;
  /** 'other' is a link, something special, or, on some network drives, anything. */
  readonly type: 'file' | 'folder' | 'other';
}

/**
 * The names in a folder in the order of their UTF-16 code units. A folder that cannot be read is reported and empty; one
 * that has gone is just empty. A name that is not UTF-8 cannot be opened through a string, so it is reported with its
 * stray bytes escaped, and left out.
 */
export async function listFolder(path: string, onProblem: (problem: PathProblem) => void): Promise<ListedName[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // Decoding puts U+FFFD where a byte is not UTF-8. The character may also be there in its own right.
    const suspicious = entries.some((entry) => entry.name.includes('\ufffd'));
    const named = suspicious ? await listBytes(path, onProblem) : entries.map((entry) => listed(entry.name, entry));
    return named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') onProblem({ path, reason: fileProblemReason(error) });
    return [];
  }
}

async function listBytes(path: string, onProblem: (problem: PathProblem) => void): Promise<ListedName[]> {
  const named: ListedName[] = [];
  for (const entry of await readdir(path, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name.toString('utf8');
    if (Buffer.from(name, 'utf8').equals(entry.name)) named.push(listed(name, entry));
    else if (!name.startsWith('.'))
      onProblem({ path: join(path, shownBytes(entry.name)), reason: 'Its name is not valid UTF-8. Rename it.' });
  }
  return named;
}

function listed(name: string, entry: Dirent<string> | Dirent<Buffer>): ListedName {
  return { name, type: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other' };
}
