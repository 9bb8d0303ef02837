import { stat } from 'node:fs/promises';
import type { DocumentRecord } from '../data/document.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import { systemCode } from '../support/errors.ts';
import type { Manifest } from './index-folder.ts';

type Problems = Manifest['problems'];

/**
 * What earlier runs could not read, and this one did not look at: it is still so, while the file is there. An address is of
 * interest while it has a document, which then is an old one; any other may have been a slip.
 *
 * @param isNamed whether a source is among what this run was told to index, or lies in it.
 */
export async function earlierProblems(
  problems: Problems,
  isNamed: (source: string) => boolean,
  known: readonly DocumentRecord[],
): Promise<Problems> {
  const indexed = new Set(known.map(({ source }) => source));
  const isThere = (source: string): Promise<boolean> =>
    stat(source).then(
      () => true,
      // What lies in a file has a path that goes on below it.
      (error: unknown) => systemCode(error) === 'ENOTDIR',
    );
  const kept: Problems[number][] = [];
  for (const problem of problems) {
    const { source } = problem;
    if (isNamed(source)) continue;
    if (isUrl(source) ? indexed.has(source) : await isThere(source)) kept.push(problem);
  }
  return kept;
}
