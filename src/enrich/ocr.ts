import type { Picture } from '../data/picture.ts';
import type { LineBox, SegmentDraft } from '../data/segment.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import { SharedWork } from '../support/shared-work.ts';
import type { WorkCache } from '../support/work-cache.ts';
import { standInTheirBoxes } from './confirm-places.ts';
import type { EnrichContext, Enricher } from './enricher.ts';
import { looksLikeText } from './looks-like-text.ts';
import { pictureToLocator } from './picture-place.ts';
import { prepareForReading } from './prepare-for-reading.ts';
import { readAnyWayUp } from './read-any-way-up.ts';
import { decodeReadText, encodeReadText, type ReadText, readText } from './read-text.ts';
import type { RecognizeOptions, TextRecognizer } from './text-recognizer.ts';

export interface OcrOptions {
  readonly recognizer: TextRecognizer;
  /** Remembers what was read, so that no picture is read twice. */
  readonly cache?: Pick<WorkCache, 'get' | 'put'>;
  /** What was read, as it is kept and handed on: without what is to be blacked out, of the same length. As it is unless told. */
  readonly redact?: (text: string) => string;
}

const version = 2;
const nothing: ReadText = { text: '', lines: [] };

/**
 * Reads the text in pictures that look as if they had any, and in pages that are known to be scanned: `words.ocr`, a line each,
 * and in `lines` where each of them stands. Pages, slides and drawings whose text the document itself gives are left alone.
 */
export function ocrEnricher({ recognizer, cache, redact }: OcrOptions): Enricher {
  /** The same picture in several documents at once is read once. */
  const shared = new SharedWork<ReadText>();

  const read = async (picture: Picture, layout: RecognizeOptions['layout'], signal: AbortSignal): Promise<ReadText> => {
    // Whoever has things blacked out never meets what was read before that.
    const stage = redact ? 'ocr, redacted' : 'ocr';
    const key = `${stage}:${recognizer.id}:${version}:${layout}:${picture.contentHash}`;
    const kept = cache?.get(key);
    const known = kept && decodeReadText(kept);
    if (known) return known;
    const { image, scale } = await prepareForReading(picture, signal);
    throwIfAborted(signal);
    const lines = await readAnyWayUp(recognizer, image, { layout, signal });
    const isPlaced = !redact || (await standInTheirBoxes(recognizer, image, lines, redact, { layout, signal }));
    const raw = readText(lines, ({ x, y, width, height }) => ({
      x: x / scale,
      y: y / scale,
      width: width / scale,
      height: height / scale,
    }));
    // Nobody knows where lines stand that are not where they should be: without places, all of the picture is painted over.
    const found = redact ? { text: redact(raw.text), lines: isPlaced ? raw.lines : [] } : raw;
    await cache?.put(key, encodeReadText(found));
    return found;
  };
  const readOnce = (picture: Picture, layout: RecognizeOptions['layout'], signal: AbortSignal): Promise<ReadText> =>
    shared.run(`${layout}:${picture.contentHash}`, () => read(picture, layout, signal), signal);

  return {
    name: 'ocr',
    version,
    settings: recognizer.id,
    async enrich(draft, context) {
      throwIfAborted(context.signal);
      const { picture, words } = draft;
      if (!picture || hasOwnText(draft) || !(isScanned(draft) || looksLikeText(picture.pixels))) return draft;
      const layout = draft.kind === 'page' ? 'page' : 'scattered';
      const found = await readOnce(picture, layout, context.signal).catch((error) => withoutText(error, context));
      if (found.text === '') return draft;
      const place = pictureToLocator(draft);
      const lines = place
        ? found.lines.map(({ start, end, box }): LineBox => ({ source: 'ocr', start, end, box: place(box) }))
        : [];
      return {
        ...draft,
        words: { ...words, ocr: found.text },
        ...(lines.length > 0 && { lines: [...(draft.lines ?? []), ...lines] }),
      };
    },
    close: () => recognizer.close(),
  };
}

/** Body text of anything but a record (whose picture may show a label) is the picture's own text: a page's, or a drawing's. */
function hasOwnText({ kind, words }: SegmentDraft): boolean {
  return kind !== 'record' && words.body !== undefined;
}

/** A page that is nothing but a picture is read, however little stands on it. */
function isScanned({ kind, metadata }: SegmentDraft): boolean {
  return kind === 'page' && metadata?.scanned === true;
}

function withoutText(error: unknown, context: EnrichContext): ReadText {
  const stopped = error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'closed');
  if (stopped) throw error;
  context.warn({ message: `The text in a picture was not read: ${reasonOf(error)}` });
  return nothing;
}
