import type { Box } from '../api/types.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Which sides of a box a handle moves: -1 the near one, 1 the far one, 0 neither. */
export interface Sides {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** Regions smaller than this say nothing about a picture. */
const leastSide = 8;

export function moveBox(box: Box, dx: number, dy: number, within: Size): Box {
  return {
    ...box,
    x: clamp(box.x + dx, 0, within.width - box.width),
    y: clamp(box.y + dy, 0, within.height - box.height),
  };
}

export function resizeBox(box: Box, sides: Sides, dx: number, dy: number, within: Size): Box {
  const [x, width] = resizeSpan(box.x, box.width, sides.x, dx, within.width);
  const [y, height] = resizeSpan(box.y, box.height, sides.y, dy, within.height);
  return { x, y, width, height };
}

function resizeSpan(start: number, length: number, side: -1 | 0 | 1, by: number, limit: number): [number, number] {
  const least = Math.min(leastSide, limit);
  if (side === 0) return [start, length];
  if (side === 1) return [start, clamp(length + by, least, limit - start)];
  const moved = clamp(start + by, 0, start + length - least);
  return [moved, start + length - moved];
}

/** The box between two corners, whichever way it was drawn. */
export function boxBetween(a: { x: number; y: number }, b: { x: number; y: number }, within: Size): Box {
  const x = clamp(Math.min(a.x, b.x), 0, within.width);
  const y = clamp(Math.min(a.y, b.y), 0, within.height);
  return {
    x,
    y,
    width: clamp(Math.max(a.x, b.x), 0, within.width) - x,
    height: clamp(Math.max(a.y, b.y), 0, within.height) - y,
  };
}

export function isLargeEnough({ width, height }: Box): boolean {
  return width >= leastSide && height >= leastSide;
}

export function roundBox({ x, y, width, height }: Box): Box {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
