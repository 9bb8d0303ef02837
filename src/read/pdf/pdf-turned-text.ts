import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { linesOf, spansOf } from './pdf-lines.ts';
import type { PdfBlock, PdfPage, PdfParagraph, PdfRun } from './pdf-page.ts';

/**
 * Text that does not stand upright, a paragraph for each direction and place: labels of axes, notes in the margin, stamps
 * across the page. Text turned by a quarter or a half is read in its own direction; other text stays in the page's order.
 */
export function turnedParagraphs(runs: readonly PdfRun[]): PdfParagraph[] {
  const byAngle = new Map<number, PdfRun[]>();
  for (const run of runs) {
    const angle = Math.round(run.angle);
    const list = byAngle.get(angle);
    if (list) list.push(run);
    else byAngle.set(angle, [run]);
  }
  return [...byAngle].flatMap(([angle, group]) => (angle % 90 === 0 ? inQuarters(group, angle) : asStanding(group)));
}

function inQuarters(runs: readonly PdfRun[], angle: number): PdfParagraph[] {
  const upright = runs.map((run) => ({ ...run, box: turnedBox(run.box, -angle), angle: 0 }));
  return linesOf(spansOf(upright)).map((line) => paragraph(line.text, turnedBox(line.box, angle)));
}

function asStanding(runs: readonly PdfRun[]): PdfParagraph[] {
  return [paragraph(runs.map((run) => run.text.trim()).join(' '), boxAround(runs.map((run) => run.box)))];
}

function paragraph(text: string, box: Box): PdfParagraph {
  return { type: 'paragraph', text, box, lines: [{ start: 0, end: text.length, box }] };
}

/** A box turned clockwise about the origin, by a multiple of 90 degrees. */
function turnedBox(box: Box, degrees: number): Box {
  const quarters = (((Math.round(degrees / 90) % 4) + 4) % 4) as 0 | 1 | 2 | 3;
  const { x, y, width, height } = box;
  if (quarters === 1) return { x: -y - height, y: x, width: height, height: width };
  if (quarters === 2) return { x: -x - width, y: -y - height, width, height };
  if (quarters === 3) return { x: y, y: -x - width, width: height, height: width };
  return box;
}

/** The multiple of 90 degrees by which most of the text is turned: 0, 90, 180 or 270. */
export function readingAngle(runs: readonly PdfRun[]): number {
  const weights = [0, 0, 0, 0];
  for (const run of runs) {
    const quarter = Math.round(run.angle / 90) % 4;
    weights[quarter] = (weights[quarter] ?? 0) + run.text.length;
  }
  const most = weights.indexOf(Math.max(...weights));
  return (weights[most] ?? 0) > (weights[0] ?? 0) * 2 ? Math.max(0, most) * 90 : 0;
}

/** The page turned clockwise by a multiple of 90 degrees, with all that stands on it. */
export function turnedPage(page: PdfPage, degrees: number): PdfPage {
  const whole = turnedBox({ x: 0, y: 0, width: page.width, height: page.height }, degrees);
  const place = (box: Box) => moved(turnedBox(box, degrees), -whole.x, -whole.y);
  return {
    number: page.number,
    width: whole.width,
    height: whole.height,
    runs: page.runs.map((run) => ({ ...run, box: place(run.box), angle: (((run.angle + degrees) % 360) + 360) % 360 })),
    images: page.images.map((image) => ({ ...image, box: place(image.box) })),
    drawings: page.drawings.map((drawing) => ({ ...drawing, box: place(drawing.box) })),
  };
}

/** A block of a page of this size as it stands when the page is turned clockwise. */
export function turnedBlock(block: PdfBlock, page: { width: number; height: number }, degrees: number): PdfBlock {
  const whole = turnedBox({ x: 0, y: 0, width: page.width, height: page.height }, degrees);
  const place = (box: Box) => moved(turnedBox(box, degrees), -whole.x, -whole.y);
  if (block.type !== 'paragraph') return { ...block, box: place(block.box) };
  return { ...block, box: place(block.box), lines: block.lines.map((line) => ({ ...line, box: place(line.box) })) };
}

function moved(box: Box, x: number, y: number): Box {
  return { ...box, x: box.x + x, y: box.y + y };
}
