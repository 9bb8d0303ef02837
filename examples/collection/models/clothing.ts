import { matt, metal, split, wood } from '../render/materials.ts';
import { fbm3 } from '../render/noise.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, rod, type Shape, sphere, torus } from '../render/shape.ts';
import { blend, cut, displace, lumpy, mirrored, move, tube, turnX, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';
import { zip } from './packs.ts';

export interface JacketCut {
  readonly collar: 'stand' | 'lapel' | 'hood' | 'cord';
  readonly length: number;
  readonly pockets: 'zip' | 'flap' | 'none';
  readonly front: 'centre' | 'slant' | 'snaps';
  readonly quilted?: boolean;
  readonly trim?: Material;
}

/** A jacket on a wooden hanger, front towards +z, hem at y = 0.6 - length. */
export function jacket(m: Material, c: JacketCut): Model {
  const hem = 0.6 - c.length;
  const mid = (hem + 0.5) / 2;
  const trunk = blend(
    0.09,
    move(block(0.4, c.length - 0.08, 0.17, 0.08), 0, mid, 0),
    rod([-0.16, 0.53, 0], [0.16, 0.53, 0], 0.065),
    move(ellipsoid(0.2, 0.16, 0.11), 0, 0.38, 0.012),
  );
  const sleeve = mirrored(
    blend(
      0.06,
      rod([0.17, 0.51, 0], [0.265, 0.24, 0.02], 0.074, 0.062),
      rod([0.265, 0.24, 0.02], [0.275, -0.02, 0.055], 0.06, 0.046),
    ),
  );
  const shaped = (s: typeof trunk, sleeveLike: boolean) =>
    c.quilted
      ? displace(
          s,
          0.013,
          (x, y) => Math.abs(Math.sin((sleeveLike ? y + Math.abs(x) * 0.25 : y) * 42)) ** 0.6 * 2 - 1.1,
          0.6,
        )
      : displace(
          s,
          0.012,
          sleeveLike
            ? (x, y, z) => crease(x * 4, y * 20 + Math.abs(x) * 8, z * 4)
            : (x, y, z) => crease(x * 13 + y * 4, y * 3.2, z * 9),
          0.65,
        );
  const body = shaped(trunk, false);
  const front = (x: number, y: number, lift: number): readonly [number, number, number] => [
    x,
    y,
    surfaceZ(body, x, y) + lift,
  ];
  const z = c.quilted ? 0.115 : 0.108;
  const parts: Model[number][] = [
    part(cut(body, move(ellipsoid(0.075, 0.05, 0.09), 0, 0.615, 0.03)), m),
    part(shaped(sleeve, true), m),
    part(mirrored(move(turnZ(torus(0.044, 0.009), 2), 0.276, -0.045, 0.058)), c.trim ?? m),
  ];
  const bottom = hem + 0.02;
  const run = (points: readonly (readonly [number, number])[], lift: number) =>
    points.map(([x, y]) => front(x, y, lift));
  if (c.front === 'centre')
    parts.push(
      ...zip(
        run(
          [0, 0.2, 0.4, 0.6, 0.8, 1].map((k) => [0, bottom + k * (0.535 - bottom)]),
          0.001,
        ),
        c.trim ?? matt('#222222'),
      ),
    );
  if (c.front === 'slant')
    parts.push(
      ...zip(
        run(
          [
            [-0.05, bottom],
            [-0.045, 0.1],
            [-0.03, 0.2],
            [0.01, 0.3],
            [0.055, 0.4],
            [0.085, 0.45],
          ],
          0.001,
        ),
        metal('#d0d0d0'),
      ),
    );
  if (c.front === 'snaps') {
    parts.push(
      part(
        tube(
          run(
            [0, 0.25, 0.5, 0.75, 1].map((k) => [0.03, bottom + k * (0.53 - bottom)]),
            0,
          ),
          0.004,
        ),
        dark,
      ),
    );
    for (let y = bottom + 0.05; y < 0.5; y += 0.085)
      parts.push(part(move(sphere(0.0095), ...front(0.005, y, 0.002)), metal('#b9924a', 0.3)));
  }
  if (c.pockets === 'zip')
    for (const s of [-1, 1])
      parts.push(
        ...zip(
          run(
            [
              [s * 0.15, 0.1],
              [s * 0.127, 0.155],
              [s * 0.105, 0.21],
            ],
            0,
          ),
          metal('#d0d0d0'),
        ),
      );
  if (c.pockets === 'flap') {
    for (const s of [-1, 1]) {
      const [px, py, pz] = front(s * 0.11, hem + 0.14, 0);
      parts.push(part(lumpy(move(block(0.125, 0.15, 0.03, 0.012), px, py, pz), 0.003, 0.05), m));
      parts.push(part(lumpy(move(block(0.135, 0.05, 0.034, 0.01), px, py + 0.075, pz + 0.006), 0.003, 0.05), m));
      parts.push(part(move(sphere(0.008), px, py + 0.06, pz + 0.026), metal('#b9924a', 0.3)));
    }
  }
  // Seams: the yoke across the chest and the side panels. They make it read as cut and sewn.
  if (!c.quilted) {
    parts.push(
      part(
        tube(
          run(
            [-0.17, -0.12, -0.06, 0, 0.06, 0.12, 0.17].map((x) => [x, 0.43 - 0.012 * Math.cos(x * 12)]),
            -0.0014,
          ),
          0.0022,
          3,
        ),
        dark,
      ),
    );
    parts.push(
      part(
        tube(
          run(
            [0, 0.33, 0.66, 1].map((k) => [0.135 - 0.01 * k, bottom + k * (0.42 - bottom)]),
            -0.0014,
          ),
          0.0019,
          3,
        ),
        dark,
      ),
    );
    parts.push(
      part(
        tube(
          run(
            [0, 0.33, 0.66, 1].map((k) => [-0.135 + 0.01 * k, bottom + k * (0.42 - bottom)]),
            -0.0014,
          ),
          0.0019,
          3,
        ),
        dark,
      ),
    );
  }
  parts.push(...collar(m, c, c.collar === 'lapel' ? front(0.08, 0.47, 0)[2] + 0.012 : z));
  return [...parts, ...hanger()];
}

const dark = matt('#2b1a14', 0.1);

/** Folds in hanging cloth: sharp crests, soft valleys. */
function crease(x: number, y: number, z: number): number {
  return 0.6 - 1.5 * Math.abs(fbm3(x + 7, y, z, 2) * 2 - 1);
}

/** How far forward the front of a shape lies at (x, y). */
function surfaceZ(s: Shape, x: number, y: number): number {
  let z = 0.4;
  for (let i = 0; i < 120 && z > -0.1; i++) {
    const d = s.d(x, y, z);
    if (d < 0.0006) break;
    z -= d;
  }
  return z;
}

function collar(m: Material, c: JacketCut, z: number): Model {
  if (c.collar === 'hood') {
    const hood = cut(
      lumpy(move(ellipsoid(0.125, 0.15, 0.12), 0, 0.66, -0.03), 0.008, 0.07),
      move(ellipsoid(0.088, 0.12, 0.12), 0, 0.665, 0.06),
    );
    const lined = split(
      m,
      c.trim ?? m,
      (x, y, zz) => Math.hypot(x / 0.094, (y - 0.665) / 0.126, (zz - 0.06) / 0.126) < 1.02,
    );
    return [part(hood, lined)];
  }
  if (c.collar === 'lapel') {
    const wing = mirrored(
      move(turnZ(turnX(lumpy(block(0.075, 0.17, 0.016, 0.007), 0.003, 0.05), -10), -24), 0.082, 0.47, z - 0.012),
    );
    const neck = mirrored(move(turnZ(block(0.04, 0.09, 0.12, 0.016), 24), 0.085, 0.575, -0.01));
    return [
      part(wing, m),
      part(neck, m),
      part(mirrored(move(sphere(0.007), 0.105, 0.43, z + 0.004)), metal('#d0d0d0')),
    ];
  }
  const stand = cut(
    lumpy(move(cylinder(0.09, 0.085, 0.02), 0, 0.6, 0), 0.004, 0.05),
    move(cylinder(0.074, 0.2, 0.02), 0, 0.62, 0.0),
  );
  return [part(cut(stand, move(block(0.035, 0.2, 0.1), 0, 0.62, 0.1)), c.trim && c.collar === 'cord' ? c.trim : m)];
}

function hanger(): Model {
  const t = wood('#7a5230', '#b98a58', 'x');
  return [
    part(
      tube(
        [
          [0, 0.625, 0],
          [0, 0.7, 0],
          [0.028, 0.735, 0],
          [0.015, 0.77, 0],
          [-0.02, 0.76, 0],
        ],
        0.004,
      ),
      metal('#b9b9b5', 0.25),
    ),
    part(rod([-0.1, 0.58, 0], [0, 0.625, 0], 0.012), t),
    part(rod([0.1, 0.58, 0], [0, 0.625, 0], 0.012), t),
  ];
}
