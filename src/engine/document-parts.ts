import type { Settings } from '../config.ts';
import type { WorkingSide } from '../data/picture.ts';
import { CachedEmbedding } from '../embed/cached-embedding.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Enricher } from '../enrich/enricher.ts';
import { pictureLoader } from '../read/pictures/load-picture.ts';
import type { ColumnMapping, ReadOptions } from '../read/reader.ts';
import { inCharacters, inTokens, type PassageSize } from '../read/text/passage-size.ts';
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
  const read = readOptions(settings, index);
  const embedding = (view: 'text' | 'image'): CachedEmbedding =>
    new CachedEmbedding(index.embedders[view], 'passage', cache, view === 'image' ? sideKey(read.workingSide) : '');
  const image = embedding('image');
  return {
    embedders: index.embedders,
    embeddings: { image, text: index.embedders.text === index.embedders.image ? image : embedding('text') },
    enrichers,
    blobs: index.blobs,
    read,
    keepOriginals: settings.keepOriginals,
    // What was blacked out in the words still stands in a copy: then only what pictures are drawn from is kept unasked.
    keepHomeless: !settings.redact,
    ...(settings.blobs === 'folder' ? {} : { blobsAt: settings.blobs }),
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
export function workingSide(index: Pick<OpenIndex, 'embedders'>): WorkingSide {
  const { imageSide = 0, looksAtMiddle } = index.embedders.image;
  return looksAtMiddle ? { shorter: Math.max(192, imageSide) } : Math.max(256, imageSide);
}

/** Tells vectors of working copies of different sizes apart in the cache. */
export function sideKey(side: WorkingSide): string {
  return typeof side === 'number' ? `side ${side}` : `shorter side ${side.shorter}`;
}

/** How files are read, from the settings. */
export function readOptions(settings: Settings, { embedders }: Pick<OpenIndex, 'embedders'>): ReadOptions {
  const { maxFileBytes, maxPixels, maxRecords, timeoutMs, maxUnpackedBytes, maxEntries } = settings;
  const { keepGps, passwords, pagePictures, pageSide } = settings;
  const columns: ColumnMapping = {
    ...(settings.idColumn ? { id: settings.idColumn } : {}),
    ...(settings.nameColumn ? { name: settings.nameColumn } : {}),
    ...(settings.imageColumn ? { image: settings.imageColumn } : {}),
    ...(settings.textColumns ? { text: settings.textColumns } : {}),
  };
  return {
    limits: { maxFileBytes, maxPixels, maxRecords, timeoutMs, maxUnpackedBytes, maxEntries },
    workingSide: workingSide({ embedders }),
    keepGps,
    passage: passageSize(settings, embedders.text),
    columns,
    passwords,
    pagePictures,
    pageSide,
    ...libreOfficeOption(settings),
    ...(settings.redact ? { redact: true as const } : {}),
  };
}

/** Models that read fewer tokens know short phrases; passages made for them would be scraps. */
const leastWindow = 128;
/** Longer passages are about more than one thing. */
const longestPassage = 256;
/** Left free in a model's window for the headings that go before a passage. */
const roomForHeadings = 32;

/**
 * Passages as long as the model that embeds them reads, counted in its own tokens. A model of short phrases does not see
 * passages at all (keywords find them), so there the measure is characters.
 */
function passageSize(settings: Settings, embedder: Embedder): PassageSize {
  const { passageChars, passageTokens, passageOverlap } = settings;
  const share = passageOverlap / 100;
  const window = embedder.maxTextTokens;
  if (passageTokens === undefined && window < leastWindow)
    return inCharacters(passageChars, Math.floor(passageChars * share));
  const most = passageTokens ?? Math.min(window - roomForHeadings, longestPassage);
  const { model, revision } = embedder.space;
  return inTokens(most, Math.floor(most * share), {
    name: `${model}@${revision}`,
    countTokens: (text) => embedder.countTokens(text),
  });
}

/** Where LibreOffice is, as readers and drawing take it. */
export function libreOfficeOption({ libreOffice }: Settings): { readonly libreOffice?: string | false } {
  if (libreOffice === undefined) return {};
  return { libreOffice: libreOffice === 'off' ? false : libreOffice };
}
