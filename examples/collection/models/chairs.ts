import { metal as metalFinish, wood } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, type Point, rod } from '../render/shape.ts';
import { blend, cut, lumpy, mirrored, move, tube, turnX } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

export interface Timber {
  readonly x: Material;
  readonly y: Material;
}

export function timber(dark: string, light: string, gloss = 0.42): Timber {
  return { x: wood(dark, light, 'x', gloss), y: wood(dark, light, 'y', gloss) };
}

/** A dining chair: tapered legs, dished seat, slats or rungs in a raked back. */
export function diningChair(t: Timber, back: 'slats' | 'ladder' | 'spindles' | 'panel', seat?: Material): Model {
  const leg = (z: number, splay: number) => mirrored(rod([0.2, 0.44, z], [0.2 + 0.025, 0.012, z + splay], 0.02, 0.013));
  const post = mirrored(rod([0.195, 0.42, -0.19], [0.185, 0.9, -0.29], 0.018, 0.014));
  const base = cut(
    move(block(0.46, 0.034, 0.44, 0.014), 0, 0.45, 0),
    move(cylinder(0.9, 0.2, 0.05), 0, 0.458 + 0.1, 0.02),
  );
  const parts: Model = [
    part(leg(0.18, 0.03), t.y),
    part(leg(-0.19, -0.05), t.y),
    part(post, t.y),
    part(seat ? move(block(0.45, 0.04, 0.43, 0.018), 0, 0.452, 0) : base, seat ?? t.x),
    part(move(block(0.38, 0.05, 0.018), 0, 0.41, 0.18), t.x),
    part(mirrored(rod([0.2, 0.22, 0.18], [0.21, 0.22, -0.2], 0.01)), t.x),
  ];
  const at = (y: number): number => -0.19 - (y - 0.42) * 0.21;
  if (back === 'ladder') {
    return [
      ...parts,
      ...[0.55, 0.66, 0.77, 0.88].map((y) => part(move(turnX(block(0.36, 0.055, 0.016), -10), 0, y, at(y)), t.x)),
    ];
  }
  const rail = part(move(turnX(block(0.42, 0.085, 0.022, 0.009), -11), 0, 0.89, at(0.89)), t.x);
  const low = part(move(turnX(block(0.37, 0.035, 0.016), -11), 0, 0.53, at(0.53)), t.x);
  if (back === 'panel')
    return [...parts, rail, part(move(turnX(block(0.37, 0.24, 0.014), -11), 0, 0.74, at(0.74)), t.x)];
  const xs = back === 'slats' ? [-0.12, -0.06, 0, 0.06, 0.12] : [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15];
  const bars = xs.map((x) =>
    back === 'slats'
      ? part(move(turnX(block(0.032, 0.36, 0.012), -11.5), x, 0.7, at(0.7)), t.y)
      : part(rod([x, 0.45, at(0.45)], [x * 1.05, 0.87, at(0.87)], 0.008), t.y),
  );
  return [...parts, rail, ...(back === 'slats' ? [low] : []), ...bars];
}

/** A café chair of bent steel tube and pressed sheet. */
export function steelChair(paint: Material): Model {
  const side: readonly Point[] = [
    [0.2, 0.01, 0.23],
    [0.195, 0.43, 0.19],
    [0.19, 0.45, 0.1],
    [0.19, 0.45, -0.16],
    [0.19, 0.62, -0.21],
    [0.17, 0.84, -0.25],
    [0.1, 0.87, -0.26],
    [0, 0.875, -0.262],
  ];
  const seat = move(block(0.4, 0.012, 0.4, 0.005), 0, 0.458, 0.01);
  const holes = [-0.09, -0.03, 0.03, 0.09].reduce(
    (s, x) => cut(s, move(block(0.02, 0.1, 0.2, 0.009), x, 0.46, 0.01)),
    seat,
  );
  return [
    part(mirrored(tube(side, 0.0125, 6)), paint),
    part(
      mirrored(
        tube(
          [
            [0.19, 0.44, -0.14],
            [0.2, 0.22, -0.19],
            [0.205, 0.01, -0.24],
          ],
          0.0125,
        ),
      ),
      paint,
    ),
    part(mirrored(rod([0.2, 0.2, 0.21], [0.2, 0.2, -0.19], 0.008)), paint),
    part(rod([-0.2, 0.2, 0.01], [0.2, 0.2, 0.01], 0.008), paint),
    part(holes, paint),
    part(
      move(turnX(cut(block(0.34, 0.13, 0.01), move(block(0.14, 0.03, 0.1, 0.014), 0, 0.02, 0)), -9), 0, 0.76, -0.235),
      paint,
    ),
  ];
}

/** A deep upholstered chair on turned legs. */
export function armchair(cover: Material, legs: Material, cushion: Material = cover): Model {
  const soft = (w: number, h: number, d: number, r: number, amount = 0.012) =>
    lumpy(block(w, h, d, r), amount, 0.16, 0.8);
  return [
    part(
      move(
        blend(0.05, soft(0.74, 0.2, 0.7, 0.06), move(turnX(soft(0.74, 0.62, 0.16, 0.07), -12), 0, 0.33, -0.32)),
        0,
        0.28,
        0,
      ),
      cover,
    ),
    part(mirrored(move(soft(0.13, 0.4, 0.68, 0.06), 0.36, 0.38, 0.0)), cover),
    part(move(soft(0.56, 0.15, 0.56, 0.06), 0, 0.43, 0.06), cushion),
    part(move(turnX(soft(0.54, 0.4, 0.13, 0.06), -14), 0, 0.68, -0.2), cushion),
    part(mirrored(rod([0.28, 0.2, 0.26], [0.32, 0.01, 0.3], 0.024, 0.014)), legs),
    part(mirrored(rod([0.28, 0.2, -0.26], [0.32, 0.01, -0.34], 0.024, 0.014)), legs),
  ];
}

/** A folding camp chair: crossed tubes and a slung seat. */
export function campChair(canvas: Material, frame: Material): Model {
  const panel = (w: number, h: number) => lumpy(block(w, h, 0.014, 0.006), 0.008, 0.18);
  return [
    part(mirrored(rod([0.27, 0.01, 0.27], [0.25, 0.42, -0.2], 0.011)), frame),
    part(mirrored(rod([0.27, 0.01, -0.26], [0.25, 0.45, 0.26], 0.011)), frame),
    part(mirrored(rod([0.25, 0.3, -0.16], [0.26, 0.92, -0.34], 0.011)), frame),
    part(mirrored(rod([0.27, 0.62, -0.24], [0.27, 0.63, 0.28], 0.011)), frame),
    part(mirrored(rod([0.25, 0.44, 0.25], [0.27, 0.63, 0.27], 0.011)), frame),
    part(mirrored(move(block(0.065, 0.02, 0.36, 0.009), 0.27, 0.645, 0.06)), wood('#6b4526', '#a87848', 'x')),
    part(move(turnX(panel(0.5, 0.5), 84), 0, 0.4, 0.03), canvas),
    part(move(turnX(panel(0.52, 0.5), -16), 0, 0.66, -0.27), canvas),
    part(rod([-0.27, 0.06, 0.24], [0.27, 0.06, 0.24], 0.009), frame),
  ];
}

export function threeLegStool(t: Timber): Model {
  const legs = [0, 120, 240].map((a) => {
    const r = (a * Math.PI) / 180;
    return part(
      rod([Math.sin(r) * 0.09, 0.42, Math.cos(r) * 0.09], [Math.sin(r) * 0.19, 0.012, Math.cos(r) * 0.19], 0.02, 0.015),
      t.y,
    );
  });
  return [
    part(cut(move(cylinder(0.17, 0.045, 0.016), 0, 0.435, 0), move(cylinder(0.14, 0.03, 0.014), 0, 0.467, 0)), t.x),
    ...legs,
  ];
}

export function barStool(seat: Material, frame: Material = metalFinish('#2a2b2d', 0.4)): Model {
  const leg = (z: number) => part(mirrored(rod([0.12, 0.71, z * 0.12], [0.2, 0.01, z * 0.2], 0.011)), frame);
  return [
    part(move(cylinder(0.18, 0.04, 0.016), 0, 0.73, 0), seat),
    leg(1),
    leg(-1),
    part(mirrored(rod([0.178, 0.22, 0.178], [0.178, 0.22, -0.178], 0.008)), frame),
    part(rod([-0.178, 0.22, 0.178], [0.178, 0.22, 0.178], 0.008), frame),
    part(rod([-0.178, 0.22, -0.178], [0.178, 0.22, -0.178], 0.008), frame),
  ];
}

/** A garden bench from the ladder of planks everyone knows. */
export function bench(t: Timber): Model {
  const planks = [-0.15, -0.05, 0.05, 0.15].map((z) => part(move(block(1.4, 0.028, 0.085, 0.006), 0, 0.44, z), t.x));
  const rests = [0.62, 0.73, 0.84].map((y) =>
    part(move(turnX(block(1.4, 0.08, 0.022, 0.006), -14), 0, y, -0.2 - (y - 0.45) * 0.24), t.x),
  );
  return [
    ...planks,
    ...rests,
    part(mirrored(move(block(0.06, 0.43, 0.06), 0.6, 0.215, 0.16)), t.y),
    part(mirrored(rod([0.6, 0.01, -0.2], [0.6, 0.45, -0.18], 0.03)), t.y),
    part(mirrored(rod([0.6, 0.42, -0.18], [0.6, 0.88, -0.31], 0.026)), t.y),
    part(mirrored(move(block(0.07, 0.03, 0.5, 0.01), 0.66, 0.66, -0.02)), t.x),
    part(mirrored(move(block(0.05, 0.24, 0.05), 0.66, 0.54, 0.16)), t.y),
  ];
}
