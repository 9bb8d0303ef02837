import { leather, matt, metal, split, wood } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, extrude, sphere } from '../render/shape.ts';
import { blend, common, lumpy, move, tube, turnX } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** A felling axe: forged head on a curved ash haft; edge towards +x, haft down. */
export function axe(haft: Material): Model {
  const head = extrude(
    [
      [-0.045, -0.03],
      [-0.02, -0.028],
      [0.05, -0.03],
      [0.1, -0.062],
      [0.112, 0],
      [0.1, 0.05],
      [0.05, 0.03],
      [-0.02, 0.03],
      [-0.045, 0.032],
    ],
    0.034,
    0.004,
  );
  const wedge = extrude(
    [
      [-0.2, -0.02],
      [-0.02, -0.017],
      [0.113, -0.0008],
      [0.113, 0.0008],
      [-0.02, 0.017],
      [-0.2, 0.02],
    ],
    0.3,
  );
  const forged = common(head, turnX(wedge, 90));
  return [
    part(
      forged,
      split(metal('#4a4b4e', 0.5), metal('#d5d7da', 0.18), (x, y) => x > 0.085 - y * y * 6),
    ),
    part(
      tube(
        [
          [-0.002, 0.045, 0],
          [0, -0.1, 0],
          [0.012, -0.3, 0],
          [-0.002, -0.46, 0],
          [-0.02, -0.52, 0],
        ],
        0.0145,
        6,
      ),
      haft,
    ),
    part(move(sphere(0.02), -0.022, -0.525, 0), haft),
  ];
}

/** A fixed-blade camp knife lying along x, edge towards -y; about 22 cm. */
export function knife(handle: Material, guard: Material = metal('#b08d4f', 0.25)): Model {
  const blade = extrude(
    [
      [0.005, 0.014],
      [0.075, 0.014],
      [0.105, 0.008],
      [0.122, -0.002],
      [0.09, -0.012],
      [0.04, -0.014],
      [0.005, -0.013],
    ],
    0.0036,
    0.0004,
  );
  return [
    part(
      blade,
      split(metal('#9a9da1', 0.32), metal('#e6e8ea', 0.12), (x, y) => y < -0.006 + Math.max(0, x - 0.08) * 0.25),
    ),
    part(move(block(0.008, 0.034, 0.016, 0.003), 0.001, 0, 0), guard),
    part(
      blend(
        0.012,
        move(ellipsoid(0.055, 0.015, 0.011), -0.045, 0, 0),
        move(ellipsoid(0.025, 0.017, 0.012), -0.09, -0.002, 0),
      ),
      handle,
    ),
    ...[-0.03, -0.06, -0.09].map((x) =>
      part(move(turnX(cylinder(0.0035, 0.0225), 90), x, 0, 0), metal('#c9a75a', 0.25)),
    ),
  ];
}

export function sheath(hide: string): Model {
  return [
    part(
      lumpy(
        extrude(
          [
            [0, 0.024],
            [0.09, 0.022],
            [0.128, 0],
            [0.09, -0.02],
            [0, -0.022],
          ],
          0.016,
          0.005,
        ),
        0.001,
        0.03,
      ),
      leather(hide),
    ),
    part(move(block(0.05, 0.018, 0.02, 0.004), -0.015, 0.006, 0), leather(hide)),
  ];
}

/** A chopping stump with cut face and bark. */
export function stump(r = 0.24, h = 0.34): Model {
  const bark = matt('#4a382a', 0.5);
  const rings: Material = {
    paint: (x, _y, z, out) => {
      const a = Math.hypot(x * 1.04 + 0.02, z);
      wood('#8a6238', '#d9b582', 'y', 0.8).paint(x * 0.3, a * 0.2, z * 0.3, out);
      const ring = 0.82 + 0.18 * Math.cos(a * 330);
      out.r *= ring;
      out.g *= ring;
      out.b *= ring;
    },
  };
  return [
    part(
      lumpy(move(cylinder(r, h, 0.01), 0, h / 2, 0), 0.014, 0.09),
      split(bark, rings, (_x, y, _z) => y > h - 0.018),
    ),
  ];
}

export function firewood(n: number): Model {
  const end = wood('#8a6238', '#d9b582', 'z', 0.8);
  return Array.from({ length: n }, (_, i) => {
    const row = i < 4 ? 0 : i < 7 ? 1 : 2;
    const col = i < 4 ? i : i < 7 ? i - 4 + 0.5 : i - 7 + 1;
    return part(
      lumpy(
        move(turnX(cylinder(0.062, 0.42, 0.006), 90), col * 0.13, 0.062 + row * 0.108, (i % 3) * 0.02),
        0.006,
        0.06,
      ),
      split(matt('#5b4330', 0.5), end, (_x, _y, z) => z > 0.2),
    );
  });
}
