import { z } from 'zod';
import type { CaptionCounts } from '../data/events.ts';
import type { Picture } from '../data/picture.ts';
import type { Metadata, SegmentDraft, Words } from '../data/segment.ts';
import { Semaphore } from '../support/concurrency.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { pictureForModel } from '../support/picture-for-model.ts';
import { SharedWork } from '../support/shared-work.ts';
import type { WorkCache } from '../support/work-cache.ts';
import type { Captioned, Captioner, PictureDescription } from './captioner.ts';
import type { EnrichContext, Enricher } from './enricher.ts';

export interface CaptionOptions {
  /** Stays open: whoever opened it closes it. */
  readonly captioner: Captioner;
  /** Remembers every description, so that none is paid for twice. */
  readonly cache?: Pick<WorkCache, 'get' | 'put'>;
  /** Width times height of what is decoded. */
  readonly maxPixels: number;
  readonly pricePerMillion?: { readonly input: number; readonly output: number };
  /** What a model says, as it is kept and handed on: without what is to be blacked out. As it is unless told. */
  readonly redact?: (text: string) => string;
}

export interface CaptionEnricher extends Enricher {
  counts(): CaptionCounts;
}

const version = 1;
/** Smaller pictures are icons and rules, of which there is nothing to say. In pixels, the shorter side. */
const leastSide = 32;
/** After these nothing will go better with the next picture: a key that is refused, a model that is not there. */
const hopeless: readonly SightlineError['code'][] = ['bad-option', 'model-missing', 'network-refused'];

const keptDescription = z.object({
  caption: z.string(),
  objects: z.array(z.string()),
  colours: z.array(z.string()),
  text: z.string(),
  kind: z.string(),
});

/**
 * Describes pictures in words that are found and cited as a model's: `words.description`, and what it recognised as metadata
 * (`picture.kind`, `picture.objects`, `picture.colours`). A description is in the cache, by picture, model and prompt, before
 * anything else is done with it: neither a crash nor a second run pays for it again.
 */
export function captionEnricher(options: CaptionOptions): CaptionEnricher {
  const { captioner, cache, maxPixels, pricePerMillion, redact } = options;
  const shared = new SharedWork<PictureDescription>();
  const slots = new Semaphore(captioner.concurrency);
  const counts = { described: 0, cached: 0, failed: 0, inputTokens: 0, outputTokens: 0 };
  let givenUp: SightlineError | undefined;
  /** Documents that were told of pictures that are not described, by what they are enriched in. */
  const told = new WeakSet<EnrichContext>();
  let closed = false;

  const describe = async (picture: Picture, signal: AbortSignal): Promise<PictureDescription> => {
    const identity = contentHash(captioner.name, captioner.settings, String(version), picture.contentHash);
    // Whoever has things blacked out never meets what was said before that.
    const key = `${redact ? 'caption, redacted' : 'caption'}:${identity.slice(0, 40)}`;
    const known = decoded(cache?.get(key));
    if (known) {
      counts.cached++;
      return known;
    }
    const { description: raw, usage } = await slots.run(async () => {
      if (givenUp) throw givenUp;
      const image = await pictureForModel(await picture.bytes(), { side: captioner.imageSide, maxPixels, signal });
      return ask(image.bytes, image.mediaType, signal);
    }, signal);
    const description = redact ? redactedDescription(raw, redact) : raw;
    await cache?.put(key, Buffer.from(JSON.stringify(description)));
    counts.described++;
    counts.inputTokens += usage.inputTokens ?? 0;
    counts.outputTokens += usage.outputTokens ?? 0;
    return description;
  };
  const ask = async (bytes: Uint8Array, mediaType: string, signal: AbortSignal): Promise<Captioned> => {
    try {
      return await captioner.caption(bytes, mediaType, signal);
    } catch (error) {
      if (error instanceof SightlineError && hopeless.includes(error.code)) givenUp = error;
      throw error;
    }
  };

  const withoutDescription = (draft: SegmentDraft, error: unknown, context: EnrichContext): SegmentDraft => {
    if (error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'closed')) throw error;
    // Of a key that is refused, a document need hear only once.
    if (error === givenUp && told.has(context)) return draft;
    told.add(context);
    const message = error instanceof Error ? error.message : String(error);
    const subject = error === givenUp ? 'Pictures were not described' : 'A picture was not described';
    context.warn({ message: `${subject}: ${message}`, again: true });
    return draft;
  };

  return {
    name: 'caption',
    version,
    settings: `${captioner.name} ${captioner.settings}`,
    async enrich(draft, context) {
      throwIfAborted(context.signal);
      if (closed) throw new SightlineError('closed', 'The captioner was closed.');
      const { picture } = draft;
      if (!picture || draft.kind === 'table' || Math.min(picture.width, picture.height) < leastSide) return draft;
      try {
        const description = await shared.run(
          picture.contentHash,
          () => describe(picture, context.signal),
          context.signal,
        );
        return withDescription(draft, description);
      } catch (error) {
        counts.failed++;
        return withoutDescription(draft, error, context);
      }
    },
    counts() {
      const { inputTokens, outputTokens } = counts;
      const cost =
        pricePerMillion && (inputTokens * pricePerMillion.input + outputTokens * pricePerMillion.output) / 1e6;
      return { model: captioner.name, ...counts, ...(cost === undefined ? {} : { cost }) };
    },
    async close() {
      closed = true;
    },
  };
}

function decoded(kept: Uint8Array | undefined): PictureDescription | undefined {
  if (!kept) return undefined;
  try {
    return keptDescription.safeParse(JSON.parse(Buffer.from(kept).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function redactedDescription(
  { caption, objects, colours, text, kind }: PictureDescription,
  redact: (text: string) => string,
): PictureDescription {
  return {
    caption: redact(caption),
    objects: objects.map(redact),
    colours: colours.map(redact),
    text: redact(text),
    kind: redact(kind),
  };
}

function withDescription(
  draft: SegmentDraft,
  { caption, objects, colours, text, kind }: PictureDescription,
): SegmentDraft {
  const description = [caption, objects.length > 0 ? `Shown: ${objects.join(', ')}.` : ''].filter(Boolean).join(' ');
  const words: Words = {
    ...draft.words,
    ...(description ? { description } : {}),
    // Read letter by letter, OCR is right more often than a model that sees the whole.
    ...(text && !draft.words.ocr && !draft.words.body ? { ocr: text } : {}),
  };
  const metadata: Metadata = {
    ...draft.metadata,
    ...(kind ? { 'picture.kind': kind } : {}),
    ...(objects.length > 0 ? { 'picture.objects': objects } : {}),
    ...(colours.length > 0 ? { 'picture.colours': colours } : {}),
  };
  return { ...draft, words, metadata };
}
