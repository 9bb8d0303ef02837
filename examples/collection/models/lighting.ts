import { glowing, metal, wood } from '../render/materials.ts';
import { part, shift } from '../render/pose.ts';
import { block, cylinder, revolve, rod, sphere, torus } from '../render/shape.ts';
import { move, tube, turnX, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

const black = metal('#2a2b2d', 0.42);

/** An open drum: a slightly conical shade lit from inside. */
function shade(r0: number, r1: number, h: number, lit: Material): Model {
  return [
    part(
      revolve(
        [
          [r0 - 0.004, 0],
          [r0, 0],
          [r1, h],
          [r1 - 0.004, h],
        ],
        0.001,
      ),
      lit,
    ),
  ];
}

export function tableLamp(base: Material, tint = '#ffb870', strength = 1.5): Model {
  return [
    part(
      revolve(
        [
          [0, 0],
          [0.07, 0],
          [0.105, 0.06],
          [0.11, 0.13],
          [0.075, 0.22],
          [0.03, 0.26],
          [0.022, 0.3],
          [0, 0.3],
        ],
        0.004,
      ),
      base,
    ),
    part(move(cylinder(0.009, 0.14), 0, 0.34, 0), metal('#b08d4f', 0.3)),
    ...shift(shade(0.19, 0.13, 0.23, glowing(tint, strength, '#f3e2c2')), 0, 0.34, 0),
  ];
}

export function arcLamp(): Model {
  return [
    part(move(cylinder(0.16, 0.035, 0.01), -0.55, 0.018, 0), black),
    part(
      tube(
        [
          [-0.55, 0.02, 0],
          [-0.58, 0.8, 0],
          [-0.42, 1.45, 0],
          [-0.08, 1.72, 0],
          [0.24, 1.6, 0],
          [0.34, 1.44, 0],
        ],
        0.011,
      ),
      metal('#b08d4f', 0.25),
    ),
    ...shift(
      [
        part(
          revolve(
            [
              [0.176, 0],
              [0.18, 0],
              [0.15, 0.1],
              [0.07, 0.16],
              [0.02, 0.18],
              [0.02, 0.175],
              [0.066, 0.155],
              [0.145, 0.097],
            ],
            0.0015,
          ),
          black,
        ),
        part(move(sphere(0.055), 0, 0.06, 0), glowing('#ffc98a', 7)),
      ],
      0.34,
      1.26,
      0,
    ),
  ];
}

/** A desk lamp on a jointed arm. */
export function deskLamp(paint: Material): Model {
  const head: Model = [
    part(
      turnZ(
        turnX(
          revolve(
            [
              [0.095, 0],
              [0.1, 0],
              [0.05, 0.13],
              [0.03, 0.17],
              [0, 0.17],
              [0, 0.165],
              [0.045, 0.125],
            ],
            0.0015,
          ),
          0,
        ),
        24,
      ),
      paint,
    ),
    part(turnZ(move(sphere(0.034), 0, 0.04, 0), 24), glowing('#ffd9a0', 9)),
  ];
  return [
    part(move(cylinder(0.095, 0.022, 0.008), 0, 0.011, 0), paint),
    part(rod([0, 0.02, 0], [-0.13, 0.28, 0], 0.007), metal('#c8c4bb', 0.25)),
    part(rod([-0.13, 0.28, 0], [0.12, 0.46, 0], 0.007), metal('#c8c4bb', 0.25)),
    part(move(sphere(0.015), -0.13, 0.28, 0), paint),
    ...shift(head, 0.21, 0.33, 0),
  ];
}

/** A trail lantern: caged glass between two caps, with a carrying bail. */
export function lantern(body: Material, flame = '#ffb054', strength = 6): Model {
  const bars = [0, 60, 120, 180, 240, 300].map((a) => {
    const c = Math.cos((a * Math.PI) / 180) * 0.066;
    const s = Math.sin((a * Math.PI) / 180) * 0.066;
    return part(rod([c, 0.06, s], [c, 0.2, s], 0.0035), body);
  });
  return [
    part(
      revolve(
        [
          [0, 0],
          [0.085, 0],
          [0.088, 0.012],
          [0.07, 0.035],
          [0.07, 0.06],
          [0, 0.06],
        ],
        0.003,
      ),
      body,
    ),
    part(
      revolve(
        [
          [0, 0.2],
          [0.074, 0.2],
          [0.078, 0.21],
          [0.05, 0.24],
          [0.05, 0.258],
          [0.018, 0.27],
          [0, 0.27],
        ],
        0.003,
      ),
      body,
    ),
    part(move(cylinder(0.034, 0.12, 0.03), 0, 0.128, 0), glowing(flame, strength)),
    ...bars,
    part(move(turnX(torus(0.068, 0.0035), 90), 0, 0.135, 0), body),
    part(move(torus(0.066, 0.003), 0, 0.13, 0), body),
    part(
      tube(
        [
          [-0.075, 0.215, 0],
          [-0.078, 0.3, 0],
          [0, 0.36, 0],
          [0.078, 0.3, 0],
          [0.075, 0.215, 0],
        ],
        0.004,
      ),
      metal('#8f8f8f', 0.35),
    ),
  ];
}

/** A wooden candle lantern with a peaked roof. */
export function candleLantern(): Model {
  const timber = wood('#5d3a1f', '#a5733f', 'y');
  const post = [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ].map(([x, z]) => part(move(block(0.014, 0.2, 0.014), (x ?? 0) * 0.065, 0.12, (z ?? 0) * 0.065), timber));
  return [
    part(move(block(0.17, 0.022, 0.17), 0, 0.011, 0), timber),
    part(move(block(0.17, 0.018, 0.17), 0, 0.222, 0), timber),
    part(
      revolve(
        [
          [0, 0.232],
          [0.09, 0.232],
          [0.02, 0.3],
          [0, 0.3],
        ],
        0.003,
      ),
      metal('#6f5a3a', 0.4),
    ),
    ...post,
    part(move(cylinder(0.026, 0.08, 0.006), 0, 0.062, 0), glowing('#ffca8a', 0.5, '#f7ecd2')),
    part(
      revolve(
        [
          [0, 0.104],
          [0.008, 0.114],
          [0.005, 0.13],
          [0, 0.148],
        ],
        0.002,
      ),
      glowing('#ffb347', 14),
    ),
    part(move(turnX(torus(0.022, 0.003), 90), 0, 0.325, 0), metal('#6f5a3a', 0.4)),
  ];
}
