import { cloth, glaze, matt, metal } from '../render/materials.ts';
import { hash } from '../render/noise.ts';
import { part, shift } from '../render/pose.ts';
import { block, cylinder, ellipsoid, revolve, rod, sphere } from '../render/shape.ts';
import { cut, lumpy, mirrored, move, shell, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';
import type { Timber } from './chairs.ts';

export function vase(colour: string, h = 0.24): Model {
  const k = h / 0.24;
  return [
    part(
      revolve([
        [0, 0],
        [0.045 * k, 0],
        [0.075 * k, 0.07 * k],
        [0.06 * k, 0.14 * k],
        [0.028 * k, 0.19 * k],
        [0.036 * k, 0.24 * k],
        [0.026 * k, 0.24 * k],
        [0.018 * k, 0.19 * k],
        [0, 0.17 * k],
      ]),
      glaze(colour, 0.3),
    ),
  ];
}

export function fruitBowl(): Model {
  const fruit = [
    [-0.06, 0.02],
    [0.05, 0.05],
    [0.03, -0.06],
    [-0.02, -0.01],
  ].map(([x, z], i) =>
    part(
      move(lumpy(sphere(0.042), 0.003, 0.05), x ?? 0, 0.06 + (i === 3 ? 0.045 : 0), z ?? 0),
      glaze(i % 2 ? '#c9a227' : '#b8442a', 0.4),
    ),
  );
  return [
    part(
      revolve([
        [0, 0],
        [0.05, 0],
        [0.14, 0.075],
        [0.133, 0.08],
        [0.045, 0.014],
        [0, 0.014],
      ]),
      glaze('#e9e4d8', 0.25),
    ),
    ...fruit,
  ];
}

export function diningTable(t: Timber, length = 1.7): Model {
  const x = length / 2 - 0.12;
  return [
    part(move(block(length, 0.038, 0.86, 0.008), 0, 0.735, 0), t.x),
    part(move(block(length - 0.24, 0.08, 0.022), 0, 0.675, 0.36), t.x),
    part(move(block(length - 0.24, 0.08, 0.022), 0, 0.675, -0.36), t.x),
    part(mirrored(rod([x, 0.7, 0.35], [x + 0.03, 0.02, 0.38], 0.036, 0.022)), t.y),
    part(mirrored(rod([x, 0.7, -0.35], [x + 0.03, 0.02, -0.38], 0.036, 0.022)), t.y),
  ];
}

export function pedestalTable(top: Material, foot: Material, r = 0.36, h = 0.46): Model {
  return [
    part(move(cylinder(r, 0.028, 0.012), 0, h, 0), top),
    part(
      revolve(
        [
          [0, 0],
          [r * 0.62, 0],
          [r * 0.6, 0.018],
          [0.06, 0.04],
          [0.028, 0.1],
          [0.022, h - 0.08],
          [0.05, h - 0.014],
          [0, h - 0.014],
        ],
        0.003,
      ),
      foot,
    ),
  ];
}

export function foldingTable(t: Timber, legs: Material): Model {
  const slats = Array.from({ length: 9 }, (_, i) =>
    part(move(block(0.085, 0.018, 0.56, 0.005), -0.38 + i * 0.095, 0.56, 0), t.y),
  );
  return [
    ...slats,
    part(move(block(0.84, 0.02, 0.03), 0, 0.543, 0.2), t.x),
    part(move(block(0.84, 0.02, 0.03), 0, 0.543, -0.2), t.x),
    part(mirrored(rod([0.34, 0.53, 0.24], [0.3, 0.01, -0.24], 0.012)), legs),
    part(mirrored(rod([0.34, 0.53, -0.24], [0.3, 0.01, 0.24], 0.012)), legs),
    part(rod([-0.31, 0.06, 0.22], [0.31, 0.06, 0.22], 0.009), legs),
  ];
}

const SPINES = [
  '#7b2d26',
  '#2f4858',
  '#c9a15a',
  '#4f6d4a',
  '#d9d2c0',
  '#8a4b2d',
  '#26323a',
  '#a7b2a0',
  '#b5523b',
  '#5a3f5e',
];

/** A row of books of uneven size between x0 and x1. */
export function books(x0: number, x1: number, y: number, z: number, seed: number): Model {
  const row: Model[number][] = [];
  let x = x0;
  for (let i = 0; x < x1 - 0.05; i++) {
    const w = 0.018 + 0.03 * hash(i, seed, 1);
    const h = 0.17 + 0.09 * hash(i, seed, 2);
    const d = 0.13 + 0.05 * hash(i, seed, 3);
    const colour = SPINES[Math.floor(hash(i, seed, 4) * SPINES.length)] ?? '#888888';
    const tilt = x + w * 3 > x1 ? 9 : 0;
    row.push(part(move(turnZ(block(w, h, d, 0.003), tilt), x + w / 2 + tilt * 0.002, y + h / 2, z), matt(colour, 0.1)));
    row.push(
      part(
        move(turnZ(block(w * 1.01, 0.008, d * 1.004, 0.001), tilt), x + w / 2 + tilt * 0.002, y + h * 0.82, z),
        matt('#d6b96a', 0.05),
      ),
    );
    x += w + 0.003;
  }
  return row;
}

export function bookcase(t: Timber): Model {
  const shelves = [0.06, 0.42, 0.78, 1.14, 1.5].map((y) => part(move(block(0.82, 0.026, 0.28, 0.004), 0, y, 0), t.x));
  return [
    ...shelves,
    part(mirrored(move(block(0.028, 1.56, 0.3, 0.006), 0.42, 0.78, 0)), t.y),
    part(move(block(0.82, 1.5, 0.012), 0, 0.78, -0.14), t.x),
    ...books(-0.38, 0.1, 1.155, 0.01, 4),
    ...books(-0.12, 0.38, 0.795, 0.01, 7),
    ...books(-0.38, 0.2, 0.435, 0.01, 12),
    ...books(-0.3, 0.3, 0.075, 0.01, 19),
    ...shift(vase('#5f7f86', 0.22), 0.26, 1.153, 0),
    ...shift(fruitBowl(), -0.25, 0.793, 0),
    ...shift(vase('#b5694a', 0.18), 0.3, 0.433, 0.01),
    ...shift(vase('#e0d8c4', 0.28), -0.2, 1.513, 0),
  ];
}

/** Two floating boards with brackets of bent steel. */
export function wallShelf(t: Timber): Model {
  const bracket = (x: number, y: number): Model => [
    part(move(block(0.025, 0.14, 0.006), x, y - 0.07, -0.115), metal('#2d2d2f', 0.45)),
    part(rod([x, y - 0.13, -0.11], [x, y - 0.016, 0.08], 0.006), metal('#2d2d2f', 0.45)),
  ];
  const board = (x: number, y: number, w: number): Model => [
    part(move(block(w, 0.03, 0.23, 0.006), x, y, 0), t.x),
    ...bracket(x - w * 0.36, y),
    ...bracket(x + w * 0.36, y),
  ];
  return [
    ...board(0, 0, 1.1),
    ...board(0.25, 0.42, 0.7),
    ...books(-0.45, -0.1, 0.016, -0.01, 23),
    ...shift(vase('#3d6b6b', 0.2), 0.05, 0.015, 0),
    ...shift(vase('#d9b26a', 0.13), 0.2, 0.015, 0.02),
    ...shift(vase('#e6e0d2', 0.24), 0.42, 0.435, 0),
    ...books(0.02, 0.3, 0.436, -0.01, 31),
    part(
      revolve([
        [0, 0],
        [0.05, 0],
        [0.062, 0.09],
        [0.054, 0.09],
        [0.05, 0.07],
        [0, 0.07],
      ]),
      matt('#b5694a'),
    ),
  ].map((p, i, all) => (i === all.length - 1 ? { ...p, shape: move(p.shape, 0.42, 0.015, 0) } : p));
}

export function trestleShelf(t: Timber): Model {
  const boards = [0.3, 0.66, 1.02, 1.38].map((y, i) =>
    part(move(block(0.72 - i * 0.05, 0.022, 0.34 - i * 0.045, 0.005), 0, y, 0.02 * i - 0.02), t.x),
  );
  return [
    ...boards,
    part(mirrored(rod([0.37, 0.01, 0.2], [0.3, 1.6, -0.06], 0.014)), t.y),
    part(mirrored(rod([0.37, 0.01, -0.18], [0.3, 1.6, -0.08], 0.014)), t.y),
    ...books(-0.26, 0.12, 0.672, -0.02, 41),
    ...shift(vase('#7b2d26', 0.2), 0.2, 0.672, 0),
    ...shift(vase('#e9e4d8', 0.16), -0.18, 1.032, 0.02),
    ...books(0.0, 0.24, 1.032, 0, 47),
    ...shift(fruitBowl(), 0.05, 0.312, 0),
    part(move(lumpy(block(0.3, 0.09, 0.22, 0.03), 0.006, 0.08), -0.02, 1.44, 0.03), cloth('#c7b89a')),
  ];
}

/** Low table for beside a sofa: a tray top on crossed legs. */
export function trayTable(t: Timber): Model {
  const rim = cut(cylinder(0.3, 0.05, 0.006), move(cylinder(0.285, 0.05, 0.002), 0, 0.018, 0));
  const legs = [45, 135].flatMap((a) => {
    const r = (a * Math.PI) / 180;
    const c = Math.cos(r) * 0.22;
    const s = Math.sin(r) * 0.22;
    return [part(rod([c, 0.43, s], [-c, 0.01, -s], 0.013), t.y), part(rod([-c, 0.43, -s], [c, 0.01, s], 0.013), t.y)];
  });
  return [part(move(rim, 0, 0.45, 0), t.x), ...legs];
}

export function basket(): Model {
  const weave = shell(
    revolve(
      [
        [0, 0],
        [0.17, 0],
        [0.21, 0.24],
        [0, 0.24],
      ],
      0.004,
    ),
    0.016,
  );
  return [part(cut(lumpy(weave, 0.006, 0.02), move(cylinder(0.19, 0.1), 0, 0.26, 0)), matt('#a98352', 0.5))];
}

export const cushion = (code: string): Model => [part(lumpy(ellipsoid(0.24, 0.2, 0.09), 0.012, 0.12), cloth(code))];
