import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mapConcurrent } from '../../support/concurrency.ts';
import type { Asset } from '../asset.ts';
import { listFolder } from './folder-listing.ts';
import { globMatcher } from './glob.ts';
import { readBytes } from './read-bytes.ts';
import { groupSidecars, isSidecarOf, pictureStem } from './sidecars.ts';
import { stampOf } from './stamp.ts';
import { isSkippedName, type WalkedFile, type WalkOptions, walk } from './walk.ts';

export interface FileAssetOptions extends WalkOptions {
  /** A larger file rejects when its bytes are asked for. */
  readonly maxFileBytes: number;
  /** The clock, in milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/**
 * The files at and below the paths as assets, each with what lies beside it ({@link groupSidecars}), one folder at a time.
 *
 * `include` chooses among assets, so a picture chosen by `*.jpg` keeps its text; `exclude` hides files altogether. A
 * picture given by itself gets its companions from its folder, so it is the same asset as when the folder is given; a
 * text given without its picture is an asset of its own. Problems are reported as {@link walk} does.
 */
export async function* fileAssets(
  paths: readonly string[],
  options: FileAssetOptions,
): AsyncGenerator<Asset, void, undefined> {
  const { include, ...walking } = options;
  let together: WalkedFile[] = [];
  for await (const file of walk(paths, walking)) {
    const [first] = together;
    if (first && !(dirname(first.path) === dirname(file.path) && first.root === file.root)) {
      yield* folderAssets(together, options);
      together = [];
    }
    together.push(file);
  }
  yield* folderAssets(together, options);
}

/** The assets among files of one folder. */
async function* folderAssets(
  files: readonly WalkedFile[],
  options: FileAssetOptions,
): AsyncGenerator<Asset, void, undefined> {
  const included = options.include && options.include.length > 0 ? globMatcher(options.include) : () => true;
  const beside = await sidecarsOfLoneFiles(files, options);
  const notGiven = new Set(beside);
  const nowMs = (options.now ?? Date.now)();
  for (const { file, companions } of groupSidecars([...files, ...beside])) {
    if (notGiven.has(file) || !included(file.name)) continue;
    yield {
      source: file.path,
      name: file.name,
      root: file.root,
      path: file.path,
      companions: companions.map(({ role, path }) => ({ role, path })),
      stamp: stampOf(
        file,
        companions.map((companion) => companion.file),
        nowMs,
      ),
      sizeBytes: file.sizeBytes,
      bytes: () =>
        readBytes(file.path, {
          maxBytes: options.maxFileBytes,
          ...(options.signal && { signal: options.signal }),
        }),
    };
  }
}

/** What lies beside pictures that were given by themselves and was not given with them. */
async function sidecarsOfLoneFiles(
  files: readonly WalkedFile[],
  options: FileAssetOptions,
): Promise<readonly WalkedFile[]> {
  const [first] = files;
  const stems = new Set<string>();
  const given = new Set<string>();
  for (const file of files) {
    const name = basename(file.path);
    const stem = file.alone ? pictureStem(name) : undefined;
    if (stem !== undefined) stems.add(stem);
    given.add(name);
  }
  if (!first || stems.size === 0) return [];
  const folder = dirname(first.path);
  const excluded = globMatcher(options.exclude ?? []);
  // The folder itself was not asked for: where it may not be listed, the picture is simply without companions.
  const names = (await listFolder(folder, () => {})).filter(
    ({ name, type }) =>
      type === 'file' &&
      isSidecarOf(name, stems) &&
      !given.has(name) &&
      !isSkippedName(name) &&
      !excluded(name) &&
      !options.skip?.(join(folder, name)),
  );
  const found: WalkedFile[] = [];
  const inspect = async (name: string) => ({ name, stats: await lstat(join(folder, name)).catch(() => undefined) });
  for await (const { name, stats } of mapConcurrent(
    names.map((item) => item.name),
    64,
    inspect,
    options.signal,
  )) {
    if (stats?.isFile())
      found.push({ ...first, path: join(folder, name), name, sizeBytes: stats.size, mtimeMs: stats.mtimeMs });
  }
  return found;
}
