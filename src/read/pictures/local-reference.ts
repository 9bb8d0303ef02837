import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SightlineError, systemCode } from '../../support/errors.ts';
import { isInside } from '../../support/path-inside.ts';
import { shownName } from '../../support/shown-name.ts';
import { fileProblem } from '../sources/file-problem.ts';

export interface ReferenceBase {
  /** Folder of the document. Absolute. */
  readonly folder: string;
  /** The indexed folder; nothing outside it is read. Absolute. */
  readonly root: string;
}

/**
 * The file that a document's reference means, with all links resolved.
 *
 * The first that exists of: the reference as it is written, with its backslashes as slashes, with its escapes (`%20`)
 * decoded, and each without its query and fragment. One that begins with a slash or a drive is looked for at that
 * absolute path, then under the document's folder, then under the indexed folder, as exported websites and catalogues
 * mean it. Whatever leaves the indexed folder, by `..`, an absolute path, a `file:` URL or a link, is refused without
 * being opened.
 *
 * Rejects with `unreadable-file`.
 */
export async function findReference(reference: string, base: ReferenceBase): Promise<string> {
  const { places, pointsOut } = /^file:/i.test(reference)
    ? { places: [filePath(reference)], pointsOut: true }
    : pathPlaces(reference, base);
  const realRoot = await realpath(base.root).catch((error: unknown) => {
    throw fileProblem(error, base.root);
  });
  const inside = places.filter((place) => isInside(place, base.root) || isInside(place, realRoot));
  let leaves = pointsOut && inside.length < places.length;
  let isFolder = false;
  for (const place of inside) {
    try {
      const real = await realpath(place);
      if (!isInside(real, realRoot)) leaves = true;
      else if ((await stat(real)).isDirectory()) isFolder = true;
      else return real;
    } catch (error) {
      if (!isAbsence(error)) throw fileProblem(error, place);
    }
  }
  if (leaves) throw outside(reference, base);
  if (isFolder) throw unreadable(reference, 'is a folder.', 'Name a picture in it.');
  const [first, ...others] = inside.map((place) => shownName(place));
  const also = others.length === 0 ? '' : ` and ${others.length === 1 ? others[0] : `${others.length} other places`}`;
  throw unreadable(reference, `was not found: looked for ${first}${also}.`, 'Put it there, or correct the reference.');
}

/** Where a reference that is a path may mean, likeliest first, and whether one way to read it leads out of the folder. */
function pathPlaces(reference: string, { folder, root }: ReferenceBase): { places: string[]; pointsOut: boolean } {
  if (reference.includes('\0')) throw unreadable(reference, 'holds a NUL character.', 'Correct the reference.');
  const slashed = reference.replaceAll('\\', '/');
  const bare = slashed.replace(/[?#].*$/s, '');
  const places = new Set<string>();
  let pointsOut = false;
  for (const writing of [reference, slashed, decoded(slashed), bare, decoded(bare)]) {
    if (writing === '' || writing.includes('\0')) continue;
    const path = writing.replace(/^[a-z]:(?=[\\/])/i, '');
    if (path.startsWith('/') || isAbsolute(writing)) {
      for (const place of [resolve(writing), resolve(folder, `./${path}`), resolve(root, `./${path}`)])
        places.add(place);
    } else {
      const place = resolve(folder, path);
      pointsOut ||= !isInside(place, root);
      places.add(place);
    }
  }
  return { places: [...places], pointsOut };
}

function filePath(reference: string): string {
  try {
    return fileURLToPath(reference.replace(/[?#].*$/s, ''));
  } catch (error) {
    const remedy = 'Correct the reference.';
    throw new SightlineError('unreadable-file', `The picture "${shownName(reference, 200)}" is not a file here.`, {
      remedy,
      cause: error,
    });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether nothing is there; a name no file system takes is as good as none. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].includes(systemCode(error) ?? '');
}

function outside(reference: string, base: ReferenceBase): SightlineError {
  return unreadable(
    reference,
    `lies outside the indexed folder ${shownName(base.root)}, so it was not read.`,
    'Copy it into that folder, or index a folder that holds both.',
  );
}

function unreadable(reference: string, what: string, remedy: string): SightlineError {
  return new SightlineError('unreadable-file', `The picture "${shownName(reference, 200)}" ${what}`, { remedy });
}
