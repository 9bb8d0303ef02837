import type { Box } from '../../data/locator.ts';
import { holds } from './pdf-boxes.ts';
import { isNumeric, looksLikeHeader, withoutEmpty } from './pdf-cells.ts';
import { linesOf, type PdfLine, spansOf } from './pdf-lines.ts';
import type { PdfDrawing, PdfRun, PdfTable } from './pdf-page.ts';
import { type PdfRule, type PdfRules, thickestRule } from './pdf-rules.ts';

/** Rules of each direction beyond which no grid is looked for. */
const maxRules = 500;
const maxCells = 4_000;
/** How far two rules may miss each other where they meet, in points. */
const slack = 3;
/** Longest text of a cell of data, in characters; a box with more lays out a page. */
const maxCellChars = 1_200;

/** Tables whose cells are parted by rules, and the runs that are left when theirs are taken out. */
export function ruledTables(
  rules: PdfRules,
  runs: readonly PdfRun[],
  drawings: readonly PdfDrawing[],
): { tables: PdfTable[]; rest: PdfRun[] } {
  if (rules.horizontal.length > maxRules || rules.vertical.length > maxRules) return { tables: [], rest: [...runs] };
  const tables: PdfTable[] = [];
  let rest = [...runs];
  for (const grid of gridsOf(rules)) {
    const box = { x: grid.xs[0] ?? 0, y: grid.ys[0] ?? 0, width: span(grid.xs), height: span(grid.ys) };
    const inside = rest.filter((run) => holds(box, run.box.x + run.box.width / 2, run.box.y + run.box.height / 2));
    const rows = inside.length === 0 ? undefined : cellsOf(grid, inside);
    if (!rows || holdsChart(grid, box, drawings)) continue;
    tables.push({ type: 'table', rows, hasHeader: looksLikeHeader(rows), box });
    const taken = new Set(inside);
    rest = rest.filter((run) => !taken.has(run));
  }
  return { tables, rest };
}

interface Grid {
  /** Places of the lines between columns and of the sides, from left to right. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly horizontal: readonly PdfRule[];
  readonly vertical: readonly PdfRule[];
}

function span(places: readonly number[]): number {
  return (places.at(-1) ?? 0) - (places[0] ?? 0);
}

/** Rules that meet each other, as grids with at least two rows or columns. */
function gridsOf(rules: PdfRules): Grid[] {
  const { horizontal, vertical } = rules;
  const parent = Array.from({ length: horizontal.length + vertical.length }, (_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  for (const [h, across] of horizontal.entries())
    for (const [v, down] of vertical.entries()) {
      const meet =
        across.at >= down.from - slack &&
        across.at <= down.to + slack &&
        down.at >= across.from - slack &&
        down.at <= across.to + slack;
      if (meet) parent[rootOf(h)] = rootOf(horizontal.length + v);
    }
  const groups = new Map<number, { horizontal: PdfRule[]; vertical: PdfRule[] }>();
  const groupOf = (index: number) => {
    const root = rootOf(index);
    const group = groups.get(root) ?? { horizontal: [], vertical: [] };
    groups.set(root, group);
    return group;
  };
  for (const [index, rule] of horizontal.entries()) groupOf(index).horizontal.push(rule);
  for (const [index, rule] of vertical.entries()) groupOf(horizontal.length + index).vertical.push(rule);
  return [...groups.values()].flatMap((group): Grid[] => {
    if (group.horizontal.length < 2 || group.vertical.length < 1) return [];
    const sides = (lines: readonly PdfRule[]) => [
      Math.min(...lines.map((rule) => rule.from)),
      Math.max(...lines.map((rule) => rule.to)),
    ];
    const xs = places([...group.vertical.map((rule) => rule.at), ...sides(group.horizontal)]);
    const ys = places([...group.horizontal.map((rule) => rule.at), ...sides(group.vertical)]);
    if (xs.length < 3 || ys.length < 3 || xs.length * ys.length > maxCells) return [];
    return [{ xs, ys, ...group }];
  });
}

/** Curves, slanted lines, and bars that keep to no cell: the rules are those of a chart's axes. */
function holdsChart(grid: Grid, box: Box, drawings: readonly PdfDrawing[]): boolean {
  let foreign = 0;
  const fits = (places: readonly number[], value: number) => places.some((place) => Math.abs(place - value) <= 4);
  for (const { box: place, pale, paint, segments } of drawings.slice(0, 20_000)) {
    if (pale || place.width <= thickestRule || place.height <= thickestRule) continue;
    if (!holds(box, place.x + place.width / 2, place.y + place.height / 2)) continue;
    const inGrid =
      (fits(grid.xs, place.x) && fits(grid.xs, place.x + place.width)) ||
      (fits(grid.ys, place.y) && fits(grid.ys, place.y + place.height));
    const small = place.width < 12 && place.height < 12;
    if (small) continue;
    if ((segments > 5 || (paint === 'stroke' && segments < 3) || !inGrid) && ++foreign >= 3) return true;
  }
  return false;
}

/** Places in order, those that are hardly apart as one. */
function places(values: number[]): number[] {
  values.sort((a, b) => a - b);
  return values.filter((value, index) => index === 0 || value - (values[index - 1] ?? 0) > slack);
}

/** The texts of the grid's cells, row by row; undefined when this is no table. */
function cellsOf(grid: Grid, runs: readonly PdfRun[]): string[][] | undefined {
  const { xs, ys } = grid;
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  const home = mergedCells(grid, columns, rows);
  const contents = new Map<number, PdfRun[]>();
  for (const run of runs) {
    // A run that reaches into the next cell belongs where it begins.
    const begin = indexOf(xs, run.box.x + Math.min(run.box.width / 2, run.fontSize));
    const column = begin < 0 ? Math.max(0, indexOf(xs, run.box.x + run.box.width / 2)) : begin;
    const row = Math.max(0, indexOf(ys, run.box.y + run.box.height / 2));
    const cell = home[row * columns + column] ?? 0;
    const list = contents.get(cell);
    if (list) list.push(run);
    else contents.set(cell, [run]);
  }
  const lines = new Map([...contents].map(([cell, inside]) => [cell, linesOf(spansOf(inside))]));
  const byRow = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => lines.get(row * columns + column) ?? []),
  );
  if (isCoarse([...lines.values()]) || byRow.some(isWholeColumns)) return undefined;
  const texts = [...lines.values()].map((each) => each.map((line) => line.text).join(' '));
  if (texts.length < 3 || texts.some((text) => text.length > maxCellChars)) return undefined;
  const grown = withoutEmpty(byRow.map((cells) => cells.map(textOf)));
  if (grown.length < 2 || (grown[0]?.length ?? 0) < 2) return undefined;
  return grown;
}

/** Cells that hold whole tables of their own: the rules part groups of rows and columns only. */
function isCoarse(cells: readonly (readonly PdfLine[])[]): boolean {
  return (
    cells.some(
      (lines) => lines.length >= 2 && lines.filter((line) => line.spans.length >= 2).length * 2 > lines.length,
    ) || cells.filter((lines) => lines.length >= 2 && lines.every((line) => isNumeric(line.text))).length >= 2
  );
}

/** Cells with as many lines each, at the same heights: rows without rules between them. */
function isWholeColumns(cells: readonly (readonly PdfLine[])[]): boolean {
  const filled = cells.filter((lines) => lines.length > 0);
  const [first] = filled;
  if (!first || filled.length < 2 || first.length < (filled.length < 3 ? 3 : 2)) return false;
  return filled.every(
    (lines) =>
      lines.length === first.length && lines.every((line, at) => Math.abs(line.box.y - (first[at]?.box.y ?? 0)) < 3),
  );
}

function textOf(lines: readonly PdfLine[]): string {
  return lines.map((line) => line.text).join(' ');
}

/** For each cell of the full grid, the one it is a part of: cells with no rule between them are one. */
function mergedCells(grid: Grid, columns: number, rows: number): number[] {
  const home = Array.from({ length: columns * rows }, (_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (home[at] !== at) at = home[at] ?? at;
    return at;
  };
  // The smaller index becomes the root, so that a merged cell's text stands in its first row and column.
  const join = (a: number, b: number) => {
    const [first, second] = [rootOf(a), rootOf(b)].sort((x, y) => x - y);
    if (first !== undefined && second !== undefined) home[second] = first;
  };
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      const x = ((grid.xs[column] ?? 0) + (grid.xs[column + 1] ?? 0)) / 2;
      const y = ((grid.ys[row] ?? 0) + (grid.ys[row + 1] ?? 0)) / 2;
      if (column + 1 < columns && !isRuled(grid.vertical, grid.xs[column + 1] ?? 0, y)) join(cell, cell + 1);
      if (row + 1 < rows && !isRuled(grid.horizontal, grid.ys[row + 1] ?? 0, x)) join(cell, cell + columns);
    }
  return home.map((_, index) => rootOf(index));
}

function isRuled(rules: readonly PdfRule[], at: number, along: number): boolean {
  return rules.some((rule) => Math.abs(rule.at - at) <= slack && rule.from <= along && rule.to >= along);
}

/** Between which two places a value lies; -1 when outside. */
function indexOf(places: readonly number[], value: number): number {
  for (let index = 0; index + 1 < places.length; index++)
    if (value >= (places[index] ?? 0) && value < (places[index + 1] ?? 0)) return index;
  return -1;
}
