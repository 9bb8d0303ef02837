import { cutText } from '../text/cut-text.ts';

const maxChars = 4000;
const maxBytes = 2_000_000;

/** Elements whose text people see or are told: SVG 2, 5.8 and 11. */
const wordElements = new Set(['title', 'desc', 'text']);
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The words that stand in an SVG drawing as text: its titles, descriptions and labels, a line each, at most 4,000 characters.
 * One pass over the file, whatever is wrong with it; an empty string when there are none or the file is compressed.
 */
export function svgWords(bytes: Uint8Array): string {
  const source = new TextDecoder().decode(bytes.subarray(0, maxBytes));
  const lines: string[] = [];
  let length = 0;
  let line = '';
  let depth = 0;
  for (let at = 0; at < source.length && length < maxChars; ) {
    const open = source.indexOf('<', at);
    const end = open < 0 ? source.length : open;
    if (depth > 0) line += source.slice(at, end);
    if (open < 0) break;
    if (source.startsWith('<!--', open)) {
      const close = source.indexOf('-->', open + 4);
      if (close < 0) break;
      at = close + 3;
      continue;
    }
    const close = source.indexOf('>', open);
    if (close < 0) break;
    const tag = source.slice(open + 1, Math.min(close, open + 64));
    const name = /^\/?(?:[\w-]+:)?([\w-]+)/.exec(tag)?.[1] ?? '';
    if (wordElements.has(name) && source[close - 1] !== '/')
      depth = tag.startsWith('/') ? Math.max(0, depth - 1) : depth + 1;
    // Nested spans are words of one label; the label's end ends the line.
    if (depth > 0) line += ' ';
    else if (line !== '') {
      const clean = unescaped(line).replace(/\s+/g, ' ').trim();
      if (clean !== '') lines.push(clean);
      length += clean.length + 1;
      line = '';
    }
    at = close + 1;
  }
  return cutText(lines.join('\n'), maxChars).trim();
}

function unescaped(text: string): string {
  return text.replace(/&(#x?[0-9a-f]{1,6}|\w{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}
