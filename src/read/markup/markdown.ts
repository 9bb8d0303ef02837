import type { Metadata } from '../../data/segment.ts';
import { throwIfAborted } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';
import type { ReadContext, Reader } from '../reader.ts';
import { declaredCharset, decodeText } from '../text/decode-text.ts';
import { nameWords } from '../text/name-words.ts';
import { blockSegments } from './block-segments.ts';
import type { Block } from './blocks.ts';
import { findFrontMatter, frontMatter } from './front-matter.ts';
import { linkDefinitions, type MarkdownSource, markdownChunks, markdownSource } from './markdown-source.ts';
import { type SourceRange, sourceText } from './source-text.ts';

/**
 * Markdown (CommonMark with GitHub's additions): passages under their headings, tables, and the pictures it shows, each with
 * its character range in the source. The body of a passage is what a reader sees; that of a table is its Markdown.
 */
export const markdownReader: Reader = {
  name: 'markdown',
  version: 1,
  async *read(asset, context) {
    throwIfAborted(context.signal);
    const decoded = decodeText(await asset.bytes(), {
      name: shownName(asset.name),
      declared: declaredCharset(asset.declaredType),
      warn: (warning) => context.warn(warning),
    });
    const source = markdownSource(decoded);
    const matter = findFrontMatter(source.text);
    const metadata: Metadata = matter ? frontMatter(matter.source) : {};
    const title = typeof metadata.title === 'string' ? metadata.title : '';
    const document = {
      name: shownName(asset.name),
      nameWords: [nameWords(asset.name), title].filter((words) => words !== '').join(' '),
      place: source.place,
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    };
    yield* blockSegments(blocksOf(source, matter?.end ?? 0, shownName(asset.name), context), document, context);
  },
};

async function* blocksOf(
  source: MarkdownSource,
  from: number,
  name: string,
  context: ReadContext,
): AsyncGenerator<Block> {
  const parse = await markdownParser(source);
  let definitions: ReadonlyMap<string, string> | undefined;
  for (const chunk of markdownChunks(source.text, from)) {
    let text = source.text.slice(chunk.start, chunk.end);
    if (chunk.end - chunk.start < source.text.length - from) {
      // Parts share the definitions of links: those a part uses are put behind it for the parser.
      definitions ??= linkDefinitions(source.text);
      text += `\n\n${definitionsUsed(text, definitions)}`;
    }
    const blocks = chunk.sound ? parse(text, chunk) : undefined;
    if (blocks) yield* blocks;
    else {
      context.warn({
        message: `A part of ${name} is too long or too deeply nested to be read as Markdown; it was read as plain text.`,
        at: `#char=${source.place(chunk.start)},${source.place(chunk.end)}`,
      });
      const plain = sourceText();
      plain.append(source.text.slice(chunk.start, chunk.end), chunk.start, chunk.end);
      if (plain.text.trim() !== '') yield { type: 'text', text: plain };
    }
  }
}

/** Loads the parser; it gives undefined for a part nested so deeply that the stack does not hold it. */
async function markdownParser(
  source: MarkdownSource,
): Promise<(text: string, place: SourceRange) => Block[] | undefined> {
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }, { markdownBlocks }] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
    import('./markdown-blocks.ts'),
  ]);
  const processor = unified().use(remarkParse).use(remarkGfm).freeze();
  return (text, { start, end }) => {
    try {
      return [...markdownBlocks({ root: processor.parse(text), source: text, start, end, original: source.original })];
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

function definitionsUsed(text: string, definitions: ReadonlyMap<string, string>): string {
  const lower = text.toLowerCase();
  const used = [...definitions].filter(([name]) => lower.includes(`[${name}]`));
  return used.map(([, line]) => line).join('\n');
}
