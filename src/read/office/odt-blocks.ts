import { type Block, oneLine, tableLine, tableRule } from '../markup/blocks.ts';
import { sourceText } from '../markup/source-text.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, descendants, numberOf, textOf } from '../markup/xml-query.ts';
import { type OpenDocument, styleNames } from './open-document.ts';
import { listLines, openParagraph, openTable } from './open-document-text.ts';

/** Styles of captions, as they are called in files whatever the language. */
const captionStyles = new Set(['Caption', 'Illustration', 'Table', 'Drawing', 'Figure']);

/** Parts of a text that hold more of it. */
const containers = new Set(['text:section', 'text:numbered-paragraph', 'office:text']);

/** The blocks of a text, and which of them have the style of a caption. */
export function odtBlocks(document: OpenDocument): { blocks: Block[]; isCaption: (block: Block) => boolean } {
  const blocks: Block[] = [];
  const captions = new Set<Block>();
  /** Where the next character of the plain text comes. */
  let place = 0;
  const range = (length: number) => {
    const start = place;
    place += length + 2;
    return { start, end: start + length };
  };

  function addText(text: string, tight = false): Block | undefined {
    if (text === '') return undefined;
    const source = sourceText();
    const { start, end } = range(text.length);
    source.append(text, start, end);
    const block: Block = { type: 'text', text: source, ...(tight ? { tight } : {}) };
    blocks.push(block);
    return block;
  }

  function addParagraph(paragraph: XmlElement): void {
    const text = openParagraph(paragraph);
    const styles = styleNames(document, paragraph.attributes['text:style-name']);
    if (styles.includes('Title') && text)
      blocks.push({ type: 'heading', level: 1, text: oneLine(text), range: range(text.length) });
    else {
      const block = addText(text);
      if (block && styles.some((style) => captionStyles.has(style))) captions.add(block);
    }
    for (const frame of descendants(paragraph, 'draw:frame')) addFrame(frame);
  }

  /** A picture, or a box of text with pictures in it, of which its text is the caption. */
  function addFrame(frame: XmlElement, caption = ''): void {
    const box = child(frame, 'draw:text-box');
    if (box) {
      const inner = [...descendants(box, 'draw:frame')];
      const text = oneLine(children(box, 'text:p').map(openParagraph).join(' '));
      if (inner.length === 0) addContent(box);
      else for (const item of inner) addFrame(item, text);
      return;
    }
    const image = children(frame, 'draw:image')
      .map((item) => item.attributes['xlink:href'] ?? '')
      .find((href) => document.archive.has(href.replace(/^\.\//, '')) && !/\.(?:svm|emf|wmf)$/i.test(href));
    if (image === undefined) return;
    const alt = oneLine(textOf(child(frame, 'svg:desc')) || textOf(child(frame, 'svg:title')));
    const reference = image.replace(/^\.\//, '');
    blocks.push({
      type: 'image',
      reference,
      range: range(1),
      ...(alt ? { alt } : {}),
      ...(caption ? { caption } : {}),
    });
  }

  function addTable(table: XmlElement): void {
    const [header, ...rows] = openTable(table);
    if (!header) return;
    const start = place;
    const line = (cells: readonly string[]) => {
      const text = tableLine(cells);
      return { text, range: range(text.length) };
    };
    const head = `${line(header).text}\n${tableRule(header.length)}`;
    const lines = rows.map(line);
    blocks.push({ type: 'table', head, rows: lines, range: { start, end: place - 2 } });
    for (const frame of descendants(table, 'draw:frame')) addFrame(frame);
  }

  function addContent(container: XmlElement): void {
    for (const item of children(container)) {
      if (item.name === 'text:h') {
        const text = oneLine(openParagraph(item));
        const level = Math.min(10, Math.max(1, numberOf(item, 'text:outline-level') ?? 1));
        if (text) blocks.push({ type: 'heading', level, text, range: range(text.length) });
        for (const frame of descendants(item, 'draw:frame')) addFrame(frame);
      } else if (item.name === 'text:p') addParagraph(item);
      else if (item.name === 'text:list') {
        for (const [n, text] of listLines(item).entries()) addText(text, n > 0);
        for (const frame of descendants(item, 'draw:frame')) addFrame(frame);
      } else if (item.name === 'table:table') addTable(item);
      else if (item.name === 'draw:frame') addFrame(item);
      else if (containers.has(item.name)) addContent(item);
    }
  }

  addContent(document.body);
  return { blocks, isCaption: (block) => captions.has(block) };
}
