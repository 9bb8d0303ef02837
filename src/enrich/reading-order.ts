import type { Box } from '../data/locator.ts';
import { type RecognizedLine, type RecognizedWord, recognizedLine } from './text-recognizer.ts';

/** A gap between columns is at least so many lines high (wide). */
const leastGap = 1;
/** Words further apart than so many lines are high belong to different columns, whatever the recogniser says. */
const wordGap = 1.5;
/** Lines of running text have so many words on average; shorter ones are labels and cells, which are read row by row. */
const proseWords = 4;

/**
 * Lines found anywhere in a picture, in the order in which people read them: columns of running text one after another,
 * everything else row by row. A recursive cut at the widest gaps (Nagy and Seth, "Hierarchical representation of optically
 * scanned documents", 1984) that cuts between columns only where both sides are running text, so that the label and the value
 * in a form stay together.
 *
 * @param angle By how many degrees clockwise the lines stand turned; they are ordered as they stand after turning them back.
 */
export function inReadingOrder(lines: readonly RecognizedLine[], angle = 0): RecognizedLine[] {
  if (angle === 0) return inOrder(lines);
  const given = new Map<RecognizedWord, RecognizedWord>();
  const turned = lines.map(({ words }) =>
    recognizedLine(
      words.map((word) => {
        const back = { ...word, box: turnedBack(word.box, angle) };
        given.set(back, word);
        return back;
      }),
    ),
  );
  return inOrder(turned).map(({ words }) => recognizedLine(words.map((word) => given.get(word) ?? word)));
}

/** The box of the same size, or lying instead of standing, around the place that its middle comes to. */
function turnedBack({ x, y, width, height }: Box, degrees: number): Box {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const [wide, high] = Math.abs(sin) > Math.SQRT1_2 ? [height, width] : [width, height];
  return {
    x: middleX * cos + middleY * sin - wide / 2,
    y: middleY * cos - middleX * sin - high / 2,
    width: wide,
    height: high,
  };
}

function inOrder(lines: readonly RecognizedLine[]): RecognizedLine[] {
  const heights = lines.map(({ box }) => box.height).sort((a, b) => a - b);
  return ordered(lines.flatMap(splitAtGaps), heights[heights.length >> 1] ?? 0);
}

function splitAtGaps(line: RecognizedLine): RecognizedLine[] {
  const parts: RecognizedWord[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const word of line.words) {
    if (word.box.x - end > wordGap * line.box.height) parts.push([]);
    parts.at(-1)?.push(word);
    end = word.box.x + word.box.width;
  }
  return parts.length > 1 ? parts.map(recognizedLine) : [line];
}

function ordered(lines: readonly RecognizedLine[], lineHeight: number): RecognizedLine[] {
  if (lines.length < 2) return [...lines];
  const across = widestGap(lines, (box) => [box.x, box.x + box.width]);
  if (across && across.size >= leastGap * lineHeight) {
    const [left, right] = split(lines, (box) => box.x < across.at);
    if (isProse(left) && isProse(right)) return [...ordered(left, lineHeight), ...ordered(right, lineHeight)];
  }
  const down = widestGap(lines, (box) => [box.y, box.y + box.height]);
  if (!down) return byRows(lines);
  const [above, below] = split(lines, (box) => box.y < down.at);
  return [...ordered(above, lineHeight), ...ordered(below, lineHeight)];
}

/** The widest stretch that no box covers, and where it ends; undefined when the boxes cover everything between them. */
function widestGap(
  lines: readonly RecognizedLine[],
  side: (box: Box) => [number, number],
): { size: number; at: number } | undefined {
  const spans = lines.map(({ box }) => side(box)).sort((a, b) => a[0] - b[0]);
  let widest: { size: number; at: number } | undefined;
  let covered = Number.POSITIVE_INFINITY;
  for (const [start, end] of spans) {
    if (start > covered && start - covered > (widest?.size ?? 0)) widest = { size: start - covered, at: start };
    covered = covered === Number.POSITIVE_INFINITY ? end : Math.max(covered, end);
  }
  return widest;
}

function split(lines: readonly RecognizedLine[], isFirst: (box: Box) => boolean): [RecognizedLine[], RecognizedLine[]] {
  return [lines.filter(({ box }) => isFirst(box)), lines.filter(({ box }) => !isFirst(box))];
}

function isProse(lines: readonly RecognizedLine[]): boolean {
  return lines.reduce((sum, { words }) => sum + words.length, 0) >= proseWords * lines.length;
}

/** From top to bottom, and from left to right where the middle of one line lies beside another. */
function byRows(lines: readonly RecognizedLine[]): RecognizedLine[] {
  const middle = ({ box }: RecognizedLine) => box.y + box.height / 2;
  const rows: RecognizedLine[][] = [];
  for (const line of [...lines].sort((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && middle(line) < first.box.y + first.box.height) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.box.x - b.box.x));
}
