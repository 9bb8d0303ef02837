import type { Settings } from '../config.ts';
import { CachedEmbedding } from '../embed/cached-embedding.ts';
import type { Enricher } from '../enrich/enricher.ts';
import { pictureLoader } from '../read/load-picture.ts';
import type { ColumnMapping, ReadOptions } from '../read/reader.ts';
import { Semaphore } from '../support/concurrency.ts';
import type { WorkCache } from '../support/work-cache.ts';
import type { DocumentParts } from './index-document.ts';
import type { OpenIndex } from './open-index.ts';

/** Segments under way at once, over all documents. */
const segmentsUnderWay = 64;

/** What indexing a document takes, from the settings and the open index. */
export function documentParts(
  index: OpenIndex,
  settings: Settings,
  enrichers: readonly Enricher[],
  cache: WorkCache,
): DocumentParts {
  const read = readOptions(settings, workingSide(index));
  const embedding = (view: 'text' | 'image'): CachedEmbedding =>
    new CachedEmbedding(index.embedders[view], 'passage', cache, view === 'image' ? `side ${read.workingSide}` : '');
  const image = embedding('image');
  return {
    embedders: index.embedders,
    embeddings: { image, text: index.embedders.text === index.embedders.image ? image : embedding('text') },
    enrichers,
    blobs: index.blobs,
    read,
    keepOriginals: settings.keepOriginals,
    segmentsUnderWay: new Semaphore(segmentsUnderWay),
    pictureLoader: (asset, { signal, warn }) =>
      pictureLoader({
        asset,
        signal,
        warn: (message) => warn({ message }),
        limits: read.limits,
        workingSide: read.workingSide,
        remote: settings.offline ? 'never' : settings.remotePictures,
        allowPrivate: settings.allowPrivateAddresses,
      }),
  };
}

/**
 * The side of the working copies: what the model looks at with room for its own resampling, and enough to tell text from
 * a scene. Decoding to it costs little more than to the model's own size, as JPEG is shrunk while it is read.
 */
export function workingSide(index: Pick<OpenIndex, 'embedders'>): number {
  return Math.max(256, index.embedders.image.imageSide ?? 0);
}

function readOptions(settings: Settings, side: number): ReadOptions {
  const { maxFileBytes, maxPixels, maxRecords, timeoutMs, keepGps, passageChars } = settings;
  const columns: ColumnMapping = {
    ...(settings.idColumn ? { id: settings.idColumn } : {}),
    ...(settings.nameColumn ? { name: settings.nameColumn } : {}),
    ...(settings.imageColumn ? { image: settings.imageColumn } : {}),
    ...(settings.textColumns ? { text: settings.textColumns } : {}),
  };
  return {
    limits: { maxFileBytes, maxPixels, maxRecords, timeoutMs },
    workingSide: side,
    keepGps,
    passageChars,
    columns,
  };
}
