import { glaze, matt, metal, split, wood } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, revolve, rod, sphere } from '../render/shape.ts';
import { blend, cut, lumpy, move, tube } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** A stove-top kettle with a bail and a gooseneck or stub spout. */
export function kettle(body: Material, grip: Material, goose: boolean): Model {
  const spout = goose
    ? tube(
        [
          [0.08, 0.05, 0],
          [0.15, 0.05, 0],
          [0.165, 0.12, 0],
          [0.175, 0.17, 0],
          [0.21, 0.185, 0],
        ],
        0.011,
      )
    : rod([0.08, 0.08, 0], [0.17, 0.155, 0], 0.026, 0.014);
  return [
    part(
      blend(
        0.012,
        revolve(
          [
            [0, 0],
            [0.098, 0],
            [0.108, 0.02],
            [0.1, 0.08],
            [0.07, 0.135],
            [0.045, 0.15],
            [0, 0.152],
          ],
          0.004,
        ),
        spout,
      ),
      body,
    ),
    part(move(sphere(0.014), 0, 0.172, 0), grip),
    part(move(cylinder(0.048, 0.012, 0.004), 0, 0.155, 0), body),
    part(
      tube(
        [
          [-0.07, 0.13, 0],
          [-0.08, 0.21, 0],
          [-0.04, 0.262, 0],
          [0.04, 0.262, 0],
          [0.08, 0.21, 0],
          [0.07, 0.13, 0],
        ],
        0.005,
      ),
      metal('#8d8d8d', 0.3),
    ),
    part(rod([-0.045, 0.265, 0], [0.045, 0.265, 0], 0.012), grip),
  ];
}

/** A mug standing on y = 0 with drink in it. */
export function mug(body: Material, rim: Material, drink = '#2a150a', r = 0.042, h = 0.085): Model {
  const cup = revolve(
    [
      [0, 0],
      [r * 0.94, 0],
      [r, 0.008],
      [r, h],
      [r - 0.003, h],
      [r - 0.004, 0.006],
      [0, 0.006],
    ],
    0.001,
  );
  const handle = cut(
    tube(
      [
        [r - 0.002, h * 0.82, 0],
        [r + 0.024, h * 0.78, 0],
        [r + 0.027, h * 0.42, 0],
        [r - 0.002, h * 0.22, 0],
      ],
      0.005,
    ),
    move(cylinder(r - 0.004, h * 2), 0, h / 2, 0),
  );
  return [
    part(
      cup,
      split(body, rim, (_x, y) => y > h - 0.004),
    ),
    part(handle, body),
    part(move(cylinder(r - 0.004, 0.004), 0, h * 0.82, 0), glaze(drink, 0.06)),
  ];
}

export function pot(body: Material): Model {
  return [
    part(
      revolve(
        [
          [0, 0],
          [0.09, 0],
          [0.1, 0.012],
          [0.1, 0.1],
          [0.097, 0.1],
          [0.094, 0.01],
          [0, 0.008],
        ],
        0.002,
      ),
      body,
    ),
    part(
      revolve(
        [
          [0, 0.102],
          [0.102, 0.1],
          [0.07, 0.118],
          [0, 0.122],
        ],
        0.002,
      ),
      body,
    ),
    part(move(cylinder(0.012, 0.02), 0, 0.133, 0), wood('#5d3a1f', '#a5733f', 'y')),
  ];
}

export function board(t: Material): Model {
  return [part(cut(move(block(0.42, 0.02, 0.26, 0.008), 0, 0.01, 0), move(cylinder(0.014, 0.1), 0.18, 0.01, 0)), t)];
}

/** A loaf, an apple: company for a knife. */
export function lunch(): Model {
  return [
    part(move(lumpy(ellipsoid(0.1, 0.05, 0.06), 0.006, 0.05), -0.06, 0.06, -0.06), matt('#a5672f', 0.35)),
    part(move(lumpy(sphere(0.036), 0.002, 0.05), 0.12, 0.055, -0.06), glaze('#a5281c', 0.3)),
    part(rod([0.12, 0.088, -0.06], [0.124, 0.106, -0.058], 0.002), matt('#3a2a1a')),
  ];
}
