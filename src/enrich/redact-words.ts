import type { Picture } from '../data/picture.ts';
import { boxInPicture } from '../data/picture-box.ts';
import { type RedactedArea, redactedBoxes, redactionBar } from '../data/redacted-boxes.ts';
import type { Metadata, SegmentDraft, Words } from '../data/segment.ts';
import { reasonOf, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { paintOver, paintOverPixels } from '../support/paint-over.ts';
import { redact } from '../support/redact.ts';
import type { EnrichContext, Enricher } from './enricher.ts';

export interface RedactOptions {
  /** Width times height of what is decoded. */
  readonly maxPixels: number;
}

interface Painted {
  readonly picture: Picture;
  readonly area: RedactedArea;
}

/**
 * Blacks out e-mail addresses, phone numbers, card and account numbers in a segment's words and facts before anything of them is
 * embedded or stored, and marks it as `redacted`. The same is painted over in its picture, so that models and the index are given
 * the painted one. It comes after what reads and before what looks at pictures, and once more after that.
 */
export function redactEnricher({ maxPixels }: RedactOptions): Enricher {
  /** What a painted picture was, for when more of it is to be painted over. */
  const originals = new WeakMap<Picture, Painted>();
  return {
    name: 'redact',
    version: 2,
    settings: '',
    async enrich(draft, context) {
      throwIfAborted(context.signal);
      const redacted = redactedDraft(draft);
      if (redacted.metadata?.redacted !== true || !redacted.picture) return redacted;
      const known = originals.get(redacted.picture);
      const { picture: original = redacted.picture } = known ?? {};
      const area = areaInPicture({ ...redacted, picture: original });
      if (area.length === 0 || JSON.stringify(area) === JSON.stringify(known?.area)) return redacted;
      const { picture: _, ...withoutPicture } = redacted;
      const picture = await paintedPicture(original, area, maxPixels, context);
      if (!picture) return withoutPicture;
      originals.set(picture, { picture: original, area });
      return { ...withoutPicture, picture };
    },
    async close() {},
  };
}

/** The draft or segment with its words and facts blacked out, and the mark `redacted` where anything was. */
export function redactedDraft<T extends Pick<SegmentDraft, 'words' | 'metadata'>>(draft: T): T {
  const words: Words = Object.fromEntries(
    Object.entries(draft.words).map(([source, text]) => [source, text === undefined ? text : redact(text)]),
  );
  const metadata = draft.metadata && redactedFacts(draft.metadata);
  const was = [draft.words, draft.metadata];
  const isTouched = JSON.stringify([words, metadata]) !== JSON.stringify(was) || Object.values(words).some(hasBar);
  if (!isTouched) return draft;
  return { ...draft, words, metadata: { ...metadata, redacted: true } };
}

/** What was read under redaction comes with its bars, from the work cache. */
function hasBar(text: string | undefined): boolean {
  return text?.includes(redactionBar) ?? false;
}

/** A fact's name says what its value is: a bare number in a column called phone is one to call. */
function redactedFacts(metadata: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => {
      const lead = `${name.replace(/[^\p{L}\p{N}]+/gu, ' ')}: `;
      const fact = (one: string): string => redact(lead + one).slice(lead.length);
      if (typeof value === 'string') return [name, fact(value)];
      if (typeof value === 'number') return [name, hasBar(fact(String(value))) ? fact(String(value)) : value];
      return [name, Array.isArray(value) ? value.map((one) => fact(String(one))) : value];
    }),
  );
}

/** The picture painted over; none, with a warning, where that cannot be done: better no picture than one that shows everything. */
async function paintedPicture(
  picture: Picture,
  area: RedactedArea,
  maxPixels: number,
  { signal, warn }: EnrichContext,
): Promise<Picture | undefined> {
  try {
    const pixels = paintOverPixels(picture.pixels, area, picture);
    const { path: _, ...kept } = picture;
    // It is drawn again when it is wanted, and painted then; by its hash, vectors and descriptions of it are known.
    if (picture.drawn) {
      const hash = contentHash(picture.contentHash, 'painted', JSON.stringify(area));
      const bytes = async () => (await paintOver(await picture.bytes(), area, { maxPixels })).bytes;
      return { ...kept, contentHash: hash, pixels, bytes };
    }
    const { bytes, mediaType } = await paintOver(await picture.bytes(), area, { maxPixels, signal });
    return { ...kept, contentHash: contentHash(bytes), mediaType, pixels, bytes: async () => bytes };
  } catch (error) {
    throwIfAborted(signal);
    warn({ message: `A picture was left out, as what stands in it could not be painted over: ${reasonOf(error)}` });
    return undefined;
  }
}

/** What is to be painted over in a draft's picture, in its pixels. */
function areaInPicture(draft: SegmentDraft & Required<Pick<SegmentDraft, 'picture'>>): RedactedArea {
  const area = redactedBoxes(draft, 'picture');
  const place = boxInPicture(draft);
  if (area === 'all' || area.length === 0) return area;
  return place ? area.map(place) : 'all';
}
