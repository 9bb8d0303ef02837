import type { TurnedBox } from './paddle-boxes.ts';

/** By how many degrees clockwise text stands turned. */
export type Turn = 0 | 90 | 180 | 270;

/** From this ratio of its sides on, a box tells which way its line runs. */
export const lyingRatio = 1.5;

/** The box of the same text when it reads with that turn: `width` along its direction. */
export function asTurned(box: TurnedBox, turn: Turn): TurnedBox {
  const sideways = turn === 90 || turn === 270;
  return {
    ...box,
    width: sideways ? box.height : box.width,
    height: sideways ? box.width : box.height,
    angle: box.angle + (turn * Math.PI) / 180,
  };
}

/** Whether most of the text runs from top to bottom or from bottom to top. */
export function isSideways(boxes: readonly TurnedBox[]): boolean {
  let [lying, standing] = [0, 0];
  for (const { width, height } of boxes) {
    if (width >= lyingRatio * height) lying += width;
    else if (height >= lyingRatio * width) standing += height;
  }
  return standing > lying;
}

/** By how much the lines are tilted, in radians: the middle one of the longer boxes' angles, weighted by their length. */
export function tiltOf(boxes: readonly TurnedBox[]): number {
  const long = boxes.filter(({ width, height }) => Math.max(width, height) >= 4 * Math.min(width, height));
  const sorted = long.sort((a, b) => a.angle - b.angle);
  const total = sorted.reduce((sum, box) => sum + Math.max(box.width, box.height), 0);
  let passed = 0;
  for (const box of sorted) {
    passed += Math.max(box.width, box.height);
    if (passed * 2 >= total) return box.angle;
  }
  return 0;
}
