import type { Pixels } from '../data/picture.ts';
import { loadSharp } from '../support/load-sharp.ts';

export interface NumberedPicture {
  readonly number: number;
  readonly pixels: Pixels;
}

/** The digits 0 to 9, three by five pixels each, row by row. Drawn here, as a machine may have no fonts. */
const digits: readonly string[] = [
  '111101101101111',
  '010110010010111',
  '111001111100111',
  '111001011001111',
  '101101111001001',
  '111100111001111',
  '111100111101111',
  '111001010010010',
  '111101111101111',
  '111101111001111',
];
const [digitWidth, digitHeight] = [3, 5];
/** Pixels between two pictures, and around a number. */
const gap = 6;
/** Width of a picture by which a number's strokes become one pixel wider. */
const strokeEvery = 64;

/**
 * Several pictures as one, in a grid on white, each with its number in its upper left corner: for models that take few
 * pictures in a request.
 *
 * @param side of the sheet in pixels; its cells are squares.
 */
export async function contactSheet(pictures: readonly NumberedPicture[], side: number): Promise<Pixels> {
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const cell = Math.max(1, Math.floor((side - (columns - 1) * gap) / columns));
  const sheet = blank(columns * (cell + gap) - gap, rows * (cell + gap) - gap);
  for (const [place, { number, pixels }] of pictures.entries()) {
    const x = (place % columns) * (cell + gap);
    const y = Math.floor(place / columns) * (cell + gap);
    lay(await fitted(pixels, cell), sheet, x, y);
    lay(numberPlate(number, Math.max(1, Math.floor(cell / strokeEvery))), sheet, x, y);
  }
  return sheet;
}

async function fitted({ data, width, height }: Pixels, side: number): Promise<Pixels> {
  const sharp = await loadSharp();
  const { data: small, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: small, width: info.width, height: info.height };
}

/** A number, black on white. */
function numberPlate(number: number, stroke: number): Pixels {
  const shapes = [...String(number)].map((digit) => digits[Number(digit)] ?? '');
  const width = shapes.length * (digitWidth + 1) * stroke - stroke + 2 * gap;
  const plate = blank(width, digitHeight * stroke + 2 * gap);
  for (const [i, shape] of shapes.entries()) {
    for (let y = 0; y < digitHeight * stroke; y++) {
      for (let x = 0; x < digitWidth * stroke; x++) {
        if (shape[Math.floor(y / stroke) * digitWidth + Math.floor(x / stroke)] !== '1') continue;
        const left = gap + i * (digitWidth + 1) * stroke + x;
        plate.data.fill(0, ((gap + y) * width + left) * 3, ((gap + y) * width + left + 1) * 3);
      }
    }
  }
  return plate;
}

function blank(width: number, height: number): Pixels {
  return { data: new Uint8Array(width * height * 3).fill(255), width, height };
}

/** What would stand over the edge is cut off. */
function lay(picture: Pixels, onto: Pixels, x: number, y: number): void {
  const width = Math.min(picture.width, onto.width - x);
  const height = Math.min(picture.height, onto.height - y);
  for (let row = 0; row < height; row++) {
    const from = row * picture.width * 3;
    onto.data.set(picture.data.subarray(from, from + width * 3), ((y + row) * onto.width + x) * 3);
  }
}
