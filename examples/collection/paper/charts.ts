import { box, svg, text } from './draw-text.ts';

export interface Drawing {
  readonly file: string;
  readonly svg: string;
}

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

interface Frame {
  readonly title: string;
  readonly note: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly labels: readonly string[];
  readonly top: number;
  readonly step: number;
  readonly unit?: string;
}

const W = 900;
const H = 620;
const LEFT = 110;
const RIGHT = 860;
const TOP = 150;
const BOTTOM = 500;
const INK = '#22282d';
const SOFT = '#59636b';

function yOf(v: number, top: number): number {
  return BOTTOM - (v / top) * (BOTTOM - TOP);
}

function frame(f: Frame, series: readonly Series[]): string {
  let out = box(0, 0, W, H, '#fdfcf9') + text(f.title, 44, 62, { size: 32, face: 'bold', fill: INK });
  out += text(f.note, 44, 96, { size: 20, fill: SOFT });
  for (let v = 0; v <= f.top; v += f.step) {
    const y = yOf(v, f.top);
    out += `<line x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}" stroke="${v ? '#e3dfd5' : '#8b9094'}" stroke-width="1.5"/>`;
    out += text(`${v}${f.unit ?? ''}`, LEFT - 12, y + 7, { size: 20, fill: SOFT, anchor: 'end' });
  }
  const slot = (RIGHT - LEFT) / f.labels.length;
  f.labels.forEach((l, i) => {
    out += text(l, LEFT + slot * (i + 0.5), BOTTOM + 32, { size: 20, fill: INK, anchor: 'middle' });
  });
  out += text(f.xTitle, (LEFT + RIGHT) / 2, BOTTOM + 66, { size: 20, face: 'semibold', fill: SOFT, anchor: 'middle' });
  out += text(f.yTitle, 44, TOP - 22, { size: 20, face: 'semibold', fill: SOFT });
  if (series.length > 1) {
    let x = LEFT;
    for (const s of series) {
      out += box(x, H - 36, 20, 20, s.colour, 4) + text(s.name, x + 28, H - 19, { size: 20, fill: INK });
      x += 60 + s.name.length * 12;
    }
  }
  return out;
}

function bars(f: Frame, s: Series): string {
  const slot = (RIGHT - LEFT) / f.labels.length;
  const w = Math.min(90, slot * 0.58);
  let out = frame(f, [s]);
  s.values.forEach((v, i) => {
    const x = LEFT + slot * (i + 0.5);
    const y = yOf(v, f.top);
    out += box(x - w / 2, y, w, BOTTOM - y, s.colour, 4);
    out += text(`${v}${f.unit ?? ''}`, x, y - 10, { size: 22, face: 'bold', fill: INK, anchor: 'middle' });
  });
  return svg(W, H, out);
}

function stacked(f: Frame, series: readonly Series[]): string {
  const slot = (RIGHT - LEFT) / f.labels.length;
  const w = Math.min(110, slot * 0.6);
  let out = frame(f, series);
  f.labels.forEach((_, i) => {
    const x = LEFT + slot * (i + 0.5);
    let sum = 0;
    for (const s of series) {
      const v = s.values[i] ?? 0;
      const y0 = yOf(sum, f.top);
      const y1 = yOf(sum + v, f.top);
      out += box(x - w / 2, y1, w, y0 - y1, s.colour);
      if (y0 - y1 > 26)
        out += text(String(v), x, (y0 + y1) / 2 + 7, { size: 20, face: 'semibold', fill: '#ffffff', anchor: 'middle' });
      sum += v;
    }
    out += text(String(sum), x, yOf(sum, f.top) - 10, { size: 22, face: 'bold', fill: INK, anchor: 'middle' });
  });
  return svg(W, H, out);
}

function lines(f: Frame, series: readonly Series[]): string {
  const slot = (RIGHT - LEFT) / f.labels.length;
  let out = frame(f, series);
  for (const s of series) {
    const at = s.values.map((v, i) => [LEFT + slot * (i + 0.5), yOf(v, f.top), v] as const);
    out += `<path d="M${at.map(([x, y]) => `${x} ${y}`).join('L')}" fill="none" stroke="${s.colour}" stroke-width="4" stroke-linejoin="round"/>`;
    at.forEach(([x, y, v], i) => {
      out += `<circle cx="${x}" cy="${y}" r="7" fill="#fdfcf9" stroke="${s.colour}" stroke-width="4"/>`;
      // First, last and every other value: all of them would touch.
      if (i % 2 === 0)
        out += text(String(v), x, y - 16, { size: 20, face: 'semibold', fill: s.colour, anchor: 'middle' });
    });
  }
  return svg(W, H, out);
}

function donut(
  title: string,
  note: string,
  middle: string,
  slices: readonly (readonly [string, number, string])[],
): string {
  const [cx, cy, r, hole] = [260, 350, 190, 108];
  const total = slices.reduce((a, s) => a + s[1], 0);
  let out =
    box(0, 0, W, H, '#fdfcf9') +
    text(title, 44, 62, { size: 32, face: 'bold', fill: INK }) +
    text(note, 44, 96, { size: 20, fill: SOFT });
  let a = -Math.PI / 2;
  slices.forEach(([name, v, colour], i) => {
    const b = a + (v / total) * Math.PI * 2;
    const p = (k: number, q: number) => `${(cx + Math.cos(q) * k).toFixed(2)} ${(cy + Math.sin(q) * k).toFixed(2)}`;
    const big = b - a > Math.PI ? 1 : 0;
    out += `<path d="M${p(r, a)}A${r} ${r} 0 ${big} 1 ${p(r, b)}L${p(hole, b)}A${hole} ${hole} 0 ${big} 0 ${p(hole, a)}Z" fill="${colour}" stroke="#fdfcf9" stroke-width="4"/>`;
    const y = 210 + i * 62;
    out +=
      box(520, y - 20, 26, 26, colour, 5) +
      text(name, 562, y + 2, { size: 24, fill: INK }) +
      text(`${v}%`, 852, y + 2, { size: 24, face: 'bold', fill: INK, anchor: 'end' });
    a = b;
  });
  out +=
    text(middle, cx, cy + 4, { size: 34, face: 'bold', fill: INK, anchor: 'middle' }) +
    text('orders', cx, cy + 34, { size: 20, fill: SOFT, anchor: 'middle' });
  return svg(W, H, out);
}

export function charts(): readonly Drawing[] {
  return [
    {
      file: 'charts/tent-sales-2025.png',
      svg: bars(
        {
          title: 'Tent sales by quarter 2025',
          note: 'All tent models, all shops',
          xTitle: 'Quarter',
          yTitle: 'Tents sold',
          labels: ['Q1', 'Q2', 'Q3', 'Q4'],
          top: 1000,
          step: 200,
        },
        { name: 'Tents', colour: '#c2571f', values: [312, 874, 941, 205] },
      ),
    },
    {
      file: 'charts/return-rate.png',
      svg: bars(
        {
          title: 'Return rate by category (%)',
          note: 'Share of items sent back within 60 days, 2025',
          xTitle: 'Category',
          yTitle: 'Returned (%)',
          labels: ['Boots', 'Jackets', 'Chairs', 'Tents', 'Lamps', 'Mugs'],
          top: 15,
          step: 3,
          unit: '%',
        },
        { name: 'Rate', colour: '#31627a', values: [12.4, 9.1, 4.7, 3.8, 2.9, 0.6] },
      ),
    },
    {
      file: 'charts/water-resistance.png',
      svg: lines(
        {
          title: 'Water resistance after washes (mm)',
          note: 'Hydrostatic head, mean of five samples',
          xTitle: 'Machine washes',
          yTitle: 'Water column (mm)',
          labels: ['0', '5', '10', '15', '20'],
          top: 20000,
          step: 5000,
        },
        [
          { name: 'Skerry shell', colour: '#b8860b', values: [18000, 16900, 15200, 13800, 12600] },
          { name: 'Tarnwax canvas', colour: '#4c5a2e', values: [9200, 7100, 5200, 3900, 2800] },
        ],
      ),
    },
    {
      file: 'charts/workshop-repairs.png',
      svg: stacked(
        {
          title: 'Workshop repairs per season',
          note: 'Repairs finished in the Hearth workshop, 2025',
          xTitle: 'Season',
          yTitle: 'Repairs',
          labels: ['Winter', 'Spring', 'Summer', 'Autumn'],
          top: 500,
          step: 100,
        },
        [
          { name: 'Zippers', colour: '#8f2d1f', values: [96, 118, 164, 132] },
          { name: 'Seams', colour: '#31627a', values: [54, 88, 141, 73] },
          { name: 'Chair joints', colour: '#7a5a2c', values: [61, 40, 28, 57] },
        ],
      ),
    },
    {
      file: 'charts/order-channels.png',
      svg: donut('Where orders come from', 'Share of 2025 orders by channel', '8,460', [
        ['Web shop', 58, '#31627a'],
        ['Hearth store', 21, '#c2571f'],
        ['Phone and letter', 12, '#6d7f3a'],
        ['Market stalls', 9, '#b8932f'],
      ]),
    },
    {
      file: 'charts/lantern-runtime.png',
      svg: lines(
        {
          title: 'Beacon lantern: light left over time',
          note: 'Lumens measured at 20 °C and at -10 °C',
          xTitle: 'Hours since full charge',
          yTitle: 'Lumens',
          labels: ['0', '4', '8', '12', '16', '20', '24'],
          top: 400,
          step: 100,
        },
        [
          { name: 'At 20 °C', colour: '#c2571f', values: [360, 348, 331, 302, 255, 171, 64] },
          { name: 'At -10 °C', colour: '#31627a', values: [310, 281, 243, 190, 118, 40, 0] },
        ],
      ),
    },
  ];
}
