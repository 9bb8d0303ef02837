import { canoe, paddle } from '../models/boats.ts';
import { hikingBoots, rubberBoots } from '../models/boots.ts';
import { backlit, campfire, domeTent, ridgeTent } from '../models/camp.ts';
import { campChair } from '../models/chairs.ts';
import { jacket } from '../models/clothing.ts';
import { dog, hiker } from '../models/figures.ts';
import { kettle, mug } from '../models/kitchen.ts';
import { lantern } from '../models/lighting.ts';
import { clamshell, rollTop, trekPack } from '../models/packs.ts';
import { foldedBlanket, hammock, mummyBag, redTartan, rolled } from '../models/sleep.ts';
import { cloth, glaze, leather, matt, metal, nylon, wood } from '../render/materials.ts';
import { lean, shift } from '../render/pose.ts';
import { type Lamp, place } from '../render/world.ts';
import { room, studio, tabletop } from '../settings/indoors.ts';
import {
  beachDay,
  beachSunset,
  boulder,
  forest,
  lake,
  meadow,
  night,
  snowMountain,
  trunk,
} from '../settings/outdoors.ts';
import { from, type Shot, shot } from './shot.ts';

const fire = (x: number, y: number, z: number, k: number): Lamp => ({
  x,
  y,
  z,
  light: [k, k * 0.5, k * 0.16],
  radius: 0.16,
});
const pole = metal('#b9bcc0', 0.3);
const tan = cloth('#cdb98c', { weave: 0.004 });
const dim = matt('#2c2620', 0.2);
const alu = metal('#8d9093', 0.35);

export const trailShots: readonly Shot[] = [
  shot('products/Stormhut', from(1.3, 1.25, 4.1, [0, 0.55, 0], 38), () => ({
    in: lake(),
    with: [place(domeTent(nylon('#d9591b'), nylon('#e9e2cf'), pole), 0, -0.01, 0.1, 14)],
  })),
  shot('products/Ridgeback', from(1.2, 1.05, 3.7, [0.15, 0.62, 0], 40), () => ({
    in: forest(),
    with: [
      place(ridgeTent(tan, dim), -0.25, 0, -0.3, 16),
      place(
        dog(cloth('#b8752f', { weave: 0.006, shade: '#7a4517' }), cloth('#d3a067', { weave: 0.006 })),
        1.05,
        0.01,
        1.15,
        22,
      ),
    ],
  })),
  shot('products/NightHut', from(0.6, 1.05, 4.9, [0, 0.75, 0], 40), () => ({
    in: night(),
    with: [
      place(
        domeTent(backlit(nylon('#c8742a'), '#ffc27a', 2.6), backlit(nylon('#e2c184'), '#ffcf90', 3), pole),
        -0.75,
        0,
        -0.6,
        16,
      ),
      place(campfire(), 1.15, 0, 0.9),
    ],
    lamps: [fire(1.15, 0.45, 0.9, 2.4)],
  })),
  shot('products/PebbleDome', from(-1.6, 1.1, 3.9, [0, 0.5, 0], 38), () => ({
    in: snowMountain(),
    with: [place(domeTent(nylon('#e0b21d'), nylon('#33383d'), pole, 0.92), 0, -0.02, 0, -22)],
  })),
  shot('products/Packhorse40', from(0.62, 0.62, 1.2, [0, 0.34, 0], 36), () => ({
    in: forest(),
    with: [
      place(
        trekPack(cloth('#3f5a36', { weave: 0.003 }), cloth('#52703f', { weave: 0.003 }), matt('#1e2022')),
        0,
        0.01,
        0,
        18,
      ),
    ],
  })),
  shot('products/MustardRoll', from(-0.45, 0.5, 0.95, [0, 0.26, 0], 36), () => ({
    in: studio('#c3cac8'),
    with: [place(rollTop(cloth('#c28f22', { weave: 0.003 }), leather('#5d3218')), 0, 0, 0, -14)],
  })),
  shot('products/FjordShell', from(0.35, 0.5, 1.1, [0, 0.25, 0.1], 38), () => ({
    in: room({ wall: '#cfc8ba', floorDark: '#6b4526', floorLight: '#a8794a' }),
    with: [place(clamshell(cloth('#27486f', { weave: 0.003 }), '#8a5429'), 0, 0, 0.2, 18)],
  })),
  shot('products/CinderRider', from(0.25, 0.4, 1.2, [0, 0.34, -0.4], 34), () => ({
    in: studio('#a8a196'),
    with: [
      place(
        jacket(leather('#8f1512', 0.36), { collar: 'lapel', length: 0.6, pockets: 'zip', front: 'slant' }),
        0,
        0.0,
        -0.4,
        12,
      ),
    ],
  })),
  shot('products/GarnetRoad', from(-0.25, 0.4, 1.24, [0, 0.35, -0.4], 36), () => ({
    in: studio('#4b4a48'),
    with: [
      place(
        jacket(leather('#a31a16', 0.3), {
          collar: 'stand',
          length: 0.66,
          pockets: 'zip',
          front: 'centre',
          trim: leather('#1a1210'),
        }),
        0,
        0.02,
        -0.4,
        -14,
      ),
    ],
  })),
  shot('products/Tarnwax', from(0.25, 0.4, 1.24, [0, 0.345, -0.4], 36), () => ({
    in: studio('#b5ab98'),
    with: [
      place(
        jacket(leather('#4a4d2c', 0.62), {
          collar: 'cord',
          length: 0.76,
          pockets: 'flap',
          front: 'snaps',
          trim: cloth('#5b3a22', { weave: 0.006 }),
        }),
        0,
        0.05,
        -0.4,
        10,
      ),
    ],
  })),
  shot('products/Skerry', from(-0.25, 0.4, 1.24, [0, 0.4, -0.4], 36), () => ({
    in: studio('#7c98a6'),
    with: [
      place(
        jacket(nylon('#e8b414', 0.006), {
          collar: 'hood',
          length: 0.74,
          pockets: 'flap',
          front: 'snaps',
          trim: cloth('#38404a'),
        }),
        0,
        0.05,
        -0.4,
        -10,
      ),
    ],
  })),
  shot('products/Snowline', from(1.0, 1.1, 2.7, [0.35, 1.02, 0], 42), () => ({
    in: snowMountain(),
    with: [place(hiker(nylon('#c8161a', 0.02), cloth('#2b3038'), cloth('#2f4a5c'), cloth('#e0a52a')), 0, 0, 0, -62)],
  })),
  shot('products/EiderVest', from(0.25, 0.4, 1.2, [0, 0.33, -0.4], 34), () => ({
    in: studio('#d9d3c7'),
    with: [
      place(
        jacket(nylon('#1f4f86', 0.003), {
          collar: 'stand',
          length: 0.62,
          pockets: 'zip',
          front: 'centre',
          quilted: true,
          trim: nylon('#e0792a'),
        }),
        0,
        0.02,
        -0.4,
        10,
      ),
    ],
  })),
  shot('products/Scree', from(0.28, 0.3, 0.62, [0, 0.09, 0.01], 34), () => ({
    in: lake(),
    with: [place(hikingBoots(leather('#6b3f1e', 0.55), matt('#1d1b19', 0.1), matt('#c23a1e')), 0, 0.0, 0, 38)],
  })),
  shot('products/Tideline', from(0.4, 0.42, 0.85, [0, 0.17, 0], 36), () => ({
    in: beachDay(),
    with: [place(rubberBoots(glaze('#2f5a3a', 0.3), glaze('#d9b12c', 0.4)), 0, 0, 0, 36)],
    look: { exposure: 0.85 },
  })),
  shot('products/Eider', from(-0.1, 1.35, 2.2, [0.08, 0.0, 0], 40), () => ({
    in: meadow(),
    with: [place(mummyBag(nylon('#1f5f8f', 0.002), nylon('#e08a2a', 0.006)), 0, 0, 0, 16)],
  })),
  shot('products/Hummock', from(0.45, 0.45, 0.95, [0, 0.1, 0], 36), () => ({
    in: room({ wall: '#b9b09c', floorDark: '#5a3a22', floorLight: '#94683e' }),
    with: [place(rolled(cloth('#a3431f', { weave: 0.003 }), leather('#3a2012')), 0, 0, 0, 24)],
  })),
  shot('products/Loon', from(1.4, 1.5, 4.5, [-0.25, 0.45, -0.3], 42), () => ({
    in: beachSunset(),
    with: [
      place(
        canoe(glaze('#b3201a', 0.2), wood('#6b4526', '#b98a58', 'x'), wood('#8a5a2c', '#c4935a', 'x')),
        0,
        0.0,
        0,
        52,
      ),
      place(shift(lean(paddle(honeyBlade, ash), 'z', 78), 1.1, 0.34, 0.1), 0, 0, 0, 52),
    ],
    look: { exposure: 1.15 },
  })),
  shot('products/LoonPaddle', from(0.5, 1.0, 2.4, [0, 0.7, 0], 42), () => ({
    in: lake(),
    with: [
      place(shift(lean(lean(paddle(honeyBlade, ash), 'x', -12), 'z', 12), 0.18, 0.02, 0)),
      place(shift(lean(lean(paddle(wood('#3b2413', '#7a4f2b', 'y'), ash), 'x', -12), 'z', -12), -0.18, 0.02, 0)),
      boulder(0, -0.35, 0.55),
    ],
  })),
  shot('products/SwayHammock', from(0.7, 1.15, 3.2, [0, 0.75, 0], 40), () => ({
    in: forest(),
    with: [
      place(hammock(['#b3402a', '#e3d3ab', '#2f5f66', '#d99a35', '#e3d3ab'], matt('#d9cba5', 0.3)), 0, 0.55, 0, 4),
      place(trunk(-1.78, 0.05, 0.15, 12)),
      place(trunk(1.78, -0.1, 0.16, 15)),
    ],
  })),
  shot('products/DriftSling', from(1.0, 0.95, 1.9, [0, 0.46, 0], 38), () => ({
    in: lake(),
    with: [place(campChair(cloth('#42593a', { weave: 0.004 }), alu), 0, 0, 0.1, 26), boulder(-0.95, -0.3, 0.2)],
  })),
  shot('products/EmberRing', from(0.4, 0.9, 2.5, [0, 0.42, 0], 40), () => ({
    in: night(),
    with: [
      place(campfire(), 0, 0, 0),
      place(campChair(cloth('#8a3a22', { weave: 0.004 }), alu), -1.0, 0, -0.7, 50),
      place(campChair(cloth('#42593a', { weave: 0.004 }), alu), 1.0, 0, -0.75, -48),
      place(kettle(metal('#777777', 0.35), matt('#222222'), true), 0.55, 0.02, 0.45, 40),
    ],
    lamps: [fire(0, 0.5, 0, 2.3)],
  })),
  shot('products/Camper', from(0.25, 0.3, 0.78, [0, 0.155, 0], 38), () => ({
    in: tabletop('#5a3a20', '#94683e', 'day'),
    with: [
      place(lantern(glaze('#2f5f4a', 0.3), '#ffe2b0', 2), 0, 0, 0, 10),
      place(foldedBlanket(redTartan, 2, 0.3, 0.2), -0.3, 0, -0.12, 10),
      place(mug(glaze('#efeae0', 0.2, 0.03), glaze('#7a1d1d')), 0.17, 0, 0.08, -30),
    ],
  })),
];

const honeyBlade = wood('#8a5a2c', '#cfa068', 'y', 0.3);
const ash = wood('#b08a58', '#e0c493', 'y', 0.35);
