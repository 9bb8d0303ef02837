import { furniture } from '../words/catalogue-furniture.ts';
import { outdoors } from '../words/catalogue-outdoors.ts';
import { type Cell, workbook } from './workbook.ts';

type Count = readonly [product: string, warehouse: 'Leith' | 'Varde' | 'Gothenburg', onHand: number, reorderAt: number];

/** As counted in the spring; a product may lie in several warehouses. */
const counts: readonly Count[] = [
  ['Stormhut', 'Leith', 37, 20],
  ['Stormhut', 'Varde', 52, 25],
  ['Stormhut', 'Gothenburg', 18, 15],
  ['Ridgeback', 'Leith', 6, 8],
  ['Ridgeback', 'Varde', 14, 8],
  ['NightHut', 'Leith', 11, 10],
  ['NightHut', 'Gothenburg', 9, 10],
  ['PebbleDome', 'Varde', 23, 12],
  ['Packhorse40', 'Leith', 64, 30],
  ['Packhorse40', 'Gothenburg', 41, 30],
  ['MustardRoll', 'Leith', 28, 20],
  ['FjordShell', 'Varde', 73, 40],
  ['CinderRider', 'Leith', 19, 15],
  ['GarnetRoad', 'Varde', 8, 10],
  ['Tarnwax', 'Leith', 33, 20],
  ['Skerry', 'Leith', 47, 25],
  ['Skerry', 'Varde', 58, 25],
  ['Snowline', 'Varde', 21, 12],
  ['EiderVest', 'Gothenburg', 26, 15],
  ['Scree', 'Leith', 44, 30],
  ['Scree', 'Varde', 39, 30],
  ['Tideline', 'Gothenburg', 85, 40],
  ['Beacon', 'Leith', 92, 50],
  ['Camper', 'Leith', 118, 60],
  ['Camper', 'Varde', 76, 40],
  ['Glim', 'Gothenburg', 54, 30],
  ['Eider', 'Varde', 31, 20],
  ['Hummock', 'Leith', 12, 10],
  ['Loon', 'Varde', 3, 2],
  ['LoonPaddle', 'Varde', 17, 10],
  ['SwayHammock', 'Gothenburg', 62, 30],
  ['Splitter', 'Leith', 40, 25],
  ['HatchetTern', 'Leith', 29, 20],
  ['BurlKnife', 'Varde', 36, 20],
  ['MidnightOak', 'Gothenburg', 48, 24],
  ['SnowPetrel', 'Gothenburg', 33, 24],
  ['RowanForge', 'Leith', 80, 40],
  ['MilkingStool', 'Gothenburg', 27, 15],
  ['BrimKettle', 'Leith', 66, 35],
  ['SpeckleMug', 'Leith', 240, 120],
];

const suppliers: readonly (readonly [string, string, string, number, number, string, string])[] = [
  ['Varde Canvas Works', 'Varde', 'Tent canvas, ground sheets', 42, 200, 'Jens Holm', '2026-04-20'],
  ['Lowmoor Ash & Oak', 'Hexham', 'Tent poles, axe hafts, chair blanks', 28, 150, 'Agnes Reed', '2026-03-30'],
  ['Nordstrand Foundry', 'Moss', 'Axe heads, knife blades', 56, 80, 'Odd Lien', '2026-05-11'],
  ['Tannery of the Three Elms', 'Ghent', 'Cow hide, lamb leather', 63, 40, 'Mieke Claes', '2026-05-04'],
  ['Skagen Down', 'Skagen', 'Duck down, goose down', 35, 25, 'Bodil Friis', '2026-04-07'],
  ['Emalia Brno', 'Brno', 'Enamel kettles and mugs', 49, 500, 'Pavel Dvorak', '2026-04-27'],
  ['Solbakken Electric', 'Skien', 'Batteries, lamp motors', 21, 300, 'Kari Ness', '2026-03-23'],
  ['Pennine Zip & Buckle', 'Halifax', 'Sliders, buckles, snaps', 14, 1000, 'Tom Ashworth', '2026-03-16'],
  ['Island Wool Mill', 'Stornoway', 'Lambswool blankets', 70, 60, 'Morag Macrae', '2026-06-01'],
];

/** Stock by product and warehouse, and who delivers what: an XLSX file of two sheets. */
export function stockWorkbook(): Uint8Array {
  const products = new Map([...furniture, ...outdoors].map((row) => [row[0], row]));
  let pieces = 0;
  let worth = 0;
  const rows = counts.map(([id, warehouse, onHand, reorderAt], i): Cell[] => {
    const product = products.get(id);
    if (!product) throw new Error(`${id} is not in the catalogue; correct the name in stock-workbook.ts.`);
    // What it costs us is a little under half of what it sells for, to ten cents.
    const unitCost = Math.round(product[2] * (0.42 + (id.length % 5) * 0.015) * 10) / 10;
    pieces += onHand;
    // In cents, so that the sum of many is exact.
    const cents = onHand * Math.round(unitCost * 100);
    worth += cents;
    return [
      `FH-${1001 + i}`,
      `${id} ${product[1]}`,
      warehouse,
      onHand,
      reorderAt,
      { money: unitCost },
      { formula: `D${i + 3}*F${i + 3}`, value: cents / 100, money: true },
      { day: `2026-03-${String(2 + Math.floor(i / 8)).padStart(2, '0')}` },
    ];
  });
  const end = rows.length + 2;
  return workbook('Stock and suppliers', '2026-03-09T08:00:00Z', [
    {
      name: 'Stock',
      title: 'Stock on hand, counted in March 2026',
      header: ['SKU', 'Product', 'Warehouse', 'On hand', 'Reorder at', 'Unit cost', 'Value', 'Last counted'],
      widths: [11, 34, 14, 11, 12, 13, 14, 15],
      rows,
      total: [
        'Total',
        null,
        null,
        { formula: `SUM(D3:D${end})`, value: pieces },
        null,
        null,
        { formula: `SUM(G3:G${end})`, value: worth / 100, money: true },
        null,
      ],
    },
    {
      name: 'Suppliers',
      title: 'Suppliers and lead times',
      header: ['Supplier', 'City', 'Delivers', 'Lead time (days)', 'Smallest order', 'Contact', 'Next delivery'],
      widths: [28, 14, 38, 18, 16, 18, 15],
      rows: suppliers.map(([name, city, goods, days, order, contact, next]) => [
        name,
        city,
        goods,
        days,
        order,
        contact,
        { day: next },
      ]),
    },
  ]);
}
