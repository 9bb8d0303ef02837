import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mapConcurrent } from '../../support/concurrency.ts';
import { isInside } from '../../support/path-inside.ts';
import { type ListedName, listFolder } from './folder-listing.ts';
import { globMatcher } from './glob.ts';
import { isMetadata, isSidecarOf, pictureStem, textStem } from './sidecars.ts';
import { isSkippedName, type WalkedFile, type WalkOptions } from './walk.ts';

export interface LoneFileOptions extends Pick<WalkOptions, 'exclude' | 'skip' | 'signal'> {
  /**
   * Whether a text or `metadata.json` that is given by itself stands for this picture beside it, which it goes with in its
   * folder. Never unless told: who names a text alone usually means the text.
   */
  readonly isPaired?: (picture: string) => boolean;
}

/**
 * What lies beside files that were given by themselves, goes with them as it does when their folder is given, and was not
 * given: the companions of a picture, the pictures of a companion, and the other companions of those. The files are those
 * of one folder; of what else is in it, only the names are looked at.
 */
export async function besideLoneFiles(
  files: readonly WalkedFile[],
  options: LoneFileOptions,
): Promise<readonly WalkedFile[]> {
  const [first] = files;
  const lone = files.filter((file) => file.alone).map((file) => basename(file.path));
  const textStems = new Set(lone.map(textStem).filter((stem) => stem !== undefined));
  const hasMetadata = lone.some(isMetadata);
  const hasPicture = lone.some((name) => pictureStem(name) !== undefined);
  if (!first || !(hasPicture || hasMetadata || textStems.size > 0)) return [];
  const folder = dirname(first.path);
  const prefix = first.name.slice(0, first.name.length - basename(first.path).length);
  const excluded = globMatcher(options.exclude ?? []);
  const given = new Set(files.map((file) => basename(file.path)));
  // The folder itself was not asked for: where it may not be listed, the file is simply without companions.
  const names = (await listFolder(folder, () => {})).filter(
    ({ name, type }) =>
      type !== 'folder' &&
      !given.has(name) &&
      !isSkippedName(name) &&
      !excluded(prefix + name) &&
      !options.skip?.(join(folder, name)),
  );
  const pictures = names.filter(({ name }) => {
    const stem = pictureStem(name);
    if (stem === undefined || !(hasMetadata || textStems.has(stem))) return false;
    return options.isPaired?.(join(folder, name)) ?? false;
  });
  const stems = new Set<string>();
  for (const name of [...lone, ...pictures.map((one) => one.name)]) {
    const stem = pictureStem(name);
    if (stem !== undefined) stems.add(stem);
  }
  const paired = new Set(pictures);
  const wanted = names.filter((one) => paired.has(one) || isSidecarOf(one.name, stems));
  const found: WalkedFile[] = [];
  const inspect = (one: ListedName) => inspected(one, folder, first.root);
  for await (const file of mapConcurrent(wanted, 64, inspect, options.signal)) {
    if (file) found.push({ ...first, ...file, name: prefix + basename(file.path) });
  }
  return found;
}

/** A file's size and time; undefined for what is none, and for a link to a file that is found at its own path. */
async function inspected(
  { name, type }: ListedName,
  folder: string,
  root: string,
): Promise<Pick<WalkedFile, 'path' | 'sizeBytes' | 'mtimeMs'> | undefined> {
  const path = join(folder, name);
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return undefined;
    if (type === 'other') {
      const real = await realpath(path);
      const isLink = real !== join(await realpath(folder), name);
      if (isLink && isInside(real, await realpath(root))) return undefined;
    }
    return { path, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  } catch {
    return undefined;
  }
}
