import { type Block, figureOpening, type ImageBlock, oneLine } from './blocks.ts';
import { inlineText } from './html-inline.ts';
import { blockElements, type HtmlElement, htmlOutline } from './html-outline.ts';
import type { ReferenceDecoder } from './html-references.ts';
import { type HtmlCell, type HtmlTable, tableBlocks } from './html-table.ts';

export interface HtmlSource {
  readonly source: string;
  readonly decode: ReferenceDecoder;
  /** Whether an element belongs to the page's content; or the text at `textStart` directly in it. */
  shows(element: HtmlElement | undefined, textStart?: number): boolean;
}

/** Tables and figures nested deeper than this are read as if their tags were not there. */
const maxNesting = 20;
/** Pictures declared smaller than this on a side, in pixels, are spacers, bullets and trackers. */
const minImageSide = 17;

/** Where blocks go while something around them is open, and what is to be done with them when it closes. */
interface Frame {
  readonly element: HtmlElement;
  readonly blocks: Block[];
  readonly table?: HtmlTable;
  caption: string;
}

/**
 * An HTML source as blocks, their places counted in it. Gives undefined now and then, where there is no block for long, so that
 * the caller can let other work run.
 */
export function* htmlBlocks({ source, decode, shows }: HtmlSource): Generator<Block | undefined, void, undefined> {
  const line = inlineText(source, decode);
  const frames: Frame[] = [];
  const lists: { ordered: boolean; count: number }[] = [];
  let ready: Block[] = [];
  let heading: { element: HtmlElement; level: number; blocks: Block[] } | undefined;
  let caption: HtmlElement | undefined;

  const emit = (block: Block) => (frames.at(-1)?.blocks ?? ready).push(block);

  /** Ends the running text: what came together becomes a block, or the words of a heading or caption. */
  const flush = () => {
    const text = line.take();
    if (!text) return;
    const frame = frames.at(-1);
    if (caption && frame) frame.caption = oneLine(`${frame.caption} ${text.text}`);
    else if (heading) heading.blocks.push({ type: 'text', text });
    else
      emit({
        type: 'text',
        text,
        ...(/^\s*(?:-|\d+\.) /.test(text.text.slice(0, 40)) && lists.length > 0 ? { tight: true } : {}),
      });
  };

  const addImage = (element: HtmlElement) => {
    const block = imageBlock(element, decode);
    if (block) emit(block);
  };

  const open = (element: HtmlElement) => {
    const { name, start } = element;
    if (name === 'br') line.lineBreak(start);
    else if (name === 'img' || (name === 'image' && element.attributes.has('href'))) addImage(element);
    if (!blockElements.has(name)) return;
    flush();
    const table = frames.at(-1)?.table;
    if (/^h[1-6]$/.test(name)) heading = { element, level: Number(name[1]), blocks: [] };
    else if (name === 'ul' || name === 'ol' || name === 'menu' || name === 'dir')
      lists.push({
        ordered: name === 'ol',
        count: (Number.parseInt(element.attributes.get('start') ?? '', 10) || 1) - 1,
      });
    else if (name === 'li') {
      const list = lists.at(-1);
      if (list) list.count++;
      line.mark(
        `${'  '.repeat(Math.min(8, Math.max(0, lists.length - 1)))}${list?.ordered ? `${list.count}. ` : '- '}`,
        start,
      );
    } else if (name === 'figcaption' || name === 'caption') {
      if (frames.some((frame) => frame.element.name === (name === 'caption' ? 'table' : 'figure'))) caption = element;
    } else if (name === 'figure' && frames.length < maxNesting) frames.push({ element, blocks: [], caption: '' });
    else if (name === 'table' && frames.length < maxNesting) {
      for (const frame of frames) if (frame.table) frame.table.layout = true;
      const layout = /^(?:presentation|none)$/.test(element.attributes.get('role') ?? '');
      frames.push({ element, blocks: [], caption: '', table: { rows: [], caption: '', layout, start } });
    } else if (name === 'tr') table?.rows.push({ cells: [], start, end: start });
    else if ((name === 'td' || name === 'th') && table && frames.length < 2 * maxNesting) {
      if (table.rows.length === 0) table.rows.push({ cells: [], start, end: start });
      const blocks: Block[] = [];
      const columns = Math.min(50, Math.max(1, Number.parseInt(element.attributes.get('colspan') ?? '', 10) || 1));
      const cell: HtmlCell = { header: name === 'th', columns, blocks };
      table.rows.at(-1)?.cells.push(cell);
      frames.push({ element, blocks, caption: '' });
    }
  };

  const close = (element: HtmlElement, end: number) => {
    if (!blockElements.has(element.name)) return;
    flush();
    if (element === heading?.element) {
      const text = oneLine(heading.blocks.map((block) => (block.type === 'text' ? block.text.text : '')).join(' '));
      const { level } = heading;
      heading = undefined;
      if (text) emit({ type: 'heading', level, text, range: { start: element.start, end } });
    }
    if (element === caption) caption = undefined;
    if (/^(?:ul|ol|menu|dir)$/.test(element.name)) lists.pop();
    const frame = frames.at(-1);
    if (element.name === 'tr' && frame?.table) {
      const row = frame.table.rows.at(-1);
      if (row) row.end = end;
    }
    if (!frame || frame.element !== element) return;
    frames.pop();
    // What a cell holds is in its table's row already.
    if (element.name === 'td' || element.name === 'th') return;
    for (const block of closedFrame(frame, end)) emit(block);
  };

  let events = 0;
  for (const event of htmlOutline(source)) {
    if (++events % 1000 === 0) yield undefined;
    if (event.type === 'text') {
      const inHeading = heading !== undefined && event.parent !== undefined && !event.parent.hidden;
      // Blanks between elements keep their words apart, wherever they stand.
      const blank = !event.parent?.hidden && !/\S/.test(source.slice(event.start, event.end));
      if (inHeading || blank || shows(event.parent, event.start))
        line.add(event.start, event.end, event.parent?.preformatted ?? false);
    } else if (event.element.hidden) {
    } else if (event.type === 'close') close(event.element, event.end);
    else if (isWanted(event.element, shows)) open(event.element);
    if (frames.length === 0 && ready.length > 0) {
      yield* ready;
      ready = [];
    }
  }
  flush();
  yield* ready;
}

/** Headings and the frame of tables are kept with whatever of their content is shown; pictures must be shown themselves. */
function isWanted(element: HtmlElement, shows: HtmlSource['shows']): boolean {
  if (element.name === 'img' || element.name === 'image' || /^h[2-6]$/.test(element.name)) return shows(element);
  return !element.chrome || shows(element);
}

/** A figure's pictures and tables take its caption; without any, the caption is text like other text. */
function closedFrame(frame: Frame, end: number): Block[] {
  if (frame.table) {
    frame.table.caption = frame.caption;
    return tableBlocks(frame.table, end);
  }
  const { caption, blocks } = frame;
  if (!caption) return blocks;
  return blocks.map((block) => {
    if (block.type === 'image' || block.type === 'table') return { ...block, caption: block.caption ?? caption };
    return block;
  });
}

function imageBlock(element: HtmlElement, decode: ReferenceDecoder): ImageBlock | undefined {
  const { attributes } = element;
  const side = (name: string) => Number.parseFloat(attributes.get(name) ?? '') || Number.POSITIVE_INFINITY;
  if (Math.min(side('width'), side('height')) < minImageSide) return undefined;
  const own = (name: string) => decode(attributes.get(name) ?? '').trim();
  const reference = imageReference(own);
  if (reference === '') return undefined;
  const alt = oneLine(own('alt'));
  const title = oneLine(own('title'));
  return {
    type: 'image',
    reference,
    ...(alt ? { alt } : {}),
    ...(title && (title !== alt || figureOpening.test(title)) ? { caption: title } : {}),
    range: { start: element.start, end: element.end },
  };
}

/** The picture's address; pages that load pictures late keep it aside and put a placeholder in its place. */
function imageReference(own: (name: string) => string): string {
  const direct = own('src') || own('href');
  const placeholder =
    direct === '' ||
    (direct.startsWith('data:') && direct.length < 300) ||
    /\b(?:blank|spacer|placeholder|transparent)\b[^/]*$/i.test(direct);
  if (!placeholder) return direct;
  const late = own('data-src') || own('data-original') || own('data-lazy-src');
  const set = own('srcset') || own('data-srcset');
  return late || (/^\s*([^\s,]\S*?),?(?:\s|$)/.exec(set)?.[1] ?? '') || direct;
}
