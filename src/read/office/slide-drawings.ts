import type { Locator } from '../../data/locator.ts';
import type { Picture } from '../../data/picture.ts';
import { reasonOf, SightlineError } from '../../support/errors.ts';
import { contentHash } from '../../support/hashing.ts';
import type { Asset } from '../asset.ts';
import { drawnPicture } from '../pdf/pdf-pictures.ts';
import type { DrawOptions, ReadContext, ReadLimits } from '../reader.ts';
import { convertWithLibreOffice, findLibreOffice, type LibreOfficeSetting } from './libreoffice.ts';
import type { SlideDeck } from './slide-deck.ts';

/** What the slides of a deck look like. */
export interface SlideDrawings {
  /** A slide, or the box on it; undefined when it cannot be drawn. */
  picture(at: Locator): Promise<Picture | undefined>;
}

/** The deck as a PDF, and the page of each slide. */
interface DrawnDeck {
  readonly pdf: Uint8Array;
  pageOf(slide: number): number | undefined;
}

const noDrawings: SlideDrawings = { picture: async () => undefined };

/** Drawing may take this share of the time for one step of reading; the rest is for what follows. */
const timeShare = 0.8;

/** Decks that were drawn last, so that pictures of one deck asked for one after the other cost one conversion. */
const recent = new Map<string, Promise<Uint8Array>>();
const mostRecent = 3;

/** A deck that is to be drawn. */
export interface DeckSource {
  readonly bytes: Uint8Array;
  readonly extension: 'pptx' | 'odp';
  /** The document's name, for messages. */
  readonly name: string;
  readonly deck: Pick<SlideDeck, 'slides' | 'read'>;
}

/** Has LibreOffice draw a deck. When it cannot, the document is warned of once, and nothing is drawn. */
export async function slideDrawings(
  source: DeckSource,
  context: ReadContext & LibreOfficeSetting,
): Promise<SlideDrawings> {
  const { signal, limits } = context;
  const { name } = source;
  let drawn: DrawnDeck | undefined;
  try {
    if (context.libreOffice === false) return noDrawings;
    const program = await findLibreOffice(context.libreOffice);
    if (program === undefined) {
      const message =
        'Slides have no pictures, because LibreOffice was not found; their text, tables, charts and pictures were indexed.';
      context.warn({ message });
      return noDrawings;
    }
    drawn = await drawDeck(source, { program, limits, signal, timeoutMs: timeShare * limits.timeoutMs });
    if (!drawn) {
      context.warn({ message: `LibreOffice drew ${name} with another number of slides; they have no pictures.` });
      return noDrawings;
    }
  } catch (error) {
    rethrowCancelled(error, context.signal);
    context.warn({ message: `The slides of ${name} have no pictures: ${reasonOf(error)}` });
    return noDrawings;
  }
  const { pdf, pageOf } = drawn;
  let failed = false;
  return {
    async picture(at) {
      const page = pageOf(at.slide ?? 0);
      if (page === undefined) return undefined;
      try {
        const place = { page, ...(at.box ? { box: at.box } : {}) };
        const draw = (stop: AbortSignal) =>
          drawPage(pdf, place, {
            side: context.pageSide,
            passwords: [],
            limits,
            signal: stop,
            ...(context.redact && { redact: context.redact }),
          });
        const png = await draw(signal);
        if (!png) return undefined;
        return await drawnPicture(png, context, async () => {
          const again = await draw(new AbortController().signal);
          if (!again) throw new SightlineError('broken-content', `Slide ${at.slide} of ${name} cannot be drawn.`);
          return again;
        });
      } catch (error) {
        rethrowCancelled(error, signal);
        if (!failed) context.warn({ message: `Slide ${at.slide} of ${name} could not be drawn: ${reasonOf(error)}` });
        failed = true;
        return undefined;
      }
    },
  };
}

/** A picture (PNG) of a slide or of a box on it; undefined without LibreOffice or when there is no such slide. */
export async function drawSlide(
  open: () => Promise<DeckSource>,
  place: Locator,
  options: DrawOptions & LibreOfficeSetting,
): Promise<Uint8Array | undefined> {
  if (place.slide === undefined) return undefined;
  const program = await findLibreOffice(options.libreOffice);
  if (program === undefined) return undefined;
  const { limits, signal } = options;
  const drawn = await drawDeck(await open(), { program, limits, signal, timeoutMs: limits.timeoutMs });
  const page = drawn?.pageOf(place.slide);
  if (!drawn || page === undefined) return undefined;
  return drawPage(drawn.pdf, { page, ...(place.box ? { box: place.box } : {}) }, options);
}

interface DrawDeckOptions {
  readonly program: string;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Undefined when the PDF's pages are neither all slides nor all that are shown. */
async function drawDeck(source: DeckSource, options: DrawDeckOptions): Promise<DrawnDeck | undefined> {
  const { deck } = source;
  const pdf = await convertOnce(source, options);
  const pages = pageCount(pdf);
  if (pages === undefined || pages === deck.slides.length)
    return { pdf, pageOf: (slide) => (slide >= 1 && slide <= deck.slides.length ? slide : undefined) };
  const shown = deck.slides.filter((slide) => !isHidden(deck, slide.number)).map((slide) => slide.number);
  if (pages !== shown.length) return undefined;
  return { pdf, pageOf: (slide) => (shown.includes(slide) ? shown.indexOf(slide) + 1 : undefined) };
}

function isHidden(deck: DeckSource['deck'], number: number): boolean {
  const slide = deck.slides[number - 1];
  try {
    return slide !== undefined && deck.read(slide).hidden;
  } catch {
    return false;
  }
}

async function convertOnce(source: DeckSource, options: DrawDeckOptions): Promise<Uint8Array> {
  const { bytes, name, extension: from } = source;
  const { program, limits, signal, timeoutMs } = options;
  const key = contentHash(bytes);
  const known = recent.get(key);
  if (known) {
    const pdf = await known.catch(() => undefined);
    // It may have failed for the other's reasons: cancelled, or out of time.
    if (pdf) return pdf;
  }
  const maxBytes = limits.maxUnpackedBytes;
  const converting = convertWithLibreOffice(bytes, { program, name, from, to: 'pdf', timeoutMs, maxBytes, signal });
  recent.set(key, converting);
  converting.catch(() => recent.delete(key));
  const [oldest] = recent.keys();
  if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest);
  return converting;
}

/** Pages of a PDF that LibreOffice wrote: its page tree stands in it as it is, and the root counts them all. */
function pageCount(pdf: Uint8Array): number | undefined {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const counts = Array.from(text.matchAll(/\/Type\s*\/Pages\b[^>]{0,20000}?\/Count\s+(\d+)/g), ([, count]) =>
    Number(count),
  );
  return counts.length > 0 ? Math.max(...counts) : undefined;
}

async function drawPage(pdf: Uint8Array, place: Locator, options: DrawOptions): Promise<Uint8Array | undefined> {
  const { pdfReader } = await import('../pdf/pdf.ts');
  const asset: Asset = {
    source: 'slides.pdf',
    name: 'slides.pdf',
    companions: [],
    stamp: contentHash(pdf),
    sizeBytes: pdf.length,
    bytes: async () => pdf,
  };
  return pdfReader.draw?.(asset, place, options);
}

function rethrowCancelled(error: unknown, signal: AbortSignal): void {
  if (signal.aborted || (error instanceof SightlineError && error.code === 'cancelled')) throw error;
}
