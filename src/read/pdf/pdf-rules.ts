import type { Box } from '../../data/locator.ts';
import { grown, holds } from './pdf-boxes.ts';
import type { PdfDrawing } from './pdf-page.ts';

/** A straight line of ink. `at` is its place across its length: y of a horizontal one, x of a vertical one. */
export interface PdfRule {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface PdfRules {
  readonly horizontal: PdfRule[];
  readonly vertical: PdfRule[];
}

/** Thickest line that is a rule, in points. */
export const thickestRule = 2.6;
const shortestRule = 5;
/** Drawings beyond which a page is a picture, not a form. */
const maxDrawings = 20_000;

const maxShades = 400;
const maxTests = 400_000;

/** The rules among the drawings of a page, frames taken apart into their sides, pieces of one rule joined. */
export function rulesOf(drawings: readonly PdfDrawing[]): PdfRules {
  const horizontal: PdfRule[] = [];
  const vertical: PdfRule[] = [];
  const onShades = shadeTest(drawings);
  for (const drawing of drawings.slice(0, maxDrawings)) {
    if (drawing.paint === 'shade' || (drawing.pale && !onShades(drawing.box))) continue;
    const { x, y, width, height } = drawing.box;
    if (height <= thickestRule) {
      if (width >= shortestRule) horizontal.push({ at: y + height / 2, from: x, to: x + width });
    } else if (width <= thickestRule) {
      if (height >= shortestRule) vertical.push({ at: x + width / 2, from: y, to: y + height });
    } else if (drawing.paint === 'stroke' && !drawing.pale && drawing.segments >= 3 && drawing.segments <= 5) {
      for (const at of [y, y + height]) horizontal.push({ at, from: x, to: x + width });
      for (const at of [x, x + width]) vertical.push({ at, from: y, to: y + height });
    }
  }
  return { horizontal: joined(horizontal), vertical: joined(vertical) };
}

/** Whether a white line parts shaded cells: one on white ground is not seen. */
function shadeTest(drawings: readonly PdfDrawing[]): (box: Box) => boolean {
  const shades = drawings
    .slice(0, maxDrawings)
    .filter(
      ({ box, pale, paint }) => !pale && paint === 'fill' && box.width > shortestRule && box.height > shortestRule,
    )
    .slice(0, maxShades)
    .map(({ box }) => grown(box, thickestRule));
  let tests = maxTests;
  return ({ x, y, width, height }) => {
    if (Math.min(width, height) > thickestRule) return false;
    tests -= shades.length;
    if (tests < 0) return false;
    return shades.some((shade) => holds(shade, x + width / 2, y + height / 2));
  };
}

function joined(rules: PdfRule[]): PdfRule[] {
  rules.sort((a, b) => a.at - b.at || a.from - b.from);
  const whole: PdfRule[] = [];
  for (let from = 0; from < rules.length; ) {
    const start = rules[from];
    if (!start) break;
    let to = from + 1;
    while (to < rules.length && (rules[to]?.at ?? 0) - start.at <= 1.6) to++;
    const level = rules.slice(from, to).sort((a, b) => a.from - b.from);
    let open: { at: number; from: number; to: number } | undefined;
    for (const rule of level) {
      if (open && rule.from - open.to <= 2.5) open.to = Math.max(open.to, rule.to);
      else {
        if (open) whole.push(open);
        open = { ...rule };
      }
    }
    if (open) whole.push(open);
    from = to;
  }
  return whole;
}
