import { armchair, barStool, bench, diningChair, steelChair, threeLegStool, timber } from '../models/chairs.ts';
import {
  basket,
  bookcase,
  cushion,
  diningTable,
  fruitBowl,
  pedestalTable,
  trayTable,
  trestleShelf,
  vase,
  wallShelf,
} from '../models/furniture.ts';
import { mug } from '../models/kitchen.ts';
import { foldedBlanket, redTartan } from '../models/sleep.ts';
import { cloth, glaze, leather, metal } from '../render/materials.ts';
import { lean, shift } from '../render/pose.ts';
import { place } from '../render/world.ts';
import { framed, pottedPlant, room, studio } from '../settings/indoors.ts';
import { beachDay, meadow } from '../settings/outdoors.ts';
import { from, type Shot, shot } from './shot.ts';

export const darkOak = timber('#23120a', '#54331d');
export const lightOak = timber('#a97d4d', '#d9b583');
export const honey = timber('#8a5a2c', '#c4935a');
export const walnut = timber('#38210f', '#7a5130');
const white = timber('#d3cfc4', '#eeebe2', 0.5);
const black = metal('#26272a', 0.45);

const sage = { wall: '#aab59c', floorDark: '#6b4526', floorLight: '#a8794a' };
const cream = { wall: '#ddd3bf', floorDark: '#7a5634', floorLight: '#b98f5f' };
const blue = { wall: '#7d93a3', floorDark: '#5a3a22', floorLight: '#94683e' };
const clay = { wall: '#c29a7e', floorDark: '#54361f', floorLight: '#8d6238' };

export const houseShots: readonly Shot[] = [
  shot('products/MidnightOak', from(0.95, 0.98, 1.4, [0, 0.46, -0.08], 38), () => ({
    in: room({ ...sage, rug: '#cdbfa2' }, [
      ...pottedPlant(-0.95, -1.15, 1.2),
      ...framed(0.05, 1.42, 0.6, 0.44, ['#dccfae', '#86968c', '#4b5a44']),
    ]),
    with: [place(diningChair(darkOak, 'slats'), 0, 0, 0, 30)],
  })),
  shot('products/PaleHalyard', from(-1.1, 0.9, 1.5, [0, 0.45, -0.05], 38), () => ({
    in: studio('#8fa09a'),
    with: [
      place(diningChair(lightOak, 'spindles', cloth('#d8ccb0', { weave: 0.006, shade: '#8f7d58' })), 0, 0, 0, -20),
    ],
  })),
  shot('products/SnowPetrel', from(0.9, 0.85, 1.8, [0, 0.48, -0.1], 40), () => ({
    in: beachDay(),
    with: [place(diningChair(white, 'ladder'), 0, -0.01, 0, 32)],
    look: { exposure: 0.85 },
  })),
  shot('products/RowanForge', from(1.05, 0.9, 1.7, [0.05, 0.45, 0], 38), () => ({
    in: meadow(),
    with: [
      place(steelChair(glaze('#b01513', 0.22)), 0, 0, 0, 28),
      place(pedestalTable(glaze('#e8e3d6', 0.25), black, 0.3, 0.68), -0.75, 0, -0.55),
      place(mug(glaze('#e8e3d6'), metal('#333333')), -0.72, 0.695, -0.5),
    ],
  })),
  shot('products/EmberLounge', from(0.75, 1.0, 1.95, [0, 0.47, 0], 38), () => ({
    in: room({ ...blue, rug: '#d6c6a8' }, [
      ...pottedPlant(0.95, -1.1, 1.4),
      ...framed(-0.45, 1.4, 0.5, 0.65, ['#e5d5b5', '#c98f5a', '#5a4632']),
    ]),
    with: [
      place(armchair(cloth('#c48a1f', { weave: 0.004 }), walnut.y, cloth('#cf9a33', { weave: 0.004 })), 0, 0, -0.1, 14),
      place(shift(lean(cushion('#31505e'), 'x', -16), 0.05, 0.66, 0.02), 0, 0, -0.1, 14),
    ],
  })),
  shot('products/BarnacleReader', from(-0.9, 0.95, 1.85, [0.05, 0.45, 0], 38), () => ({
    in: room(clay, [...framed(0.6, 1.4, 0.5, 0.4, ['#cfd8d6', '#7d94a0', '#3d5560'])]),
    with: [
      place(armchair(leather('#5b2f18', 0.38), darkOak.y), 0, 0, -0.1, -20),
      place(trayTable(walnut), 0.85, 0, -0.3),
      place(mug(glaze('#e3ddd0'), metal('#444444')), 0.8, 0.465, -0.2),
    ],
  })),
  shot('products/HarvestPlank', from(1.35, 1.35, 2.2, [0, 0.52, -0.05], 40), () => ({
    in: room(cream, [...framed(0, 1.55, 0.9, 0.5, ['#d9cdb4', '#9aa58a', '#5b6a48'])]),
    with: [
      place(diningTable(honey), 0, 0, 0, 8),
      place(fruitBowl(), 0.1, 0.755, 0.05),
      place(vase('#4d6f7c', 0.26), -0.35, 0.755, -0.05),
      place(diningChair(honey, 'slats'), -0.4, 0, -0.75, 6),
      place(diningChair(honey, 'slats'), 0.45, 0, -0.75, 12),
    ],
  })),
  shot('products/PebbleRound', from(0.7, 0.85, 1.15, [0, 0.34, 0], 38), () => ({
    in: room({ ...sage, rug: '#b9a988' }, [...pottedPlant(-0.8, -1, 1)]),
    with: [
      place(pedestalTable(glaze('#e4e0d8', 0.14), metal('#b08d4f', 0.3), 0.33, 0.46)),
      place(mug(glaze('#33505e', 0.2), metal('#444444')), 0.1, 0.475, 0.06, -30),
      place(vase('#b5694a', 0.2), -0.12, 0.475, -0.06),
    ],
  })),
  shot('products/MilkingStool', from(0.55, 0.62, 0.95, [0, 0.24, 0], 38), () => ({
    in: studio('#b57e5a'),
    with: [place(threeLegStool(timber('#b98f5a', '#e3c796')), 0, 0, 0, 20)],
  })),
  shot('products/HeronBar', from(0.85, 1.0, 1.5, [0, 0.42, 0], 38), () => ({
    in: room(blue),
    with: [place(barStool(walnut.x), -0.15, 0, 0.1, 20), place(barStool(walnut.x), 0.32, 0, -0.7, -15)],
  })),
  shot('products/CairnCase', from(-0.85, 1.1, 1.45, [0.12, 0.8, -1.2], 42), () => ({
    in: room(cream, [...pottedPlant(0.85, -1.1, 1.5)]),
    with: [place(bookcase(walnut), 0, 0, -1.42, -4)],
  })),
  shot('products/LedgerWall', from(0.4, 1.5, 0.25, [0.07, 1.54, -1.5], 40), () => ({
    in: room(sage),
    with: [place(wallShelf(lightOak), 0.05, 1.32, -1.46)],
  })),
  shot('products/TrestleTall', from(0.95, 1.05, 1.7, [0, 0.8, -0.9], 42), () => ({
    in: room(clay, [...framed(-1.0, 1.5, 0.5, 0.6, ['#e3d5bd', '#b5896a', '#6b4a38'])]),
    with: [place(trestleShelf(honey), 0, 0, -1.2, 10), place(basket(), 0.75, 0, -1.1)],
  })),
  shot('products/GardenLadder', from(1.2, 1.0, 2.2, [0, 0.45, 0], 38), () => ({
    in: meadow(),
    with: [
      place(bench(timber('#7d6a52', '#b8a486')), 0, 0, 0, 20),
      place(foldedBlanket(redTartan, 2, 0.42, 0.34), 0.32, 0.455, 0.15, 20),
    ],
  })),
  shot('products/RookeryTartan', from(0.5, 0.62, 0.9, [0, 0.12, 0], 36), () => ({
    in: room({ ...cream, floorDark: '#4a2f1a', floorLight: '#80562f' }),
    with: [place(foldedBlanket(redTartan, 4, 0.56, 0.4), 0, 0, 0, 24)],
  })),
  shot('products/FogbankThrow', from(0.6, 0.95, 1.7, [0, 0.45, 0], 36), () => ({
    in: room({ ...blue, wall: '#c9c2b4', rug: '#8b9a8f' }, [...pottedPlant(-1.0, -1.1, 1.3)]),
    with: [
      place(armchair(cloth('#5f7a72', { weave: 0.004 }), walnut.y), 0, 0, -0.1, 10),
      place(
        foldedBlanket(cloth('#e8e0cd', { weave: 0.007, shade: '#b5a888', crease: 0.012 }), 4, 0.46, 0.4),
        0.02,
        0.5,
        -0.02,
        18,
      ),
    ],
  })),
  shot('products/MossyBasket', from(0.5, 0.55, 0.85, [0, 0.14, 0], 36), () => ({
    in: studio('#cfc4ae'),
    with: [place(basket()), place(shift(lean(foldedBlanket(cloth('#6d7f4a'), 2, 0.26, 0.2), 'x', -20), 0, 0.17, 0))],
  })),
];
