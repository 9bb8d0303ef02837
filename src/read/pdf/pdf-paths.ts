/** How pdf.js packs a path: each of these, then its points. */
const steps = { moveTo: 0, lineTo: 1, curveTo: 2, quadraticCurveTo: 3, closePath: 4 } as const;

/** A path of more parts than this is one drawing: a hatching, or letters turned into outlines. */
const maxParts = 400;

type TakePart = (x1: number, y1: number, x2: number, y2: number, segments: number) => void;

/**
 * The parts of a path, each a chain of lines and curves with the smallest rectangle around its points: tables are often ruled
 * in one path.
 *
 * @param minMax the rectangle around the whole path: left, bottom, right, top.
 */
export function eachSubpath(data: Float32Array, minMax: ArrayLike<number>, take: TakePart): void {
  let parts = 0;
  let all = 0;
  for (let at = 0; at < data.length; at += lengthOf(data[at])) {
    if (data[at] === steps.moveTo) parts++;
    else all++;
  }
  if (parts > maxParts) {
    take(minMax[0] ?? 0, minMax[1] ?? 0, minMax[2] ?? 0, minMax[3] ?? 0, all);
    return;
  }
  let x1 = Number.POSITIVE_INFINITY;
  let y1 = Number.POSITIVE_INFINITY;
  let x2 = Number.NEGATIVE_INFINITY;
  let y2 = Number.NEGATIVE_INFINITY;
  let segments = 0;
  const close = () => {
    if (segments > 0 && x1 <= x2) take(x1, y1, x2, y2, segments);
    x1 = y1 = Number.POSITIVE_INFINITY;
    x2 = y2 = Number.NEGATIVE_INFINITY;
    segments = 0;
  };
  for (let at = 0; at < data.length; ) {
    const step = data[at];
    const next = at + lengthOf(step);
    if (step === steps.moveTo) close();
    else segments++;
    for (let point = at + 1; point + 1 < next; point += 2) {
      const x = data[point] ?? 0;
      const y = data[point + 1] ?? 0;
      if (x < x1) x1 = x;
      if (x > x2) x2 = x;
      if (y < y1) y1 = y;
      if (y > y2) y2 = y;
    }
    at = next;
  }
  close();
}

/** Numbers that a step takes, its own included. */
function lengthOf(step: number | undefined): number {
  if (step === steps.moveTo || step === steps.lineTo) return 3;
  if (step === steps.curveTo) return 7;
  if (step === steps.quadraticCurveTo) return 5;
  return 1;
}
