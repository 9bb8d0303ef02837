import { readFile } from 'node:fs/promises';
import type { DocumentRecord, Warning } from '../data/document.ts';
import { formatLocator } from '../data/locator.ts';
import type { Picture } from '../data/picture.ts';
import type { Segment, SegmentDraft, StoredPicture, ViewName } from '../data/segment.ts';
import { allWords } from '../data/segment-words.ts';
import type { CachedEmbedding } from '../embed/cached-embedding.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { Enricher } from '../enrich/enricher.ts';
import type { Asset } from '../read/asset.ts';
import { readerFor } from '../read/file-types.ts';
import { detectMediaType } from '../read/media-type.ts';
import type { AttachedFile, ReadContext, Reader, ReadOptions } from '../read/reader.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { DocumentWrite, StoredSegment, VectorView } from '../store/store.ts';
import { mapConcurrent, type Semaphore, withTimeout } from '../support/concurrency.ts';
import { throwIfAborted } from '../support/errors.ts';
import { contentHash, shortId } from '../support/hashing.ts';
import { type Stage, stageSpan, withSpan } from '../support/tracing.ts';
import { textToEmbed } from './text-to-embed.ts';

/** Raise when a change here makes the same file give other segments, so that indexes are brought up to date. */
const pipelineVersion = 1;

export interface DocumentParts {
  readonly embedders: Readonly<Record<VectorView, Embedder>>;
  readonly embeddings: Readonly<Record<VectorView, CachedEmbedding>>;
  readonly enrichers: readonly Enricher[];
  readonly blobs: BlobStore;
  readonly read: ReadOptions;
  /** Copies of all documents are kept. */
  readonly keepOriginals: boolean;
  /** Copies of documents that are no file of their own are kept, as nobody could give them again. */
  readonly keepHomeless: boolean;
  /** Where copies are kept, if that is not the folder of the index. */
  readonly blobsAt?: string;
  /** Bounds the segments under way over all documents, and with them the pixels in memory. */
  readonly segmentsUnderWay: Semaphore;
  pictureLoader(asset: Asset, context: Pick<ReadContext, 'signal' | 'warn'>): ReadContext['picture'];
}

/** What became of one asset. */
export type DocumentOutcome =
  | { readonly type: 'unchanged'; readonly record: DocumentRecord }
  /** Same content under a new time stamp. */
  | { readonly type: 'touched'; readonly record: DocumentRecord }
  | {
      readonly type: 'indexed';
      readonly write: DocumentWrite;
      /** Files found inside it, to be indexed as documents of their own. */
      readonly attached: readonly AttachedFile[];
    };

/** Takes one asset through reading, enriching and embedding, unless the index has it as it is. */
export async function indexDocument(
  asset: Asset,
  known: DocumentRecord | undefined,
  parts: DocumentParts,
  signal: AbortSignal,
): Promise<DocumentOutcome> {
  throwIfAborted(signal);
  const base = baseSettings(parts);
  const current = async (mediaType: string): Promise<string> => {
    const reader = await readerFor(mediaType);
    const more = await reader.settings?.(parts.read);
    return `${base} ${reader.name}@${reader.version}${more ? `:${more}` : ''}`;
  };
  const sameSettings =
    known !== undefined && known.settings === (await current(known.mediaType).catch(() => undefined));
  if (known && sameSettings && known.stamp === asset.stamp) return { type: 'unchanged', record: known };

  const content = await contentOf(asset, sameSettings ? known.contentHash : undefined, parts, signal);
  if (!content) return { type: 'touched', record: { ...(known as DocumentRecord), stamp: asset.stamp } };
  const { mediaType } = content;
  const notes = { 'sightline.document.id': shortId(asset.source), 'sightline.media_type': mediaType };
  return withSpan('index document', notes, async (span) => {
    const outcome = await readDocument(asset, content, await current(mediaType), parts, signal);
    span.note({ 'sightline.segments': outcome.write.segments.length });
    return outcome;
  });
}

/** Reads, enriches and embeds a document that is new or changed. */
async function readDocument(
  asset: Asset,
  { hash, mediaType, reader, bytes }: Content,
  settings: string,
  parts: DocumentParts,
  signal: AbortSignal,
): Promise<Extract<DocumentOutcome, { type: 'indexed' }>> {
  const stages = { read: stageSpan('read'), enrich: stageSpan('enrich'), embed: stageSpan('embed') };
  const warnings: Warning[] = [];
  const attached: AttachedFile[] = [];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const context: ReadContext = {
    ...parts.read,
    signal,
    warn,
    picture: parts.pictureLoader(asset, { signal, warn }),
    attach: (file) => void attached.push(file),
  };
  const drafts = limited(reader.read({ ...asset, bytes }, context), asset.name, context, stages.read);
  const documentId = shortId(asset.source);
  const nameId = segmentNamer(documentId);
  const segments: StoredSegment[] = [];
  const stored = mapConcurrent(drafts, parts.embedders.image.batchSize, (draft) => storeSegment(draft), signal);
  try {
    for await (const segment of stored) segments.push(segment);
  } finally {
    for (const stage of Object.values(stages)) stage.end();
  }

  async function storeSegment(draft: SegmentDraft): Promise<StoredSegment> {
    const id = nameId(draft);
    return parts.segmentsUnderWay.run(async () => {
      const enriched = await stages.enrich.run(() => enrich(draft, parts, context));
      const vectors = await stages.embed.run(() => embed(enriched, parts, signal));
      const { kind, locator, words, metadata = {}, lines } = enriched;
      const picture = enriched.picture && (await storedPicture(enriched.picture, parts, signal));
      const views: ViewName[] = [];
      if (allWords(words)) views.push('keyword');
      if (vectors.text) views.push('text');
      if (vectors.image) views.push('image');
      const segment: Segment = {
        id,
        documentId,
        documentName: asset.name,
        source: asset.source,
        kind,
        locator,
        words,
        metadata,
        ...(lines && lines.length > 0 ? { lines } : {}),
        ...(picture ? { picture } : {}),
        views,
      };
      return { segment, vectors };
    }, signal);
  }

  const record: DocumentRecord = {
    id: documentId,
    source: asset.source,
    name: asset.name,
    mediaType,
    contentHash: hash,
    stamp: asset.stamp,
    // Settings that no run has: the document counts as changed, and what could not be had is asked for once more.
    settings: `${settings}${warnings.some(({ again }) => again) ? ' incomplete' : ''}`,
    segments: segments.length,
    warnings,
    indexedAt: new Date().toISOString(),
  };
  return { type: 'indexed', write: { record, segments }, attached };
}

interface Content {
  readonly hash: string;
  readonly mediaType: string;
  readonly reader: Reader;
  readonly bytes: Asset['bytes'];
}

/**
 * What an asset holds and who reads it; undefined when it is what is known. Not part of {@link indexDocument}, whose variables
 * live until the last page is read: a large file would lie in memory all that time.
 */
async function contentOf(
  asset: Asset,
  knownHash: string | undefined,
  parts: KeepingParts,
  signal: AbortSignal,
): Promise<Content | undefined> {
  const bytes = await asset.bytes();
  const companions = asset.companions.map((one) => readFile(one.path).catch(() => ''));
  const hash = contentHash(bytes, ...(await Promise.all(companions)));
  if (hash === knownHash) return undefined;
  const mediaType = await detectMediaType(bytes, asset.name, asset.declaredType);
  const reader = await readerFor(mediaType);
  await keepDocument(asset, { bytes, mediaType, reader }, parts, signal);
  return { hash, mediaType, reader, bytes: handedOver(bytes, asset) };
}

/** The content for its reader, once: what that keeps of a large file need not lie in memory twice. */
function handedOver(bytes: Uint8Array, asset: Asset): Asset['bytes'] {
  let held: Uint8Array | undefined = bytes;
  return async () => {
    const content = held ?? (await asset.bytes());
    // Only files can be read again.
    if (asset.path !== undefined) held = undefined;
    return content;
  };
}

/** Everything but the reader that decides what a document's segments look like. */
export function baseSettings(parts: Pick<DocumentParts, 'read' | 'enrichers' | 'keepOriginals' | 'blobsAt'>): string {
  // Passwords open a document or not; they do not change what it says.
  // Where LibreOffice is concerns some readers only, which say so themselves.
  const { limits, passwords: _, libreOffice: _program, ...read } = parts.read;
  const enrichers = parts.enrichers.map((enricher) => `${enricher.name}@${enricher.version}:${enricher.settings}`);
  // Copies that are wanted now, or in another place, are made by reading again.
  const keeping = [parts.keepOriginals && 'documents', ...(parts.blobsAt === undefined ? [] : [parts.blobsAt])];
  return `${pipelineVersion} ${contentHash(JSON.stringify([read, limits.maxRecords, enrichers, ...keeping])).slice(0, 12)}`;
}

async function enrich(draft: SegmentDraft, parts: DocumentParts, context: ReadContext): Promise<SegmentDraft> {
  let enriched = draft;
  for (const enricher of parts.enrichers) enriched = await enricher.enrich(enriched, context);
  return enriched;
}

async function embed(
  draft: SegmentDraft,
  parts: DocumentParts,
  signal: AbortSignal,
): Promise<StoredSegment['vectors']> {
  const { embedders, embeddings } = parts;
  const text = embedders.text.accepts.text ? textToEmbed(draft, embedders.text) : undefined;
  // A table is read, not looked at.
  const isSeen = embedders.image.accepts.image && draft.kind !== 'table';
  const picture = isSeen ? draft.picture : undefined;
  const [textVector, imageVector] = await Promise.all([
    text && embeddings.text.embed({ text }, signal),
    picture && embeddings.image.embed({ picture: picture.pixels, pictureHash: picture.contentHash }, signal),
  ]);
  return { ...(textVector ? { text: textVector } : {}), ...(imageVector ? { image: imageVector } : {}) };
}

type KeepingParts = Pick<DocumentParts, 'blobs' | 'keepOriginals' | 'keepHomeless'>;

/**
 * Keeps a copy of a document: of any where that is wanted, and of those that are no file of their own (from the web, from
 * e-mails and archives), as they are drawn, shown and cited from it.
 */
async function keepDocument(
  { path }: Asset,
  { bytes, mediaType, reader }: Pick<Content, 'mediaType' | 'reader'> & { readonly bytes: Uint8Array },
  { blobs, keepOriginals, keepHomeless }: KeepingParts,
  signal: AbortSignal,
): Promise<void> {
  const isNeeded = path === undefined && (keepHomeless || reader.draw !== undefined);
  if (keepOriginals || isNeeded) await blobs.put(bytes, { mediaType, signal });
}

/**
 * Pictures that are no file of their own are kept, except those that are drawn from their document; files stay where they
 * are, unless copies are wanted.
 */
async function storedPicture(picture: Picture, parts: DocumentParts, signal: AbortSignal): Promise<StoredPicture> {
  const { contentHash, mediaType, width, height, perceptualHash, path, drawn } = picture;
  if (!drawn && (!path || parts.keepOriginals)) await parts.blobs.put(await picture.bytes(), { mediaType, signal });
  const origin = path ? { path } : drawn ? { drawn } : {};
  return { contentHash, mediaType, width, height, perceptualHash, ...origin };
}

/** A reader's segments under the limits: each step within its time, and no more of them than allowed. */
async function* limited(
  drafts: AsyncIterable<SegmentDraft>,
  name: string,
  context: ReadContext,
  reading: Stage,
): AsyncGenerator<SegmentDraft> {
  const { maxRecords, timeoutMs } = context.limits;
  const iterator = drafts[Symbol.asyncIterator]();
  let count = 0;
  try {
    for (;;) {
      const step = () => withTimeout(() => iterator.next(), timeoutMs, `Reading ${name}`, context.signal);
      const next = await reading.run(step);
      if (next.done) return;
      if (count++ >= maxRecords) {
        context.warn({
          message: `${name} has more than ${maxRecords} segments; the rest was left out. Raise --max-records to take more.`,
        });
        return;
      }
      yield next.value;
    }
  } finally {
    // Not awaited: a reader that hangs would hang its own end, too.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** Names segments after their place, so that a segment keeps its id while its document changes around it. */
function segmentNamer(documentId: string): (draft: SegmentDraft) => string {
  const taken = new Map<string, number>();
  return (draft) => {
    const place = `${draft.kind}${formatLocator(draft.locator)}`;
    const count = taken.get(place) ?? 0;
    taken.set(place, count + 1);
    return shortId(documentId, place, String(count));
  };
}
