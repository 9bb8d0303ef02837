import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { bottomOf, overlapDown, rightOf } from './pdf-boxes.ts';
import type { PdfRun } from './pdf-page.ts';
import type { PdfRule } from './pdf-rules.ts';

/** Text on one line that stands close together: a line of a column, or a cell of a table. */
export interface PdfSpan {
  readonly text: string;
  readonly box: Box;
  /** Of most of its characters. */
  readonly fontSize: number;
  /** Most of its characters are. */
  readonly bold: boolean;
  readonly italic: boolean;
  readonly rtl: boolean;
}

/** Widest gap inside a span, in font sizes: more than a blank, less than the gutter of narrow columns. */
const widestGap = 0.85;
/** Narrowest gap that is a blank, in font sizes. */
const blankGap = 0.16;

interface OpenSpan {
  readonly runs: PdfRun[];
  top: number;
  bottom: number;
  right: number;
  size: number;
}

/**
 * Puts runs that stand upright together into spans, in no particular order. Time is about linear in the number of runs, for
 * a run only meets the spans that end near it. `walls` are vertical rules, which no span goes through.
 */
export function spansOf(runs: readonly PdfRun[], walls: readonly PdfRule[] = []): PdfSpan[] {
  const sorted = [...runs].sort((a, b) => a.box.x - b.box.x || a.box.y - b.box.y);
  const bands = new Map<number, OpenSpan[]>();
  const spans: OpenSpan[] = [];
  for (const run of sorted) {
    const found = openSpanFor(run, bands, walls);
    const span = found ?? { runs: [], top: 0, bottom: 0, right: Number.NEGATIVE_INFINITY, size: 0 };
    if (!found) spans.push(span);
    span.runs.push(run);
    if (run.fontSize > span.size * 1.05) {
      // The largest run says where the line stands; smaller ones are raised or lowered.
      span.size = run.fontSize;
      span.top = run.box.y;
      span.bottom = bottomOf(run.box);
    }
    span.right = Math.max(span.right, rightOf(run.box));
    if (!found) {
      const band = Math.floor((span.top + span.bottom) / 2 / bandHeight);
      const list = bands.get(band);
      if (list) list.push(span);
      else bands.set(band, [span]);
    }
  }
  return spans.map((span) => finishedSpan(span.runs));
}

const bandHeight = 8;
const maxBands = 12;

/** The span that the run goes on with; spans that ended too far to the left are forgotten on the way. */
function openSpanFor(run: PdfRun, bands: Map<number, OpenSpan[]>, walls: readonly PdfRule[]): OpenSpan | undefined {
  const from = Math.floor((run.box.y - bandHeight) / bandHeight);
  const to = Math.min(Math.floor((bottomOf(run.box) + bandHeight) / bandHeight), from + maxBands);
  let best: OpenSpan | undefined;
  let bestGap = Number.POSITIVE_INFINITY;
  for (let band = from; band <= to; band++) {
    const list = bands.get(band);
    if (!list) continue;
    let kept = 0;
    for (const span of list) {
      const size = Math.max(span.size, run.fontSize);
      const gap = run.box.x - span.right;
      if (gap > Math.max(span.size, 60) * 2) continue;
      list[kept++] = span;
      if (gap > widestGap * Math.min(size, 2 * Math.min(span.size, run.fontSize)) || !onOneLine(run, span)) continue;
      if (Math.abs(gap) < bestGap && gap > -Math.max(run.box.width, size)) {
        best = span;
        bestGap = Math.abs(gap);
      }
    }
    list.length = kept;
  }
  return best && isWalled(best, run, walls) ? undefined : best;
}

function isWalled(span: OpenSpan, run: PdfRun, walls: readonly PdfRule[]): boolean {
  if (walls.length === 0 || run.box.x - span.right < 1) return false;
  const middle = run.box.y + run.box.height / 2;
  return walls.some(
    ({ at, from, to }) => at > span.right - 0.5 && at < run.box.x + 0.5 && from < middle && to > middle,
  );
}

function onOneLine(run: PdfRun, span: OpenSpan): boolean {
  const overlap = Math.min(bottomOf(run.box), span.bottom) - Math.max(run.box.y, span.top);
  const smaller = Math.max(0.1, Math.min(run.box.height, span.bottom - span.top));
  const alike = Math.min(run.fontSize, span.size) / Math.max(run.fontSize, span.size, 0.1) > 0.8;
  if (alike) return overlap > smaller * 0.6;
  return overlap > smaller * 0.3;
}

function finishedSpan(runs: readonly PdfRun[]): PdfSpan {
  const [only] = runs;
  const rtl = runs.filter((run) => run.direction === 'rtl').length * 2 > runs.length;
  if (runs.length === 1 && only)
    return {
      text: tidy(closedUp(only.text)),
      box: only.box,
      fontSize: only.fontSize,
      bold: only.bold,
      italic: only.italic,
      rtl,
    };
  let characters = 0;
  let bold = 0;
  let italic = 0;
  const sizes = new Map<number, number>();
  for (const run of runs) {
    const length = run.text.trim().length;
    characters += length;
    if (run.bold) bold += length;
    if (run.italic) italic += length;
    const size = Math.round(run.fontSize * 10) / 10;
    sizes.set(size, (sizes.get(size) ?? 0) + length);
  }
  const text = tidy(closedUp(joinedRuns(runs, rtl)));
  // Small capitals are smaller than the letters they stand for.
  const capitals = sizes.size === 2 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text);
  const [fontSize] = capitals
    ? [Math.max(...sizes.keys())]
    : [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0]);
  return {
    text,
    box: boxAround(runs.map((run) => run.box)),
    fontSize: fontSize ?? 0,
    bold: bold * 2 > characters,
    italic: italic * 2 > characters,
    rtl,
  };
}

/** The texts of runs from left to right, or from right to left, with blanks where the gaps are. */
function joinedRuns(runs: readonly PdfRun[], rtl: boolean): string {
  const blank = blankFor(runs);
  let text = '';
  let before: PdfRun | undefined;
  for (const run of rtl ? [...runs].reverse() : runs) {
    if (before) {
      const gap = rtl ? before.box.x - rightOf(run.box) : run.box.x - rightOf(before.box);
      if (gap > blank * Math.min(before.fontSize, run.fontSize)) text += ' ';
    }
    text += run.text;
    before = run;
  }
  return text;
}

/** Narrowest gap that is a blank between these runs, in font sizes. Letters set apart one by one have wider gaps. */
function blankFor(runs: readonly PdfRun[]): number {
  const gaps: number[] = [];
  let letters = 0;
  for (let index = 1; index < runs.length; index++) {
    const run = runs[index];
    const before = runs[index - 1];
    if (!run || !before) continue;
    if (run.text.length === 1 && before.text.length === 1) letters++;
    gaps.push((run.box.x - rightOf(before.box)) / Math.max(0.1, Math.min(before.fontSize, run.fontSize)));
  }
  if (letters < 4 || letters < gaps.length * 0.8) return blankGap;
  gaps.sort((a, b) => a - b);
  const usual = gaps[gaps.length >> 1] ?? 0;
  return usual < blankGap / 2 ? blankGap : usual * 1.6 + 0.05;
}

/** `H E A D E R` as one word: letters set apart. Two blanks, where there are any, part the words. */
function closedUp(text: string): string {
  if (!/^\s*(?:\p{L} +){4,}\p{L}\s*$/u.test(text)) return text;
  return / {2}/.test(text)
    ? text
        .split(/ {2,}/)
        .map((word) => word.replaceAll(' ', ''))
        .join(' ')
    : text.replaceAll(' ', '');
}

function tidy(text: string): string {
  return text.replace(/ {2,}/g, ' ').trim();
}

/** Spans that stand side by side. */
export interface PdfLine {
  /** From left to right. */
  readonly spans: readonly PdfSpan[];
  readonly text: string;
  readonly box: Box;
  readonly fontSize: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly rtl: boolean;
}

/** The lines of one column, from top to bottom. */
export function linesOf(spans: readonly PdfSpan[]): PdfLine[] {
  const sorted = [...spans].sort((a, b) => a.box.y + a.box.height / 2 - (b.box.y + b.box.height / 2));
  const rows: { spans: PdfSpan[]; box: Box }[] = [];
  for (const span of sorted) {
    const row = rows.at(-1);
    const overlap = row ? overlapDown(row.box, span.box) : 0;
    if (row && overlap > Math.min(row.box.height, span.box.height) * 0.5) {
      row.spans.push(span);
      // The tallest span says where the row stands, so that a row does not grow into the next one.
      if (span.box.height > row.box.height) row.box = span.box;
    } else rows.push({ spans: [span], box: span.box });
  }
  return rows.map((row) => lineFrom(row.spans));
}

function lineFrom(unordered: readonly PdfSpan[]): PdfLine {
  const spans = [...unordered].sort((a, b) => a.box.x - b.box.x);
  const main = spans.reduce((best, span) => (span.text.length > best.text.length ? span : best), spans[0] as PdfSpan);
  const rtl = spans.filter((span) => span.rtl).length * 2 > spans.length;
  return {
    spans,
    text: (rtl ? [...spans].reverse() : spans).map((span) => span.text).join(' '),
    box: boxAround(spans.map((span) => span.box)),
    fontSize: main.fontSize,
    bold: spans.every((span) => span.bold),
    italic: spans.every((span) => span.italic),
    rtl,
  };
}
