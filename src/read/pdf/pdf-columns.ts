import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { bottomOf, median, middleOf, overlapDown, rightOf } from './pdf-boxes.ts';
import type { PdfSpan } from './pdf-lines.ts';

/** What is put in order: a span of text, or a figure or table that is already whole. */
export interface PdfItem<Whole> {
  readonly box: Box;
  readonly span?: PdfSpan;
  readonly whole?: Whole;
}

/** Narrowest strip between two columns, in font sizes. */
const narrowestGutter = 0.7;
/** Fewest lines in each of two columns. */
const fewestLines = 2;
/** Characters from which on a line is one of prose without a doubt. */
const fullLine = 30;
/** Items beyond which a page is taken as one column. */
const maxItems = 8_000;
const maxDepth = 6;

/**
 * Parts the items into columns and the bands between them, in reading order. Columns are found by their straight left edges:
 * an empty strip in front of an edge, with lines of prose on both sides. What crosses the strip (a title, a wide figure)
 * divides the page into bands.
 */
export function columnsOf<Whole>(items: readonly PdfItem<Whole>[], fontSize: number): PdfItem<Whole>[][] {
  return items.length > maxItems ? [[...items]] : split(items, Math.max(4, fontSize), 0);
}

function split<Whole>(items: readonly PdfItem<Whole>[], fontSize: number, depth: number): PdfItem<Whole>[][] {
  if (items.length < 2 * fewestLines || depth > maxDepth) return items.length === 0 ? [] : [[...items]];
  const gutter = bestGutter(items, fontSize);
  if (gutter === undefined) return [[...items]];
  const columns: PdfItem<Whole>[][] = [];
  for (const band of bandsOf(items, gutter)) {
    if (band.crossing) {
      columns.push(...split(band.items, fontSize, depth + 1));
      continue;
    }
    const left = band.items.filter((item) => rightOf(item.box) <= gutter.right);
    const right = band.items.filter((item) => rightOf(item.box) > gutter.right);
    columns.push(...split(left, fontSize, depth + 1), ...split(right, fontSize, depth + 1));
  }
  return columns;
}

interface Gutter {
  readonly left: number;
  readonly right: number;
}

function bestGutter<Whole>(items: readonly PdfItem<Whole>[], fontSize: number): Gutter | undefined {
  let best: Gutter | undefined;
  let bestScore = 0;
  for (const edge of leftEdges(items)) {
    const gutter = { left: edge - fontSize * narrowestGutter, right: edge - 1 };
    let score = 0;
    for (const band of bandsOf(items, gutter)) if (!band.crossing) score += columnHeight(band.items, gutter, fontSize);
    if (score > bestScore) {
      best = gutter;
      bestScore = score;
    }
  }
  return best;
}

/** Where several spans begin beneath each other, the most frequent first. */
function leftEdges<Whole>(items: readonly PdfItem<Whole>[]): number[] {
  const edges = items.map((item) => item.box.x).sort((a, b) => a - b);
  const found: { x: number; count: number }[] = [];
  let from = 0;
  for (let index = 1; index <= edges.length; index++) {
    const start = edges[from] ?? 0;
    if (index < edges.length && (edges[index] ?? 0) - start < 3) continue;
    if (index - from >= fewestLines) found.push({ x: start, count: index - from });
    from = index;
  }
  return found
    .slice(1)
    .sort((a, b) => b.count - a.count)
    .slice(0, 10)
    .map((edge) => edge.x);
}

interface Band<Whole> {
  readonly crossing: boolean;
  readonly items: PdfItem<Whole>[];
}

/** The items from top to bottom, in stretches that cross the gutter and stretches that leave it free. */
function bandsOf<Whole>(items: readonly PdfItem<Whole>[], gutter: Gutter): Band<Whole>[] {
  // A quotation mark may hang out of the right column, a hyphen out of the left one.
  const crosses = (item: PdfItem<Whole>) => item.box.x < gutter.left && rightOf(item.box) > gutter.right;
  const crossing = items.filter(crosses).sort((a, b) => a.box.y - b.box.y);
  if (crossing.length === 0) return [{ crossing: false, items: [...items] }];
  const strips: { top: number; bottom: number; items: PdfItem<Whole>[] }[] = [];
  for (const item of crossing) {
    const last = strips.at(-1);
    if (last && item.box.y < last.bottom) {
      last.bottom = Math.max(last.bottom, bottomOf(item.box));
      last.items.push(item);
    } else strips.push({ top: item.box.y, bottom: bottomOf(item.box), items: [item] });
  }
  const free: PdfItem<Whole>[][] = Array.from({ length: strips.length + 1 }, () => []);
  for (const item of items) {
    if (crosses(item)) continue;
    const middle = middleOf(item.box);
    const at = firstBelow(strips, middle);
    const strip = strips[at];
    // What stands beside a crossing line (the rest of that line) goes with it.
    if (strip && middle >= strip.top) strip.items.push(item);
    else free[at]?.push(item);
  }
  const bands: Band<Whole>[] = [];
  for (let index = 0; index <= strips.length; index++) {
    const between = free[index] ?? [];
    if (between.length > 0) bands.push({ crossing: false, items: between });
    const strip = strips[index];
    if (!strip) continue;
    const last = bands.at(-1);
    if (last?.crossing) last.items.push(...strip.items);
    else bands.push({ crossing: true, items: strip.items });
  }
  return bands;
}

/** Index of the first strip whose bottom is beneath `y`. */
function firstBelow(strips: readonly { bottom: number }[], y: number): number {
  let low = 0;
  let high = strips.length;
  while (low < high) {
    const at = (low + high) >> 1;
    if ((strips[at]?.bottom ?? 0) > y) high = at;
    else low = at + 1;
  }
  return low;
}

/** How much of the band is two columns of prose, in points; 0 when it is not. */
function columnHeight<Whole>(items: readonly PdfItem<Whole>[], gutter: Gutter, fontSize: number): number {
  const left: PdfItem<Whole>[] = [];
  const right: PdfItem<Whole>[] = [];
  for (const item of items) (rightOf(item.box) <= gutter.right ? left : right).push(item);
  if (!looksLikeProse(left, fontSize) || !looksLikeProse(right, fontSize)) return 0;
  const down = overlapDown(boxAround(left.map((item) => item.box)), boxAround(right.map((item) => item.box)));
  return down > fontSize * fewestLines ? down : 0;
}

/** Several lines, most of them long and made of words: no column of a table. */
function looksLikeProse<Whole>(items: readonly PdfItem<Whole>[], fontSize: number): boolean {
  // Bullets stand apart from their items and say nothing of how long those are.
  const spans = items.flatMap((item) => (item.span && item.span.text.length > 2 ? [item.span] : []));
  const wholes = items.filter((item) => item.whole).length;
  if (spans.length < fewestLines) return wholes > 0;
  const box = boxAround(spans.map((span) => span.box));
  if (box.width < fontSize * 5) return false;
  let letters = 0;
  let digits = 0;
  for (const span of spans)
    for (let at = 0; at < span.text.length; at++) {
      const code = span.text.charCodeAt(at);
      if (code >= 0x30 && code <= 0x39) digits++;
      else if (code >= 0x41) letters++;
    }
  if (digits * 2 > letters) return false;
  const widths = spans.map((span) => span.box.width).sort((a, b) => a - b);
  // Lines are as wide as the widest of them, and not as all of the side, which may be two columns in turn.
  const usual = widths[Math.floor(widths.length * 0.8)] ?? 0;
  const characters = median(
    spans.map((span) => span.text.length),
    0,
  );
  const wide = spans.filter((span) => span.box.width > usual * 0.6);
  // Between headings and the short last lines of paragraphs, fewer than half of the lines may be full ones.
  const full = wide.filter((span) => span.text.length >= fullLine);
  const isMostlyFull = full.length >= 5 && widthOf(full) >= widthOf(spans) * 0.6;
  const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(spans[0]?.text ?? '');
  // Two short lines are a column only when they are lines of prose without a doubt.
  const least = spans.length < 4 ? 24 : 12;
  return (
    median(widths, 0) > fontSize * 5 &&
    characters >= (cjk ? least / 2 : least) &&
    (wide.length * 2 >= spans.length || isMostlyFull)
  );
}

function widthOf(spans: readonly PdfSpan[]): number {
  return spans.reduce((sum, span) => sum + span.box.width, 0);
}
