import type { DocumentRecord } from '../data/document.ts';
import type { Picture } from '../data/picture.ts';
import type { Segment, SegmentDraft, StoredPicture, ViewName } from '../data/segment.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { StoredSegment, VectorView } from '../store/store.ts';
import { Semaphore } from '../support/concurrency.ts';
import type { WorkCache } from '../support/work-cache.ts';
import { sideKey } from './document-parts.ts';
import { type Embedded, ForgivingEmbedding } from './reembed-embedding.ts';
import { type PictureSource, pictureSource } from './reembed-pictures.ts';
import { textToEmbed } from './text-to-embed.ts';

export interface ReembeddedSegment {
  readonly stored: StoredSegment;
  /** Why its picture could not be had, where it has one that the model would look at. */
  readonly missing?: string;
  /** Why a model would not embed its words or its picture. */
  readonly refused?: string;
}

/** Pictures decoded at once; what they take in memory is the square of the side the model looks at. */
const picturesUnderWay = 64;

/** Gives segments of an index the vectors of other models, from what the index keeps of them. */
export function segmentReembedder(
  embedders: Readonly<Record<VectorView, Embedder>>,
  pictures: PictureSource,
  cache: WorkCache,
) {
  const source = pictureSource(pictures);
  const permits = new Semaphore(picturesUnderWay);
  // The same settings as in document-parts.ts, so that indexing and this take each other's vectors from the cache.
  const image = new ForgivingEmbedding(embedders.image, cache, sideKey(pictures.workingSide));
  const text = embedders.text === embedders.image ? image : new ForgivingEmbedding(embedders.text, cache);

  const embedWords = async (segment: Segment, signal: AbortSignal): Promise<Embedded | undefined> => {
    const words = embedders.text.accepts.text ? textToEmbed(draftOf(segment), embedders.text) : undefined;
    return words === undefined ? undefined : text.embed({ text: words }, signal);
  };
  const embedLooks = async (
    segment: Segment,
    record: DocumentRecord,
    signal: AbortSignal,
  ): Promise<Embedded | { readonly missing: string } | undefined> => {
    // A table is read, not looked at.
    if (!segment.picture || segment.kind === 'table' || !embedders.image.accepts.image) return undefined;
    const pictureHash = segment.picture.contentHash;
    const vector = await image.known({ pictureHash }, signal);
    if (vector) return { vector };
    return permits.run(async () => {
      const found = await source.pixels(segment, record, signal);
      return 'missing' in found ? found : image.embed({ picture: found.pixels, pictureHash }, signal);
    }, signal);
  };

  return {
    async reembed(segment: Segment, record: DocumentRecord, signal: AbortSignal): Promise<ReembeddedSegment> {
      const [words, looks] = await Promise.all([embedWords(segment, signal), embedLooks(segment, record, signal)]);
      const vectors = {
        ...(words && 'vector' in words ? { text: words.vector } : {}),
        ...(looks && 'vector' in looks ? { image: looks.vector } : {}),
      };
      const views: ViewName[] = segment.views.filter((view) => view === 'keyword');
      if (vectors.text) views.push('text');
      if (vectors.image) views.push('image');
      const [refused] = [words, looks].flatMap((one) => (one && 'refused' in one ? one.refused : []));
      return {
        stored: { segment: { ...segment, views }, vectors },
        ...(looks && 'missing' in looks ? { missing: looks.missing } : {}),
        ...(refused === undefined ? {} : { refused }),
      };
    },
    /** Vectors computed and vectors taken from the cache so far. */
    counts(): { readonly embedded: number; readonly cached: number } {
      const used = [...new Set([text, image])];
      const total = (pick: (one: ForgivingEmbedding) => number) => used.reduce((sum, one) => sum + pick(one), 0);
      return { embedded: total((one) => one.computed), cached: total((one) => one.cached) };
    },
  };
}

/** A segment as it was before it was stored. What chooses the words asks only whether there is a picture. */
function draftOf({ kind, locator, words, metadata, picture }: Segment): SegmentDraft {
  return { kind, locator, words, metadata, ...(picture ? { picture: withoutPixels(picture) } : {}) };
}

function withoutPixels(picture: StoredPicture): Picture {
  const none = new Uint8Array();
  return { ...picture, pixels: { data: none, width: 0, height: 0 }, bytes: async () => none };
}
