import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Settings } from '../config.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { Asset } from '../read/asset.ts';
import { fileAssets } from '../read/sources/file-asset.ts';
import { listFolder } from '../read/sources/folder-listing.ts';
import { globMatcher } from '../read/sources/glob.ts';
import { isMetadata, longestCaptionBytes } from '../read/sources/sidecars.ts';
import { isUrl, urlAsset } from '../read/sources/url-asset.ts';
import { isSkippedName } from '../read/sources/walk.ts';
import { SightlineError } from '../support/errors.ts';
import { fetchUrl } from '../support/fetch-url.ts';
import { isInside } from '../support/path-inside.ts';
import { indexFolder } from './index-folder.ts';
import type { Sources } from './index-run.ts';
import { namingRoots } from './naming-root.ts';
import { picturesBeside } from './pictures-beside.ts';

/** A file or folder that could not be looked at. */
export interface SourceProblem {
  readonly path: string;
  readonly reason: string;
}

export interface FindOptions {
  readonly settings: Settings;
  /** The documents of the index. */
  readonly known: readonly DocumentRecord[];
  /** The folder that named files and folders are named from; found from what is known unless told. */
  readonly root: string | undefined;
  readonly onProblem: (problem: SourceProblem) => void;
  readonly signal: AbortSignal;
}

/**
 * Turns what the user named (files, folders, URLs) into assets, in that order: files first. What lies in a folder that was
 * indexed before comes out as it did then, and as it will when that folder is indexed again: under the same name, a text
 * with its picture.
 */
export function findSources(names: readonly string[], options: FindOptions): Sources {
  const { settings, known, onProblem, signal } = options;
  if (names.length === 0 || names.some((one) => one.trim() === '')) {
    // An unset variable in a script must not index the folder it happens to run in.
    throw new SightlineError('bad-option', 'A path to index is empty.', {
      remedy: 'Name files, folders or URLs; "." is this folder.',
    });
  }
  const records = new Map(known.map((record) => [record.source, record]));
  // What lies in another document comes with the outermost one.
  const outermost = (source: string): string => {
    const parent = records.get(source)?.parent;
    return parent === undefined ? source : outermost(parent);
  };
  const sources = names.map((one) => outermost(isUrl(one) ? one : resolve(one)));
  const urls = sources.filter(isUrl);
  const paths = sources.filter((one) => !isUrl(one));
  const given = new Set(paths);
  const named = new Set(sources);
  const root = options.root === undefined ? undefined : givenRoot(options.root, paths);
  const index = resolve(settings.index);
  const unseen = new Set<string>();
  const vanished = new Set<string>();
  const companions = new Set<string>();

  // What was uploaded lies in the folder of the index. It is a source when it is named itself, and is not met, nor missed, when a
  // folder around the index is.
  const { uploads } = indexFolder(index);
  const areUploadsNamed = paths.some((path) => isInside(path, uploads));
  const isOfIndex = (path: string): boolean => isInside(path, index) && !(areUploadsNamed && isInside(path, uploads));

  const excluded = globMatcher(settings.exclude);
  const roots = namingRoots(
    known,
    // A folder of which all is excluded is named for its own sake, too.
    (path, name) => isInside(path, index) || excluded(name) || excluded(`${name}/-`),
  );
  const picturesOf = picturesBeside(known);
  const rootOf = (path: string): string | undefined =>
    root ?? roots(records.has(path) ? path : (picturesOf(path)[0] ?? path));

  const report = (problem: SourceProblem): void => {
    unseen.add(problem.path);
    onProblem(problem);
  };
  const filesAt = (at: readonly string[], missing: (problem: SourceProblem) => unknown): AsyncIterable<Asset> =>
    fileAssets(at, {
      signal,
      include: settings.include,
      exclude: settings.exclude,
      maxFileBytes: settings.maxFileBytes,
      skip: isOfIndex,
      rootOf,
      isPaired: (picture) => rootOf(picture) !== undefined,
      onProblem: (problem) => (problem.isMissing ? missing : report)(problem),
    });

  const noteMissing = async ({ path, reason }: SourceProblem): Promise<void> => {
    const from = rootOf(path);
    if (from === undefined) report({ path, reason });
    else if (await holdsSomething(from, isOfIndex)) vanished.add(path);
    else {
      report({
        path,
        reason:
          'It is not there, nor is anything else in its folder, as when a disk is missing, so it was kept. Connect the disk, or remove it from the index.',
      });
    }
  };

  async function* assets(): AsyncGenerator<Asset> {
    for await (const asset of found()) {
      for (const { path } of asset.companions) {
        if (records.has(path) && !(await isOwnDocument(path))) companions.add(path);
      }
      yield asset;
    }
  }
  async function* found(): AsyncGenerator<Asset> {
    const missing = new Map<string, SourceProblem>();
    const noteLater = (problem: SourceProblem): unknown => missing.set(problem.path, problem);
    if (paths.length > 0) yield* filesAt(paths, noteLater);
    // Grows on the way: a picture may be gone together with its text.
    for (const problem of missing.values()) {
      const pictures = picturesOf(problem.path).filter((picture) => !missing.has(picture));
      if (pictures.length > 0) yield* filesAt(pictures, noteLater);
      else if (!records.has(problem.path)) report(problem);
      if (records.has(problem.path)) await noteMissing(problem);
    }
    for (const url of urls) {
      yield urlAsset(url, {
        fetch: (address) => {
          if (settings.offline) {
            throw new SightlineError('network-refused', `${address} is on the network, and this runs offline.`, {
              remedy: 'Leave out --offline.',
            });
          }
          const { maxFileBytes: maxBytes, timeoutMs, allowPrivateAddresses: allowPrivate } = settings;
          return fetchUrl(address, { maxBytes, timeoutMs, allowPrivate, signal });
        },
      });
    }
  }
  return {
    assets: assets(),
    covers: ({ source }) =>
      (companions.has(source) || liesIn(source, given)) && !isOfIndex(source) && !liesIn(source, unseen),
    vanished: (record) => vanished.has(record.source),
    isNamed: (source) => liesIn(source, named),
  };
}

/** @throws SightlineError 'bad-option' where none is named or a path does not lie in it. */
function givenRoot(folder: string, paths: readonly string[]): string {
  if (folder.trim() === '') {
    throw new SightlineError('bad-option', 'The option root is empty.', { remedy: 'Name a folder, or leave it out.' });
  }
  const root = resolve(folder);
  const outside = paths.find((path) => !isInside(path, root));
  if (outside === undefined) return root;
  throw new SightlineError('bad-option', `${outside} does not lie in the folder ${root} that it is to be named from.`, {
    remedy: 'Name files and folders inside it, or leave out the option root.',
  });
}

/** Whether a path is one of these or lies in one. Many files may be named, and many documents be known. */
function liesIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (folders.has(at)) return true;
    if (dirname(at) === at) return false;
  }
}

/** Whether a companion of a picture is a document, too: as when it is a long text. */
async function isOwnDocument(path: string): Promise<boolean> {
  if (isMetadata(basename(path))) return false;
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined || stats.size > longestCaptionBytes;
}

/** An empty folder may be the place of a disk that is not connected. */
async function holdsSomething(folder: string, isOfIndex: (path: string) => boolean): Promise<boolean> {
  const names = await listFolder(folder, () => {});
  return names.some(({ name }) => !isSkippedName(name) && !isOfIndex(resolve(folder, name)));
}
