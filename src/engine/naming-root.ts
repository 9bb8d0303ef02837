import { relative, resolve, sep } from 'node:path';
import type { DocumentRecord } from '../data/document.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import { isSkippedName } from '../read/sources/walk.ts';
import { isInside } from '../support/path-inside.ts';

/** The folder that a document's name counts from: its path without its name. Undefined for documents of the web. */
export function rootOf({ source, name }: Pick<DocumentRecord, 'source' | 'name'>): string | undefined {
  const end = sep + name.split('/').join(sep);
  if (isUrl(source) || !source.endsWith(end)) return undefined;
  return resolve(source.slice(0, source.length - end.length + 1));
}

/**
 * Tells the folder from which a path is to be named, so that a document keeps its name whether its file, a folder inside the
 * indexed one, or all of that is named: for a document's file where its name counts from, else the widest folder that was
 * indexed around it. Undefined where nothing around it was.
 *
 * A folder around a path counts only where walking it would come to the path. `isLeftOut` says what else walking leaves out.
 */
export function namingRoots(
  known: readonly DocumentRecord[],
  isLeftOut: (path: string, name: string) => boolean,
): (path: string) => string | undefined {
  const own = new Map<string, string>();
  const folders = new Set<string>();
  const sources = new Set(known.map(({ source }) => source));
  for (const record of known) {
    const root = rootOf(record);
    if (root === undefined) continue;
    if (record.parent !== undefined) {
      // A run that was stopped may leave the inner document without the outer one, which is named from the same folder.
      if (!sources.has(record.parent)) own.set(record.parent, root);
      continue;
    }
    own.set(record.source, root);
    // A name without folders may be that of a file which was named by itself.
    if (record.name.includes('/')) folders.add(root);
  }
  const widestFirst = [...folders].sort((a, b) => a.length - b.length);
  const comesTo = (folder: string, path: string): boolean => {
    if (!isInside(path, folder)) return false;
    const way = relative(folder, path);
    if (way === '') return true;
    const parts = way.split(sep);
    return !parts.some(isSkippedName) && !isLeftOut(path, parts.join('/'));
  };
  return (path) => own.get(path) ?? widestFirst.find((folder) => comesTo(folder, path));
}
