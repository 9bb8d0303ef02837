import type { SourceRange } from './source-text.ts';

/** A Markdown source made fit for the parser. */
export interface MarkdownSource {
  /** The source with the payload of long `data:` URLs taken out. */
  readonly text: string;
  /** Where an offset of `text` lies in the original source. */
  place(offset: number): number;
  /** The reference as it was written: gives a shortened `data:` URL back whole. */
  original(reference: string): string;
}

/** Takes the payload out of long `data:` URLs, which the parser would go through letter by letter. */
export function markdownSource(source: string): MarkdownSource {
  const urls: string[] = [];
  const cuts: { at: number; removed: number }[] = [];
  let removed = 0;
  const text = source.replace(/\bdata:[a-z0-9.+-]+\/[^\s)"'<>\]]{200,}/gi, (url: string, at: number) => {
    const short = `data:cut/${urls.length}`;
    urls.push(url);
    removed += url.length - short.length;
    cuts.push({ at: at + url.length - removed, removed });
    return short;
  });
  return {
    text,
    place(offset) {
      let low = 0;
      let high = cuts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cuts[middle]?.at ?? 0) <= offset) low = middle + 1;
        else high = middle;
      }
      return offset + (cuts[low - 1]?.removed ?? 0);
    },
    original(reference) {
      const number = /^data:cut\/(\d+)$/.exec(reference)?.[1];
      return (number === undefined ? undefined : urls[Number(number)]) ?? reference;
    },
  };
}

/** A part of a Markdown source that can be parsed by itself. */
export interface MarkdownChunk extends SourceRange {
  /** Whether it can be parsed in reasonable time: one paragraph of many pages cannot. */
  readonly sound: boolean;
}

const headingChars = 4_000;
const paragraphChars = 16_000;
const mostChars = 128_000;
/** Longest run of lines without a blank one, outside fenced code and tables; the parser's time grows with its square. */
const runChars = 16_000;

/**
 * Cuts a long source where its parts do not depend on each other: before headings, else between paragraphs, never in fenced
 * code. The parser's time grows faster than its input (1.6 MB took 16 s in one piece), and between chunks reading can stop.
 */
export function* markdownChunks(text: string, from = 0): Generator<MarkdownChunk, void, undefined> {
  let start = from;
  let fence = '';
  let blank = false;
  let run = 0;
  let sound = true;
  for (let at = from; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, Math.min(next, at + 200));
    const size = at - start;
    const independent = blank && /^(?:[^\s>*+\d-]|[-*_]{3})/.test(line);
    const opensItem = /^(?:[-*+]|\d{1,9}[.)])\s/.test(line);
    const cut =
      size >= mostChars ||
      (fence === '' && size >= headingChars && /^#{1,6}\s/.test(line)) ||
      (fence === '' && size >= paragraphChars && (independent || opensItem)) ||
      (fence === '' && size >= 3 * paragraphChars && blank);
    if (cut) {
      yield { start, end: at, sound };
      start = at;
      run = 0;
      sound = true;
    }
    fence = fenceAfter(line, fence);
    blank = line.trim() === '' && next - at < 200;
    run = blank || fence !== '' || line.startsWith('|') ? 0 : run + next - at;
    if (run > runChars) sound = false;
    at = next;
  }
  if (start < text.length) yield { start, end: text.length, sound };
}

/** The fence that is open behind the line, or the empty string. */
function fenceAfter(line: string, open: string): string {
  const found = /^ {0,3}(`{3,}|~{3,})(.*)/.exec(line);
  if (!found) return open;
  const [, mark = '', rest = ''] = found;
  if (open === '') return mark.startsWith('`') && rest.includes('`') ? '' : mark;
  return mark.startsWith(open) && rest.trim() === '' ? '' : open;
}

/** The lines that define link targets, `[name]: target`, by name in lower case; chunks of a long source share them. */
export function linkDefinitions(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/^ {0,3}\[([^\]^\n][^\]\n]{0,200})\]:[ \t]*\S[^\n]{0,2000}$/gm)) {
    const name = match[1]?.toLowerCase().replace(/\s+/g, ' ').trim();
    if (name && !found.has(name)) found.set(name, match[0].trim());
    if (found.size === 2000) break;
  }
  return found;
}
