import type { Box } from '../../data/locator.ts';

/** An affine map as PDF writes it: `x' = a x + c y + e`, `y' = b x + d y + f`. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A rectangle by its smallest and largest coordinates. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function product(outer: Matrix, inner: Matrix): Matrix {
  return [
    outer[0] * inner[0] + outer[2] * inner[1],
    outer[1] * inner[0] + outer[3] * inner[1],
    outer[0] * inner[2] + outer[2] * inner[3],
    outer[1] * inner[2] + outer[3] * inner[3],
    outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
    outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
  ];
}

/** Where a rectangle comes to lie, upright again. */
export function mapped(matrix: Matrix, x1: number, y1: number, x2: number, y2: number): Extent {
  const [a, b, c, d, e, f] = matrix;
  const ax1 = a * x1;
  const ax2 = a * x2;
  const cy1 = c * y1;
  const cy2 = c * y2;
  const bx1 = b * x1;
  const bx2 = b * x2;
  const dy1 = d * y1;
  const dy2 = d * y2;
  return {
    left: Math.min(ax1, ax2) + Math.min(cy1, cy2) + e,
    right: Math.max(ax1, ax2) + Math.max(cy1, cy2) + e,
    top: Math.min(bx1, bx2) + Math.min(dy1, dy2) + f,
    bottom: Math.max(bx1, bx2) + Math.max(dy1, dy2) + f,
  };
}

/** What two rectangles share, or undefined when they lie apart. Lines without width or height count. */
export function shared(one: Extent, other: Extent): Extent | undefined {
  const left = Math.max(one.left, other.left);
  const right = Math.min(one.right, other.right);
  const top = Math.max(one.top, other.top);
  const bottom = Math.min(one.bottom, other.bottom);
  return left <= right && top <= bottom ? { left, top, right, bottom } : undefined;
}

export function boxOf(extent: Extent): Box {
  return { x: extent.left, y: extent.top, width: extent.right - extent.left, height: extent.bottom - extent.top };
}

/** How much longer lengths become, as the mean over all directions. */
export function scaleOf(matrix: Matrix): number {
  return Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
}
