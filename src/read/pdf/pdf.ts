import type { Box } from '../../data/locator.ts';
import type { Metadata, SegmentDraft } from '../../data/segment.ts';
import { mapConcurrent } from '../../support/concurrency.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import type { Asset } from '../asset.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { tooMany } from '../text/text-segments.ts';
import type { PdfOpened, PdfPageRead, PdfPictureWishes, PdfSource } from './pdf-messages.ts';
import { drawnPicture } from './pdf-pictures.ts';
import { type PdfPool, type PdfRunOptions, PdfTaskError, sharedPdfPool } from './pdf-pool.ts';
import { pdfSegments } from './pdf-segments.ts';
import { cropSide, sampledPages } from './pdf-sizes.ts';
import { soundTitle } from './pdf-title.ts';
import { type LostPage, lostPages } from './pdf-warnings.ts';

/** Pages of one document that are read ahead of the one that is handed on, for each thread. */
const aheadPerThread = 2;
/** After so many pages in a row that cannot be read, the rest is given up: its page tree promises what is not there. */
const maxLostInARow = 50;
/** Letters of a page's text that stand for it where its picture is a segment of its own. */
const pageBodyChars = 200;

/** Of the time for one step, for a first look at a sample of the pages. */
const sampleShare = 0.25;

let sources = 0;

/**
 * PDF documents, page by page: paragraphs under their headings, tables, figures with their captions, and pages that hold no
 * text of their own as pictures, which are read by text recognition. Boxes are in points (1/72 inch) from the top left of the
 * page as it is seen. The work is done in threads that all documents share.
 */
export const pdfReader: Reader = pdfReaderWith(sharedPdfPool);

/** The reader with threads of its own. */
export function pdfReaderWith(pool: () => PdfPool): Reader {
  return {
    name: 'pdf',
    version: 1,
    read: (asset, context) => readPdf(asset, context, pool()),
    async draw(asset, place, options) {
      if (place.page === undefined) return undefined;
      const source = await sourceOf(asset, options.passwords);
      const task = {
        type: 'draw',
        source,
        page: place.page,
        side: options.side,
        ...(place.box && { box: place.box }),
        ...(options.redact && { redact: options.redact }),
      } as const;
      return pool()
        .run(task, { timeoutMs: options.limits.timeoutMs, signal: options.signal })
        .catch((error: unknown) => Promise.reject(openingError(error, asset)))
        .finally(() => pool().release(source));
    },
  };
}

async function* readPdf(
  asset: Asset,
  context: ReadContext,
  pool: PdfPool,
): AsyncGenerator<SegmentDraft, void, undefined> {
  throwIfAborted(context.signal);
  const source = await sourceOf(asset, context.passwords);
  try {
    yield* pagesOf(asset, source, context, pool);
  } finally {
    pool.release(source);
  }
}

async function* pagesOf(
  asset: Asset,
  source: PdfSource,
  context: ReadContext,
  pool: PdfPool,
): AsyncGenerator<SegmentDraft, void, undefined> {
  const timing = { timeoutMs: context.limits.timeoutMs, signal: context.signal };
  const opened = await open(source, pool, timing).catch((error: unknown) => Promise.reject(openingError(error, asset)));
  if (opened.pages < 1) throw damaged(asset, 'It has no pages.');

  const wishes: PdfPictureWishes = {
    pageSide: context.pageSide,
    pages: context.pagePictures,
    figures: true,
    ...redactOf(context),
  };
  const readPage = async (
    page: number,
    signal: AbortSignal,
  ): Promise<{ page: number; read?: PdfPageRead; reason?: string }> => {
    const task = { type: 'page', source, page, plan: opened.plan, pictures: wishes } as const;
    try {
      return { page, read: await pool.run(task, { ...timing, signal, sticky: opened.pages <= sampledPages }) };
    } catch (error) {
      throwIfAborted(context.signal);
      return { page, reason: reasonOf(error) };
    }
  };

  const maker = segmentMaker(asset, opened, context, pool, source);
  const lost: LostPage[] = [];
  let count = 0;
  let inARow = 0;
  let read = 0;
  const numbers = Array.from({ length: opened.pages }, (_, at) => at + 1);
  for await (const result of mapConcurrent(numbers, pool.threads * aheadPerThread, readPage, context.signal)) {
    if (!result.read) {
      lost.push({ page: result.page, reason: result.reason ?? '' });
      inARow++;
      if (inARow < maxLostInARow) continue;
      for (let page = result.page + 1; page <= opened.pages && lost.length < 100_000; page++)
        lost.push({ page, reason: '' });
      break;
    }
    inARow = 0;
    read++;
    for await (const segment of maker.page(result.page, result.read)) {
      throwIfAborted(context.signal);
      if (count === context.limits.maxRecords) {
        context.warn(tooMany(asset.name, count, `page=${result.page}`));
        return;
      }
      count++;
      yield segment;
    }
  }
  if (read === 0) throw damaged(asset, `None of its pages can be read: ${lost[0]?.reason ?? ''}`);
  if (lost.length > 0) context.warn(lostPages(asset.name, lost));
  for await (const segment of maker.end()) {
    throwIfAborted(context.signal);
    if (count++ < context.limits.maxRecords) yield segment;
  }
  if (count === 0) context.warn({ message: `${shownName(asset.name)} has nothing on its pages that could be read.` });
}

/** Opens the document; one whose pages take for ever is opened without looking at them first. */
async function open(source: PdfSource, pool: PdfPool, timing: PdfRunOptions): Promise<PdfOpened> {
  try {
    return await pool.run({ type: 'open', source, sampleMs: timing.timeoutMs * sampleShare }, timing);
  } catch (error) {
    if (!(error instanceof PdfTaskError) || error.kind === 'failed') throw error;
    return pool.run({ type: 'open', source, sampleMs: 0 }, timing);
  }
}

/** Turns what was read of each page into segments with names, facts and pictures. */
function segmentMaker(asset: Asset, opened: PdfOpened, context: ReadContext, pool: PdfPool, source: PdfSource) {
  const segments = pdfSegments(context.passage);
  const title = soundTitle(opened.title);
  const author = soundTitle(opened.author, 100);
  // Headers and footers are in no passage; what they say of the document stands for each of them.
  const { identity = '' } = opened.plan.survey;
  const name = [nameWords(asset.name), title, identity].filter((words) => words !== '').join(' ');
  const facts: Metadata = { ...(title && { title }), ...(author && { author }) };

  const finished = (draft: SegmentDraft): SegmentDraft => ({
    ...draft,
    words: { ...(name ? { name } : {}), ...draft.words },
    ...(Object.keys(facts).length > 0 || draft.metadata ? { metadata: { ...facts, ...draft.metadata } } : {}),
  });
  const picture = (png: Uint8Array, page: number, side: number, box?: Box) =>
    drawnPicture(png, context, async () => {
      const task = { type: 'draw', source, page, side, ...(box && { box }), ...redactOf(context) } as const;
      const signal = new AbortController().signal;
      const again = await pool.run(task, { timeoutMs: context.limits.timeoutMs, signal });
      if (!again) throw damaged(asset, `Page ${page} cannot be drawn.`);
      return again;
    });

  return {
    async *page(page: number, read: PdfPageRead): AsyncGenerator<SegmentDraft, void, undefined> {
      if (read.picture) {
        const body = pageBody(read);
        yield finished({
          kind: 'page',
          locator: { page },
          words: body ? { body } : {},
          picture: await picture(read.picture.png, page, context.pageSide),
          metadata: {
            pageWidth: rounded(read.picture.width),
            pageHeight: rounded(read.picture.height),
            ...(read.scanned && { scanned: true }),
          },
        });
      }
      const pngs = new Map(read.pictures.map(({ block, png }) => [read.blocks[block], png]));
      for (const { draft, block } of segments.page(page, read.blocks)) {
        const png = block && pngs.get(block);
        // A figure without a picture and without words is an ornament.
        if (!png && draft.kind === 'image' && !draft.words.caption && !draft.words.body) continue;
        const looks = png && block && (await picture(png, page, cropSide(block.box), block.box));
        yield finished(looks ? { ...draft, picture: looks } : draft);
      }
    },
    async *end(): AsyncGenerator<SegmentDraft, void, undefined> {
      for (const { draft } of segments.end()) yield finished(draft);
    },
  };
}

function redactOf({ redact }: Pick<ReadContext, 'redact'>): Pick<PdfPictureWishes, 'redact'> {
  return redact ? { redact } : {};
}

/** What a page is about, in short: its first heading, or the beginning of its text. */
function pageBody(read: PdfPageRead): string | undefined {
  const heading = read.blocks.find((block) => block.type === 'heading');
  if (heading?.type === 'heading') return heading.text.trim() || undefined;
  const paragraph = read.blocks.find((block) => block.type === 'paragraph');
  if (paragraph?.type !== 'paragraph') return undefined;
  return Array.from(paragraph.text).slice(0, pageBodyChars).join('').trim() || undefined;
}

/** Points to a tenth. */
function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}

/** The document's bytes in memory that every thread can see. */
async function sourceOf(asset: Asset, passwords: readonly string[]): Promise<PdfSource> {
  const bytes = await asset.bytes();
  if (bytes.length === 0)
    throw new SightlineError('broken-content', `${shownName(asset.name)} is empty.`, {
      remedy: 'Copy or download it again.',
    });
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return { id: ++sources, bytes: shared, passwords };
}

function damaged(asset: Asset, reason: string): SightlineError {
  return new SightlineError(
    'broken-content',
    `${shownName(asset.name)} cannot be read as a PDF. ${shownName(reason)}`,
    {
      remedy:
        'It may be damaged or cut short: get it again from where it came, or open it in a viewer and save it anew.',
    },
  );
}

/** What a failure to open a document means for whoever wants it read. */
function openingError(error: unknown, asset: Asset): unknown {
  if (!(error instanceof PdfTaskError)) return error;
  const name = shownName(asset.name);
  if (error.name === 'PasswordException')
    return new SightlineError('unreadable-file', `${name} is locked with a password.`, {
      remedy: 'Give its password with --passwords (option passwords), or save a copy without one.',
      cause: error,
    });
  if (error.kind === 'timeout')
    return new SightlineError('limit-exceeded', `${name} was given up: ${error.message}`, {
      remedy: 'Raise the limit on the time of one step (option timeoutMs) if you trust it.',
      cause: error,
    });
  return damaged(asset, error.message.replace(/([^.!?])$/, '$1.'));
}
