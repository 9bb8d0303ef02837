import { sentences } from '../support/sentences.ts';

/** A stretch of a text: `text` is the source's characters from `start` to `end`, end exclusive, without blanks around. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Unit {
  readonly start: number;
  readonly end: number;
  /** First sentence of a paragraph that is too long to be kept whole. */
  readonly opensLongParagraph: boolean;
}

/**
 * Cuts a text into passages of at most `targetChars` characters (UTF-16 code units): whole paragraphs where they fit, else
 * whole sentences. Only a sentence longer than the target is cut, at a line break or a blank if there is one. In order,
 * the passages hold every character that is not blank, and do not overlap.
 */
export function* passages(text: string, targetChars: number): Generator<Passage, void, undefined> {
  const target = Math.max(1, Math.floor(targetChars));
  let open: { start: number; end: number } | undefined;
  const close = (range: { start: number; end: number }): Passage => ({
    ...range,
    text: text.slice(range.start, range.end),
  });
  for (const unit of units(text, target)) {
    if (open) {
      const full = unit.end - open.start > target;
      // A long paragraph starts its own passage, unless what stands before it would be left as a scrap.
      const halfFull = open.end - open.start >= target / 2;
      if (full || (unit.opensLongParagraph && halfFull)) {
        yield close(open);
        open = undefined;
      }
    }
    open = { start: open?.start ?? unit.start, end: unit.end };
  }
  if (open) yield close(open);
}

function* units(text: string, target: number): Generator<Unit> {
  for (const paragraph of paragraphs(text)) {
    if (paragraph.end - paragraph.start <= target) {
      yield { ...paragraph, opensLongParagraph: false };
      continue;
    }
    let first = true;
    for (const sentence of sentences(text, paragraph.start, paragraph.end))
      for (const piece of pieces(text, trimmed(text, sentence.start, sentence.end), target)) {
        if (piece.start === piece.end) continue;
        yield { ...piece, opensLongParagraph: first };
        first = false;
      }
  }
}

/** Paragraphs end at a blank line or a page break; ranges without the blanks around them. */
function* paragraphs(text: string): Generator<{ start: number; end: number }> {
  let start = 0;
  for (const gap of text.matchAll(/(?:\r\n|\n|\r(?!\n))[^\S\r\n\f]*[\r\n\f]\s*|\f\s*/g)) {
    const range = trimmed(text, start, gap.index);
    if (range.start < range.end) yield range;
    start = gap.index + gap[0].length;
  }
  const range = trimmed(text, start, text.length);
  if (range.start < range.end) yield range;
}

function* pieces(
  text: string,
  range: { start: number; end: number },
  target: number,
): Generator<{ start: number; end: number }> {
  let at = range.start;
  while (range.end - at > target) {
    const cut = bestCut(text, at, at + target);
    yield trimmed(text, at, cut);
    at = cut;
    while (at < range.end && isBlank(text, at)) at++;
  }
  yield { start: at, end: range.end };
}

/** The last line break in the second half of the stretch, else the last blank there, else its end; never inside a pair of surrogates. */
function bestCut(text: string, start: number, end: number): number {
  const half = start + Math.floor((end - start) / 2);
  const line = text.lastIndexOf('\n', end);
  if (line > half) return line;
  for (let at = end; at > half; at--) if (isBlank(text, at)) return at;
  const splitsPair = isSurrogate(text, end, 0xdc00) && isSurrogate(text, end - 1, 0xd800);
  if (!splitsPair) return end;
  return end - 1 > start ? end - 1 : end + 1;
}

function isSurrogate(text: string, at: number, first: 0xd800 | 0xdc00): boolean {
  return (text.charCodeAt(at) & 0xfc00) === first;
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && isBlank(text, from)) from++;
  while (to > from && isBlank(text, to - 1)) to--;
  return { start: from, end: to };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return /\s/.test(text.charAt(at));
}
