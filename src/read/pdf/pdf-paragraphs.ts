import { boxAround } from '../../data/box-around.ts';
import { bottomOf, median, rightOf } from './pdf-boxes.ts';
import { joinAtLineEnd, noWords, type PageWords } from './pdf-line-ends.ts';
import type { PdfLine } from './pdf-lines.ts';
import type { PdfBlock, PdfHeading, PdfParagraph, PdfSurvey } from './pdf-page.ts';

const bullet = /^(?:[•●▪■◦○‣⁃∙·►▶➢➤✓✔❖◆◇♦–—*-]|[\uf0a7\uf0b7\uf0d8\uf0fc])(?:\s|$)/;
const numbering = /^(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-zA-Z])\.|\[\d{1,3}\])\s/;
const sentenceEnd = /[.!?:;。！？…]["'”’»)\]\d]*$/;
const maxHeadingChars = 160;

/** The lines of a column as headings and paragraphs. */
export function paragraphsOf(
  lines: readonly PdfLine[],
  survey: PdfSurvey,
  words: PageWords = noWords,
): (PdfHeading | PdfParagraph)[] {
  const column = columnShape(lines);
  const groups: PdfLine[][] = [];
  for (const [index, line] of lines.entries()) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && goesOn(before, line, lines[index + 1], group, column)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => headingFrom(group, survey) ?? paragraphFrom(group, words));
}

interface ColumnShape {
  readonly left: number;
  readonly right: number;
  /** Usual distance from one line to the next, in font sizes. */
  readonly leading: number;
}

function columnShape(lines: readonly PdfLine[]): ColumnShape {
  const steps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (!before || !isAlike(before, line)) continue;
    const step = leadingBetween(before, line);
    if (step > 0.8 && step < 2.6) steps.push(step);
  }
  const box = boxAround(lines.map((line) => line.box));
  return { left: box.x, right: rightOf(box), leading: lowerMiddle(steps) };
}

/** The leading inside paragraphs, which are a good part of all steps; spaces between paragraphs are wider. */
function lowerMiddle(steps: number[]): number {
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length * 0.35)] ?? 1.2;
}

function leadingBetween(before: PdfLine, line: PdfLine): number {
  return (bottomOf(line.box) - bottomOf(before.box)) / Math.max(1, Math.min(before.fontSize, line.fontSize));
}

function isAlike(a: PdfLine, b: PdfLine): boolean {
  const ratio = Math.min(a.fontSize, b.fontSize) / Math.max(a.fontSize, b.fontSize, 0.1);
  return ratio > 0.9;
}

function goesOn(
  before: PdfLine,
  line: PdfLine,
  after: PdfLine | undefined,
  group: readonly PdfLine[],
  column: ColumnShape,
): boolean {
  if (!isAlike(before, line)) return false;
  const leading = leadingBetween(before, line);
  const second = group[1];
  const own = second && group[0] ? leadingBetween(group[0], second) : undefined;
  if (leading < 0.3 || leading > (own === undefined ? Math.min(column.leading * 1.3 + 0.1, 2.4) : own * 1.22 + 0.08))
    return false;
  if (
    before.bold !== line.bold &&
    group.every((each) => each.bold === before.bold) &&
    (line.bold || endsShort(before, line, column))
  )
    return false;
  if (isItem(line)) return false;
  const size = line.fontSize;
  const [first] = group;
  const item = first !== undefined && isItem(first);
  const left = line.rtl ? -rightOf(line.box) : line.box.x;
  const leftBefore = line.rtl ? -rightOf(before.box) : before.box.x;
  const indent = left - leftBefore;
  const centred = Math.abs(line.box.x + line.box.width / 2 - before.box.x - before.box.width / 2) < size * 0.5;
  const short = endsShort(before, line, column);
  if (item) {
    // The lines of an item stand beneath its text; a line that comes back to its mark's edge or before is another thing.
    if (group.length === 1)
      return indent > -size * 0.3 && !(short && indent < size * 0.3 && sentenceEnd.test(before.text));
    return Math.abs(indent) < size * 0.9;
  }
  if (short && sentenceEnd.test(before.text) && !centred) return false;
  if (indent > size * 0.8 && !centred) {
    // An indented line begins a paragraph, unless the first line hung out to the left of all others.
    if (group.length > 1) return false;
    const next = after ? (line.rtl ? -rightOf(after.box) : after.box.x) : undefined;
    const hanging = next !== undefined && Math.abs(next - left) < size * 0.4 && !short;
    return hanging;
  }
  if (indent < -size * 0.8 && group.length > 1 && !centred) return false;
  return true;
}

/** Whether the next line's first word would still have fit: then the line ended because its paragraph did. */
function endsShort(before: PdfLine, line: PdfLine, column: ColumnShape): boolean {
  const free = line.rtl ? before.box.x - column.left : column.right - rightOf(before.box);
  const word = line.text.indexOf(' ') < 0 ? line.text.length : line.text.indexOf(' ');
  const wordWidth = (word / Math.max(1, line.text.length)) * line.box.width;
  return free > wordWidth + before.fontSize * 1.5;
}

function isItem(line: { text: string }): boolean {
  return bullet.test(line.text) || numbering.test(line.text);
}

/** The paragraph's text on one line, with the places of its lines. */
function paragraphFrom(lines: readonly PdfLine[], known: PageWords): PdfParagraph {
  let text = '';
  const places: { start: number; end: number; box: PdfLine['box'] }[] = [];
  for (const line of lines) {
    const words = line.text;
    if (text !== '') {
      const joined = joinAtLineEnd(text, words, known);
      const last = places.at(-1);
      if (last && joined.text.length < text.length) places[places.length - 1] = { ...last, end: joined.text.length };
      text = joined.text + joined.between;
    }
    const start = text.length;
    text += words;
    places.push({ start, end: text.length, box: line.box });
  }
  const [first] = lines;
  return {
    type: 'paragraph',
    text,
    box: boxAround(lines.map((line) => line.box)),
    lines: places,
    ...(first && isItem(first) ? { item: true as const } : {}),
  };
}

/** The lines as a heading, when their size, weight or numbering says so. */
function headingFrom(lines: readonly PdfLine[], survey: PdfSurvey): PdfHeading | undefined {
  const [first] = lines;
  if (!first || lines.length > 4) return undefined;
  const text = lines.map((line) => line.text).join(' ');
  if (text.length > maxHeadingChars || !/\p{L}{2}/u.test(text) || bullet.test(text)) return undefined;
  const size = median(
    lines.map((line) => line.fontSize),
    first.fontSize,
  );
  const larger = size >= survey.bodySize * 1.08 && size > survey.bodySize + 0.4;
  const bold = lines.every((line) => line.bold);
  const numbered = /^(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[A-Z]\.|[IVX]{1,5}\.)\s+\p{Lu}/u.exec(text);
  const sentence = /[.;,:]$/.test(text) && !/\b(?:Inc|Co|Corp|Ltd|No)\.$/.test(text);
  if (larger && lines.length <= 4 && !(sentence && text.length > 80)) {
    const at = survey.headingSizes.findIndex((each) => size >= each - 0.3);
    const level = at < 0 ? survey.headingSizes.length + 1 : at + 1;
    return { type: 'heading', level: Math.max(1, level), text, box: boxAround(lines.map((line) => line.box)) };
  }
  const capitals = numbered && lines.length === 1 && text === text.toUpperCase();
  if (!(bold || capitals) || size < survey.bodySize * 0.95 || lines.length > 2 || text.length > 110 || sentence)
    return undefined;
  const depth = numbered ? (numbered[0].match(/\d+/g)?.length ?? 1) - 1 : 0;
  const level = survey.headingSizes.length + 1 + Math.max(0, depth);
  return { type: 'heading', level, text, box: boxAround(lines.map((line) => line.box)) };
}

/** Marks the first paragraph of a column that goes on in the middle of a sentence. */
export function markContinued(columns: PdfBlock[][]): PdfBlock[][] {
  let before: PdfParagraph | undefined;
  return columns.map((blocks, column) => {
    const [first] = blocks;
    const opens = first?.type === 'paragraph' && !first.item && /^\p{Ll}/u.test(first.text);
    const goes = opens && (column === 0 || (before !== undefined && !sentenceEnd.test(before.text)));
    before = blocks.findLast((block): block is PdfParagraph => block.type === 'paragraph') ?? before;
    return goes && first?.type === 'paragraph' ? [{ ...first, continues: true as const }, ...blocks.slice(1)] : blocks;
  });
}
