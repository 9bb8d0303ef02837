import { basename, dirname } from 'node:path';
import type { DocumentRecord } from '../data/document.ts';
import { isMetadata, pictureStem, textStem } from '../read/sources/sidecars.ts';
import { isUrl } from '../read/sources/url-asset.ts';

/** Tells which pictures of the index a file goes with that lies, or lay, beside them: a text of their name, or `metadata.json`. */
export function picturesBeside(known: readonly DocumentRecord[]): (path: string) => readonly string[] {
  const folders = new Map<string, Map<string, string[]>>();
  for (const { source, parent } of known) {
    const stem = pictureStem(basename(source));
    if (stem === undefined || parent !== undefined || isUrl(source)) continue;
    const folder = folders.get(dirname(source)) ?? new Map<string, string[]>();
    folders.set(dirname(source), folder.set(stem, [...(folder.get(stem) ?? []), source]));
  }
  return (path) => {
    const folder = folders.get(dirname(path));
    if (!folder) return [];
    const name = basename(path);
    return isMetadata(name) ? [...folder.values()].flat() : (folder.get(textStem(name) ?? '') ?? []);
  };
}
