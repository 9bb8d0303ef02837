import type { TurnedBox } from './paddle-boxes.ts';

/** Boxes on one line touch, or nearly: they are drawn a little larger than the text. In heights of the line. */
const mostGap = 0.4;
const mostOverlap = 0.8;
/** Their middles lie level to so much of the height, and they are of about the same height. */
const levelTo = 0.3;
const mostRatio = 1.5;

interface Placed<T> {
  readonly piece: T;
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly height: number;
}

/**
 * Puts pieces together that the detector cut a line into, each line from its start to its end, and the lines from top to bottom
 * as most of the text stands. Lines that stand across the others, such as the label of an axis, are put together as they run.
 *
 * @param angle By how much most of the text is turned clockwise, in radians.
 */
export function joinedLines<T extends { readonly box: TurnedBox }>(pieces: readonly T[], angle: number): T[][] {
  const quarter = Math.PI / 2;
  const byTurn = new Map<number, T[]>();
  for (const piece of pieces) {
    const turn = (Math.round((piece.box.angle - angle) / quarter) + 8) % 4;
    const alike = byTurn.get(turn);
    if (alike) alike.push(piece);
    else byTurn.set(turn, [piece]);
  }
  const lines = [...byTurn].flatMap(([turn, alike]) => joinedAlike(alike, angle + turn * quarter));
  const places = new Map(lines.map((line) => [line, placed(line[0] as T, angle)]));
  return lines.sort((a, b) => {
    const [one, other] = [places.get(a), places.get(b)];
    return one && other ? one.middle - other.middle || one.left - other.left : 0;
  });
}

function joinedAlike<T extends { readonly box: TurnedBox }>(pieces: readonly T[], angle: number): T[][] {
  const lines: Placed<T>[][] = [];
  const sorted = pieces.map((piece) => placed(piece, angle)).sort((a, b) => a.left - b.left);
  for (const one of sorted) {
    let best: Placed<T>[] | undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (const line of lines) {
      const end = line.at(-1) as Placed<T>;
      const distance = Math.abs(one.left - end.right);
      if (distance < nearest && follows(one, end)) {
        nearest = distance;
        best = line;
      }
    }
    if (best) best.push(one);
    else lines.push([one]);
  }
  return lines.map((line) => line.map(({ piece }) => piece));
}

/** Where a piece lies when everything is turned back by an angle. */
function placed<T extends { readonly box: TurnedBox }>(piece: T, angle: number): Placed<T> {
  const { x, y, width, height } = piece.box;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const centre = x * cos + y * sin;
  return { piece, left: centre - width / 2, right: centre + width / 2, middle: y * cos - x * sin, height };
}

function follows<T>(one: Placed<T>, end: Placed<T>): boolean {
  const [lower, higher] = one.height < end.height ? [one.height, end.height] : [end.height, one.height];
  const gap = one.left - end.right;
  return (
    gap < mostGap * lower &&
    gap > -mostOverlap * lower &&
    higher < mostRatio * lower &&
    Math.abs(one.middle - end.middle) < levelTo * lower
  );
}
