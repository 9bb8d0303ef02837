import { colours, type Pen, type Shape } from './pdf-kit.ts';

// The line drawings of the tent manual. Each is drawn from (x, y), its top left corner, in points.

const OUTLINE: Shape = { stroke: colours.dark, width: 1.1 };
const ROPE: Shape = { stroke: colours.soft, width: 0.9 };

/** A tent seen from its front left: the door, the long wall to the right, the poles that show. */
function tent(p: Pen, x: number, y: number, k: number, { ropes = true, pegs = true } = {}): void {
  const at = (points: string): string =>
    points.replace(/-?\d+(?:\.\d+)?/g, (number) => (Number(number) * k).toFixed(2).replace(/\.?0+$/, ''));
  const path = (d: string, shape: Shape): void => p.path(at(d), shape, x, y);
  if (ropes) {
    path('M100 10L8 196', ROPE);
    path('M100 10L188 206', ROPE);
    path('M276 40L372 168', ROPE);
    path('M276 40L300 118', { ...ROPE, dash: [2, 2] });
  }
  path('M100 22L276 40L346 158L178 190Z', { fill: colours.shade, ...OUTLINE });
  path('M100 22L22 190L178 190Z', { fill: colours.canvas, ...OUTLINE });
  path('M100 62L64 190L136 190Z', { fill: colours.dark });
  path('M78 190L70 182L130 182L122 190Z', { fill: colours.moss });
  // The doors, rolled back and tied.
  path('M98 60L59 190', { stroke: colours.cream, width: 7 * k });
  path('M102 60L141 190', { stroke: colours.cream, width: 7 * k });
  for (const [a, b] of [
    [87, 98],
    [72, 148],
    [113, 98],
    [128, 148],
  ] as const)
    p.circle(x + a * k, y + b * k, 4.2 * k, { fill: colours.wood });
  path('M100 8L100 190', { stroke: colours.wood, width: 3.6 * k });
  path('M100 24L276 42', { stroke: colours.wood, width: 2.4 * k, dash: [5 * k, 3 * k] });
  path('M276 30L276 42', { stroke: colours.wood, width: 3.6 * k });
  // Seams of the wall.
  path('M150 27L226 181', { stroke: colours.canvas, width: 0.7 });
  path('M206 33L282 170', { stroke: colours.canvas, width: 0.7 });
  if (!pegs) return;
  for (const [a, b] of [
    [22, 190],
    [178, 190],
    [220, 182],
    [262, 174],
    [304, 166],
    [346, 158],
  ] as const)
    path(`M${a} ${b - 2}L${a + 3} ${b + 9}`, { stroke: colours.dark, width: 1.6 });
  if (!ropes) return;
  for (const [a, b] of [
    [8, 196],
    [188, 206],
    [372, 168],
  ] as const)
    path(`M${a - 1} ${b - 4}L${a + 3} ${b + 9}`, { stroke: colours.ember, width: 2.2 });
}

function ground(p: Pen, x: number, y: number, width: number, height: number): void {
  p.box(x, y, width, height, { fill: colours.cream });
  p.path(
    `M0 ${height * 0.62}C${width * 0.3} ${height * 0.55} ${width * 0.6} ${height * 0.7} ${width} ${height * 0.6}V${height}H0Z`,
    { fill: colours.sky },
    x,
    y,
  );
}

function badge(p: Pen, x: number, y: number, sign: string): void {
  p.circle(x, y, 8.5, { fill: colours.ember });
  p.text(sign, x, y + 3.3, { size: 9.5, face: 'bold', colour: colours.white, anchor: 'middle' });
}

/** Figure 1: the parts, numbered as in the parts list. 483 by 250. */
export function partsDiagram(p: Pen, x: number, y: number): void {
  ground(p, x, y, 483, 250);
  tent(p, x + 62, y + 24, 1);
  // The sack lies beside the tent.
  p.path(
    'M0 12C0 4 8 0 18 0H58C68 0 76 4 76 12S68 26 58 26H18C8 26 0 22 0 12Z',
    { fill: colours.moss, ...OUTLINE },
    x + 392,
    y + 221,
  );
  p.path('M18 0C12 8 12 18 18 26M58 0C64 8 64 18 58 26', { stroke: colours.wood, width: 2.5 }, x + 392, y + 221);
  const labels: readonly (readonly [string, string, number, number, number, number, 'start' | 'end'])[] = [
    ['1', 'Canvas body', 300, 110, 356, 66, 'start'],
    ['2', 'Ground sheet', 164, 210, 132, 237, 'start'],
    ['3', 'Upright pole', 162, 100, 70, 74, 'end'],
    ['4', 'Ridge pole', 250, 55, 278, 24, 'start'],
    ['5', 'Guy line', 96, 158, 70, 128, 'end'],
    ['6', 'Wall peg', 326, 203, 312, 236, 'start'],
    ['7', 'Storm peg', 435, 193, 412, 128, 'start'],
    ['8', 'Door toggle', 149, 122, 70, 101, 'end'],
    ['9', 'Pack sack', 414, 226, 396, 207, 'start'],
  ];
  for (const [sign, name, toX, toY, atX, atY, side] of labels) {
    p.line(x + atX, y + atY, x + toX, y + toY, { stroke: colours.ember, width: 0.8 });
    p.circle(x + toX, y + toY, 1.8, { fill: colours.ember });
    badge(p, x + atX, y + atY, sign);
    p.text(name, x + atX + (side === 'start' ? 12 : -12), y + atY + 3.2, { size: 9, face: 'bold', anchor: side });
  }
}

function arrow(p: Pen, x: number, y: number, dx: number, dy: number): void {
  const length = Math.hypot(dx, dy);
  const [u, v] = [dx / length, dy / length];
  const [ex, ey] = [x + dx, y + dy];
  const shape = { stroke: colours.ember, width: 2.2 };
  p.line(x, y, ex, ey, shape);
  p.line(ex, ey, ex - u * 7 - v * 5, ey - v * 7 + u * 5, shape);
  p.line(ex, ey, ex - u * 7 + v * 5, ey - v * 7 - u * 5, shape);
}

const FLOOR = 'M10 62L84 50L112 84L30 98Z';

const steps: readonly (readonly [string, (p: Pen, x: number, y: number) => void])[] = [
  [
    'Peg the floor',
    (p, x, y) => {
      p.path(FLOOR, { fill: colours.moss, ...OUTLINE }, x, y);
      for (const [a, b] of [
        [10, 62],
        [84, 50],
        [112, 84],
        [30, 98],
      ] as const)
        p.line(x + a, y + b - 9, x + a + 1, y + b + 4, { stroke: colours.dark, width: 1.8 });
      arrow(p, x + 30, y + 66, 0, 22);
      arrow(p, x + 112, y + 52, 0, 22);
    },
  ],
  [
    'Slide in the ridge pole',
    (p, x, y) => {
      p.path('M8 70L78 44L114 76L38 104Z', { fill: colours.canvas, ...OUTLINE }, x, y);
      p.line(x + 2, y + 94, x + 96, y + 58, { stroke: colours.wood, width: 3 });
      p.line(x + 24, y + 86, x + 96, y + 58, { stroke: colours.shade, width: 5 });
      arrow(p, x + 14, y + 48, 30, -12);
    },
  ],
  [
    'Raise both uprights',
    (p, x, y) => {
      p.path('M34 40L92 34L114 88L62 98Z', { fill: colours.shade, ...OUTLINE }, x, y);
      p.path('M34 40L10 98L62 98Z', { fill: colours.canvas, ...OUTLINE }, x, y);
      p.line(x + 34, y + 34, x + 34, y + 98, { stroke: colours.wood, width: 2.6 });
      p.line(x + 92, y + 28, x + 92, y + 36, { stroke: colours.wood, width: 2.6 });
      arrow(p, x + 18, y + 56, 0, -26);
      arrow(p, x + 107, y + 52, 0, -26);
    },
  ],
  [
    'Tighten the guy lines',
    (p, x, y) => {
      tent(p, x + 1, y + 32, 0.315);
      arrow(p, x + 22, y + 64, -14, 27);
      arrow(p, x + 98, y + 52, 16, 21);
    },
  ],
];

/** Figure 2: four steps of pitching, lettered A to D. 483 by 146. */
export function pitchingSteps(p: Pen, x: number, y: number): void {
  steps.forEach(([title, draw], i) => {
    const left = x + i * 121;
    ground(p, left, y, 120, 120);
    draw(p, left, y);
    badge(p, left + 13, y + 13, 'ABCD'.charAt(i));
    p.text(title, left + 60, y + 136, { size: 9, face: 'bold', anchor: 'middle' });
  });
}

const washes = [0, 5, 10, 15, 20];
const curves = [
  { name: 'Proofed every fifth wash', colour: colours.moss, values: [900, 880, 850, 830, 810] },
  { name: 'Never proofed again', colour: colours.ember, values: [900, 760, 610, 480, 390] },
] as const;

/** Figure 4: the water column that the canvas holds back, by washes. 483 by 214. */
export function waterColumn(p: Pen, x: number, y: number): void {
  const [left, right, top, bottom, most] = [x + 44, x + 470, y + 34, y + 162, 1000];
  const across = (wash: number): number => left + 24 + ((right - left - 48) * wash) / 20;
  const up = (mm: number): number => bottom - ((bottom - top) * mm) / most;
  p.box(x, y, 483, 214, { fill: colours.cream });
  p.text('Water column (mm)', x + 12, y + 18, { size: 8.5, face: 'bold', colour: colours.soft });
  for (let mm = 0; mm <= most; mm += 250) {
    p.line(left, up(mm), right, up(mm), { stroke: mm ? colours.rule : colours.soft, width: mm ? 0.6 : 1 });
    p.text(String(mm), left - 6, up(mm) + 3, { size: 8.5, colour: colours.soft, anchor: 'end' });
  }
  p.line(left, up(500), right, up(500), { stroke: colours.ink, width: 0.9, dash: [4, 3] });
  p.text('Below 500 mm: proof it again', left + 6, up(500) + 11, { size: 8.5, face: 'italic' });
  for (const wash of washes) p.text(String(wash), across(wash), bottom + 14, { size: 8.5, anchor: 'middle' });
  p.text('Washes by hand', (left + right) / 2, bottom + 28, {
    size: 8.5,
    face: 'bold',
    colour: colours.soft,
    anchor: 'middle',
  });
  curves.forEach(({ name, colour, values }, i) => {
    const points = values.map((mm, at) => [across(washes[at] ?? 0), up(mm), mm] as const);
    p.path(`M${points.map(([a, b]) => `${a} ${b}`).join('L')}`, { stroke: colour, width: 2 });
    for (const [a, b, mm] of points) {
      p.circle(a, b, 3.2, { fill: colours.cream, stroke: colour, width: 1.6 });
      // Both curves begin at one point; numbers keep clear of the other curve and of the dashed line.
      const above = i === 0 || (mm > 500 && mm < 700);
      if (mm < 900 || i === 0)
        p.text(String(mm), a, b + (above ? -7 : 14), { size: 8.5, face: 'bold', colour, anchor: 'middle' });
    }
    p.box(left + i * 160, y + 200, 8, 3, { fill: colour });
    p.text(name, left + 13 + i * 160, y + 204.5, { size: 8.5 });
  });
}

/** The title page's view: hills at dusk, the tent lit from inside. */
export function dusk(p: Pen, x: number, y: number, width: number, height: number): void {
  p.box(x, y, width, height, { fill: colours.sky });
  p.circle(x + width * 0.72, y + height * 0.4, 46, { fill: colours.honey, opacity: 0.85 });
  const hill = (from: number, bend: number, to: number, fill: NonNullable<Shape['fill']>, opacity: number): void =>
    p.path(
      `M0 ${height * from}C${width * 0.25} ${height * (from - bend)} ${width * 0.4} ${height * (to + bend)} ${width * 0.62} ${height * to}S${width * 0.9} ${height * (to + bend / 2)} ${width} ${height * (from - bend / 3)}V${height}H0Z`,
      { fill, opacity },
      x,
      y,
    );
  hill(0.52, 0.24, 0.46, colours.soft, 0.35);
  hill(0.66, 0.16, 0.56, colours.pine, 0.55);
  hill(0.82, 0.06, 0.74, colours.pine, 1);
  for (const [at, tall] of [
    [0.05, 120],
    [0.1, 86],
    [0.16, 138],
    [0.86, 110],
    [0.92, 146],
    [0.97, 96],
  ] as const)
    for (let tier = 0; tier < 4; tier++) {
      const half = 13 + tier * 6.5;
      const rise = y + height * 0.86 - tall + (tier * tall) / 4.6;
      p.path(`M${-half} ${tall / 3.2}L0 0L${half} ${tall / 3.2}Z`, { fill: colours.pine }, x + width * at, rise);
    }
  tent(p, x + width * 0.3, y + height * 0.5, 0.72, { pegs: false });
}
