import { type Block, oneLine } from './blocks.ts';
import type { ReferenceDecoder } from './html-references.ts';
import { tagAttributes } from './html-tokens.ts';
import { sourceText } from './source-text.ts';

/** Elements whose names say nothing of what they hold. */
const plainNames =
  /^(?:abstract|body|content|data|entry|item|li|line|note|p|para|paragraph|s|simpara|span|string|t|td|text|value)$/i;
const maxPathNames = 6;
const maxAttributeChars = 500;
/** How far up a closing tag without its opening is looked for. */
const lookback = 50;

interface OpenElement {
  readonly name: string;
  /** Whether it holds text of its own, so that elements inside it are parts of a sentence. */
  flows: boolean;
  /** Whether it holds elements. */
  parent: boolean;
  /** What its attributes say, until it is known where that belongs. */
  attributes: readonly (readonly [name: string, value: string])[];
  /** The place of its tag. */
  readonly start: number;
  readonly end: number;
}

type XmlToken =
  | {
      readonly type: 'open' | 'close';
      readonly name: string;
      readonly start: number;
      readonly end: number;
      readonly empty: boolean;
    }
  | { readonly type: 'text'; readonly start: number; readonly end: number; readonly raw: boolean };

/**
 * The words of an XML source as blocks, their places counted in it. The path of elements around is the heading (`shop ›
 * chair`); each element that holds text is a line that begins with its name (`wood: oak`), as are the attributes of those that hold
 * elements, and all lines of one parent are a paragraph. Gives undefined now and then, so that the caller can let other work run.
 */
export function* xmlBlocks(source: string, decode: ReferenceDecoder): Generator<Block | undefined, void, undefined> {
  const stack: OpenElement[] = [];
  let record = sourceText();
  /** The path that `record` stands under. */
  let path = '';
  let shownPath = '';
  /** Whether the last line of the record may go on. */
  let lineOpen = false;
  /** Whether a blank came last. */
  let blankEnd = false;

  const pathOf = (depth: number) =>
    stack
      .slice(0, Math.min(depth, maxPathNames))
      .map((element) => element.name)
      .join(' › ');
  const flush = function* (): Generator<Block> {
    lineOpen = false;
    const [first] = record.pieces();
    if (!first) return;
    if (path !== shownPath && path !== '')
      yield { type: 'heading', level: 1, text: path, range: { start: first.start, end: first.start } };
    shownPath = path;
    yield { type: 'text', text: record };
    record = sourceText();
  };
  /** Adds a line to what stands under the first so many elements that are open. */
  const addLine = function* (
    depth: number,
    label: string,
    words: string,
    start: number,
    end: number,
  ): Generator<Block> {
    const wanted = pathOf(depth);
    if (wanted !== path) {
      yield* flush();
      path = wanted;
    }
    if (record.length > 0) record.append('\n', start, start);
    if (label !== '') record.append(`${label}: `, start, start);
    record.append(words, start, end);
    blankEnd = false;
  };
  /** An element turns out to hold others: its attributes are lines of its own. */
  const addAttributes = function* (element: OpenElement | undefined): Generator<Block> {
    for (const [name, value] of element?.attributes ?? [])
      yield* addLine(stack.length, name, value, element?.start ?? 0, element?.end ?? 0);
    if (element) element.attributes = [];
  };
  /** An element ends without text or elements: its attributes are all it says. */
  const addEmpty = function* (element: OpenElement, depth: number): Generator<Block> {
    if (element.attributes.length === 0) return;
    lineOpen = false;
    yield* addLine(depth, element.name, spoken(element.attributes), element.start, element.end);
    element.attributes = [];
  };

  let tokens = 0;
  for (const token of xmlTokens(source)) {
    if (++tokens % 1000 === 0) yield undefined;
    if (token.type === 'text') {
      const written = source.slice(token.start, token.end);
      const text = withoutTags(token.raw ? written : decode(written), decode);
      if (!/\S/.test(text)) {
        blankEnd = true;
        continue;
      }
      const words = text.replace(/[^\S\n]+/g, ' ').replace(/ ?\n\s*/g, '\n');
      if (lineOpen) {
        const gap = blankEnd || /^\s/.test(words) ? ' ' : '';
        record.append(gap + words.trim(), token.start, token.end);
      } else {
        const element = stack.at(-1);
        const name = element && !plainNames.test(element.name) ? element.name : '';
        const said = element && element.attributes.length > 0 ? ` (${spoken(element.attributes)})` : '';
        yield* addLine(stack.length - 1, said ? `${element?.name}${said}` : name, words.trim(), token.start, token.end);
        if (element) {
          element.flows = true;
          element.attributes = [];
        }
        lineOpen = true;
      }
      blankEnd = /\s$/.test(words);
    } else if (token.type === 'open') {
      const around = stack.at(-1);
      const flows = around?.flows ?? false;
      if (!flows) {
        lineOpen = false;
        yield* addAttributes(around);
      }
      if (around) around.parent = true;
      const element: OpenElement = {
        name: token.name,
        flows,
        parent: false,
        attributes: flows ? [] : attributesOf(source, token, decode),
        start: token.start,
        end: token.end,
      };
      if (token.empty) yield* addEmpty(element, stack.length);
      else stack.push(element);
    } else {
      let depth = stack.length - 1;
      while (depth > 0 && depth > stack.length - lookback && stack[depth]?.name !== token.name) depth--;
      const closed = stack[depth];
      if (!closed || closed.name !== token.name) continue;
      stack.length = depth;
      const inline = stack[depth - 1]?.flows ?? false;
      if (!inline) {
        lineOpen = false;
        yield* addEmpty(closed, depth);
        // The end of an element that holds others is the end of a record.
        if (closed.parent && !closed.flows) yield* flush();
      }
    }
  }
  yield* flush();
}

function attributesOf(
  source: string,
  tag: { readonly start: number; readonly end: number },
  decode: ReferenceDecoder,
): [string, string][] {
  const found: [string, string][] = [];
  for (const [name, value] of tagAttributes(source, tag)) {
    const words = oneLine(decode(value.slice(0, maxAttributeChars)));
    if (!/^xml(?:ns|:|$)/.test(name) && /[\p{L}\p{N}]/u.test(words)) found.push([name, words]);
  }
  return found;
}

function spoken(attributes: OpenElement['attributes']): string {
  return attributes.map(([name, value]) => `${name} ${value}`).join(', ');
}

/** Feeds put HTML, written out as text, into their elements. */
function withoutTags(text: string, decode: ReferenceDecoder): string {
  if (!/<\/?(?:a|b|br|div|em|h[1-6]|i|img|li|ol|p|span|strong|table|ul)\b[^<>]*>/i.test(text)) return text;
  const lines = text.replace(/<(?:br|\/?(?:p|div|h[1-6]|li|tr|table|ul|ol|blockquote))\b[^<>]*>/gi, '\n');
  return decode(lines.replace(/<\/?[a-z!][^<>]*>/gi, ''));
}

/** The tags and texts in order, in one pass. Comments, declarations and document types are passed over. */
function* xmlTokens(source: string): Generator<XmlToken> {
  let at = 0;
  const behind = (mark: string, from: number) => {
    const found = source.indexOf(mark, from);
    return found < 0 ? source.length : found + mark.length;
  };
  while (at < source.length) {
    const open = source.indexOf('<', at);
    const textEnd = open < 0 ? source.length : open;
    if (textEnd > at) yield { type: 'text', start: at, end: textEnd, raw: false };
    if (open < 0) return;
    if (source.startsWith('<!--', open)) at = behind('-->', open);
    else if (source.startsWith('<![CDATA[', open)) {
      at = behind(']]>', open);
      const end = source.startsWith(']]>', at - 3) ? at - 3 : at;
      if (end > open + 9) yield { type: 'text', start: open + 9, end, raw: true };
    } else if (source.startsWith('<?', open)) at = behind('?>', open);
    else if (source.startsWith('<!', open)) {
      const end = behind('>', open);
      // A document type may hold declarations of its own in brackets.
      at = source.slice(open, end).includes('[') ? behind('>', behind(']', open)) : end;
    } else {
      const end = endOfTag(source, open);
      const name = /^<\/?([^\s/<>"'=]{1,200})/.exec(source.slice(open, open + 210))?.[1];
      at = end;
      const local = name?.replace(/^[^:]*:/, '');
      if (!local) continue;
      const close = source[open + 1] === '/';
      yield { type: close ? 'close' : 'open', name: local, start: open, end, empty: source[end - 2] === '/' };
    }
  }
}

function endOfTag(source: string, start: number): number {
  const marks = /[>"']/g;
  marks.lastIndex = start;
  for (let found = marks.exec(source); found; found = marks.exec(source)) {
    if (found[0] === '>') return found.index + 1;
    const close = source.indexOf(found[0], found.index + 1);
    if (close < 0) return source.length;
    marks.lastIndex = close + 1;
  }
  return source.length;
}
