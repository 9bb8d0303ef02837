import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { archiveContext } from '../archive/archive-pictures.ts';
import { type Archive, openArchive } from '../archive/open-archive.ts';
import { cappedWarnings } from '../capped-warnings.ts';
import { resolvePart } from '../office/office-package.ts';
import { pace } from '../pace.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { nameWords } from '../text/name-words.ts';
import { tooMany } from '../text/text-segments.ts';
import { blockSegments } from './block-segments.ts';
import { type Block, oneLine } from './blocks.ts';
import { captionLabel } from './caption-label.ts';
import { type EpubChapter, type EpubPackage, readEpubPackage } from './epub-package.ts';
import { htmlBlocks } from './html-blocks.ts';
import { type ReferenceDecoder, referenceDecoder } from './html-references.ts';
import { htmlTokens } from './html-tokens.ts';

/**
 * Books in the EPUB format, chapter by chapter in reading order: passages, tables and pictures under the chapter's title and the
 * headings in it, with the book's title and author.
 *
 * Places name the chapter's file and the character range in its decoded source, tags included:
 * `#id=OEBPS/ch1.xhtml&char=310,1290`.
 */
export const epubReader: Reader = {
  name: 'epub',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const name = shownName(asset.name);
    const { limits, signal } = context;
    const archive = openArchive(await asset.bytes(), { name: asset.name, limits, signal });
    if (archive.damage) context.warn({ message: archive.damage });
    const book = readEpubPackage(archive, name);
    const decode = await referenceDecoder();
    const warnings = cappedWarnings(
      (warning) => context.warn(warning),
      (count) => `${count} more warnings of ${name} were held back.`,
    );
    const own = { ...archiveContext(context, archive), warn: warnings.warn };
    let count = 0;
    let sound = 0;
    let firstError: unknown;
    for (const chapter of book.chapters) {
      try {
        for await (const draft of chapterSegments(chapter, {
          asset: asset.name,
          book,
          archive,
          decode,
          context: own,
        })) {
          throwIfAborted(signal);
          if (count === limits.maxRecords) {
            context.warn(tooMany(asset.name, count, formatLocator(draft.locator).slice(1)));
            return;
          }
          count++;
          yield draft;
        }
        sound++;
      } catch (error) {
        if (!(error instanceof SightlineError) || /^(?:cancelled|limit-exceeded)$/.test(error.code)) throw error;
        firstError ??= error;
        warnings.warn({ message: `A chapter of ${name} was left out: ${reasonOf(error)}` });
      }
    }
    if (sound === 0) throw firstError;
    warnings.close();
  },
};

interface Reading {
  readonly asset: string;
  readonly book: EpubPackage;
  readonly archive: Archive;
  readonly decode: ReferenceDecoder;
  readonly context: ReadContext;
}

async function* chapterSegments(
  chapter: EpubChapter,
  { asset, book, archive, decode, context }: Reading,
): AsyncGenerator<SegmentDraft> {
  const { title, author } = book;
  const step = pace(context.signal);
  const isPicture = chapter.mediaType.startsWith('image/');
  const source = isPicture ? '' : withoutFrames(archive.text(chapter.path));

  async function* blocks(): AsyncGenerator<Block> {
    const own = isPicture
      ? pictureBlock(chapter)
      : htmlBlocks({ source, decode, shows: (element) => !element?.hidden });
    let begun = false;
    for (const block of own) {
      await step();
      if (!block) continue;
      if (!begun) yield* headingsAbove(chapter, book, block, isPicture ? '' : sourceTitle(source, decode));
      begun = true;
      yield block;
    }
  }
  const metadata = { ...(title ? { title } : {}), ...(author ? { author } : {}) };
  const names = [nameWords(asset), title].filter((words) => words !== '').join(' ');
  const document = { name: shownName(asset), nameWords: names, metadata };
  // What is read of the whole book is counted by the caller.
  const limits = { ...context.limits, maxRecords: Number.POSITIVE_INFINITY };
  const own = { ...context, limits, picture: chapterPictures(chapter, archive, context) };
  for await (const draft of blockSegments(blocks(), document, own)) {
    const { name: _, ...words } = draft.words;
    const label = captionLabel(words.caption);
    yield {
      ...draft,
      locator: { id: chapter.path, ...draft.locator },
      words: { ...(names ? { name: names } : {}), ...words },
      metadata: { ...metadata, ...(label ? { label } : {}) },
    };
  }
}

/** The chapter's titles as headings, without the innermost where the chapter begins with it itself. */
function headingsAbove(chapter: EpubChapter, book: EpubPackage, first: Block, sourceTitle: string): Block[] {
  const plain = (text: string) => oneLine(text).toLowerCase();
  const same = (a: string, b: string) => plain(a) === plain(b);
  let titles = chapter.titles;
  // Most programs write the book's title into every chapter.
  const telling = sourceTitle !== '' && !same(sourceTitle, book.title) && !/^(?:unknown|untitled)\b/i.test(sourceTitle);
  if (titles.length === 0 && first.type !== 'heading' && telling) titles = [sourceTitle];
  const innermost = plain(titles.at(-1) ?? '');
  // `Chapter 1` in the table of contents, `Chapter 1: Rain` above the text, or the other way round.
  const again =
    first.type === 'heading' && (plain(first.text).startsWith(innermost) || innermost.startsWith(plain(first.text)));
  if (again) titles = titles.slice(0, -1);
  return titles.map((text, index) => ({
    type: 'heading',
    level: index + 1 - titles.length,
    text,
    range: { start: 0, end: 0 },
  }));
}

/**
 * Covers are often pictures framed in SVG, which is passed over as a drawing and names its pictures in another way. Such frames
 * become ordinary elements of the same length, so that every place stays.
 */
function withoutFrames(source: string): string {
  if (!source.includes('<svg')) return source;
  return source
    .split(/(?=<svg\b)/)
    .map((part) => {
      const end = part.startsWith('<svg') ? part.indexOf('</svg') : -1;
      const frame = part.slice(0, Math.max(0, end));
      return frame.includes('<image') ? `<div${frame.slice(4)}</div${part.slice(end + 5)}` : part;
    })
    .join('')
    .replaceAll('xlink:href=', '      href=');
}

function pictureBlock(chapter: EpubChapter): Block[] {
  const reference = chapter.path.slice(chapter.path.lastIndexOf('/') + 1);
  return [{ type: 'image', reference: encodeURIComponent(reference), range: { start: 0, end: 0 } }];
}

/** References of a chapter are relative to it, and stay inside the book unless they are whole URLs. */
function chapterPictures(chapter: EpubChapter, archive: Archive, context: ReadContext): ReadContext['picture'] {
  return async (reference, options) => {
    if (/^(?:data:|https?:|\/\/)/i.test(reference)) return context.picture(reference, options);
    const path = resolvePart(chapter.path, reference);
    if (!archive.has(path))
      throw new SightlineError('unreadable-file', `The book holds no file ${shownName(path, 200)}.`);
    return context.picture(path, options);
  };
}

function sourceTitle(source: string, decode: ReferenceDecoder): string {
  let inTitle = false;
  for (const token of htmlTokens(source, 0, Math.min(source.length, 20_000))) {
    if (token.type === 'text' && inTitle)
      return oneLine(decode(source.slice(token.start, Math.min(token.end, token.start + 500))));
    inTitle = token.type === 'open' && token.name === 'title';
    if (token.type === 'open' && token.name === 'body') break;
  }
  return '';
}
