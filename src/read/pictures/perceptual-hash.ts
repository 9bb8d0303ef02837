import type { Pixels } from '../../data/picture.ts';

const columns = 17;
const rows = 16;
/** At most this many samples are taken along each side of a box: more do not change the mean enough to matter. */
const samplesPerSide = 4;

/**
 * The difference hash of Neal Krawetz ("Kind of Like That", hackerfactor.com, 2013), four times as fine: the picture is
 * averaged into 17 x 16 grey boxes, and each of the 256 bits says whether a box is darker than its right neighbour, row by
 * row from the top left. Scaled, recompressed and slightly recoloured copies differ in few bits. The 64 bits of the original
 * cannot tell two products in one studio apart.
 *
 * @returns 64 hex digits.
 */
export function perceptualHash(pixels: Pixels): string {
  const grey = boxes(pixels);
  let hash = '';
  for (let row = 0; row < rows; row++) {
    let bits = 0;
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      bits = (bits << 1) | ((grey[at] as number) < (grey[at + 1] as number) ? 1 : 0);
    }
    hash += bits.toString(16).padStart(4, '0');
  }
  return hash;
}

/** Mean grey (Rec. 601 luma, times 1000, rounded down) of each box, row by row. */
function boxes({ data, width, height }: Pixels): Float64Array {
  const means = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, height);
    const stepY = Math.max(1, Math.floor((bottom - top) / samplesPerSide));
    for (let column = 0; column < columns; column++) {
      const [left, right] = span(column, columns, width);
      const stepX = Math.max(1, Math.floor((right - left) / samplesPerSide));
      let sum = 0;
      let count = 0;
      for (let y = top; y < bottom; y += stepY) {
        for (let x = left; x < right; x += stepX) {
          const at = (y * width + x) * 3;
          sum += 299 * (data[at] as number) + 587 * (data[at + 1] as number) + 114 * (data[at + 2] as number);
          count++;
        }
      }
      means[row * columns + column] = Math.floor(sum / count);
    }
  }
  return means;
}

/** First and one-past-last pixel of a part of a side; never empty, so that parts of tiny pictures overlap instead. */
function span(index: number, parts: number, size: number): [number, number] {
  const start = Math.min(Math.floor((index * size) / parts), size - 1);
  return [start, Math.max(start + 1, Math.floor(((index + 1) * size) / parts))];
}
