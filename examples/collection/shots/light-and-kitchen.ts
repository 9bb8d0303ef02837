import { armchair } from '../models/chairs.ts';
import { axe, firewood, knife, sheath, stump } from '../models/edged-tools.ts';
import { books, foldingTable, pedestalTable, trayTable } from '../models/furniture.ts';
import { board, kettle, lunch, mug, pot } from '../models/kitchen.ts';
import { arcLamp, candleLantern, deskLamp, lantern, tableLamp } from '../models/lighting.ts';
import { cloth, glaze, leather, matt, metal, split, wood } from '../render/materials.ts';
import { lean, shift } from '../render/pose.ts';
import { type Lamp, place } from '../render/world.ts';
import { framed, room, studio, tabletop } from '../settings/indoors.ts';
import { forest, lake, night } from '../settings/outdoors.ts';
import { darkOak, honey, walnut } from './house.ts';
import { from, type Shot, shot } from './shot.ts';

const warm = (x: number, y: number, z: number, k: number, radius = 0.05): Lamp => ({
  x,
  y,
  z,
  light: [k, k * 0.62, k * 0.3],
  radius,
});
const evening = { wall: '#8a7a6b', floorDark: '#3a2415', floorLight: '#6b4728' };
const steel = metal('#c9cbcc', 0.2);
const enamelBlue = split(glaze('#1f4a7a', 0.12), glaze('#10151c', 0.2), (_x, y) => y < 0.006);

export const lightShots: readonly Shot[] = [
  shot('products/LichenLamp', from(0.25, 0.72, 1.2, [0, 0.62, 0], 38), () => ({
    in: room(evening, [...framed(0.55, 1.05, 0.4, 0.5, ['#d9c9a5', '#8a8f78', '#4d5a44'])], 0.15),
    with: [
      place(pedestalTable(walnut.x, walnut.y, 0.42, 0.42), 0, 0, -0.1),
      place(tableLamp(glaze('#5f7f6a', 0.2, 0.03)), 0, 0.435, -0.1),
      place(shift(books(-0.1, 0.12, 0, 0, 9), 0.24, 0.435, 0.02)),
    ],
    lamps: [warm(0, 0.88, -0.1, 0.55, 0.1)],
    look: { exposure: 1.1, bloom: 0.2 },
  })),
  shot('products/HeronArc', from(0.35, 1.1, 2.9, [-0.05, 0.85, -0.5], 40), () => ({
    in: room(evening, [...framed(-0.2, 1.2, 0.4, 0.5, ['#c9b48f', '#7a6f60', '#3b3a38'])], 0.2),
    with: [
      place(arcLamp(), 0, 0, -0.7),
      place(armchair(cloth('#4b5d52', { weave: 0.004 }), darkOak.y), 0.5, 0, -0.75, -22),
    ],
    lamps: [warm(0.34, 1.3, -0.7, 1.5, 0.05)],
    look: { exposure: 1.15, bloom: 0.2 },
  })),
  shot('products/Kestrel', from(0.5, 0.5, 0.95, [0.0, 0.235, 0], 38), () => ({
    in: tabletop('#5a3a20', '#94683e', 'dusk'),
    with: [
      place(deskLamp(glaze('#c2321f', 0.25)), -0.05, 0, -0.02),
      place(shift(books(-0.12, 0.1, 0, 0, 5), -0.24, 0, -0.14)),
      place(mug(glaze('#e9e4d8', 0.2), steel), 0.28, 0, 0.0, -40),
    ],
    lamps: [warm(0.16, 0.31, -0.02, 0.14, 0.02)],
    look: { bloom: 0.2, exposure: 1.25 },
  })),
  shot('products/Beacon', from(0.12, 0.28, 0.85, [0, 0.17, 0], 34), () => ({
    in: tabletop('#3a2616', '#6b4728', 'dusk'),
    with: [
      place(lantern(metal('#b08d4f', 0.28)), 0, 0, 0, 15),
      place(mug(glaze('#e9e4d8', 0.2, 0.05), glaze('#20306b')), 0.22, 0, 0.05, -30),
    ],
    lamps: [warm(0, 0.13, 0, 0.1, 0.03)],
    look: { bloom: 0.24, exposure: 1.25 },
  })),
  shot('products/Glim', from(-0.35, 0.62, 0.95, [0, 0.47, 0], 36), () => ({
    in: night(),
    with: [
      place(candleLantern(), 0, 0.345, 0, 25),
      place(stump(0.24, 0.345)),
      place(mug(glaze('#efeae0', 0.14, 0.05), glaze('#1d2f6b', 0.2)), 0.16, 0.345, 0.08, -40),
    ],
    lamps: [warm(0, 0.5, 0, 0.09, 0.02), warm(-1.1, 0.7, 1.5, 0.8, 0.1)],
    look: { bloom: 0.2, exposure: 1.15 },
  })),
  shot('products/BrimKettle', from(0.3, 0.32, 0.72, [0, 0.12, 0], 36), () => ({
    in: tabletop('#6b4526', '#b08252', 'day'),
    with: [
      place(kettle(enamelBlue, wood('#5d3a1f', '#a5733f', 'x'), false), 0, 0, 0, 20),
      place(mug(glaze('#f0ece2', 0.15, 0.02), glaze('#1f4a7a', 0.15)), -0.24, 0, 0.1, 140),
    ],
  })),
  shot('products/GooseSteel', from(-0.22, 0.26, 0.7, [0.02, 0.12, 0], 36), () => ({
    in: tabletop('#3f2a1a', '#7a5634', 'warm'),
    with: [place(kettle(metal('#d2d3d4', 0.14), matt('#1d1d1f', 0.1), true), 0, 0, 0, 8)],
  })),
  shot('products/SpeckleMug', from(0.2, 0.2, 0.42, [0, 0.045, 0], 32), () => ({
    in: tabletop('#5a3a20', '#a87848', 'warm'),
    with: [
      place(mug(glaze('#efeae0', 0.14, 0.05), glaze('#1d2f6b', 0.2)), 0.01, 0, 0, -35),
      place(board(walnut.x), -0.25, 0, -0.16, 20),
    ],
  })),
  shot('products/TwinTarn', from(0.05, 0.24, 0.5, [0, 0.045, 0], 34), () => ({
    in: tabletop('#8a6a48', '#c9a77a', 'day'),
    with: [
      place(mug(glaze('#2f6b66', 0.18, 0.03), matt('#7a5634'), '#6b3d1c', 0.046, 0.08), -0.07, 0, 0, 200),
      place(mug(glaze('#c26b3a', 0.2, 0.03), matt('#7a5634'), '#2a150a', 0.046, 0.08), 0.08, 0, -0.03, -30),
    ],
  })),
  shot('products/HuddlePot', from(0.3, 0.3, 0.62, [0, 0.06, 0], 36), () => ({
    in: lake(),
    with: [
      place(pot(metal('#9c9ea0', 0.28)), 0, 0.02, 0),
      place(mug(glaze('#b01513', 0.2), glaze('#f0ece2')), 0.2, 0.0, 0.08, -20),
      place(mug(glaze('#f0ece2', 0.2, 0.03), glaze('#20306b')), -0.2, 0.0, 0.06, 160),
    ],
  })),
  shot('products/FoldPine', from(0.9, 1.0, 1.4, [0, 0.42, 0], 38), () => ({
    in: forest(),
    with: [
      place(foldingTable(honey, metal('#3a3b3d', 0.4)), 0, 0, 0, 18),
      place(kettle(enamelBlue, wood('#5d3a1f', '#a5733f', 'x'), false), 0.18, 0.57, -0.02, -30),
      place(mug(glaze('#efeae0', 0.2, 0.03), glaze('#1d2f6b')), -0.12, 0.57, 0.1, 60),
      place(lantern(glaze('#c2321f', 0.3), '#ffd9a0', 1.2), -0.22, 0.57, -0.14),
    ],
  })),
  shot('products/Splitter', from(0.75, 0.7, 1.15, [0.02, 0.42, 0], 38), () => ({
    in: forest(),
    with: [
      place(stump(), 0, 0, 0),
      place(shift(lean(axe(wood('#a9713a', '#e0b77c', 'y')), 'z', -118), -0.02, 0.44, 0.02), 0, 0, 0, 25),
      place(firewood(9), -1.2, 0, -0.75, 18),
    ],
  })),
  shot('products/BurlKnife', from(0.05, 0.38, 0.36, [0.0, 0.02, 0.0], 40), () => ({
    in: tabletop('#4a2f1a', '#80562f', 'warm'),
    with: [
      place(board(honey.x), 0, 0, -0.03, -6),
      place(shift(lean(knife(wood('#3a1f0f', '#9a5f30', 'y')), 'x', -84), 0, 0.03, 0.06), 0, 0, 0, 12),
      place(lunch(), 0.02, 0, -0.02),
      place(shift(lean(sheath('#6b3a1c'), 'x', -88), -0.1, 0.012, 0.16), 0, 0, 0, -10),
    ],
  })),
  shot('products/HatchetTern', from(0.05, 0.62, 0.5, [0.02, 0.02, 0.03], 38), () => ({
    in: studio('#a08c70'),
    with: [place(shift(lean(lean(axe(leather('#2a1a10')), 'x', -86), 'y', -62), 0.26, 0.03, -0.1))],
  })),
  shot('products/TrayTable', from(0.55, 0.78, 0.95, [0, 0.3, 0], 38), () => ({
    in: studio('#5f7076'),
    with: [place(trayTable(honey), 0, 0, 0, 25), place(mug(glaze('#e9e4d8', 0.2), steel), 0.08, 0.452, 0.05, -20)],
  })),
];
