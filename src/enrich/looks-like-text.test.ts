import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { looksLikeText } from './looks-like-text.ts';

async function small(svg: string, side = 256, finish = (image: Sharp) => image): Promise<Pixels> {
  const drawn = sharp(Buffer.from(svg)).flatten({ background: '#fff' });
  const image = finish(drawn).resize(side, side, { fit: 'inside' }).removeAlpha().raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const sentence = 'The quick brown fox jumps over the lazy dog and runs away';
const lines = (count: number, size: number, fill: string) =>
  Array.from(
    { length: count },
    (_, i) => `<text x="30" y="${60 + i * size * 1.6}" font-size="${size}" fill="${fill}">${sentence}</text>`,
  ).join('');
const page = (paper: string, ink: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1000"><rect width="800" height="1000" fill="${paper}"/>${lines(30, 18, ink)}</svg>`;
const chart = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#fff"/>
  <text x="30" y="40" font-size="24">Visitors by month, in thousands</text>
  ${[120, 180, 90, 240].map((h, i) => `<rect x="${90 + i * 120}" y="${340 - h}" width="70" height="${h}" fill="#36c"/><text x="${95 + i * 120}" y="370" font-size="20">Month ${i + 1}</text>`).join('')}</svg>`;

/** Blotches of every size, as in leaves, gravel and crowds. */
const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="450"><filter id="f"><feTurbulence baseFrequency="0.012" numOctaves="6" seed="3"/><feColorMatrix type="saturate" values="0.4"/><feComponentTransfer><feFuncA type="linear" slope="0" intercept="1"/></feComponentTransfer></filter><rect width="600" height="450" filter="url(#f)"/></svg>`;
const sky = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="450"><defs><linearGradient id="g" y2="1" x2="0"><stop stop-color="#36a"/><stop offset="1" stop-color="#dde"/></linearGradient></defs><rect width="600" height="450" fill="url(#g)"/><path d="M0 400 L200 250 L350 350 L600 200 L600 450 L0 450Z" fill="#243"/></svg>`;

describe('looksLikeText', () => {
  it.each([
    ['a page', page('#fff', '#000')],
    ['a page in dark mode', page('#1e1e1e', '#ddd')],
    ['a yellowed page', page('#e8dcb5', '#433')],
    ['a chart', chart],
  ])('is true of %s, at every size of working copy', async (_, svg) => {
    for (const side of [224, 256, 384, 700]) expect(looksLikeText(await small(svg, side)), `${side} px`).toBe(true);
  });

  it('is true of a photographed page: tilted, badly lit and noisy', async () => {
    const light = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1000"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#fff"/><stop offset="1" stop-color="#887"/></linearGradient></defs><rect width="800" height="1000" fill="url(#g)"/></svg>',
    );
    const lit = await sharp(Buffer.from(page('#fff', '#000')))
      .composite([{ input: light, blend: 'multiply' }])
      .png()
      .toBuffer();
    const photo = await sharp(lit).rotate(2, { background: '#654' }).blur(0.7).jpeg({ quality: 60 }).toBuffer();
    const { data, info } = await sharp(photo)
      .resize(256, 256, { fit: 'inside' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(looksLikeText({ data, width: info.width, height: info.height })).toBe(true);
  });

  it.each([
    ['leaves and gravel', scene],
    ['sky and hills', sky],
    ['nothing', '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'],
  ])('is false of %s', async (_, svg) => {
    for (const side of [224, 256, 384]) expect(looksLikeText(await small(svg, side)), `${side} px`).toBe(false);
  });

  it('takes pixels of any size', () => {
    const size = fc.integer({ min: 1, max: 900 });
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 30 }), fc.boolean(), (long, short, upright) => {
        const [width, height] = upright ? [short, long] : [long, short];
        const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 97) & 255);
        return typeof looksLikeText({ data, width, height }) === 'boolean';
      }),
      { numRuns: 50 },
    );
  });
});
