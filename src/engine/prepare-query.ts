import { fileURLToPath } from 'node:url';
import type { Settings } from '../config.ts';
import type { Picture, WorkingSide } from '../data/picture.ts';
import type { PreparedQuery, Query } from '../data/query.ts';
import { parseDataUrl } from '../read/pictures/data-url.ts';
import { decodePicture } from '../read/pictures/decode-picture.ts';
import { readBytes } from '../read/sources/read-bytes.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import { SightlineError } from '../support/errors.ts';
import { fetchUrl } from '../support/fetch-url.ts';

/** Brings a query into the form the retriever takes: its picture loaded, under the same limits as while indexing, and decoded. */
export async function prepareQuery(
  query: string | Query,
  settings: Settings,
  workingSide: WorkingSide,
  signal?: AbortSignal,
): Promise<PreparedQuery> {
  if (typeof query === 'string') return { text: query };
  const { image, ...rest } = query;
  if (image === undefined) return rest;
  const picture = await queryPicture(image, settings, workingSide, signal);
  return { ...rest, picture: { contentHash: picture.contentHash, pixels: picture.pixels, bytes: picture.bytes } };
}

async function queryPicture(
  image: NonNullable<Query['image']>,
  settings: Settings,
  workingSide: WorkingSide,
  signal?: AbortSignal,
): Promise<Picture> {
  const options = { maxPixels: settings.maxPixels, workingSide };
  if (image instanceof Uint8Array) return decodePicture(image, options);
  const reference = String(image);
  const maxBytes = settings.maxFileBytes;
  if (reference.startsWith('data:')) return decodePicture(parseDataUrl(reference, maxBytes).bytes, options);
  if (isUrl(reference)) {
    if (settings.offline) {
      throw new SightlineError(
        'network-refused',
        `The query's picture ${reference} is on the network, and this runs offline.`,
        {
          remedy: 'Save it and give the file, or leave out --offline.',
        },
      );
    }
    const { timeoutMs, allowPrivateAddresses: allowPrivate } = settings;
    const fetched = await fetchUrl(reference, {
      maxBytes,
      timeoutMs,
      allowPrivate,
      accept: 'image/*',
      ...(signal ? { signal } : {}),
    });
    return decodePicture(fetched.bytes, options);
  }
  const path = reference.startsWith('file:') ? fileURLToPath(reference) : reference;
  return decodePicture(await readBytes(path, { maxBytes, ...(signal ? { signal } : {}) }), { ...options, path });
}
