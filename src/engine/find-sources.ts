import { resolve, sep } from 'node:path';
import type { Settings } from '../config.ts';
import type { DocumentRecord } from '../data/document.ts';
import type { Asset } from '../read/asset.ts';
import { fileAssets } from '../read/sources/file-asset.ts';
import { isUrl, urlAsset } from '../read/sources/url-asset.ts';
import { SightlineError } from '../support/errors.ts';
import { fetchUrl } from '../support/fetch-url.ts';
import { indexFolder } from './index-folder.ts';
import type { Sources } from './index-run.ts';

/** A file or folder that could not be looked at. */
export interface SourceProblem {
  readonly path: string;
  readonly reason: string;
}

/** Turns what the user named (files, folders, URLs) into assets, in that order: files first. */
export function findSources(
  named: readonly string[],
  settings: Settings,
  onProblem: (problem: SourceProblem) => void,
  signal: AbortSignal,
): Sources {
  const urls = named.filter(isUrl);
  if (named.length === 0 || named.some((one) => one.trim() === '')) {
    // An unset variable in a script must not index the folder it happens to run in.
    throw new SightlineError('bad-option', 'A path to index is empty.', {
      remedy: 'Name files, folders or URLs; "." is this folder.',
    });
  }
  const paths = named.filter((one) => !isUrl(one)).map((one) => resolve(one));
  const index = resolve(settings.index);
  const unseen = new Set<string>();
  const within = (path: string, folder: string): boolean =>
    path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

  // What was uploaded lies in the folder of the index. It is a source when it is named itself, and is not met, nor missed, when a
  // folder around the index is.
  const { uploads } = indexFolder(index);
  const areUploadsNamed = paths.some((path) => within(path, uploads));
  const isOfIndex = (path: string): boolean => within(path, index) && !(areUploadsNamed && within(path, uploads));

  async function* assets(): AsyncGenerator<Asset> {
    if (paths.length > 0) {
      yield* fileAssets(paths, {
        signal,
        include: settings.include,
        exclude: settings.exclude,
        maxFileBytes: settings.maxFileBytes,
        skip: isOfIndex,
        onProblem(problem) {
          unseen.add(problem.path);
          onProblem(problem);
        },
      });
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
    covers: (record: DocumentRecord) =>
      paths.some((path) => within(record.source, path)) &&
      !isOfIndex(record.source) &&
      ![...unseen].some((path) => within(record.source, path)),
  };
}
