/** A tag, or the text between two tags; `start` and `end` (exclusive) are its place in the source. */
export interface SheetToken {
  readonly type: 'open' | 'close' | 'text';
  /** Of a tag: its name without a prefix. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of an opening tag: nothing is inside, and no closing tag follows. */
  readonly empty: boolean;
}

/**
 * The tags and texts of XML in order, without a tree: a sheet may have millions of cells. Linear in the length of the source,
 * whatever it holds; comments, declarations and instructions are passed over.
 */
export function* sheetTokens(source: string, from = 0, to = source.length): Generator<SheetToken, void, undefined> {
  let at = from;
  while (at < to) {
    const open = source.indexOf('<', at);
    const textEnd = open < 0 || open > to ? to : open;
    if (textEnd > at) yield { type: 'text', name: '', start: at, end: textEnd, empty: false };
    if (textEnd === to) return;
    const next = source.charCodeAt(open + 1);
    if (next === 0x21 || next === 0x3f) {
      const cdata = source.startsWith('<![CDATA[', open);
      const mark = cdata ? ']]>' : source.startsWith('<!--', open) ? '-->' : next === 0x3f ? '?>' : '>';
      const found = source.indexOf(mark, open + 2);
      const end = found < 0 ? to : Math.min(to, found);
      if (cdata && end > open + 9) yield { type: 'text', name: 'cdata', start: open + 9, end, empty: false };
      at = end + mark.length;
      continue;
    }
    const end = Math.min(to, endOfTag(source, open));
    const closes = next === 0x2f;
    yield {
      type: closes ? 'close' : 'open',
      name: localName(source, open + (closes ? 2 : 1), end),
      start: open,
      end,
      empty: !closes && source.charCodeAt(end - 2) === 0x2f,
    };
    at = end;
  }
}

/** The value of an attribute of a tag, by its whole name; undefined when it is not there. */
export function tokenAttribute(source: string, token: SheetToken, name: string): string | undefined {
  const tag = source.slice(token.start, token.end);
  for (let at = tag.indexOf(name); at >= 0; at = tag.indexOf(name, at + 1)) {
    const quote = tag.charAt(at + name.length + 1);
    const isName = tag.charCodeAt(at - 1) <= 0x20 && tag.charAt(at + name.length) === '=';
    if (!isName || (quote !== '"' && quote !== "'")) continue;
    const start = at + name.length + 2;
    const end = tag.indexOf(quote, start);
    return decodeXml(tag.slice(start, end < 0 ? undefined : end));
  }
  return undefined;
}

/** The text of a token, its references replaced. */
export function tokenText(source: string, token: SheetToken): string {
  const text = source.slice(token.start, token.end);
  return token.name === 'cdata' ? text : decodeXml(text);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Replaces the references of XML, and Excel's own way to write control characters (`_x000D_`), which become blanks. */
function decodeXml(text: string): string {
  const plain = text.includes('&')
    ? text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (whole, decimal, hex, name) => {
        if (name !== undefined) return named[name.toLowerCase()] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
      })
    : text;
  return plain.includes('_x00') ? plain.replace(/_x00[01][\dA-F]_/gi, ' ') : plain;
}

/** Behind the `>` that ends a tag; one inside a quoted value does not. */
function endOfTag(source: string, start: number): number {
  let quote = 0;
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at + 1;
  }
  return source.length;
}

function localName(source: string, from: number, to: number): string {
  let start = from;
  let end = from;
  for (; end < to; end++) {
    const code = source.charCodeAt(end);
    if (code <= 0x20 || code === 0x2f || code === 0x3e) break;
    if (code === 0x3a) start = end + 1;
  }
  return source.slice(start, end);
}
