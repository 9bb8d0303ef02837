import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import { pace } from '../pace.ts';
import type { Reader } from '../reader.ts';
import { declaredCharset, decodeText } from '../text/decode-text.ts';
import { nameWords } from '../text/name-words.ts';
import { blockSegments } from './block-segments.ts';
import type { Block } from './blocks.ts';
import { articlePlaces } from './html-article.ts';
import { type HtmlSource, htmlBlocks } from './html-blocks.ts';
import { type HtmlElement, htmlOutline } from './html-outline.ts';
import { type ReferenceDecoder, referenceDecoder } from './html-references.ts';
import { htmlTokens } from './html-tokens.ts';

/** Least share (0 to 1) of a page's text that Readability must keep for its choice to be followed. */
const minArticleShare = 1 / 3;

/** How far into a page its title is looked for, in characters. */
const maxHeadChars = 300_000;

/**
 * Web pages: the article without navigation and advertisements (Mozilla's Readability chooses, where its choice holds a good
 * part of the page; else everything but the navigation), as passages under their headings, tables and pictures with their
 * captions.
 *
 * Places are character ranges of the decoded HTML source, tags included: `source.slice(start, end)` is the HTML that the words
 * were taken from. The body itself is what a browser would show.
 */
export const htmlReader: Reader = {
  name: 'html',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const bytes = await asset.bytes();
    const source = decodeText(bytes, {
      name: shownName(asset.name),
      declared: declaredCharset(asset.declaredType) ?? metaCharset(bytes),
      warn: (warning) => context.warn(warning),
    });
    const decode = await referenceDecoder();
    const step = pace(context.signal);
    await step();
    const shows = await contentTest(source, await articlePlaces(source), step);
    const title = pageTitle(source, decode);

    async function* blocks(): AsyncGenerator<Block> {
      for (const block of htmlBlocks({ source, decode, shows })) {
        await step();
        if (block) yield block;
      }
    }
    const names = [nameWords(asset.name), title].filter((words) => words !== '').join(' ');
    yield* blockSegments(
      blocks(),
      { name: shownName(asset.name), nameWords: names, ...(title ? { metadata: { title } } : {}) },
      context,
    );
  },
};

/**
 * Which elements hold the page's content: those Readability chose, if that is a fair part of the page; else all outside of
 * navigation, footers and the like; else, when nothing is outside, all that is visible.
 */
async function contentTest(
  source: string,
  article: ReadonlySet<number> | undefined,
  step: () => Promise<void>,
): Promise<HtmlSource['shows']> {
  const chose = (element: HtmlElement | undefined, textStart = -1): boolean =>
    (article?.has(element?.start ?? -1) || article?.has(textStart)) ?? false;
  let visible = 0;
  let outside = 0;
  let chosen = 0;
  let events = 0;
  for (const event of htmlOutline(source)) {
    if (++events % 1000 === 0) await step();
    if (event.type !== 'text' || event.parent?.hidden) continue;
    const letters = source.slice(event.start, event.end).replace(/\s+/g, ' ').trim().length;
    visible += letters;
    if (event.parent?.chrome) continue;
    outside += letters;
    if (chose(event.parent, event.start)) chosen += letters;
  }
  if (chosen > 0 && chosen >= outside * minArticleShare)
    return (element, textStart) => !element?.hidden && !element?.chrome && chose(element, textStart);
  if (outside > visible / 10) return (element) => !element?.hidden && !element?.chrome;
  return (element) => !element?.hidden;
}

/** The page's title, on one line and of reasonable length. */
function pageTitle(source: string, decode: ReferenceDecoder): string {
  let inTitle = false;
  for (const token of htmlTokens(source, 0, Math.min(source.length, maxHeadChars))) {
    if (token.type === 'text' && inTitle)
      return decode(source.slice(token.start, Math.min(token.end, token.start + 1000)))
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 300);
    inTitle = token.type === 'open' && token.name === 'title';
    if (token.type === 'open' && token.name === 'body') break;
  }
  return '';
}

/** The encoding that a page names in its head, for pages that are not UTF-8. */
function metaCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1];
}
