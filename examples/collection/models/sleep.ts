import { cloth, embossed, matt, metal, split, tartan } from '../render/materials.ts';
import { fbm3, hash } from '../render/noise.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, rod, type Shape } from '../render/shape.ts';
import { blend, cut, displace, lumpy, mirrored, move, tube, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** A quilted mummy bag: baffles across, a hood at one end, the zip along the side. Lies along x. */
export function mummyBag(shellCloth: Material, lining: Material): Model {
  const baffled = (s: Shape) => displace(s, 0.022, (x) => Math.abs(Math.sin(x * 21)) ** 0.5 * 2 - 1.2, 0.6);
  const body = blend(
    0.12,
    move(ellipsoid(0.62, 0.12, 0.36), 0.25, 0.11, 0),
    move(ellipsoid(0.55, 0.1, 0.25), -0.45, 0.1, 0),
  );
  const hood = move(
    blend(0.05, ellipsoid(0.26, 0.1, 0.27), move(ellipsoid(0.14, 0.07, 0.2), 0.12, 0.02, 0)),
    0.88,
    0.09,
    0,
  );
  return [
    part(baffled(body), shellCloth),
    part(
      cut(baffled(hood), move(ellipsoid(0.17, 0.12, 0.16), 0.9, 0.17, 0)),
      split(shellCloth, lining, (x, y, z) => Math.hypot((x - 0.9) / 0.185, (y - 0.17) / 0.13, z / 0.175) < 1.02),
    ),
    part(
      tube(
        [
          [0.72, 0.16, 0.23],
          [0.5, 0.16, 0.33],
          [0.1, 0.13, 0.37],
          [-0.3, 0.12, 0.31],
        ],
        0.013,
      ),
      matt('#22262b'),
    ),
    part(rod([0.72, 0.165, 0.2], [0.74, 0.15, 0.24], 0.009), metal('#c9c9c9')),
  ];
}

export function rolled(m: Material, straps: Material, length = 0.5, r = 0.12): Model {
  const spiral = embossed(m, (_x, y, z) => 0.003 * Math.sin(Math.hypot(y - r, z) * 300));
  return [
    part(lumpy(move(turnZ(cylinder(r, length, 0.04), 90), 0, r, 0), 0.01, 0.09), spiral),
    ...[-0.3, 0.3].map((k) => part(move(turnZ(cylinder(r + 0.012, 0.03, 0.004), 90), k * length, r, 0), straps)),
    ...[-0.3, 0.3].map((k) =>
      part(move(block(0.04, 0.03, 0.012), k * length, r * 1.3, r + 0.008), metal('#c2a25c', 0.3)),
    ),
  ];
}

/** A folded stack of blanket with a rolled front edge. */
export function foldedBlanket(m: Material, layers = 3, w = 0.52, d = 0.36): Model {
  return Array.from({ length: layers }, (_, i) =>
    part(
      lumpy(
        move(block(w - i * 0.012, 0.055, d - i * 0.01, 0.026), (hash(i, 2, 2) - 0.5) * 0.012, 0.03 + i * 0.05, 0),
        0.007,
        0.1,
      ),
      m,
    ),
  );
}

export const redTartan = tartan(
  '#8f1d1d',
  [
    ['#1c2a22', 0.05, 0.28],
    ['#d8c9a8', 0.4, 0.43],
    ['#1b1d2b', 0.6, 0.72],
    ['#d9a53a', 0.84, 0.86],
  ],
  0.17,
  (x, y, z) => [x, z + y],
);

/** Cloth hung between two points, striped along its length. */
export function hammock(stripes: readonly string[], rope: Material, span = 2.6, drop = 0.62): Model {
  const half = span / 2;
  const line = (x: number) => drop * (x / half) ** 2;
  const width = (x: number) => 0.06 + 0.42 * Math.cos((x / half) * 1.5) ** 0.7;
  const colours = stripes.map((c) => cloth(c, { weave: 0.005, crease: 0.012 }));
  const sheet: Shape = {
    d: (x, y, z) => {
      const cx = Math.max(-half, Math.min(half, x));
      const w = width(Math.max(-half * 0.97, Math.min(half * 0.97, cx)));
      const belly = line(cx) + ((z * z) / Math.max(0.08, w)) * 0.5 + 0.012 * Math.sin(z * 40) * (Math.abs(cx) / half);
      return Math.max(Math.abs(y - belly) - 0.008, Math.abs(z) - w, Math.abs(x) - half) * 0.45;
    },
    box: [-half, -0.05, -0.5, half, drop + 0.35, 0.5],
  };
  const striped: Material = {
    paint: (x, y, z, out) => {
      const w = width(Math.max(-half * 0.97, Math.min(half * 0.97, x)));
      const k = Math.floor(((z / w) * 0.5 + 0.5) * stripes.length * 2.99) % stripes.length;
      (colours[k] ?? colours[0])?.paint(x, y, z, out);
    },
    bump: (x, y, z) => 0.01 * fbm3(x * 4, y * 4, z * 14, 2),
  };
  return [
    part(sheet, striped),
    part(mirrored(rod([half - 0.02, drop, 0], [half + 0.42, drop + 0.32, 0], 0.012)), rope),
    part(mirrored(rod([half - 0.06, drop - 0.05, -0.08], [half - 0.06, drop - 0.05, 0.08], 0.016)), rope),
  ];
}
