import { cloth, matt, metal, split } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, extrude, rod, type Shape, torus } from '../render/shape.ts';
import { blend, cut, lumpy, move, tube, turnX, turnY, union } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

const brass = metal('#c2a25c', 0.28);

/** A sole in the shape of a foot, standing on y = 0. */
function footSole(width: number, thick: number): Shape {
  const k = width / 0.1;
  const outline = (
    [
      [-0.034, -0.115],
      [0.034, -0.115],
      [0.041, -0.07],
      [0.038, -0.01],
      [0.045, 0.03],
      [0.05, 0.07],
      [0.049, 0.11],
      [0.042, 0.14],
      [0.028, 0.163],
      [0.01, 0.174],
      [-0.01, 0.174],
      [-0.028, 0.163],
      [-0.042, 0.14],
      [-0.049, 0.11],
      [-0.05, 0.07],
      [-0.045, 0.03],
      [-0.038, -0.01],
      [-0.041, -0.07],
    ] as const
  ).map(([x, z]) => [x * k, -z * Math.min(1, k * 0.97)] as const);
  return move(turnX(extrude(outline, thick, 0.004), -90), 0, thick / 2, 0);
}

/** A pair of laced hiking boots side by side, toes towards +z. */
export function hikingBoots(hide: Material, sole: Material, lace: Material): Model {
  const one = (s: number): Model => {
    const upper = blend(
      0.05,
      move(ellipsoid(0.05, 0.042, 0.085), 0, 0.066, 0.085),
      move(ellipsoid(0.046, 0.055, 0.075), 0, 0.075, -0.02),
      rod([0, 0.08, -0.045], [0, 0.185, -0.06], 0.043, 0.047),
    );
    const shaft = cut(lumpy(upper, 0.003, 0.03), move(cylinder(0.035, 0.12, 0.02), 0, 0.23, -0.06));
    const base = footSole(0.108, 0.03);
    const lugs = Array.from({ length: 9 }, (_, i) =>
      move(block(0.11, 0.014, 0.013, 0.002), 0, 0.006, -0.1 + i * 0.032),
    );
    const rows = [0, 1, 2, 3, 4].map((i) => {
      const y = 0.112 + i * 0.021;
      const z = 0.062 - i * 0.017;
      return part(
        tube(
          [
            [-0.026, y - 0.004, z - 0.006],
            [0, y + 0.004, z + 0.012],
            [0.026, y + 0.012, z - 0.008],
          ],
          0.0035,
        ),
        lace,
      );
    });
    const eyes = [0, 1, 2, 3, 4].flatMap((i) =>
      [-1, 1].map((k) => part(move(torus(0.004, 0.002), k * 0.03, 0.112 + i * 0.021, 0.052 - i * 0.017), brass)),
    );
    return [
      part(
        shaft,
        split(
          hide,
          cloth('#4a4038'),
          (x, y, z) => y > 0.2 || (y > 0.11 && z > 0.03 - (y - 0.11) * 0.9 && Math.abs(x) < 0.018),
        ),
      ),
      part(cut(base, union(...lugs)), sole),
      part(move(footSole(0.113, 0.008), 0, 0.03, 0), matt('#8a6a42', 0.1)),
      ...rows,
      ...eyes,
      part(
        tube(
          [
            [-0.004, 0.202, 0.0],
            [-0.05, 0.19, 0.018],
            [-0.055, 0.15, 0.03],
          ],
          0.003,
        ),
        lace,
      ),
      part(
        tube(
          [
            [0.004, 0.202, 0.0],
            [0.05, 0.186, 0.018],
            [0.05, 0.14, 0.035],
          ],
          0.003,
        ),
        lace,
      ),
      part(move(torus(0.039, 0.0085), 0, 0.224, -0.061), hide),
    ].map((p) => ({ ...p, shape: move(turnY(p.shape, s * 7), s * 0.075, 0, s * 0.012) }));
  };
  return [...one(-1), ...one(1)];
}

/** Tall rubber boots. */
export function rubberBoots(rubber: Material, sole: Material): Model {
  const one = (s: number): Model => {
    const upper = blend(
      0.05,
      move(ellipsoid(0.048, 0.045, 0.09), 0, 0.062, 0.075),
      move(ellipsoid(0.044, 0.05, 0.07), 0, 0.07, -0.03),
      rod([0, 0.08, -0.05], [0, 0.34, -0.055], 0.044, 0.062),
    );
    const open = cut(upper, move(cylinder(0.05, 0.3, 0.02), 0, 0.42, -0.055));
    return [
      part(cut(open, move(block(1, 0.2, 1), 0, 0.445, 0)), rubber),
      part(move(torus(0.057, 0.007), 0, 0.345, -0.055), sole),
      part(footSole(0.096, 0.034), sole),
      part(move(block(0.02, 0.03, 0.006), 0, 0.29, 0.008), sole),
    ].map((p) => ({ ...p, shape: move(turnY(p.shape, s * 7), s * 0.08, 0, s * 0.02) }));
  };
  return [...one(-1), ...one(1)];
}
