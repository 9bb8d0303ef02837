import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { bottomOf, centreOf, grown, holds, middleOf, overlapAcross, overlapDown, rightOf } from './pdf-boxes.ts';
import { captionLabel } from './pdf-captions.ts';
import { isNumeric } from './pdf-cells.ts';
import { clipped } from './pdf-figures.ts';
import { linesOf, type PdfSpan } from './pdf-lines.ts';
import type { PdfDrawing, PdfPage } from './pdf-page.ts';
import { thickestRule } from './pdf-rules.ts';
import { alignedTables } from './pdf-tables.ts';

/** Text that may stand in or beside a figure. */
export interface NearText {
  readonly text: string;
  readonly box: Box;
  readonly fontSize: number;
}

/** Side of the squares into which a page is divided to see which drawings stand together, in points. */
const square = 12;
const maxSquaresAcross = 250;
const maxDrawings = 200_000;
/** Smallest drawn figure, in points. */
const leastWidth = 50;
const leastHeight = 36;
/** Lower ones with words in them are banners and buttons. */
const lowestWithText = 48;
/** How far a label stands from what it labels, in points. */
const labelGap = 13;
/** How far a caption stands from what is a figure only because of it, in points. */
const captionGap = 30;
/** Share of the page from which drawings are its decoration. */
const decorationShare = 0.9;

interface DrawnGroup {
  readonly drawings: readonly PdfDrawing[];
  readonly box: Box;
  /** Whether a figure's caption stands above or beneath it. */
  readonly named: boolean;
}

/**
 * Charts and diagrams: drawings that stand together, with the labels around them. Rules of tables, underlines, frames and
 * shading of text, and the page's decoration are none. `taken` are boxes of tables and pictures found before.
 */
export function drawnFigures(
  page: PdfPage,
  texts: readonly NearText[],
  spans: readonly PdfSpan[],
  taken: readonly Box[],
  bodySize: number,
): Box[] {
  const figures: Box[] = [];
  for (const { drawings, box, named } of drawnGroups(page, texts, taken)) {
    const inside = textsIn(texts, box);
    if (!named && inside.length > 0 && box.height < lowestWithText) continue;
    if (!named && (isProse(inside, box) || !looksDrawn(drawings, inside, box))) continue;
    if (!(named ? hasMarks(drawings, box) : hasShapes(drawings)) && isTable(textsIn(spans, box))) continue;
    figures.push(withLabels(box, texts, bodySize));
  }
  return mergedOverlaps(figures);
}

/** Those with a figure's caption and more in them than rules: the lines of their grids are no table's. */
export function namedCharts(page: PdfPage, texts: readonly NearText[], taken: readonly Box[]): Box[] {
  return drawnGroups(page, texts, taken)
    .filter(({ drawings, box, named }) => named && hasMarks(drawings, box))
    .map(({ box }) => box);
}

function drawnGroups(page: PdfPage, texts: readonly NearText[], taken: readonly Box[]): DrawnGroup[] {
  const drawings = candidates(page, taken);
  if (drawings.length < 3) return [];
  const captions = texts.filter((text) => captionLabel(text.text)?.kind === 'figure');
  return groupsOf(drawings, page)
    .map((group) => ({ drawings: group, box: boxAround(group.map((drawing) => drawing.box)) }))
    .filter(
      ({ box }) =>
        box.width >= leastWidth &&
        box.height >= leastHeight &&
        box.width * box.height <= page.width * page.height * decorationShare,
    )
    .map((group) => ({ ...group, named: captions.some((caption) => isBeside(caption.box, group.box)) }));
}

/** Directly above or beneath: a caption there names whatever is drawn. */
function isBeside(caption: Box, box: Box): boolean {
  return (
    overlapAcross(caption, box) > Math.min(caption.width, box.width) * 0.4 &&
    overlapDown(caption, box) > -captionGap &&
    overlapDown(caption, box) <= 2
  );
}

function candidates(page: PdfPage, taken: readonly Box[]): PdfDrawing[] {
  const area = page.width * page.height;
  const found: PdfDrawing[] = [];
  for (const drawing of page.drawings.slice(0, maxDrawings)) {
    if (drawing.pale) continue;
    const box = clipped(
      { ...drawing.box, width: Math.max(0.1, drawing.box.width), height: Math.max(0.1, drawing.box.height) },
      page,
    );
    if (!box || box.width * box.height > area * 0.5) continue;
    // A rule across the whole page parts header and body.
    if (box.height <= thickestRule && box.width > page.width * 0.75) continue;
    if (box.width <= thickestRule && box.height > page.height * 0.6) continue;
    const x = centreOf(box);
    const y = middleOf(box);
    if (taken.some((other) => holds(grown(other, 2), x, y))) continue;
    found.push(box === drawing.box ? drawing : { ...drawing, box });
  }
  return found;
}

/** Drawings that stand together: squares of the page that they touch, and the squares connected with those. */
function groupsOf(drawings: readonly PdfDrawing[], page: PdfPage): PdfDrawing[][] {
  const side = Math.max(square, Math.max(page.width, page.height) / maxSquaresAcross);
  const columns = Math.ceil(page.width / side) + 1;
  const rows = Math.ceil(page.height / side) + 1;
  // Differences first, sums after: each drawing costs the same, however large it is.
  const ink = new Int32Array((columns + 1) * (rows + 1));
  const at = (column: number, row: number) => row * (columns + 1) + column;
  const add = (index: number, value: number) => {
    ink[index] = (ink[index] ?? 0) + value;
  };
  for (const { box } of drawings) {
    const left = Math.floor(box.x / side);
    const top = Math.floor(box.y / side);
    const right = Math.min(columns - 1, Math.floor(rightOf(box) / side)) + 1;
    const bottom = Math.min(rows - 1, Math.floor(bottomOf(box) / side)) + 1;
    add(at(left, top), 1);
    add(at(right, top), -1);
    add(at(left, bottom), -1);
    add(at(right, bottom), 1);
  }
  for (let row = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++) {
      if (column > 0) add(at(column, row), ink[at(column - 1, row)] ?? 0);
      if (row > 0) add(at(column, row), ink[at(column, row - 1)] ?? 0);
      if (row > 0 && column > 0) add(at(column, row), -(ink[at(column - 1, row - 1)] ?? 0));
    }
  const group = new Int32Array(ink.length).fill(-1);
  let count = 0;
  const open: number[] = [];
  for (let start = 0; start < ink.length; start++) {
    if ((ink[start] ?? 0) <= 0 || group[start] !== -1) continue;
    group[start] = count;
    open.push(start);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const column = next % (columns + 1);
      const row = Math.floor(next / (columns + 1));
      for (let r = Math.max(0, row - 1); r <= Math.min(rows, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(columns, column + 1); c++) {
          const other = at(c, r);
          if ((ink[other] ?? 0) <= 0 || group[other] !== -1) continue;
          group[other] = count;
          open.push(other);
        }
    }
    count++;
  }
  const groups: PdfDrawing[][] = Array.from({ length: count }, () => []);
  for (const drawing of drawings) {
    const index = group[at(Math.floor(drawing.box.x / side), Math.floor(drawing.box.y / side))] ?? -1;
    groups[index]?.push(drawing);
  }
  return groups.filter((each) => each.length > 0);
}

/** The texts whose middle lies in the box. */
export function textsIn<Text extends NearText>(texts: readonly Text[], box: Box): Text[] {
  return texts.filter((text) => holds(box, centreOf(text.box), middleOf(text.box)));
}

/** Shades and rules beneath the rows of a table. */
function isTable(spans: readonly PdfSpan[]): boolean {
  const lines = linesOf(spans);
  const rows = alignedTables(lines).reduce((sum, { from, to }) => sum + to - from, 0);
  return rows >= 2 && rows * 2 >= lines.length;
}

/** Curves and slanted lines, which no table has. */
function hasShapes(group: readonly PdfDrawing[]): boolean {
  return group.filter(isShape).length >= 3;
}

/** Something between the rules and the frame, such as the lines and points of a chart. */
function hasMarks(group: readonly PdfDrawing[], whole: Box): boolean {
  const isMark = ({ box }: PdfDrawing): boolean =>
    Math.min(box.width, box.height) > thickestRule && box.width * box.height < whole.width * whole.height * 0.85;
  return group.filter(isMark).length >= 3;
}

function isShape({ box, paint, segments }: PdfDrawing): boolean {
  if (box.width <= thickestRule || box.height <= thickestRule || paint === 'shade') return false;
  return segments > 5 || (paint === 'stroke' && segments < 3);
}

/** Running text in a frame or on a shade. */
export function isProse(inside: readonly NearText[], box: Box): boolean {
  let long = 0;
  let covered = 0;
  for (const { text, box: place } of inside) {
    if (text.length > 45) long++;
    covered += place.width * place.height;
  }
  return long > Math.max(2, inside.length * 0.15) || covered > box.width * box.height * 0.4;
}

/** Curves, slanted lines or bars: more than rules, frames and shades. */
function looksDrawn(group: readonly PdfDrawing[], inside: readonly NearText[], box: Box): boolean {
  let shapes = 0;
  let shades = 0;
  let rules = 0;
  const bars: Box[] = [];
  for (const drawing of group) {
    const { width, height } = drawing.box;
    const thin = width <= thickestRule || height <= thickestRule;
    if (drawing.paint === 'shade') shades++;
    else if (thin) rules++;
    else if (isShape(drawing)) shapes++;
    else bars.push(drawing.box);
  }
  const onBars = inside.filter((text) => bars.some((bar) => holds(bar, centreOf(text.box), middleOf(text.box)))).length;
  if (shapes >= 3 || (shapes >= 1 && shades + bars.length + rules >= 4)) return !isShadedText(onBars, inside, shapes);
  if (bars.length >= 3) return !isShadedText(onBars, inside, shapes) && !areTiled(bars, box);
  return shades >= 2 && inside.length < 40;
}

function isShadedText(onBars: number, inside: readonly NearText[], shapes: number): boolean {
  return shapes < 12 && inside.length >= 4 && onBars > inside.length * 0.7;
}

/** Shades side by side without gaps, as those behind a table's cells are. */
function areTiled(bars: readonly Box[], box: Box): boolean {
  const heights = new Set(bars.map((bar) => Math.round(bar.height)));
  const widths = new Set(bars.map((bar) => Math.round(bar.width)));
  const area = bars.reduce((sum, bar) => sum + bar.width * bar.height, 0);
  const wide = bars.every((bar) => bar.width > box.width * 0.9);
  return (
    wide ||
    area > box.width * box.height * 0.85 ||
    (bars.length > 8 && heights.size <= 2 && widths.size > 1 && area > box.width * box.height * 0.4)
  );
}

/** The box with the labels of axes, legends and call-outs around it. */
function withLabels(box: Box, texts: readonly NearText[], bodySize: number): Box {
  let whole = box;
  for (let round = 0; round < 2; round++) {
    const near = grown(whole, labelGap);
    const labels = texts.filter(
      (text) =>
        overlapAcross(text.box, near) > 0 &&
        overlapDown(text.box, near) > 0 &&
        isLabel(text, bodySize) &&
        text.box.x > box.x - 90 &&
        rightOf(text.box) < rightOf(box) + 110,
    );
    if (labels.length === 0) break;
    whole = boxAround([whole, ...labels.map((label) => label.box)]);
  }
  return whole;
}

function isLabel(text: NearText, bodySize: number): boolean {
  if (text.text.length > 45 || captionLabel(text.text) || /[.,;]$/.test(text.text)) return false;
  if (isNumeric(text.text) || /^\([a-z]\)/.test(text.text)) return true;
  return text.fontSize < bodySize * 0.97 || text.text.split(' ').length <= 2;
}

function mergedOverlaps(boxes: Box[]): Box[] {
  const merged: Box[] = [];
  for (const box of boxes.slice(0, 300)) {
    let whole = box;
    for (let at = merged.length - 1; at >= 0; at--) {
      const other = merged[at];
      if (!other || overlapAcross(other, whole) <= 0 || overlapDown(other, whole) <= 0) continue;
      whole = boxAround([other, whole]);
      merged.splice(at, 1);
    }
    merged.push(whole);
  }
  return merged;
}
