import type { Asset } from '../read/asset.ts';
import type { AttachedFile, ReadLimits } from '../read/reader.ts';
import { SightlineError } from '../support/errors.ts';

/** What all files inside one file may still unpack to, at every depth together. */
export interface UnpackingBudget {
  bytes: number;
  files: number;
}

export function unpackingBudget(limits: Pick<ReadLimits, 'maxUnpackedBytes' | 'maxEntries'>): UnpackingBudget {
  return { bytes: limits.maxUnpackedBytes, files: limits.maxEntries };
}

/**
 * A file inside another as an asset: `mail.eml/report.pdf`, as if the outer file were a folder. Its stamp is the outer
 * file's content, so it is looked at again exactly when that changes.
 */
export function attachedAsset(
  outer: { readonly source: string; readonly name: string; readonly contentHash: string },
  file: AttachedFile,
  limits: Pick<ReadLimits, 'maxFileBytes' | 'maxUnpackedBytes' | 'maxEntries'>,
  budget: UnpackingBudget,
): Asset {
  return {
    source: `${outer.source}/${file.name}`,
    name: `${outer.name}/${file.name}`,
    companions: [],
    stamp: `in ${outer.contentHash}`,
    sizeBytes: file.sizeBytes,
    ...(file.declaredType ? { declaredType: file.declaredType } : {}),
    async bytes() {
      if (file.sizeBytes > limits.maxFileBytes)
        throw new SightlineError('limit-exceeded', `It is larger than ${limits.maxFileBytes} bytes.`, {
          remedy: 'Raise the option maxFileBytes.',
        });
      budget.bytes -= file.sizeBytes;
      budget.files -= 1;
      if (budget.bytes < 0 || budget.files < 0)
        throw new SightlineError(
          'limit-exceeded',
          budget.files < 0
            ? `The files in it are more than ${limits.maxEntries} in all.`
            : `The files in it unpack to more than ${limits.maxUnpackedBytes} bytes in all.`,
          { remedy: 'Raise the option maxUnpackedBytes or maxEntries, or unpack it and give the folder.' },
        );
      return file.bytes();
    },
  };
}
