import { split } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, extrude, type Point, rod, type Shape } from '../render/shape.ts';
import { move, tube, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** An open canoe along x, with ribs of colour: hull, wood trim, seats. */
export function canoe(hull: Material, trim: Material, inner: Material): Model {
  const len = 2.15;
  const form = (x: number, y: number, z: number, pad: number): number => {
    const t = Math.min(1, Math.abs(x) / len);
    const t4 = t * t * t * t;
    const u = Math.sqrt(1 - t * t);
    const half = 0.42 * Math.sqrt(u * u * u) + 0.004 - pad;
    const sheer = 0.32 + 0.22 * t4;
    const keel = -0.02 + 0.12 * t4 * t + pad;
    const v = Math.max(0, Math.min(1, (y - keel) / (sheer - keel)));
    const root = Math.sqrt(v);
    const side = half * (0.7 * root + 0.3 * Math.sqrt(root));
    return Math.max(Math.abs(z) - side, keel - y, y - sheer - pad * 4) * 0.45;
  };
  const box = [-len, -0.05, -0.45, len, 0.58, 0.45] as const;
  const skin: Shape = { d: (x, y, z) => Math.max(form(x, y, z, 0), -form(x, y, z, 0.018)), box };
  const edge: Point[] = Array.from({ length: 15 }, (_, i) => {
    const x = (-1 + (2 * i) / 14) * len * 0.992;
    const t = Math.abs(x) / len;
    return [x, 0.325 + 0.22 * t ** 4, 0.42 * (1 - t * t) ** 0.75 + 0.004] as const;
  });
  return [
    part(
      skin,
      split(hull, inner, (x, y, z) => form(x, y, z, 0.009) < 0),
    ),
    part(tube(edge, 0.014, 2), trim),
    part(
      tube(
        edge.map(([x, y, z]) => [x, y, -z] as const),
        0.014,
        2,
      ),
      trim,
    ),
    part(move(block(0.26, 0.02, 0.62), 0.95, 0.24, 0), trim),
    part(move(block(0.26, 0.02, 0.6), -1.05, 0.24, 0), trim),
    part(move(block(0.05, 0.025, 0.82), 0, 0.3, 0), trim),
  ];
}

export function paddle(blade: Material, shaft: Material): Model {
  const leaf = extrude(
    [
      [-0.02, 0],
      [0.02, 0],
      [0.07, -0.1],
      [0.085, -0.3],
      [0.06, -0.46],
      [0.02, -0.52],
      [-0.02, -0.52],
      [-0.06, -0.46],
      [-0.085, -0.3],
      [-0.07, -0.1],
    ],
    0.014,
    0.005,
  );
  return [
    part(move(leaf, 0, 0.56, 0), blade),
    part(rod([0, 0.5, 0], [0, 1.4, 0], 0.0145), shaft),
    part(move(turnZ(rod([0, -0.05, 0], [0, 0.05, 0], 0.017), 90), 0, 1.42, 0), shaft),
  ];
}
