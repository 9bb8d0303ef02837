import sharp from 'sharp';
import { randomStream } from '../render/noise.ts';
import { box, svg, text } from './draw-text.ts';

const W = 900;
const H = 1100;

const FIELDS: readonly (readonly [string, string])[] = [
  ['Claim number', 'WC-5608'],
  ['Name', 'Ingrid Solvang'],
  ['Product', 'Ridgeback canvas tent'],
  ['Date of purchase', '3 June 2023'],
  ['Shop', 'Hearth store, Lower Quay'],
  ['What went wrong', 'Ridge pole snapped in wind'],
  ['Wind speed that day', '14 metres per second'],
  ['Repair or replace', 'Repair, please'],
  ['Date', '27 October 2025'],
];

function page(): string {
  let body = box(0, 0, W, H, '#f3eee2');
  body += text('Fjell & Hearth', 70, 100, { size: 26, face: 'semibold', fill: '#29402f' });
  body += text('Warranty claim form', 70, 160, { size: 44, face: 'bold', fill: '#22262a' });
  body += text('Form W-3. Please write clearly and send it with a photo of the fault.', 70, 200, {
    size: 21,
    fill: '#50565b',
  });
  FIELDS.forEach(([label, value], i) => {
    const y = 270 + i * 82;
    body += text(label, 70, y, { size: 22, face: 'semibold', fill: '#3a4045' });
    // Ink from a pen: blue, slanted, each line a little off the rule.
    body += `<g transform="rotate(${((i * 37) % 5) * 0.18 - 0.4} 330 ${y}) skewX(-5)">${text(value, 330 + y * 0.0875, y, { size: 30, face: 'italic', fill: '#1d3a80' })}</g>`;
    body += `<line x1="320" x2="830" y1="${y + 12}" y2="${y + 12}" stroke="#8d8a80" stroke-width="1.5"/>`;
  });
  body += `<path d="M560 1040c20-50 40-60 46-30s-20 40-6 20 30-50 40-30-10 40 6 24 30-40 40-20 0 30 20 12 40-16 90-20" fill="none" stroke="#1d3a80" stroke-width="3.5" stroke-linecap="round"/>`;
  body += `<line x1="520" x2="830" y1="1056" y2="1056" stroke="#8d8a80" stroke-width="1.5"/>${text('Signature', 400, 1052, { size: 22, face: 'semibold', fill: '#3a4045' })}`;
  return svg(W, H, body);
}

/** The form as a phone would see it: on a desk, a little turned, lit from one side. */
export async function warrantyForm(): Promise<Buffer> {
  const paper = await sharp(Buffer.from(page())).png().toBuffer();
  const turned = await sharp(paper)
    .rotate(-1.5, { background: '#00000000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const w = turned.info.width + 90;
  const h = turned.info.height + 90;
  const desk = svg(
    w,
    h,
    `<defs>
    <filter id="grain" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency="0.004 0.11" numOctaves="4" seed="8"/><feDiffuseLighting lighting-color="#8a5c38" surfaceScale="2.2" diffuseConstant="1.1"><feDistantLight azimuth="70" elevation="58"/></feDiffuseLighting></filter>
    <filter id="soft" x="-0.2" y="-0.2" width="1.4" height="1.4"><feGaussianBlur stdDeviation="14"/></filter></defs>
    <rect width="${w}" height="${h}" filter="url(#grain)"/>
    <g filter="url(#soft)"><rect x="58" y="70" width="${W}" height="${H}" fill="#000" opacity="0.55" transform="rotate(-1.5 ${w / 2} ${h / 2})"/></g>`,
  );
  const light = svg(
    w,
    h,
    `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="0.8"><stop offset="0" stop-color="#fff8e8"/><stop offset="0.55" stop-color="#f1ead9"/><stop offset="1" stop-color="#b9ad98"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#g)"/>`,
  );
  const flat = await sharp(Buffer.from(desk))
    .composite([
      { input: turned.data, left: 45, top: 45 },
      { input: Buffer.from(light), blend: 'multiply' },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  const random = randomStream(77);
  for (let i = 0; i < flat.length; i += 3) {
    const n = (random() - 0.5) * 9;
    for (let c = i; c < i + 3; c++) flat[c] = Math.max(0, Math.min(255, (flat[c] ?? 0) + n));
  }
  return sharp(flat, { raw: { width: w, height: h, channels: 3 } })
    .jpeg({ quality: 78, mozjpeg: true })
    .toBuffer();
}
