import { sentences } from '../../support/sentences.ts';
import { inCharacters, type PassageSize } from './passage-size.ts';

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
 * Cuts a text into passages of at most the given size: whole paragraphs where they fit, else whole sentences. Only a
 * sentence longer than that is cut, at a line break or a blank if there is one. In order, the passages hold every
 * character that is not blank; they overlap only as far as the size says. A number is a size in characters without
 * overlap.
 */
export function* passages(text: string, size: PassageSize | number): Generator<Passage, void, undefined> {
  const { most, overlap, measure } = typeof size === 'number' ? inCharacters(size) : size;
  let open: { start: number; end: number; length: number; last: Unit } | undefined;
  const close = ({ start, end }: { start: number; end: number }): Passage => ({
    start,
    end,
    text: text.slice(start, end),
  });
  for (const unit of units(text, most, measure)) {
    const added = measure(text, open?.end ?? unit.start, unit.end);
    if (open) {
      const full = open.length + added > most;
      // A long paragraph starts its own passage, unless what stands before it would be left as a scrap.
      const halfFull = open.length >= most / 2;
      if (!full && !(unit.opensLongParagraph && halfFull)) {
        open = { start: open.start, end: unit.end, length: open.length + added, last: unit };
        continue;
      }
      yield close(open);
      const start = overlap > 0 ? repeatedFrom(text, open, overlap, measure) : undefined;
      const length = start === undefined ? 0 : measure(text, start, unit.end);
      if (start !== undefined && length <= most) {
        open = { start, end: unit.end, length, last: unit };
        continue;
      }
    }
    open = { start: unit.start, end: unit.end, length: measure(text, unit.start, unit.end), last: unit };
  }
  if (open) yield close(open);
}

/** Where the last sentences of a passage begin that the next one repeats; undefined when not one is short enough. */
function repeatedFrom(
  text: string,
  passage: { readonly start: number; readonly end: number; readonly last: Unit },
  overlap: number,
  measure: PassageSize['measure'],
): number | undefined {
  const { last, end } = passage;
  const starts = [...sentences(text, last.start, end)].map((sentence) => sentence.start).reverse();
  let from: number | undefined;
  for (const start of starts) {
    if (measure(text, start, end) > overlap || start <= passage.start) break;
    from = start;
  }
  return from;
}

function* units(text: string, most: number, measure: PassageSize['measure']): Generator<Unit> {
  for (const paragraph of paragraphs(text)) {
    if (measure(text, paragraph.start, paragraph.end) <= most) {
      yield { ...paragraph, opensLongParagraph: false };
      continue;
    }
    let first = true;
    for (const sentence of sentences(text, paragraph.start, paragraph.end))
      for (const piece of pieces(text, trimmed(text, sentence.start, sentence.end), most, measure)) {
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
  most: number,
  measure: PassageSize['measure'],
): Generator<{ start: number; end: number }> {
  let at = range.start;
  for (;;) {
    const length = measure(text, at, range.end);
    if (length <= most) break;
    // As many characters as make the length, judged by the whole; fewer where that was too many.
    let characters = Math.max(1, Math.floor(((range.end - at) * most) / length));
    let cut = bestCut(text, at, at + characters);
    while (characters > 1 && measure(text, at, cut) > most) {
      characters = Math.max(1, Math.floor(characters * 0.8));
      cut = bestCut(text, at, at + characters);
    }
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
