import { boxAround } from './box-around.ts';
import type { Box } from './locator.ts';
import type { LineBox, Segment, WordsSource } from './segment.ts';

/** Stands for every character that was blacked out, so that whatever stands behind it keeps its place. */
export const redactionBar = '█';

/** What of a drawing or picture is to be painted over: boxes in the units of the locator, or all of it. */
export type RedactedArea = readonly Box[] | 'all';

/** Words that stand in the picture itself, and those that stand on the page around it, too. */
const sources = {
  picture: ['ocr', 'description', 'body'],
  page: ['ocr', 'description', 'body', 'caption', 'heading'],
  // What the page has as text was painted over while it was drawn; lines may hold what goes on in the next one.
  paintedPage: ['ocr', 'description', 'body'],
} as const satisfies Record<string, readonly WordsSource[]>;

type Redacted = Pick<Segment, 'kind' | 'locator' | 'words' | 'lines'> & Partial<Pick<Segment, 'metadata'>>;

/**
 * Where the words that were blacked out of a segment still stand to be seen: in its own picture, or on the page or slide it lies
 * on. As narrow as its lines tell; what no line holds covers all of the segment's place, as nobody knows where it is.
 */
export function redactedBoxes(segment: Redacted, seen: keyof typeof sources): RedactedArea {
  const { kind, locator, words, lines = [], metadata } = segment;
  // Documents may hold such characters of their own.
  if (metadata?.redacted !== true) return [];
  const isOnPage = locator.page !== undefined || locator.slide !== undefined;
  const boxes: Box[] = [];
  let unplaced = 0;
  let read = 0;
  for (const source of sources[seen]) {
    // What a record or a passage says is not what its picture shows.
    if (source === 'body' && !isOnPage && kind !== 'image') continue;
    for (const { start, end } of barsIn(words[source] ?? '')) {
      const held = lines.filter((line) => line.source === source && line.start < end && start < line.end);
      boxes.push(...held.map((line) => partOf(line, words[source] ?? '', start, end)));
      if (source === 'ocr') read += held.length > 0 ? 1 : 0;
      // A model that looked at the picture repeats what stands in it, which was most likely read there as well.
      const isUnplaced = source === 'description' ? --read < 0 : held.length === 0;
      if (isUnplaced && !(seen === 'paintedPage' && source === 'body')) unplaced++;
    }
  }
  if (unplaced === 0) return boxes;
  return isOnPage && locator.box ? [boxAround([...boxes, locator.box])] : 'all';
}

/** Letters are not all of one width: to the left and right, so much of the line's length is painted over as well. */
const slackShare = 0.08;
/** From this share of a line on, all of it goes. */
const wholeShare = 0.6;
/** Width of a character by the line's height from which on there are gaps in the line, so that counting letters tells little. */
const widestLetter = 0.8;

/** The part of a line that the characters from `start` to `end` take, with some more around it. */
function partOf(line: LineBox, words: string, start: number, end: number): Box {
  const { x, y, width, height } = line.box;
  const rise = height * 0.2;
  const whole = { x: x - rise, y: y - rise, width: width + 2 * rise, height: height + 2 * rise };
  const length = Math.max(1, line.end - line.start);
  const [from, to] = [Math.max(start, line.start) - line.start, Math.min(end, line.end) - line.start];
  const isUpright = width > height && width / length <= widestLetter * height;
  const isToTheRight = !/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(words.slice(line.start, line.end));
  if (!isUpright || !isToTheRight || to - from >= wholeShare * length) return whole;
  const slack = Math.max(height, width * slackShare);
  const left = Math.max(whole.x, x + (width * from) / length - slack);
  const right = Math.min(whole.x + whole.width, x + (width * to) / length + slack);
  return { ...whole, x: left, width: right - left };
}

function barsIn(text: string): { readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(/█+/g), ({ 0: found, index }) => ({ start: index, end: index + found.length }));
}
