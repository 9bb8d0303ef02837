import { add, hex, scale } from '../render/colour.ts';
import { matt, split, wood } from '../render/materials.ts';
import { fbm3, hash, smoothstep } from '../render/noise.ts';
import { part } from '../render/pose.ts';
import { block, ellipsoid, extrude, type Point, revolve, rod, sphere } from '../render/shape.ts';
import { common, cut, displace, lumpy, mirrored, move, tube, turnY } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** Cloth lit from within: its own colour plus a share of it as light, strongest low down. */
export function backlit(m: Material, tint: string, strength: number): Material {
  const t = hex(tint);
  return {
    ...m,
    paint: (x, y, z, out) => {
      m.paint(x, y, z, out);
      const k = strength * smoothstep(1.5, 0, y) * (0.7 + 0.5 * fbm3(x * 3, y * 3, z * 3, 2));
      const e = scale(add([out.r, out.g, out.b], [0.02, 0.02, 0.02]), k);
      out.er = e[0] * t[0];
      out.eg = e[1] * t[1];
      out.eb = e[2] * t[2];
    },
  };
}

/** A two-pole dome: cloth sags between the poles, the door is a panel of the second colour. */
export function domeTent(fly: Material, door: Material, poles: Material, size = 1): Model {
  const rx = 1.25 * size;
  const ry = 1.15 * size;
  const rz = 1.1 * size;
  const sag = (x: number, _y: number, z: number): number => {
    const a = Math.abs(Math.sin(2 * (Math.atan2(z / rz, x / rx) - Math.PI / 4)));
    return -(a ** 0.8);
  };
  const skin = common(displace(ellipsoid(rx, ry, rz), 0.1 * size, sag, 0.75), move(block(6, 4, 6), 0, 2, 0));
  const arch = (sx: number, sz: number): readonly Point[] =>
    Array.from({ length: 9 }, (_, i) => {
      const t = (i / 8) * Math.PI;
      const k = Math.SQRT1_2;
      return [Math.cos(t) * rx * k * sx * 1.01, Math.sin(t) * ry * 1.012, Math.cos(t) * rz * k * sz * 1.01] as const;
    });
  const isDoor = (x: number, y: number, z: number) =>
    z > 0.3 && Math.abs(x) < (0.46 - Math.max(0, y - 0.35) * 0.42) * size && y > 0.04 * size && y < 0.92 * size;
  const seam = (x: number, y: number, z: number) =>
    z > 0.3 && Math.abs(Math.abs(x) - (0.46 - Math.max(0, y - 0.35) * 0.42) * size) < 0.012 && y < 0.92 * size;
  const guys: Model = [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ].map(([sx, sz]) =>
    part(
      rod(
        [(sx ?? 0) * rx * 0.6, 0.62 * size, (sz ?? 0) * rz * 0.6],
        [(sx ?? 0) * rx * 1.25, 0, (sz ?? 0) * rz * 1.2],
        0.004,
      ),
      matt('#e9e2c8'),
    ),
  );
  return [
    part(skin, split(split(fly, door, isDoor), matt('#2b2b2b'), seam)),
    part(tube(arch(1, 1), 0.012 * size, 3), poles),
    part(tube(arch(-1, 1), 0.012 * size, 3), poles),
    ...guys,
  ];
}

/** A canvas ridge tent, doors tied back, a dark inside and a ground sheet. */
export function ridgeTent(canvas: Material, inside: Material): Model {
  const outline = [
    [-1.05, 0],
    [0, 1.5],
    [1.05, 0],
  ] as const;
  const body = displace(
    extrude(outline, 2.2, 0.01),
    0.05,
    (x, y, z) => -Math.sin((z + 1.1) * 2.86) * 0.5 - 0.5 * fbm3(x * 3, y * 3, z * 3, 2),
    0.7,
  );
  const opening = move(
    extrude(
      [
        [-0.5, -0.1],
        [0, 1.18],
        [0.5, -0.1],
      ],
      1.4,
    ),
    0,
    0,
    0.75,
  );
  return [
    part(
      cut(body, opening),
      split(canvas, inside, (x, y, z) => z > -0.1 && z < 1.07 && Math.abs(x) < 0.5 * (1 - y / 1.25) + 0.012),
    ),
    part(mirrored(lumpy(rod([0.56, 0.02, 1.1], [0.03, 1.24, 1.1], 0.055, 0.035), 0.014, 0.07)), canvas),
    ...[0.3, 0.65].map((k) =>
      part(mirrored(move(sphere(0.055 + (1 - k) * 0.012), 0.56 - 0.53 * k, 1.22 * k, 1.1)), matt('#6b4526')),
    ),
    part(rod([0, 0, 1.12], [0, 1.62, 1.12], 0.018), wood('#6b4526', '#a87848', 'y')),
    part(rod([0, 1.52, 1.12], [0.9, 0, 2.1], 0.004), matt('#e9e2c8')),
    part(rod([0, 1.52, 1.12], [-0.9, 0, 2.1], 0.004), matt('#e9e2c8')),
    part(rod([0.75, 0.44, 0.6], [1.6, 0, 0.6], 0.004), matt('#e9e2c8')),
    part(rod([-0.75, 0.44, 0.6], [-1.6, 0, 0.6], 0.004), matt('#e9e2c8')),
  ];
}

/** A ring of stones, charred logs and tongues of flame. The light itself is a lamp in the scene. */
export function campfire(): Model {
  const stones = Array.from({ length: 11 }, (_, i) => {
    const a = (i / 11) * Math.PI * 2;
    return part(
      move(lumpy(ellipsoid(0.09, 0.065, 0.075), 0.02, 0.06), Math.cos(a) * 0.4, 0.03, Math.sin(a) * 0.4),
      matt('#6a6660', 0.35),
    );
  });
  const logs = [0, 75, 150, 225, 300].map((a) =>
    part(turnY(rod([0.3, 0.03, 0], [0.02, 0.24, 0.02], 0.04, 0.032), a), charred),
  );
  const flames = Array.from({ length: 9 }, (_, i) => {
    const h = 0.26 + 0.34 * hash(i, 6, 1);
    const x = (hash(i, 6, 2) - 0.5) * 0.26;
    const z = (hash(i, 6, 3) - 0.5) * 0.26;
    const tongue = displace(
      revolve(
        [
          [0, 0],
          [0.05, 0.04],
          [0.06, h * 0.3],
          [0.03, h * 0.65],
          [0, h],
        ],
        0.002,
      ),
      0.05,
      (a, y, c) => fbm3(a * 9 + i * 3, y * 7, c * 9, 2) * 2 - 1,
      0.5,
    );
    return part(move(tongue, x, 0.06, z), flame);
  });
  return [...stones, ...logs, ...flames];
}

const charred: Material = {
  paint: (x, y, z, out) => {
    const ember = smoothstep(0.56, 0.75, fbm3(x * 18, y * 18, z * 18, 3));
    out.r = out.g = out.b = 0.02;
    out.er = ember * 5;
    out.eg = ember * 1.1;
    out.eb = ember * 0.1;
    out.rough = 1;
  },
};

const flame: Material = {
  paint: (_x, y, _z, out) => {
    const t = Math.min(1, Math.max(0, (y - 0.06) / 0.5));
    out.r = out.g = out.b = 0;
    out.er = 9 * (1 - t) + 3.2;
    out.eg = 5.6 * (1 - t) ** 1.6 + 0.5;
    out.eb = 1.9 * (1 - t) ** 3;
    out.f0 = 0;
  },
};
