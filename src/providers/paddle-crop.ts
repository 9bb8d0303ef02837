import type { TurnedBox } from './paddle-boxes.ts';

/** Raw pixels of three bytes (red, green, blue), row by row. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What the recognition model takes: lines of this height. */
export const lineHeight = 48;
/** Longest line that is read, as a multiple of its height: far more than a page's width of small print. */
const longestLine = 80;

/** A line cut out of its picture, straightened, as the model takes it: blue, green, red, each from -1 to 1. */
export interface LineInput {
  readonly data: Float32Array;
  readonly width: number;
}

/**
 * Cuts a line out of its picture. Where the line is larger than the model takes it, the pixels that fall together are averaged,
 * as thin strokes would break up otherwise.
 */
export function cutLine({ data, width, height }: Raster, box: TurnedBox): LineInput {
  const scale = box.height / lineHeight;
  const columns = Math.max(8, Math.min(longestLine * lineHeight, Math.round(box.width / scale)));
  const step = box.width / columns;
  const samples = Math.min(8, Math.max(1, Math.round(scale)));
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const plane = columns * lineHeight;
  const line = new Float32Array(3 * plane);
  const weight = 1 / (samples * samples * 127.5);
  for (let row = 0; row < lineHeight; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      let [red, green, blue] = [0, 0, 0];
      for (let i = 0; i < samples; i++) {
        const across = (row + (i + 0.5) / samples) * scale - box.height / 2;
        for (let j = 0; j < samples; j++) {
          const along = (column + (j + 0.5) / samples) * step - box.width / 2;
          // Between the middles of four pixels; beyond the rim, the rim goes on.
          const x = clamp(box.x + along * cos - across * sin - 0.5, width - 1);
          const y = clamp(box.y + along * sin + across * cos - 0.5, height - 1);
          const [left, top] = [Math.floor(x), Math.floor(y)];
          const [dx, dy] = [x - left, y - top];
          const a = (top * width + left) * 3;
          const b = left + 1 < width ? a + 3 : a;
          const down = top + 1 < height ? width * 3 : 0;
          const [wa, wb, wc, wd] = [(1 - dx) * (1 - dy), dx * (1 - dy), (1 - dx) * dy, dx * dy];
          const c = a + down;
          const d = b + down;
          red += wa * byte(data, a) + wb * byte(data, b) + wc * byte(data, c) + wd * byte(data, d);
          green += wa * byte(data, a + 1) + wb * byte(data, b + 1) + wc * byte(data, c + 1) + wd * byte(data, d + 1);
          blue += wa * byte(data, a + 2) + wb * byte(data, b + 2) + wc * byte(data, c + 2) + wd * byte(data, d + 2);
        }
      }
      line[at] = blue * weight - 1;
      line[plane + at] = green * weight - 1;
      line[2 * plane + at] = red * weight - 1;
    }
  }
  return { data: line, width: columns };
}

function byte(data: Uint8Array, at: number): number {
  return data[at] as number;
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : Math.min(value, most);
}
