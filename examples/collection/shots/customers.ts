import { hikingBoots } from '../models/boots.ts';
import { domeTent } from '../models/camp.ts';
import { diningChair, steelChair } from '../models/chairs.ts';
import { jacket } from '../models/clothing.ts';
import { diningTable, pedestalTable, vase } from '../models/furniture.ts';
import { kettle, mug } from '../models/kitchen.ts';
import { trekPack } from '../models/packs.ts';
import { cloth, glaze, leather, matt, metal, nylon, wood } from '../render/materials.ts';
import { place } from '../render/world.ts';
import { room, tabletop } from '../settings/indoors.ts';
import { forest, lake, meadow, snowMountain } from '../settings/outdoors.ts';
import { darkOak, honey } from './house.ts';
import { from, type Shot, shot } from './shot.ts';

const kitchen = { wall: '#d8cfb8', floorDark: '#54402c', floorLight: '#8a6a48', wainscot: '#8fa39a' };

/** The same things at home with people who bought them: other rooms, other light, careless framing. */
export const customerShots: readonly Shot[] = [
  shot('customer-photos/IMG_2041', from(-1.0, 1.25, 1.35, [-0.05, 0.42, -0.1], 42), () => ({
    in: room(kitchen, [], 2.2),
    with: [
      place(diningChair(darkOak, 'slats'), 0, 0, -0.1, -38),
      place(diningTable(honey, 1.4), 0.95, 0, -0.75, 4),
      place(vase('#b5694a', 0.2), 0.55, 0.755, -0.6),
    ],
    look: { warmth: 1.08, grain: 0.03, exposure: 0.9 },
  })),
  shot('customer-photos/IMG_2057', from(-2.3, 1.5, 3.2, [0.1, 0.5, 0], 42), () => ({
    in: meadow(),
    with: [place(domeTent(nylon('#d9591b'), nylon('#e9e2cf'), metal('#b9bcc0', 0.3)), 0, -0.01, 0, -10)],
    look: { grain: 0.025, warmth: 1.05 },
  })),
  shot('customer-photos/DSC_0183', from(-0.75, 0.95, 0.95, [0.03, 0.34, 0], 42), () => ({
    in: lake(),
    with: [
      place(
        trekPack(cloth('#3f5a36', { weave: 0.003 }), cloth('#52703f', { weave: 0.003 }), matt('#1e2022')),
        0,
        0,
        0,
        -24,
      ),
    ],
    look: { grain: 0.02, exposure: 0.95 },
  })),
  shot('customer-photos/IMG_2102', from(-1.0, 1.3, 1.15, [0, 0.42, 0], 42), () => ({
    in: room({ wall: '#e3ded2', floorDark: '#5a4a38', floorLight: '#8f7a5c' }, [], 2.4),
    with: [
      place(steelChair(glaze('#b01513', 0.22)), 0, 0, 0, -30),
      place(pedestalTable(glaze('#2d3a36', 0.3), metal('#333333', 0.4), 0.35, 0.7), 0.75, 0, -0.5),
    ],
    look: { grain: 0.03, warmth: 0.97 },
  })),
  shot('customer-photos/DSC_0219', from(-0.3, 0.5, 0.5, [0, 0.1, 0], 40), () => ({
    in: tabletop('#3f2a1a', '#7a5634', 'warm'),
    with: [
      place(kettle(glaze('#1f4a7a', 0.12), wood('#5d3a1f', '#a5733f', 'x'), false), 0, 0, 0, 150),
      place(mug(glaze('#c26b3a', 0.2, 0.03), matt('#7a5634')), 0.2, 0, 0.08, -30),
    ],
    look: { grain: 0.03 },
  })),
  shot('customer-photos/IMG_2188', from(-0.4, 0.42, 0.45, [0, 0.08, 0.01], 42), () => ({
    in: forest(),
    with: [place(hikingBoots(leather('#6b3f1e', 0.55), matt('#1d1b19', 0.1), matt('#c23a1e')), 0, 0.01, 0, -30)],
    look: { grain: 0.02 },
  })),
  shot('reviews/porch-morning', from(0.3, 1.1, 2.0, [0.1, 0.48, 0], 40), () => ({
    in: meadow(),
    with: [
      place(diningChair(darkOak, 'slats'), 0, 0, 0, -12),
      place(pedestalTable(honey.x, metal('#2a2b2d', 0.4), 0.25, 0.55), 0.6, 0, -0.1),
      place(mug(glaze('#efeae0', 0.2, 0.03), glaze('#1d2f6b')), 0.58, 0.567, -0.05),
    ],
    look: { warmth: 1.1 },
  })),
  shot('reviews/first-frost', from(1.9, 0.9, 3.4, [-0.1, 0.5, 0], 42), () => ({
    in: snowMountain(),
    with: [place(domeTent(nylon('#e0b21d'), nylon('#33383d'), metal('#b9bcc0', 0.3), 0.92), 0, -0.02, 0, 30)],
    look: { warmth: 0.94, exposure: 0.7 },
  })),
  shot('reviews/harbour-walk', from(0.35, 0.5, 1.25, [0, 0.32, -0.4], 40), () => ({
    in: room({ wall: '#7f8f86', floorDark: '#54402c', floorLight: '#8a6a48' }, [], 1.2),
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
        24,
      ),
    ],
    look: { exposure: 1.1, grain: 0.02 },
  })),
];
