import { type Block, oneLine } from '../markup/blocks.ts';
import { type SourceText, sourceText } from '../markup/source-text.ts';
import { cutText } from '../text/cut-text.ts';

/** Quotations inside quotations beyond this depth keep their marks. */
const maxDepth = 5;
const maxHeadingChars = 200;

/** Lines put above a message that is sent on or answered beneath, in the words of the usual mail programs. */
const separator =
  /^\s*(?:-{2,}\s*(?:original message|forwarded message|forwarded by .{1,100}|original-nachricht|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|messaggio originale)\s*-{2,}|begin forwarded message:)\s*$/i;

interface QuoteLine {
  readonly start: number;
  readonly end: number;
  /** How many quotation marks it begins with. */
  readonly depth: number;
  /** Where its words begin when so many of its marks are taken away as its depth says. */
  readonly bare: number;
  readonly blank: boolean;
}

/**
 * The plain text of an e-mail as blocks. What is quoted at its end stands under the line that says whose words it is (`On
 * Monday, Ann wrote:`), without its `>` marks; answers written between quoted lines stay with them as they are. `shift` is
 * where `text` starts in the whole that places are counted in.
 */
export function* emailTextBlocks(text: string, shift = 0): Generator<Block, void, undefined> {
  const lines = [...quoteLines(text)];
  let from = 0;
  for (let depth = 0; ; depth++) {
    const tail = depth < maxDepth ? quotedTail(lines, from, depth) : lines.length;
    const said = tail < lines.length ? saidBy(lines, from, tail, text) : tail;
    yield* ownBlocks(text, lines.slice(from, said), depth, shift);
    if (tail === lines.length) return;
    const first = lines[said];
    const last = lines[tail - 1];
    if (said < tail && first && last) {
      const who = lines
        .slice(said, tail)
        .map((line) => bareText(text, line, depth))
        .join(' ');
      yield {
        type: 'heading',
        level: depth + 1,
        text: cutText(oneLine(who), maxHeadingChars),
        range: { start: shift + first.start, end: shift + last.end },
      };
    }
    from = tail;
  }
}

function* quoteLines(text: string): Generator<QuoteLine> {
  let start = 0;
  while (start < text.length) {
    const found = /\r\n|\n|\r/g;
    found.lastIndex = start;
    const match = found.exec(text);
    const end = match?.index ?? text.length;
    let bare = start;
    let depth = 0;
    for (let at = start; at < end && depth < 20; at++) {
      const letter = text[at];
      if (letter === '>') {
        depth++;
        bare = at + 1;
      } else if (letter !== ' ' || at > bare) break;
    }
    yield { start, end, depth, bare, blank: text.slice(bare, end).trim() === '' };
    start = match ? end + match[0].length : text.length;
  }
}

/** The first of the lines up to the end that are all quoted more deeply; the number of lines when there are none such. */
function quotedTail(lines: readonly QuoteLine[], from: number, depth: number): number {
  let tail = lines.length;
  let filled = 0;
  for (let at = lines.length - 1; at >= from; at--) {
    const line = lines[at];
    if (!line || (line.depth <= depth && !line.blank)) break;
    if (line.depth <= depth) continue;
    tail = at;
    if (!line.blank) filled++;
  }
  return filled > 0 ? tail : lines.length;
}

/** Where the words begin that say who is quoted: up to three lines right above the quotation that end with a colon. */
function saidBy(lines: readonly QuoteLine[], from: number, tail: number, text: string): number {
  let last = tail - 1;
  while (last >= from && last >= tail - 2 && lines[last]?.blank) last--;
  const line = lines[last];
  if (!line || last < from || !/[:：]\s*$/.test(text.slice(line.bare, line.end))) return tail;
  let first = last;
  while (first - 1 >= from && first > last - 2 && !lines[first - 1]?.blank) first--;
  // A paragraph longer than that is words of its own, whatever it ends with.
  return first - 1 >= from && !lines[first - 1]?.blank ? last : first;
}

/** Text of one depth, cut where a message sent on begins. */
function* ownBlocks(text: string, lines: readonly QuoteLine[], depth: number, shift: number): Generator<Block> {
  let open = sourceText();
  const take = function* (): Generator<Block> {
    if (open.text.trim() !== '') yield { type: 'text', text: open };
    open = sourceText();
  };
  for (const [index, line] of lines.entries()) {
    const words = bareText(text, line, depth);
    const named = separator.test(words);
    if (named || /^\s*_{5,}\s*$/.test(words)) {
      const next = lines.slice(index + 1, index + 4).find((item) => !item.blank);
      const sender = next ? /^\s*\*?(?:from|von|de|da)\s?:\*?.*/i.exec(bareText(text, next, depth))?.[0] : undefined;
      if (!named && !sender) continue;
      yield* take();
      const heading = oneLine((sender ?? words).replace(/^[\s-]+|[\s-]+$/g, ''));
      const range = { start: shift + line.start, end: shift + line.end };
      yield { type: 'heading', level: maxDepth + 1, text: cutText(heading, maxHeadingChars), range };
    } else addLine(open, words, line, shift);
  }
  yield* take();
}

function addLine(into: SourceText, words: string, line: QuoteLine, shift: number): void {
  const end = shift + line.end;
  if (into.length > 0) into.append('\n', end - words.length, end - words.length);
  into.append(words, end - words.length, end);
}

/** A line without the marks of this depth; of deeper quotations the rest of the marks stays. */
function bareText(text: string, line: QuoteLine, depth: number): string {
  const whole = text.slice(line.start, line.end);
  if (depth === 0) return whole;
  let at = 0;
  for (let marks = 0; marks < Math.min(depth, line.depth); marks++) at = whole.indexOf('>', at) + 1;
  return whole.slice(at).replace(/^ /, '');
}
