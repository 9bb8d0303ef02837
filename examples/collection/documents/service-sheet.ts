import sharp from 'sharp';
import { box, svg, text } from '../paper/draw-text.ts';
import { randomStream } from '../render/noise.ts';

const W = 1100;
const H = 1556;
const PRINT = '#34393d';
const PEN = '#1d3a80';

const FIELDS: readonly (readonly [string, string])[] = [
  ['Job number', 'S-0418'],
  ['Tent, serial number', 'Ridgeback, RB-0731-K'],
  ['Owner', 'Halvard Moen'],
  ['Received', '9 March 2026'],
  ['Fault', 'Left wall torn at third peg, 11 cm'],
  ['Work done', 'Patch sewn on, sleeve replaced'],
  ['Parts used', 'RB-163 twice, RB-140 once'],
  ['Water column measured', '610 mm'],
  ['Time at the bench', '2 hours 15 minutes'],
  ['Mended by', 'Signe Dahl'],
  ['Next check before', 'April 2028'],
];

/** Letters as somebody writes them: slanted, and no line quite straight. */
function written(words: string, x: number, y: number, size: number, turn: number): string {
  return `<g transform="rotate(${turn.toFixed(2)} ${x} ${y})"><g transform="translate(${x} ${y}) skewX(-6)">${text(words, 0, 0, { size, face: 'italic', fill: PEN })}</g></g>`;
}

function sheet(): string {
  let body = box(0, 0, W, H, '#fbf9f3');
  body += text('Fjell & Hearth workshop', 110, 150, { size: 28, face: 'semibold', fill: '#29402f' });
  body += text('Service sheet', 110, 222, { size: 58, face: 'bold', fill: PRINT });
  body += text('Keep this sheet with the manual. Form S-2.', 110, 268, { size: 24, fill: '#5b6166' });
  body += `<path d="M110 300H990" stroke="${PRINT}" stroke-width="3"/>`;
  FIELDS.forEach(([label, value], i) => {
    const y = 372 + i * 78;
    body += text(label, 110, y, { size: 25, face: 'semibold', fill: PRINT });
    body += `<path d="M440 ${y + 12}H990" stroke="#8d8f8c" stroke-width="1.6"/>`;
    body += written(value, 452, y, 32, ((i * 31) % 7) * 0.16 - 0.5);
  });
  body += box(110, 1236, 880, 170, '#f1eee4', 6, '#8d8f8c');
  body += text('Remarks', 130, 1272, { size: 22, face: 'semibold', fill: PRINT });
  body += written('Guy line ring sewn on again, no charge.', 134, 1322, 31, -0.5);
  body += written('Please dry it before packing! Mildew at the hem.', 134, 1376, 31, 0.3);
  body += `<g transform="rotate(-9 850 1290)" fill="none" stroke="#a5371d" stroke-width="4" opacity="0.75"><rect x="742" y="1252" width="224" height="76" rx="8"/></g><g transform="rotate(-9 850 1290)" opacity="0.75">${text('CHECKED', 854, 1304, { size: 40, face: 'bold', fill: '#a5371d', anchor: 'middle' })}</g>`;
  body += `<path d="M120 1486c22-50 46-58 50-26s-24 36-8 18 34-46 44-26-12 36 8 22 36-36 46-18 2 28 24 10 50-14 110-18" fill="none" stroke="${PEN}" stroke-width="4" stroke-linecap="round"/>`;
  body += `<path d="M110 1500H420" stroke="#8d8f8c" stroke-width="1.6"/>${text('Signature', 440, 1498, { size: 22, fill: PRINT })}`;
  // Two holes for the folder.
  for (const y of [520, 1036]) body += `<circle cx="46" cy="${y}" r="19" fill="#d8d6d0"/>`;
  return svg(W, H, body);
}

/** A filled-in sheet as an office scanner sees it: a little turned, with grain and a shadow at one edge. JPEG. */
export async function serviceSheet(): Promise<Buffer> {
  const glass = '#eceae4';
  const turned = await sharp(Buffer.from(sheet())).rotate(0.6, { background: glass }).png().toBuffer();
  const { data, info } = await sharp(turned)
    .resize(W, H, { fit: 'cover' })
    .flatten({ background: glass })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const random = randomStream(418);
  for (let i = 0; i < data.length; i += 3) {
    const x = (i / 3) % info.width;
    const shadow = 1 - 0.16 * Math.exp(-(info.width - x) / 26);
    const grain = (random() - 0.5) * 8;
    for (let c = i; c < i + 3; c++) data[c] = Math.max(0, Math.min(255, (data[c] ?? 0) * shadow + grain));
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality: 62, mozjpeg: true })
    .toBuffer();
}
