import type { Picture } from '../data/picture.ts';
import type { SegmentDraft } from '../data/segment.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import type { WorkCache } from '../support/work-cache.ts';
import type { EnrichContext, Enricher } from './enricher.ts';
import { looksLikeText } from './looks-like-text.ts';
import { prepareForReading } from './prepare-for-reading.ts';
import { inReadingOrder } from './reading-order.ts';
import { sureText } from './sure-text.ts';
import type { RecognizeOptions, TextRecognizer } from './text-recognizer.ts';

export interface OcrOptions {
  readonly recognizer: TextRecognizer;
  /** Remembers what was read, so that no picture is read twice. */
  readonly cache?: Pick<WorkCache, 'get' | 'put'>;
}

const version = 1;

/**
 * Reads the text in pictures that look as if they had any: `words.ocr`, a line each. Pages, slides and drawings
 * whose text the document itself gives are left alone.
 */
export function ocrEnricher({ recognizer, cache }: OcrOptions): Enricher {
  /** The same picture in several documents at once is read once. */
  const underWay = new Map<string, Promise<string>>();

  const read = async (picture: Picture, layout: RecognizeOptions['layout'], signal: AbortSignal): Promise<string> => {
    const key = `ocr:${recognizer.id}:${version}:${layout}:${picture.contentHash}`;
    const known = cache?.get(key);
    if (known) return new TextDecoder().decode(known);
    const { image } = await prepareForReading(picture, signal);
    const { lines } = await recognizer.recognize(image, { layout, signal });
    const text = sureText(layout === 'page' ? lines : inReadingOrder(lines));
    await cache?.put(key, new TextEncoder().encode(text));
    return text;
  };
  const readOnce = async (
    picture: Picture,
    layout: RecognizeOptions['layout'],
    signal: AbortSignal,
  ): Promise<string> => {
    const key = `${layout}:${picture.contentHash}`;
    for (let running = underWay.get(key); running; running = underWay.get(key)) {
      const text = await running.catch(() => undefined);
      throwIfAborted(signal);
      if (text !== undefined) return text;
      // The other call failed, perhaps because it alone was cancelled: the next one tries for itself.
    }
    const reading = read(picture, layout, signal).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };

  return {
    name: 'ocr',
    version,
    settings: recognizer.id,
    async enrich(draft, context) {
      throwIfAborted(context.signal);
      const { picture, words } = draft;
      if (!picture || hasOwnText(draft) || !looksLikeText(picture.pixels)) return draft;
      const layout = draft.kind === 'page' ? 'page' : 'scattered';
      const text = await readOnce(picture, layout, context.signal).catch((error) => withoutText(error, context));
      return text === '' ? draft : { ...draft, words: { ...words, ocr: text } };
    },
    close: () => recognizer.close(),
  };
}

/** Body text of anything but a record (whose picture may show a label) is the picture's own text: a page's, or a drawing's. */
function hasOwnText({ kind, words }: SegmentDraft): boolean {
  return kind !== 'record' && words.body !== undefined;
}

function withoutText(error: unknown, context: EnrichContext): string {
  const stopped = error instanceof SightlineError && (error.code === 'cancelled' || error.code === 'closed');
  if (stopped) throw error;
  context.warn({ message: `The text in a picture was not read: ${reasonOf(error)}` });
  return '';
}
