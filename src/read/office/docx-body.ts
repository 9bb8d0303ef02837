import type { Block } from '../markup/blocks.ts';
import { oneLine } from '../markup/blocks.ts';
import { sourceText } from '../markup/source-text.ts';
import type { XmlElement } from '../markup/xml.ts';
import { child, children, textOf } from '../markup/xml-query.ts';
import { drawnThings } from './docx-drawings.ts';
import { inlineParts } from './docx-inline.ts';
import type { DocxNumbering } from './docx-numbering.ts';
import { type DocxStyle, numberingReference, outlineLevel } from './docx-styles.ts';
import { docxTable } from './docx-table.ts';

/** What the body of a Word file leans on. */
export interface DocxParts {
  readonly styles: ReadonlyMap<string, DocxStyle>;
  readonly numbering: DocxNumbering;
  /** Notes and comments by their ids. */
  readonly footnotes: ReadonlyMap<string, XmlElement>;
  readonly endnotes: ReadonlyMap<string, XmlElement>;
  readonly comments: ReadonlyMap<string, XmlElement>;
  /** Which breaks turn the page; `none` where the file does not tell how many there are. */
  readonly pageBreaks: 'rendered' | 'explicit' | 'none';
  /** The target of a relationship, of a part named as `document`, `footnotes`, `endnotes` or `comments`. */
  target(part: string, id: string | undefined): string | undefined;
  /** XML of a part, if it is there and sound. */
  xml(part: string): XmlElement | undefined;
}

/** The body of a Word file on its way to blocks. */
export interface DocxBody {
  /** The blocks of one element of the body, such as a paragraph or a table. */
  read(element: XmlElement): Block[];
  /** Whether a block is a paragraph that was given the style of captions. */
  isCaption(block: Block): boolean;
  /** Whether a block is a paragraph of nothing but bold letters. */
  isBold(block: Block): boolean;
  /** The page that an offset of the text lies on; undefined when the file does not tell. */
  pageAt(offset: number): number | undefined;
}

/** Text boxes and tables within each other, beyond which what is inside is passed over. */
const maxNesting = 20;
const maxHeadingChars = 300;

/**
 * Reads a body element by element. Offsets are those of the plain text: all paragraphs in the order of the file, those in
 * cells, boxes and notes too, joined by blank lines; a picture counts as one character.
 */
export function docxBody(parts: DocxParts): DocxBody {
  const captions = new WeakSet<Block>();
  const bold = new WeakSet<Block>();
  const told = new Set<unknown>();
  /** Where each page but the first begins. */
  const turns: number[] = [];
  let cursor = 0;
  let nesting = 0;
  const marks = { footnote: 0, endnote: 0 };

  /** Takes the next place of the text, for so many characters. */
  const place = (length: number) => {
    const range = { start: cursor, end: cursor + length };
    cursor += length + 2;
    return range;
  };

  function blocksOf(element: XmlElement, part: string): Block[] {
    switch (element.name) {
      case 'w:p':
        return paragraph(element, part);
      case 'w:tbl':
        return nested(() =>
          docxTable(element, {
            blocks: (cell) => all(children(cell), part),
            place: () => cursor,
            rowDone: () => cursor++,
          }),
        );
      case 'w:sdt':
        return isContents(element) ? [] : all(children(child(element, 'w:sdtContent')), part);
      case 'w:ins':
      case 'w:moveTo':
      case 'w:customXml':
      case 'w:smartTag':
        return all(children(element), part);
      case 'mc:AlternateContent':
        return all(children(child(element, 'mc:Choice') ?? child(element, 'mc:Fallback')), part);
      default:
        return [];
    }
  }
  function all(elements: readonly XmlElement[], part: string): Block[] {
    return elements.flatMap((element) => blocksOf(element, part));
  }
  function nested(read: () => Block[]): Block[] {
    if (nesting >= maxNesting) return [];
    nesting++;
    try {
      return read();
    } finally {
      nesting--;
    }
  }

  /** What is pointed at is read where that is done first: notes that name each other would never end. */
  function once(thing: unknown, read: () => Block[]): Block[] {
    if (thing === undefined || told.has(thing)) return [];
    told.add(thing);
    return read();
  }

  function paragraph(element: XmlElement, part: string): Block[] {
    const properties = child(element, 'w:pPr');
    const style = parts.styles.get(child(properties, 'w:pStyle')?.attributes['w:val'] ?? '');
    if (style && /^(?:toc|table of figures|index)\b(?! heading)/.test(style.name)) return [];
    let text = '';
    let allBold = true;
    /** What hangs on the paragraph, and is read behind it. */
    const aside: (() => Block[])[] = [];
    for (const item of inlineParts(element)) {
      if (item.type === 'text') {
        text += item.text;
        if (/\S/.test(item.text)) allBold &&= item.bold;
      } else if (item.type === 'break') {
        if (parts.pageBreaks === (item.rendered ? 'rendered' : 'explicit')) turns.push(cursor + text.length);
        if (!item.rendered) text += '\n';
      } else if (item.type === 'drawing') aside.push(() => nested(() => drawn(item.element, part)));
      else if (item.type === 'comment') aside.push(() => comment(parts.comments.get(item.id)));
      else {
        const label = `[${item.type === 'endnote' ? 'e' : ''}${++marks[item.type]}]`;
        const note = parts[`${item.type}s`].get(item.id);
        text += label;
        aside.push(() => once(note, () => nested(() => noteBlocks(label, note, `${item.type}s`))));
      }
    }
    text = text
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim();
    const blocks: Block[] = [];
    const isWords = /[^\s\u200b\ufeff]/.test(text);
    // An empty paragraph of a list has no number.
    if (isWords) {
      const block = textBlock(text, mark(properties, style), properties, style);
      if (allBold) bold.add(block);
      blocks.push(block);
    }
    return [...blocks, ...aside.flatMap((read) => read())];
  }

  function textBlock(
    text: string,
    marked: { readonly label: string; readonly level: number } | undefined,
    properties: XmlElement | undefined,
    style: DocxStyle | undefined,
  ): Block {
    const level = (properties && outlineLevel(properties)) ?? style?.headingLevel;
    const label = marked?.label ? `${marked.label} ` : '';
    if (level !== undefined && text.length <= maxHeadingChars) {
      // A heading's bullet is an ornament.
      const heading = oneLine(`${label === '- ' ? '' : label}${text}`);
      return { type: 'heading', level, text: heading, range: place(heading.length) };
    }
    const indent = marked ? '  '.repeat(marked.level) : '';
    const whole = `${indent}${label}${text}`;
    const { start, end } = place(whole.length);
    const source = sourceText();
    source.append(whole, start, end);
    const block: Block = { type: 'text', text: source, ...(marked ? { tight: true } : {}) };
    if (style && /^(?:caption|legend)\b/.test(style.name)) captions.add(block);
    return block;
  }

  /** The mark before a paragraph of a list, counted once. */
  function mark(properties: XmlElement | undefined, style: DocxStyle | undefined) {
    const own = numberingReference(child(properties, 'w:numPr'));
    const id = own.id ?? style?.numbering?.id;
    if (id === undefined || id === '0') return undefined;
    const ofStyle = style && own.level === undefined ? parts.numbering.levelOfStyle(id, style.id) : undefined;
    const level = Math.min(8, own.level ?? ofStyle ?? style?.numbering?.level ?? 0);
    const label = parts.numbering.next(id, level);
    return label === undefined ? undefined : { label, level };
  }

  function noteBlocks(label: string, note: XmlElement | undefined, part: string): Block[] {
    const [first, ...rest] = note ? all(children(note), part) : [];
    if (!first) return [];
    if (first.type !== 'text') return [first, ...rest];
    // The mark stands before the first word; it takes no place of its own.
    const source = sourceText();
    const [piece] = first.text.pieces();
    source.append(`${label} `, piece?.start ?? cursor, piece?.start ?? cursor);
    source.appendAll(first.text);
    return [{ type: 'text', text: source }, ...rest];
  }

  function comment(element: XmlElement | undefined): Block[] {
    if (!element) return [];
    const words = children(element, 'w:p').map((paragraph) =>
      [...inlineParts(paragraph)].map((item) => (item.type === 'text' ? item.text : '')).join(''),
    );
    const said = oneLine(words.join(' '));
    if (said === '') return [];
    const author = oneLine(element.attributes['w:author'] ?? '');
    const whole = `Comment${author ? ` (${author})` : ''}: ${said}`;
    const { start, end } = place(whole.length);
    const source = sourceText();
    source.append(whole, start, end);
    return [{ type: 'text', text: source }];
  }

  /** What a drawing shows: pictures, then the words in its boxes, charts and diagrams. */
  function drawn(element: XmlElement, part: string): Block[] {
    return drawnThings(element).flatMap((thing): Block[] => {
      if (thing.type === 'box') return all(children(thing.element), part);
      const target = parts.target(part, thing.id);
      if (target === undefined) return [];
      if (thing.type === 'picture') {
        const { alt, caption } = thing;
        return [
          {
            type: 'image',
            reference: target,
            ...(alt ? { alt } : {}),
            ...(caption ? { caption } : {}),
            range: place(1),
          },
        ];
      }
      return once(target, () => {
        const root = parts.xml(target);
        return root ? thing.read(root, place) : [];
      });
    });
  }

  return {
    read: (element) => blocksOf(element, 'document'),
    isCaption: (block) => captions.has(block),
    isBold: (block) => bold.has(block),
    pageAt(offset) {
      if (parts.pageBreaks === 'none') return undefined;
      let low = 0;
      let high = turns.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((turns[middle] ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return low + 1;
    },
  };
}

/** A table of contents, which says again what the headings say. */
function isContents(element: XmlElement): boolean {
  const gallery = child(element, 'w:sdtPr', 'w:docPartObj', 'w:docPartGallery')?.attributes['w:val'] ?? '';
  return /table of contents|bibliograph(?!y)/i.test(gallery) && textOf(element).length > 0;
}
