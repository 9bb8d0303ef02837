import { leather, matt, metal, nylon } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, type Point, rod } from '../render/shape.ts';
import { cut, lumpy, mirrored, move, tube, turnX, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

const brass = metal('#c2a25c', 0.28);

/** A zip: a dark tape, a bright row of teeth, a slider with a cord pull. */
export function zip(points: readonly Point[], pull: Material): Model {
  const last = points[points.length - 1] ?? [0, 0, 0];
  return [
    part(tube(points, 0.0075), matt('#1d1f22')),
    part(
      tube(
        points.map(([x, y, z]) => [x, y, z + 0.006] as const),
        0.0035,
      ),
      metal('#c9c9c4', 0.35),
    ),
    part(move(block(0.014, 0.024, 0.01), last[0], last[1], last[2] + 0.01), metal('#d8d8d4', 0.25)),
    part(
      rod([last[0], last[1] - 0.01, last[2] + 0.014], [last[0] + 0.006, last[1] - 0.06, last[2] + 0.016], 0.0045),
      pull,
    ),
  ];
}

/** A trekking pack: tall body, lid, side pockets, hip belt, zipped front pocket. Faces +z. */
export function trekPack(body: Material, second: Material, strap: Material): Model {
  const soft = (w: number, h: number, d: number, r: number) => lumpy(block(w, h, d, r), 0.008, 0.12, 0.8);
  return [
    part(move(soft(0.33, 0.52, 0.24, 0.08), 0, 0.32, 0), body),
    part(move(turnX(soft(0.33, 0.12, 0.29, 0.055), 7), 0, 0.61, 0.01), second),
    part(move(soft(0.25, 0.27, 0.1, 0.045), 0, 0.26, 0.13), second),
    part(mirrored(move(soft(0.08, 0.24, 0.16, 0.038), 0.185, 0.2, 0.01)), body),
    ...zip(
      [
        [-0.1, 0.36, 0.178],
        [0, 0.375, 0.183],
        [0.1, 0.36, 0.178],
      ],
      strap,
    ),
    ...[-0.09, 0.09].map((x) =>
      part(
        tube(
          [
            [x, 0.66, 0.11],
            [x, 0.6, 0.168],
            [x, 0.5, 0.145],
            [x, 0.4, 0.135],
          ],
          0.009,
        ),
        strap,
      ),
    ),
    ...[-0.09, 0.09].map((x) => part(move(block(0.036, 0.026, 0.014), x, 0.52, 0.158), matt('#1b1c1e'))),
    part(
      mirrored(
        tube(
          [
            [0.12, 0.1, -0.1],
            [0.22, 0.09, -0.02],
            [0.25, 0.07, 0.1],
          ],
          0.022,
        ),
      ),
      strap,
    ),
    part(
      tube(
        [
          [-0.03, 0.66, -0.1],
          [0, 0.72, -0.11],
          [0.03, 0.66, -0.1],
        ],
        0.009,
      ),
      strap,
    ),
    part(
      mirrored(
        tube(
          [
            [0.09, 0.6, -0.12],
            [0.12, 0.5, -0.19],
            [0.13, 0.3, -0.19],
            [0.12, 0.14, -0.12],
          ],
          0.02,
        ),
      ),
      strap,
    ),
    part(move(turnZ(lumpy(cylinder(0.058, 0.36, 0.03), 0.006, 0.07), 90), 0, 0.055, 0.07), nylon('#c8973a')),
  ];
}

/** A roll-top day pack in waxed cloth with leather straps. */
export function rollTop(body: Material, hide: Material): Model {
  const soft = (w: number, h: number, d: number, r: number) => lumpy(block(w, h, d, r), 0.007, 0.1, 0.8);
  return [
    part(move(soft(0.3, 0.4, 0.16, 0.055), 0, 0.22, 0), body),
    part(move(turnZ(lumpy(cylinder(0.045, 0.27, 0.03), 0.006, 0.07), 90), 0, 0.445, 0.02), body),
    part(move(soft(0.23, 0.18, 0.06, 0.028), 0, 0.15, 0.085), body),
    part(move(block(0.23, 0.06, 0.02, 0.009), 0, 0.225, 0.108), hide),
    ...[-0.075, 0.075].map((x) =>
      part(
        tube(
          [
            [x, 0.46, -0.03],
            [x, 0.495, 0.02],
            [x, 0.44, 0.07],
            [x, 0.34, 0.088],
            [x, 0.3, 0.087],
          ],
          0.01,
        ),
        hide,
      ),
    ),
    ...[-0.075, 0.075].map((x) =>
      part(move(turnX(cut(cylinder(0.02, 0.008), cylinder(0.011, 0.03)), 90), x, 0.34, 0.1), brass),
    ),
    part(
      mirrored(
        tube(
          [
            [0.08, 0.42, -0.07],
            [0.11, 0.36, -0.14],
            [0.12, 0.2, -0.14],
            [0.11, 0.06, -0.08],
          ],
          0.018,
        ),
      ),
      hide,
    ),
    part(
      tube(
        [
          [-0.04, 0.47, -0.06],
          [0, 0.54, -0.07],
          [0.04, 0.47, -0.06],
        ],
        0.009,
      ),
      hide,
    ),
  ];
}

/** A rounded commuter pack whose whole front opens by one long zip. */
export function clamshell(body: Material, accent: string): Model {
  const soft = (w: number, h: number, d: number, r: number) => lumpy(block(w, h, d, r), 0.006, 0.12, 0.8);
  return [
    part(move(soft(0.31, 0.46, 0.18, 0.085), 0, 0.24, 0), body),
    part(move(soft(0.24, 0.2, 0.07, 0.034), 0, 0.15, 0.09), body),
    ...zip(
      [
        [-0.13, 0.14, 0.088],
        [-0.128, 0.34, 0.088],
        [-0.08, 0.42, 0.085],
        [0, 0.436, 0.085],
        [0.08, 0.42, 0.085],
        [0.128, 0.34, 0.088],
        [0.13, 0.24, 0.088],
      ],
      leather(accent),
    ),
    ...zip(
      [
        [-0.095, 0.225, 0.126],
        [0.09, 0.225, 0.126],
      ],
      leather(accent),
    ),
    part(
      tube(
        [
          [-0.04, 0.46, -0.04],
          [0, 0.52, -0.05],
          [0.04, 0.46, -0.04],
        ],
        0.011,
      ),
      leather(accent),
    ),
    part(
      mirrored(
        tube(
          [
            [0.08, 0.42, -0.08],
            [0.13, 0.34, -0.15],
            [0.13, 0.18, -0.15],
            [0.11, 0.05, -0.09],
          ],
          0.018,
        ),
      ),
      body,
    ),
    part(move(block(0.05, 0.035, 0.01, 0.004), 0, 0.32, 0.092), leather(accent)),
  ];
}
