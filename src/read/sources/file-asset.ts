import { dirname } from 'node:path';
import type { Asset } from '../asset.ts';
import { besideLoneFiles, type LoneFileOptions } from './beside-lone-files.ts';
import { globMatcher } from './glob.ts';
import { readBytes } from './read-bytes.ts';
import { groupSidecars } from './sidecars.ts';
import { stampOf } from './stamp.ts';
import { type WalkedFile, type WalkOptions, walk } from './walk.ts';

export interface FileAssetOptions extends WalkOptions, Pick<LoneFileOptions, 'isPaired'> {
  /** A larger file rejects when its bytes are asked for. */
  readonly maxFileBytes: number;
  /** The clock, in milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/**
 * The files at and below the paths as assets, each with what lies beside it ({@link groupSidecars}), one folder at a time.
 *
 * `include` chooses among assets, so a picture chosen by `*.jpg` keeps its text; `exclude` hides files altogether. A
 * picture given by itself gets its companions from its folder, so it is the same asset as when the folder is given. A text
 * given without its picture stands for the picture where `isPaired` says so, and is else an asset of its own. Problems are reported as {@link walk} does.
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
  const beside = await besideLoneFiles(files, options);
  const notGiven = new Set(beside);
  const nowMs = (options.now ?? Date.now)();
  for (const { file, companions } of groupSidecars([...files, ...beside])) {
    const isGiven = !notGiven.has(file) || companions.some((one) => !notGiven.has(one.file));
    if (!isGiven || !included(file.name)) continue;
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
