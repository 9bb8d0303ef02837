/**
 * A line of text as the detector sees it: a box around its middle that may stand askew. `width` runs along the text, `height`
 * across it; `angle` is by how much the text's direction is turned clockwise, in radians.
 */
export interface TurnedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
  /** Mean of the detector's belief inside it, 0 to 1. */
  readonly score: number;
}

/** The detector's belief, pixel by pixel, that there is text: 0 to 1. */
export interface TextMap {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** From here on a pixel counts as text, and a box as one; both as PaddleOCR sets them. */
const leastBelief = 0.3;
const leastScore = 0.6;
/** The map shows the cores of lines: by so much of area over circumference they are smaller than the text (PaddleOCR). */
const grow = 1.5;
/** Thinner cores are specks. In pixels of the map. */
const leastThickness = 3;
/** More than any page has; a picture that is made to have more costs no more. */
const mostBoxes = 3000;

/**
 * The boxes around the connected spots of a map, smallest in area for each, as in "Real-time Scene Text Detection with
 * Differentiable Binarization" (Liao et al., 2020). Takes time in proportion to the map.
 */
export function textBoxes(map: TextMap): TurnedBox[] {
  const boxes: TurnedBox[] = [];
  for (const spot of spots(map)) {
    const box = smallestBox(hull(spot.runs));
    if (Math.min(box.width, box.height) < leastThickness || spot.score < leastScore) continue;
    const distance = (box.width * box.height * grow) / (2 * (box.width + box.height));
    boxes.push({ ...box, width: box.width + 2 * distance, height: box.height + 2 * distance, score: spot.score });
    if (boxes.length === mostBoxes) break;
  }
  return boxes;
}

/** A stretch of text pixels in one row; `end` is exclusive. */
interface Run {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** Connected spots (corners touch), each as its runs from top to bottom. */
function spots({ data, width, height }: TextMap): { runs: Run[]; score: number }[] {
  const runs: Run[] = [];
  const parents: number[] = [];
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    // Halving the way for the next time keeps the whole linear.
    for (let at = index; at !== root; ) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  let above = 0;
  for (let row = 0, rowStart = 0; row < height; row++, rowStart += width) {
    const first = runs.length;
    for (let x = 0; x < width; x++) {
      if ((data[rowStart + x] as number) <= leastBelief) continue;
      const start = x;
      while (x < width && (data[rowStart + x] as number) > leastBelief) x++;
      parents.push(runs.length);
      runs.push({ row, start, end: x });
    }
    for (let here = first, there = above; here < runs.length && there < first; ) {
      const [lower, upper] = [runs[here] as Run, runs[there] as Run];
      if (lower.start <= upper.end && upper.start <= lower.end) parents[rootOf(here)] = rootOf(there);
      if (lower.end < upper.end) here++;
      else there++;
    }
    above = first;
  }
  const found = new Map<number, { runs: Run[]; sum: number; size: number }>();
  runs.forEach((run, index) => {
    const root = rootOf(index);
    const spot = found.get(root) ?? { runs: [], sum: 0, size: 0 };
    if (spot.size === 0) found.set(root, spot);
    spot.runs.push(run);
    spot.size += run.end - run.start;
    for (let at = run.row * width + run.start; at < run.row * width + run.end; at++) spot.sum += data[at] as number;
  });
  return [...found.values()].map((spot) => ({ runs: spot.runs, score: spot.sum / spot.size }));
}

type Point = readonly [x: number, y: number];

/** The convex hull (Andrew's monotone chain, along the rows) of the pixels' corners, of which each row's outermost are enough. */
function hull(runs: readonly Run[]): Point[] {
  const rows: { row: number; start: number; end: number }[] = [];
  for (const { row, start, end } of runs) {
    const last = rows.at(-1);
    if (last?.row !== row) rows.push({ row, start, end });
    else {
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
    }
  }
  const points = rows.flatMap(({ row, start, end }): Point[] => [
    [start, row],
    [end, row],
    [start, row + 1],
    [end, row + 1],
  ]);
  points.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  return [...chain(points), ...chain(points.reverse())];
}

function chain(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    while (kept.length >= 2 && turn(kept.at(-2) as Point, kept.at(-1) as Point, point) <= 0) kept.pop();
    kept.push(point);
  }
  // The last point of one half is the first of the other.
  kept.pop();
  return kept;
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** The smallest box around a convex outline: one of its sides lies on a side of the outline. Angles within 45° of upright. */
function smallestBox(outline: readonly Point[]): Omit<TurnedBox, 'score'> {
  let smallest: Omit<TurnedBox, 'score'> | undefined;
  for (let i = 0; i < outline.length; i++) {
    const [a, b] = [outline[i] as Point, outline[(i + 1) % outline.length] as Point];
    const angle = uprightAngle(Math.atan2(b[1] - a[1], b[0] - a[0]));
    const box = boxAt(outline, angle);
    if (!smallest || box.width * box.height < smallest.width * smallest.height) smallest = box;
  }
  return smallest ?? { x: 0, y: 0, width: 0, height: 0, angle: 0 };
}

/** The direction of the box's nearly horizontal side, whichever of its sides the angle was taken from. */
function uprightAngle(angle: number): number {
  const quarter = Math.PI / 2;
  return angle - Math.round(angle / quarter) * quarter;
}

function boxAt(outline: readonly Point[], angle: number): Omit<TurnedBox, 'score'> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE];
  for (const [x, y] of outline) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  return {
    x: along * cos - across * sin,
    y: along * sin + across * cos,
    width: right - left,
    height: bottom - top,
    angle,
  };
}
