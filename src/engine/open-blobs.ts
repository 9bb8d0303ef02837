import type { Settings } from '../config.ts';
import { type BlobStore, folderBlobs, memoryBlobs } from '../store/blobs.ts';
import { recentBlobs } from '../store/recent-blobs.ts';
import { isS3 } from '../store/s3-address.ts';
import { s3Blobs } from '../store/s3-blobs.ts';
import { SightlineError } from '../support/errors.ts';

/** Copies from object storage that are held in memory. */
const rememberedBytes = 128 * 2 ** 20;

/**
 * Where copies are kept: in the folder, in memory where there is none, or in the object storage that is set.
 *
 * @throws SightlineError 'bad-option', and 'network-refused' for storage elsewhere where content may not leave this machine.
 */
export function openBlobs(
  settings: Pick<Settings, 'blobs' | 'blobsUrl' | 'offline' | 'localOnly' | 'maxFileBytes'>,
  folder: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): BlobStore {
  const { blobs, blobsUrl: publicUrl, offline, localOnly, maxFileBytes: maxBytes } = settings;
  if (isS3(blobs)) {
    const far = s3Blobs(blobs, { environment, offline, localOnly, maxBytes, publicUrl });
    return recentBlobs(far, { maxBytes: rememberedBytes });
  }
  if (blobs !== 'folder') {
    throw new SightlineError('bad-option', `Copies cannot be kept in ${JSON.stringify(blobs.slice(0, 100))}.`, {
      remedy: 'Give folder, which is that of the index, or s3://BUCKET/PREFIX.',
    });
  }
  if (publicUrl !== undefined) {
    throw new SightlineError('bad-option', 'The setting "blobsUrl" goes with copies in object storage only.', {
      remedy: 'Set "blobs" to s3://BUCKET/PREFIX, too, or leave it out.',
    });
  }
  return folder === undefined ? memoryBlobs() : folderBlobs(folder);
}
