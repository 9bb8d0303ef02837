import type { DocumentRecord, Warning } from '../data/document.ts';
import type { Asset } from '../read/asset.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { reasonOf, SightlineError } from '../support/errors.ts';
import { shownName } from '../support/shown-name.ts';
import { attachedAsset, type UnpackingBudget, unpackingBudget } from './attached-asset.ts';
import { type DocumentOutcome, type DocumentParts, indexDocument } from './index-document.ts';

/** Archives in e-mails in archives: so deep are files inside files followed. */
const maxDepth = 4;
/** Files inside one file that are under way at once. */
const attachedUnderWay = 16;

export interface IndexedAsset {
  readonly asset: Asset;
  readonly result: DocumentOutcome;
}

/** Trouble that every further document would meet as well. */
export function endsTheRun(error: unknown): boolean {
  return (
    error instanceof SightlineError &&
    ['cancelled', 'disk-full', 'index-corrupt', 'model-missing', 'closed'].includes(error.code)
  );
}

/**
 * Indexes an asset and what lies in it (attachments, entries of archives), each a document of its own. Inner documents
 * come before the outer one, so that a crash between their commits leaves the outer one to be done again and never
 * forgets an inner one. An inner file that cannot be read is a warning of the outer document.
 *
 * Rejects when the asset itself cannot be indexed.
 */
export async function indexTree(
  asset: Asset,
  known: ReadonlyMap<string, DocumentRecord>,
  parts: DocumentParts,
  signal: AbortSignal,
  budget: UnpackingBudget = unpackingBudget(parts.read.limits),
  parents: readonly string[] = [],
): Promise<IndexedAsset[]> {
  const before = known.get(asset.source);
  // Under another name it is read again: every segment bears the name.
  const result = await indexDocument(asset, before?.name === asset.name ? before : undefined, parts, signal);
  const parent = parents.at(-1);
  if (result.type !== 'indexed') return [{ asset, result }];
  const { record, segments } = result.write;
  const inner: IndexedAsset[] = [];
  const warnings: Warning[] = [];
  const outcomes = mapConcurrent(
    result.attached,
    attachedUnderWay,
    async (file, stop): Promise<IndexedAsset[]> => {
      try {
        if (parents.length + 1 >= maxDepth)
          throw new SightlineError('limit-exceeded', `It lies more than ${maxDepth - 1} files deep.`, {
            remedy: 'Unpack it and give the folder.',
          });
        const each = attachedAsset(record, file, parts.read.limits, budget);
        return await indexTree(each, known, parts, stop, budget, [...parents, asset.source]);
      } catch (error) {
        if (endsTheRun(error)) throw error;
        warnings.push({ message: `${shownName(file.name)} in it was not indexed: ${reasonOf(error)}` });
        return [];
      }
    },
    signal,
  );
  for await (const each of outcomes) inner.push(...each);
  const whole: DocumentOutcome = {
    ...result,
    write: {
      record: {
        ...record,
        ...(parent ? { parent } : {}),
        ...(warnings.length > 0 ? { warnings: [...record.warnings, ...warnings] } : {}),
      },
      segments,
    },
  };
  return [...inner, { asset, result: whole }];
}
