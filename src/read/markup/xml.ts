import { SightlineError } from '../../support/errors.ts';
import { shownName } from '../../support/shown-name.ts';

/** An element of XML; names keep their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and texts in the order of the document, blanks included. */
  readonly children: readonly (XmlElement | string)[];
}

/** An element while it is read. */
interface OpenElement extends XmlElement {
  readonly children: (OpenElement | string)[];
}

const maxChars = 256 * 1024 * 1024;
const maxDepth = 1000;

/** Attributes have no inherited keys, so that one called `constructor` is only there when the document has it. */
const attributesPrototype: object = Object.create(null);
const noAttributes = Object.freeze(emptyAttributes());

function emptyAttributes(): Record<string, string> {
  return Object.create(attributesPrototype);
}

const namedCharacters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The root element of an XML text. It is lenient, as damaged office files are read as far as they go: what is not closed ends
 * with the text, closing tags without an opening are passed over. Comments, declarations and document types are left out,
 * and entities of the document's own are not expanded. `name` is what the text is called in messages.
 *
 * @throws SightlineError `limit-exceeded` when it is too long or nested too deeply, `broken-content` when it holds no element.
 */
export function parseXml(text: string, name: string): XmlElement {
  if (text.length > maxChars) throw tooMuch(name, `is longer than ${maxChars} characters`);
  const root: OpenElement = { name: '', attributes: noAttributes, children: [] };
  const open = [root];
  let parent = root;
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const textEnd = tag < 0 ? text.length : tag;
    if (textEnd > at && parent !== root) parent.children.push(decodeReferences(text.slice(at, textEnd)));
    if (tag < 0) break;
    const next = text.charCodeAt(tag + 1);
    if (next === slash) {
      const end = endOf(text, '>', tag);
      const closing = text.slice(tag + 2, end).trimEnd();
      const level =
        parent.name === closing ? open.length - 1 : open.findLastIndex((element) => element.name === closing);
      if (level > 0) {
        open.length = level;
        parent = open[level - 1] ?? root;
      }
      at = end + 1;
    } else if (next === exclamation) {
      if (text.startsWith('<![CDATA[', tag)) {
        const end = endOf(text, ']]>', tag);
        if (end > tag + 9 && parent !== root) parent.children.push(text.slice(tag + 9, end));
        at = end + 3;
      } else if (text.startsWith('<!--', tag)) at = endOf(text, '-->', tag + 4) + 3;
      else at = declarationEnd(text, tag + 2);
    } else if (next === question) at = endOf(text, '?>', tag) + 2;
    else {
      const nameEnd = endOfName(text, tag + 1);
      if (nameEnd === tag + 1) {
        // A stray `<` is text.
        if (parent !== root) parent.children.push('<');
        at = tag + 1;
        continue;
      }
      const { attributes, end, empty } = readAttributes(text, nameEnd);
      const element: OpenElement = { name: text.slice(tag + 1, nameEnd), attributes, children: [] };
      parent.children.push(element);
      if (!empty) {
        if (open.length > maxDepth) throw tooMuch(name, `has more than ${maxDepth} elements within each other`);
        open.push(element);
        parent = element;
      }
      at = end;
    }
  }
  for (const child of root.children) if (typeof child !== 'string') return child;
  throw new SightlineError('broken-content', `${shownName(name)} is damaged: it holds no XML.`, {
    remedy: 'Get the file again from where it came.',
  });
}

const exclamation = 0x21;
const slash = 0x2f;
const equals = 0x3d;
const greater = 0x3e;
const question = 0x3f;

function tooMuch(name: string, what: string): SightlineError {
  return new SightlineError('limit-exceeded', `${shownName(name)} ${what}.`, { remedy: 'Split the document.' });
}

/** Where the mark stands, or the end of the text. */
function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
}

/** Behind a document type, which may hold declarations of its own in brackets. */
function declarationEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "'") at = endOf(text, character, at + 1);
    else if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (character === '>' && depth <= 0) return at + 1;
  }
  return text.length;
}

function endOfName(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === slash || code === equals || code === greater || code === 0x3c) break;
  }
  return at;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** The attributes from behind a tag's name; `end` is behind the tag. */
function readAttributes(
  text: string,
  from: number,
): { attributes: Readonly<Record<string, string>>; end: number; empty: boolean } {
  let attributes: Record<string, string> | undefined;
  let at = skipBlanks(text, from);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === greater) return { attributes: attributes ?? noAttributes, end: at + 1, empty: false };
    // The tag was not closed before the next one began.
    if (code === 0x3c) return { attributes: attributes ?? noAttributes, end: at, empty: false };
    const nameEnd = endOfName(text, at);
    if (nameEnd === at) {
      if (code === slash && text.charCodeAt(at + 1) === greater)
        return { attributes: attributes ?? noAttributes, end: at + 2, empty: true };
      at = skipBlanks(text, at + 1);
      continue;
    }
    const name = text.slice(at, nameEnd);
    at = skipBlanks(text, nameEnd);
    let value = '';
    if (text.charCodeAt(at) === equals) {
      at = skipBlanks(text, at + 1);
      const quote = text[at];
      const end = quote === '"' || quote === "'" ? endOf(text, quote, at + 1) : endOfName(text, at);
      value = text.slice(quote === '"' || quote === "'" ? at + 1 : at, end);
      at = quote === '"' || quote === "'" ? end + 1 : end;
    }
    attributes ??= emptyAttributes();
    attributes[name] = decodeReferences(value);
    at = skipBlanks(text, at);
  }
  return { attributes: attributes ?? noAttributes, end: text.length, empty: true };
}

/** Character references and the five names of XML; others stay as they are. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi,
    (whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return namedCharacters[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}
