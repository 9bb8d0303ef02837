import { deflateSync } from 'node:zlib';

/** Of zlib: pages are mostly white and pack well with the least effort, which is many times faster than the most. */
const effort = 1;

/**
 * Pixels as a PNG without transparency. An encoder of its own, because that of the canvas takes longer than the drawing.
 *
 * @param pixels RGBA, 8 bits each, row by row, opaque.
 * @param pixelsPerPoint makes it say its resolution, so that places on it can be found.
 */
export function opaquePng(
  pixels: Uint8Array,
  width: number,
  height: number,
  pixelsPerPoint?: number,
): Uint8Array<ArrayBuffer> {
  const rows = Buffer.allocUnsafe((width * 3 + 1) * height);
  let from = 0;
  let to = 0;
  for (let y = 0; y < height; y++) {
    // Each row says how it is filtered: not at all.
    rows[to++] = 0;
    for (let x = 0; x < width; x++, from += 4) {
      rows[to++] = pixels[from] as number;
      rows[to++] = pixels[from + 1] as number;
      rows[to++] = pixels[from + 2] as number;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 2;
  const data = deflateSync(rows, { level: effort });
  const stated = pixelsPerPoint === undefined ? [] : chunk('pHYs', resolution(pixelsPerPoint));
  const parts = [signature, ...chunk('IHDR', header), ...stated, ...chunk('IDAT', data), ...chunk('IEND', nothing)];
  const png = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

/** In pixels per metre, across and down. */
function resolution(pixelsPerPoint: number): Buffer {
  const data = Buffer.alloc(9);
  const perMetre = Math.round((pixelsPerPoint * 72) / 0.0254);
  data.writeUInt32BE(perMetre, 0);
  data.writeUInt32BE(perMetre, 4);
  data[8] = 1;
  return data;
}

const nothing = Buffer.alloc(0);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const start = Buffer.alloc(8);
  start.writeUInt32BE(data.length, 0);
  start.write(type, 4, 'latin1');
  const end = Buffer.alloc(4);
  end.writeUInt32BE((checksum(data, checksum(start.subarray(4), ~0)) ^ ~0) >>> 0, 0);
  return [start, data, end];
}

/** CRC-32 as PNG has it (ISO 3309), not yet inverted. */
function checksum(data: Uint8Array, seed: number): number {
  let sum = seed;
  for (let at = 0; at < data.length; at++) sum = (crcTable[(sum ^ (data[at] as number)) & 255] as number) ^ (sum >>> 8);
  return sum;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});
