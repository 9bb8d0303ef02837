import { fileURLToPath } from 'node:url';
import type { Settings } from '../config.ts';
import type { WorkingSide } from '../data/picture.ts';
import type { PictureRegion, PictureSource, PreparedQuery, Query, QueryPicture } from '../data/query.ts';
import { parseDataUrl } from '../read/pictures/data-url.ts';
import { decodePicture } from '../read/pictures/decode-picture.ts';
import { readBytes } from '../read/sources/read-bytes.ts';
import { isUrl } from '../read/sources/url-asset.ts';
import { cutPicture } from '../support/cut-picture.ts';
import { SightlineError } from '../support/errors.ts';
import { fetchUrl } from '../support/fetch-url.ts';

/** More pictures than this in one query mean nothing any more, and each costs. */
const maxPictures = 16;

/**
 * Brings a query into the form the retriever takes: its pictures loaded, under the same limits as while indexing, decoded, and
 * cut to their regions.
 *
 * @throws SightlineError 'bad-query', and what reading and decoding throw.
 */
export async function prepareQuery(
  query: string | Query,
  settings: Settings,
  workingSide: WorkingSide,
  signal?: AbortSignal,
): Promise<PreparedQuery> {
  if (typeof query === 'string') return { text: query };
  const { image, ...rest } = query;
  const wanted = picturesOf(image);
  if (wanted.length === 0) return rest;
  if (wanted.length > maxPictures) {
    throw new SightlineError('bad-query', `The query has ${wanted.length} pictures.`, {
      remedy: `Ask with at most ${maxPictures}.`,
    });
  }
  const pictures: QueryPicture[] = [];
  for (const one of wanted) pictures.push(await queryPicture(one, settings, workingSide, signal));
  return { ...rest, pictures };
}

function picturesOf(image: Query['image']): readonly PictureRegionOrAll[] {
  const one = (picture: PictureSource | PictureRegion): PictureRegionOrAll =>
    typeof picture === 'object' && 'region' in picture ? picture : { image: picture as PictureSource };
  if (image === undefined) return [];
  return Array.isArray(image) ? image.map(one) : [one(image as PictureSource | PictureRegion)];
}

type PictureRegionOrAll = Pick<PictureRegion, 'image'> & Partial<PictureRegion>;

async function queryPicture(
  { image, region }: PictureRegionOrAll,
  settings: Settings,
  workingSide: WorkingSide,
  signal?: AbortSignal,
): Promise<QueryPicture> {
  const stop = signal ? { signal } : {};
  const { bytes, path } = await pictureBytes(image, settings, signal);
  const { maxPixels } = settings;
  const meant = region ? await cutPicture(bytes, region, { maxPixels, ...stop }) : bytes;
  const named = path !== undefined && !region ? { path } : {};
  const picture = await decodePicture(meant, { maxPixels, workingSide, ...named, ...stop });
  return { contentHash: picture.contentHash, pixels: picture.pixels, bytes: picture.bytes };
}

async function pictureBytes(
  image: PictureSource,
  settings: Settings,
  signal?: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly path?: string }> {
  if (image instanceof Uint8Array) return { bytes: image };
  const reference = String(image);
  const maxBytes = settings.maxFileBytes;
  if (reference.startsWith('data:')) return { bytes: parseDataUrl(reference, maxBytes).bytes };
  if (!isUrl(reference)) {
    const path = reference.startsWith('file:') ? fileURLToPath(reference) : reference;
    return { bytes: await readBytes(path, { maxBytes, ...(signal ? { signal } : {}) }), path };
  }
  if (settings.offline) {
    throw new SightlineError(
      'network-refused',
      `The query's picture ${reference} is on the network, and this runs offline.`,
      { remedy: 'Save it and give the file, or leave out --offline.' },
    );
  }
  const { timeoutMs, allowPrivateAddresses: allowPrivate } = settings;
  const stop = signal ? { signal } : {};
  const { bytes } = await fetchUrl(reference, { maxBytes, timeoutMs, allowPrivate, accept: 'image/*', ...stop });
  return { bytes };
}
