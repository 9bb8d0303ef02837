import type { Code, Definition, InlineCode, Nodes, Paragraph, Root, RootContent, Table } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { type Block, figureOpening, type ImageBlock, oneLine, tableRule } from './blocks.ts';
import { htmlTokens, tagAttributes } from './html-tokens.ts';
import { appendAligned, type SourceRange, type SourceText, sourceText } from './source-text.ts';

/** Elements of HTML that begin a new line. */
const lineElements = /^(?:br|dd|div|dt|figcaption|h[1-6]|li|p|summary|tr)$/;

/** One parsed part of a Markdown source. */
export interface ParsedMarkdown {
  readonly root: Root;
  /** What was parsed; offsets of the tree count in it. */
  readonly source: string;
  /** Where `source` starts in the whole; what lies behind `end` of `source` was added for the parser. */
  readonly start: number;
  readonly end: number;
  original(reference: string): string;
}

/** A Markdown tree as blocks, their places counted in the whole source. Deep nesting throws a RangeError. */
export function* markdownBlocks(parsed: ParsedMarkdown): Generator<Block, void, undefined> {
  const { root, source, start, end, original } = parsed;
  const definitions = new Map<string, Definition>();
  for (const node of root.children) if (node.type === 'definition') definitions.set(node.identifier, node);

  const rangeOf = (node: Nodes): SourceRange => ({
    start: start + (node.position?.start.offset ?? 0),
    end: start + (node.position?.end.offset ?? 0),
  });
  const sliceOf = (node: Nodes): string =>
    source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);

  const writer = (): { text: SourceText; images: ImageBlock[] } => ({ text: sourceText(), images: [] });
  type Writer = ReturnType<typeof writer>;

  const addImage = (into: Writer, node: Nodes, url: string, alt: string, title: string) => {
    if (url.trim() === '') return;
    into.images.push({
      type: 'image',
      reference: original(url),
      ...(oneLine(alt) ? { alt: oneLine(alt) } : {}),
      ...(oneLine(title) ? { caption: oneLine(title) } : {}),
      range: rangeOf(node),
    });
  };

  /** Adds the words of a code node; its indentation and quote marks are not in its value. */
  const addCode = (into: Writer, node: Code | InlineCode) => {
    const range = rangeOf(node);
    const slice = sliceOf(node);
    const fence = node.type === 'code' && /^\s*(?:```|~~~)/.test(slice) ? slice.indexOf('\n') + 1 : 0;
    appendAligned(into.text, node.value, source, range.start - start + fence, range.end - start, start);
  };

  const addHtml = (into: Writer, node: Nodes) => {
    const range = rangeOf(node);
    const at = range.start - start;
    for (const token of htmlTokens(source, at, range.end - start)) {
      const slice = source.slice(token.start, token.end);
      if (token.type === 'text' && !/^\s*$/.test(slice))
        into.text.append(slice, start + token.start, start + token.end);
      if (token.type !== 'open') continue;
      const gap = lineElements.test(token.name) ? '\n' : /^t[dh]$/.test(token.name) ? ' ' : '';
      if (into.text.length > 0) into.text.append(gap, start + token.start, start + token.start);
      if (token.name === 'script' || token.name === 'style') break;
      if (token.name !== 'img') continue;
      const attributes = tagAttributes(source, token);
      const url = attributes.get('src') ?? '';
      if (url === '') continue;
      const alt = oneLine(attributes.get('alt') ?? '');
      const title = oneLine(attributes.get('title') ?? '');
      into.images.push({
        type: 'image',
        reference: original(url),
        ...(alt ? { alt } : {}),
        ...(title ? { caption: title } : {}),
        range: { start: start + token.start, end: start + token.end },
      });
    }
  };

  const addInline = (into: Writer, node: Nodes): void => {
    const range = rangeOf(node);
    if (node.type === 'text')
      appendAligned(into.text, node.value, source, range.start - start, range.end - start, start);
    else if (node.type === 'inlineCode') addCode(into, node);
    else if (node.type === 'break') into.text.append('\n', range.start, range.end);
    else if (node.type === 'html') addHtml(into, node);
    else if (node.type === 'image') addImage(into, node, node.url, node.alt ?? '', node.title ?? '');
    else if (node.type === 'imageReference') {
      const target = definitions.get(node.identifier);
      if (target) addImage(into, node, target.url, node.alt ?? '', target.title ?? '');
    } else if ('children' in node) for (const child of node.children) addInline(into, child);
  };

  /** Adds what flows: paragraphs, lists, quotations, code. */
  const addFlow = (into: Writer, node: RootContent, indent: string, gap: string): void => {
    const range = rangeOf(node);
    const separate = () => {
      if (into.text.length > 0) into.text.append(gap, range.start, range.start);
    };
    if (node.type === 'list') {
      for (const [index, item] of node.children.entries()) {
        const mark = node.ordered ? `${(node.start ?? 1) + index}. ` : '- ';
        const place = rangeOf(item).start;
        const lead = into.text.length === 0 ? '' : '\n';
        into.text.append(`${lead}${indent}${mark}`, place, place);
        for (const [order, child] of item.children.entries())
          addFlow(into, child, `${indent}  `, order === 0 ? '' : '\n');
      }
    } else if (node.type === 'blockquote' || node.type === 'footnoteDefinition') {
      for (const child of node.children) addFlow(into, child, indent, '\n\n');
    } else if (node.type === 'table') {
      for (const row of node.children) {
        separate();
        into.text.append(sliceOf(row), rangeOf(row).start, rangeOf(row).end);
        collectImages(into, row);
      }
    } else if (node.type !== 'definition' && node.type !== 'thematicBreak') {
      separate();
      if (node.type === 'code') addCode(into, node);
      else addInline(into, node);
    }
  };

  /** The pictures in cells, whose text is taken from the source as it stands. */
  const collectImages = (into: Writer, node: Nodes): void => {
    const cell = writer();
    addInline(cell, node);
    into.images.push(...cell.images);
  };

  const tableBlock = (node: Table): Block => {
    const [first, ...rows] = node.children;
    return {
      type: 'table',
      head: first ? `${oneLine(sliceOf(first))}\n${tableRule(first.children.length)}` : '',
      rows: rows.map((row) => ({ text: oneLine(sliceOf(row)), range: rangeOf(row) })),
      range: rangeOf(node),
    };
  };

  for (const [index, node] of root.children.entries()) {
    if ((node.position?.start.offset ?? 0) >= end - start) continue;
    const into = writer();
    if (node.type === 'heading') {
      addInline(into, node);
      const text = oneLine(into.text.text);
      if (text) yield { type: 'heading', level: node.depth, text, range: rangeOf(node) };
    } else if (node.type === 'table') {
      collectImages(into, node);
      yield tableBlock(node);
    } else {
      addFlow(into, node, '', '\n\n');
      if (into.text.text.trim() !== '') yield { type: 'text', text: into.text };
    }
    yield* withCaption(into.images, captionOf(node, into.text.text, root.children[index + 1]));
  }
}

/** A picture's own title comes first; a paragraph made of one picture has its caption beside or beneath it. */
function* withCaption(images: readonly ImageBlock[], caption: string | undefined): Generator<ImageBlock> {
  for (const image of images) yield images.length === 1 && caption && !image.caption ? { ...image, caption } : image;
}

function captionOf(node: RootContent, text: string, next: RootContent | undefined): string | undefined {
  if (node.type !== 'paragraph' && node.type !== 'html') return undefined;
  const words = oneLine(text);
  if (words !== '')
    return figureOpening.test(words) || (node.type === 'paragraph' && isEmphasis(node)) ? words : undefined;
  if (next?.type !== 'paragraph') return undefined;
  const below = oneLine(plainText(next, { includeImageAlt: false }));
  return below !== '' && (figureOpening.test(below) || isEmphasis(next)) ? below : undefined;
}

/** Whether all that is said in the paragraph is emphasised, as captions often are. */
function isEmphasis(paragraph: Paragraph): boolean {
  const said = paragraph.children.filter((child) => plainText(child, { includeImageAlt: false }).trim() !== '');
  return said.length > 0 && said.every((child) => child.type === 'emphasis');
}
