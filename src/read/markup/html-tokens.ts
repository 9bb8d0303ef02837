/** A tag, or the text between two tags; `start` and `end` (exclusive) are its place in the source. */
export type HtmlToken =
  | { readonly type: 'open'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly type: 'close'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly type: 'text'; readonly start: number; readonly end: number };

/** Elements whose content is characters, not elements. */
const rawElements = new Set(['iframe', 'noembed', 'noframes', 'script', 'style', 'textarea', 'title', 'xmp']);

/**
 * The tags and texts of an HTML source in order, in one pass over it whatever it holds: no tree is built, so that no nesting
 * is too deep. Comments, declarations and processing instructions are passed over; the content of `script`, `style` and their
 * like is one text.
 */
export function* htmlTokens(source: string, from = 0, to = source.length): Generator<HtmlToken, void, undefined> {
  let at = from;
  let textStart = from;
  while (at < to) {
    const open = source.indexOf('<', at);
    if (open < 0 || open >= to) break;
    const next = source.charCodeAt(open + 1);
    const isTag = isLetter(next) || (next === 0x2f && isLetter(source.charCodeAt(open + 2)));
    const isMarkup = next === 0x21 || next === 0x3f || next === 0x2f; // `<!`, `<?`, `</`
    if (!isTag && !isMarkup) {
      at = open + 1;
      continue;
    }
    if (open > textStart) yield { type: 'text', start: textStart, end: open };
    const end = Math.min(to, isTag ? endOfTag(source, open) : endOfMarkup(source, open));
    at = end;
    textStart = end;
    if (!isTag) continue;
    const closes = next === 0x2f;
    const name = tagName(source, open + (closes ? 2 : 1));
    yield { type: closes ? 'close' : 'open', name, start: open, end };
    if (closes || !rawElements.has(name) || source[end - 2] === '/') continue;
    const close = findClose(source, name, end);
    at = Math.min(to, close);
    if (at > end) yield { type: 'text', start: end, end: at };
    textStart = at;
  }
  if (textStart < to) yield { type: 'text', start: textStart, end: to };
}

/** The attributes of the tag at `start`, names in lower case; the first of a name counts. Character references stay. */
export function tagAttributes(
  source: string,
  tag: { readonly start: number; readonly end: number },
): Map<string, string> {
  const found = new Map<string, string>();
  const inside = source
    .slice(tag.start, tag.end)
    .replace(/^<[^\s/>]*/, '')
    .replace(/\/?>$/, '');
  for (const match of inside.matchAll(/([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    const name = match[1]?.toLowerCase();
    if (name && !found.has(name)) found.set(name, match[2] ?? match[3] ?? match[4] ?? '');
    if (found.size === 100) break;
  }
  return found;
}

/** Behind the `>` that ends a tag; one inside a quoted value does not. */
function endOfTag(source: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const next = /[>"']/g;
    next.lastIndex = at;
    const found = next.exec(source);
    if (!found) return source.length;
    if (found[0] === '>') return found.index + 1;
    // A quotation mark opens a value only behind an equals sign; elsewhere it is a slip of the pen.
    if (/=\s*$/.test(source.slice(Math.max(start, found.index - 20), found.index))) {
      const close = source.indexOf(found[0], found.index + 1);
      if (close < 0) return source.length;
      at = close + 1;
    } else at = found.index + 1;
  }
}

function endOfMarkup(source: string, start: number): number {
  const close = source.startsWith('<!--', start)
    ? // `<!-->` and `<!--->` are comments too.
      endBehind(source, '-->', start + 2)
    : source.startsWith('<![CDATA[', start)
      ? endBehind(source, ']]>', start)
      : endBehind(source, '>', start);
  return close;
}

function endBehind(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

function findClose(source: string, name: string, from: number): number {
  const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  close.lastIndex = from;
  return close.exec(source)?.index ?? source.length;
}

function tagName(source: string, from: number): string {
  let end = from;
  while (end < source.length && end - from < 100 && !/[\s/>]/.test(source.charAt(end))) end++;
  return source.slice(from, end).toLowerCase();
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
