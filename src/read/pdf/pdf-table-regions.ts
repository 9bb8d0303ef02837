import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { bottomOf, centreOf, holds, middleOf, rightOf } from './pdf-boxes.ts';
import { isLeadingSign, isNumeric } from './pdf-cells.ts';
import { linesOf, type PdfSpan } from './pdf-lines.ts';
import type { PdfDrawing, PdfTable } from './pdf-page.ts';
import type { PdfRule, PdfRules } from './pdf-rules.ts';
import { tableBetweenRules } from './pdf-tables.ts';

const maxRules = 600;
/** How far the ends of rules of one table may differ, in points. */
const slack = 5;
/** Farthest from one rule of a table to the next, in points. */
const farthest = 480;
/** Highest header above a table's first rule, in points. */
const highestHeader = 60;
/** Farthest from one column of numbers to the next, in points. */
const widestColumnGap = 90;
/** Shortest rule above and beneath a table, in points. */
const shortest = 60;

/** Tables between rules that run across them, as in books and papers, and the spans that are left. */
export function tablesBetweenRules(
  rules: PdfRules,
  spans: readonly PdfSpan[],
  drawings: readonly PdfDrawing[] = [],
): { tables: PdfTable[]; rest: PdfSpan[] } {
  const tables: PdfTable[] = [];
  let rest = [...spans];
  if (rules.horizontal.length > maxRules) return { tables, rest };
  for (const group of alike(rules.horizontal))
    for (const region of tabularStretches(group, rest)) {
      const above = linesOf(rest.filter((span) => isAbove(span, region.box)));
      const band = bandAbove(region.box, drawings);
      // A line in one piece is the table's title.
      const banded = above.filter(
        (line) => band && line.spans.length >= 2 && holds(band, centreOf(line.box), middleOf(line.box)),
      ).length;
      const found = tableBetweenRules(linesOf(region.spans), region.rules, above, banded);
      if (!found || isPart(region.spans, rest)) continue;
      tables.push({ ...found.table, box: boxAround([found.table.box, region.box]) });
      const taken = new Set([...region.spans, ...found.header.flatMap((line) => line.spans)]);
      rest = rest.filter((span) => !taken.has(span));
    }
  return { tables, rest };
}

/** A filled band as wide as the table that ends where its first rule is: its header stands on it, often in white. */
function bandAbove(table: Box, drawings: readonly PdfDrawing[]): Box | undefined {
  return drawings.find(
    ({ box, paint, pale }) =>
      paint === 'fill' &&
      !pale &&
      box.height > 2 * slack &&
      box.height < highestHeader &&
      Math.abs(box.x - table.x) <= slack &&
      Math.abs(rightOf(box) - rightOf(table)) <= slack &&
      Math.abs(bottomOf(box) - table.y) <= slack,
  )?.box;
}

/** Where the header of a table stands whose first rule is beneath it. */
function isAbove({ box }: PdfSpan, table: Box): boolean {
  const gap = table.y - box.y - box.height;
  return gap > -2 && gap < highestHeader && box.x > table.x - slack && rightOf(box) < table.x + table.width + slack;
}

/**
 * Whether numbers go on beside most of the lines, or their labels stand to the left: the rules are those of some columns of a
 * wider table.
 */
function isPart(spans: readonly PdfSpan[], all: readonly PdfSpan[]): boolean {
  const inside = new Set(spans);
  const box = boxAround(spans.map((span) => span.box));
  const lines = linesOf(spans);
  const labelled = lines.filter(
    (line) => line.spans[0] && !isNumeric(line.spans[0].text) && !isLeadingSign(line.spans[0].text),
  );
  const isBare = labelled.length * 2 < lines.length;
  const beside = all.filter((span) => {
    const middle = middleOf(span.box);
    if (inside.has(span) || middle < box.y || middle > box.y + box.height) return false;
    if (isBare && rightOf(span.box) < box.x) return true;
    return isNumeric(span.text) && Math.max(span.box.x - rightOf(box), box.x - rightOf(span.box)) < widestColumnGap;
  });
  const others = linesOf(beside);
  const shared = lines.filter((line) =>
    others.some((other) => Math.abs(middleOf(other.box) - middleOf(line.box)) < 2.5),
  );
  return shared.length * 2 >= lines.length;
}

/** Rules that begin and end at the same places, from top to bottom. */
function alike(rules: readonly PdfRule[]): PdfRule[][] {
  const groups: PdfRule[][] = [];
  for (const rule of rules) {
    if (rule.to - rule.from < shortest) continue;
    const group = groups.find(
      ([first]) => first && Math.abs(first.from - rule.from) <= slack && Math.abs(first.to - rule.to) <= slack,
    );
    if (group) group.push(rule);
    else groups.push([rule]);
  }
  return groups.filter((group) => group.length >= 2);
}

interface Stretch {
  readonly box: Box;
  readonly spans: PdfSpan[];
  /** Heights of the rules inside, without the first and the last. */
  readonly rules: number[];
}

/** Neighbouring strips between rules that hold cells and no prose. */
function tabularStretches(rules: readonly PdfRule[], spans: readonly PdfSpan[]): Stretch[] {
  const left = Math.min(...rules.map((rule) => rule.from)) - slack;
  const right = Math.max(...rules.map((rule) => rule.to)) + slack;
  const across = spans.filter((span) => centreOf(span.box) > left && centreOf(span.box) < right);
  const stretches: Stretch[] = [];
  let open: { top: number; bottom: number; spans: PdfSpan[]; rules: number[] } | undefined;
  const close = () => {
    if (open && open.spans.length > 0)
      stretches.push({
        box: { x: left + slack, y: open.top, width: right - left - 2 * slack, height: open.bottom - open.top },
        spans: open.spans,
        rules: open.rules,
      });
    open = undefined;
  };
  for (const [index, rule] of rules.entries()) {
    const next = rules[index + 1];
    if (!next) break;
    const strip = across.filter((span) => middleOf(span.box) > rule.at && middleOf(span.box) < next.at);
    const fits = next.at - rule.at < farthest && !isProseStrip(strip, left, right);
    if (!fits) {
      close();
      continue;
    }
    if (open) {
      open.bottom = next.at;
      open.spans.push(...strip);
      open.rules.push(rule.at);
    } else open = { top: rule.at, bottom: next.at, spans: strip, rules: [] };
  }
  close();
  return stretches;
}

/** Text that runs from side to side, or out of the strip. */
function isProseStrip(spans: readonly PdfSpan[], left: number, right: number): boolean {
  if (spans.some((span) => span.box.x < left - slack || rightOf(span.box) > right + slack)) return true;
  const wide = spans.filter((span) => span.box.width > (right - left) * 0.7 && span.text.length > 40).length;
  if (wide >= 3 || (wide >= 1 && wide * 2 >= spans.length)) return true;
  const lines = linesOf(spans);
  return lines.length > 3 && lines.filter((line) => line.spans.length >= 2).length * 2 < lines.length;
}
