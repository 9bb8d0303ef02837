import type { Column } from './pdf-table.ts';

/** What the tent manual says; where it stands is in tent-manual.ts. */
export const safety = {
  lead: 'Canvas breathes, and that is what makes it pleasant. It does not make it a chimney. Please read this page once, aloud if there are children about.',
  left: [
    [
      'Fire and fumes',
      '**Never cook inside.** Keep stoves, grills and candles 3 metres away from the canvas. A burning coal stove gives off a gas that you cannot smell.',
    ],
    [
      'Light',
      'Use lanterns with a battery. Hang them on the ridge hook, which carries **2.5 kg** and not the child who wants to try.',
    ],
    [
      'Air',
      'Leave one hand’s width of the door open at night. Wet walls in the morning come from breath, not from a leak.',
    ],
    ['Ropes', 'Guy lines trip people. Tie the white ribbons to them as soon as they are tight.'],
  ],
  right: [
    [
      'Wind',
      'The tent stands in winds up to **14 metres per second** with all four guy lines tight. Above that, lower it: pull out the uprights and lay the canvas flat.',
    ],
    ['Lightning', 'Leave the tent and wait in a car or a house. Wooden poles are no protection.'],
    [
      'Lifting',
      'Packed, the tent weighs **14.8 kg**. Carry it between two people, on a pole through both loops of the sack.',
    ],
  ],
} as const;

export const partColumns: readonly Column[] = [
  { title: 'No.', width: 32 },
  { title: 'Part', width: 168, bold: true },
  { title: 'Part number', width: 83 },
  { title: 'In the sack', width: 70, anchor: 'end' },
  { title: 'Weight', width: 60, anchor: 'end' },
  { title: 'Price', width: 70, anchor: 'end' },
];

export const parts: readonly (readonly string[])[] = [
  ['1', 'Canvas body', 'RB-101', '1', '8.40 kg', '$410.00'],
  ['2', 'Ground sheet', 'RB-118', '1', '1.90 kg', '$64.00'],
  ['3', 'Upright pole, ash, 172 cm', 'RB-127', '2', '1.60 kg', '$38.00'],
  ['4', 'Ridge pole, ash, in two pieces', 'RB-134', '1', '1.10 kg', '$46.00'],
  ['5', 'Guy line with wooden runner', 'RB-140', '4', '0.36 kg', '$6.50'],
  ['6', 'Wall peg, steel, 23 cm', 'RB-152', '14', '0.84 kg', '$1.80'],
  ['7', 'Storm peg, steel, 30 cm', 'RB-155', '4', '0.40 kg', '$3.20'],
  ['8', 'Door toggle, beech, with loop', 'RB-163', '6', '0.06 kg', '$2.40'],
  ['9', 'Pack sack', 'RB-170', '1', '0.14 kg', '$29.00'],
  ['', 'Whole tent', 'RB-100', '', '14.80 kg', '$780.00'],
];

export const pitching: readonly string[] = [
  '**Choose the place.** A flat spot of 4 by 5 metres, the door away from the wind. Pick up cones and stones.',
  '**Peg the floor** (A). Spread the ground sheet and drive in its four corner pegs, leaning outwards.',
  '**Lay out the canvas** over it, door towards the door, and close all toggles. An open door pulls the walls askew.',
  '**Join the ridge pole** and slide it into the sleeve (B) until both brass pins show in their eyelets.',
  '**Raise the uprights** (C): one person at each end, both at the same time. Put the pins of the uprights through the ridge.',
  '**Peg the walls** from the middle of each side towards the corners, 14 wall pegs in all.',
  '**Tighten the guy lines** (D) with the runners, crosswise, until the ridge is straight. Use the four storm pegs here.',
  '**Let it get wet once.** New canvas shrinks by about 2 in 100 in its first rain; slacken the guy lines beforehand.',
];

export const striking: readonly string[] = [
  'Brush grass and sand off the walls and let the tent **dry completely**. Mildew begins after about 36 hours.',
  'Untie the guy lines and wind each one round its runner. Never leave them knotted.',
  'Pull the uprights, both at once, and lay the canvas down towards the lee side.',
  'Fold the walls to the ridge in thirds, the ground sheet outside, and roll towards the door to press out the air.',
  'Pegs go into their own bag. **Count them: 14 and 4.**',
];

export const winter =
  'Fold the dry canvas loosely and keep it in a room that is neither heated nor damp, off the floor and away from mice. Poles lie flat on two battens; a pole that leans in a corner stays bent.';

export const careColumns: readonly Column[] = [
  { title: 'Task', width: 128, bold: true },
  { title: 'When', width: 128 },
  { title: 'With what', width: 127 },
  { title: 'How much', width: 100 },
];

export const care: readonly (readonly string[])[] = [
  [
    'Seal the seams',
    'Before the first trip, then every 3 seasons',
    'Polyurethane sealer for canvas',
    'One 30 ml tube for 9 metres',
  ],
  ['Wash by hand', 'When needed, twice a season at most', 'Cold water, soft brush, no soap', '40 litres'],
  ['Proof the canvas', 'After every fifth wash', 'Water-based canvas proofing', '1.2 litres'],
  ['Oil the poles', 'Each autumn', 'Boiled linseed oil, lint-free rag', '20 ml a pole'],
  ['Bolt of the upright collar', 'Each spring', '4 mm hex key', '4 newton metres'],
  ['Bolt of the ridge joint', 'Each spring', '5 mm hex key', '6 newton metres'],
  ['Load on the ridge hook', 'Always', 'Spring balance', '2.5 kg at most'],
];

export const troubles: readonly (readonly [string, string, string])[] = [
  [
    'Water drips from the seams in steady rain',
    'The needle holes have not swollen or the sealer is worn.',
    'Wet the seams and let them dry three times. If it still drips, seal them again (Table 2).',
  ],
  [
    'The inside is wet in the morning',
    'Breath has settled on cold canvas.',
    'Open the door by one hand’s width and move bedding off the walls. It is not a leak.',
  ],
  [
    'A fine spray comes through where someone touched the wall',
    'Touching wet canvas breaks the film of water.',
    'Draw a finger from the spot down to the ground; the water follows it. The spot dries tight.',
  ],
  [
    'The ridge sags in the middle',
    'The ridge joint is loose or the uprights lean.',
    'Set the uprights straight, then tighten the joint to 6 newton metres.',
  ],
  [
    'The walls are too short for the pegs',
    'New canvas has shrunk, or the doors were open while pegging.',
    'Slacken everything, close the toggles, peg again from the middle. Wet canvas gives 3 cm.',
  ],
  [
    'Grey dots that do not brush off',
    'Mildew, from packing the tent damp.',
    'Sponge with one part vinegar to four parts water, dry in the sun for two days, proof again.',
  ],
  [
    'A pole has split along the grain',
    'It dried out in a heated room.',
    'Bind it with waxed twine for the night. Order the part by its number (Table 1).',
  ],
];
