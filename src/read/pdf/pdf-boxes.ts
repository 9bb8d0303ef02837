import type { Box } from '../../data/locator.ts';

export function rightOf(box: Box): number {
  return box.x + box.width;
}

export function bottomOf(box: Box): number {
  return box.y + box.height;
}

export function middleOf(box: Box): number {
  return box.y + box.height / 2;
}

export function centreOf(box: Box): number {
  return box.x + box.width / 2;
}

/** How far two boxes lie beneath each other, in points; negative is the gap between them. */
export function overlapAcross(a: Box, b: Box): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
}

/** How far two boxes lie beside each other, in points; negative is the gap between them. */
export function overlapDown(a: Box, b: Box): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
}

/** The part of `inner` that lies in `outer`, from 0 to 1; a box without area counts by its middle. */
export function shareInside(inner: Box, outer: Box): number {
  const across = overlapAcross(inner, outer);
  const down = overlapDown(inner, outer);
  if (across < 0 || down < 0) return 0;
  const area = inner.width * inner.height;
  if (area > 0) return (across * down) / area;
  return holds(outer, centreOf(inner), middleOf(inner)) ? 1 : 0;
}

export function holds(box: Box, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** The box made larger on all sides. */
export function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** The middle one of some numbers, or `otherwise` when there are none. */
export function median(values: readonly number[], otherwise: number): number {
  if (values.length === 0) return otherwise;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? otherwise;
}
