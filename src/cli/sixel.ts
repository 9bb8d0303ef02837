import type { Pixels } from '../data/picture.ts';

/** Levels of each of red, green and blue: 6 × 6 × 6 = 216 colours, below the 256 that terminals keep. */
const levels = 6;
const step = 255 / (levels - 1);

/**
 * A picture as a sixel sequence (DEC VT340 Programmer Reference, chapter 14): rows of six pixels, each colour of a row
 * drawn over the others, runs of equal columns written as `!count character`. Colours are brought to 216 with
 * Floyd–Steinberg dithering.
 */
export function encodeSixel({ data, width, height }: Pixels): string {
  const colours = dithered(data, width, height);
  const used = [...new Set(colours)].sort((a, b) => a - b);
  const palette = used.map((colour) => `#${colour};2;${components(colour).map(percent).join(';')}`);
  const bands: string[] = [];
  for (let top = 0; top < height; top += 6) bands.push(encodeBand(colours, width, height, top));
  // 9;1: square pixels, and what is not drawn keeps its colour; then the raster's size.
  return `\x1bP9;1q"1;1;${width};${height}${palette.join('')}${bands.join('-')}\x1b\\`;
}

/** Six rows: for each colour in them, one character a column whose bits say which of the six pixels have it. */
function encodeBand(colours: Uint8Array, width: number, height: number, top: number): string {
  const masks = new Map<number, Uint8Array>();
  for (let y = top; y < Math.min(top + 6, height); y++) {
    for (let x = 0; x < width; x++) {
      const colour = colours[y * width + x] ?? 0;
      const mask = masks.get(colour) ?? new Uint8Array(width);
      masks.set(colour, mask);
      mask[x] = (mask[x] ?? 0) | (1 << (y - top));
    }
  }
  return [...masks].map(([colour, mask]) => `#${colour}${encodeRuns(mask)}`).join('$');
}

function encodeRuns(mask: Uint8Array): string {
  let encoded = '';
  for (let start = 0; start < mask.length; ) {
    let end = start + 1;
    while (end < mask.length && mask[end] === mask[start]) end++;
    const character = String.fromCharCode(63 + (mask[start] ?? 0));
    const count = end - start;
    // Columns without this colour at the end need not be written.
    if (!(end === mask.length && mask[start] === 0))
      encoded += count > 3 ? `!${count}${character}` : character.repeat(count);
    start = end;
  }
  return encoded;
}

/** One palette number a pixel; what rounding takes from a pixel is given to its neighbours to the right and below. */
function dithered(data: Uint8Array, width: number, height: number): Uint8Array {
  const wanted = Float32Array.from(data);
  const colours = new Uint8Array(width * height);
  const spread = (index: number, channel: number, error: number): void => {
    const at = index * 3 + channel;
    if (at < wanted.length) wanted[at] = (wanted[at] ?? 0) + error;
  };
  for (let i = 0; i < colours.length; i++) {
    const x = i % width;
    let colour = 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = wanted[i * 3 + channel] ?? 0;
      const level = Math.min(levels - 1, Math.max(0, Math.round(value / step)));
      colour = colour * levels + level;
      const error = (value - level * step) / 16;
      if (x + 1 < width) {
        spread(i + 1, channel, error * 7);
        spread(i + width + 1, channel, error);
      }
      if (x > 0) spread(i + width - 1, channel, error * 3);
      spread(i + width, channel, error * 5);
    }
    colours[i] = colour;
  }
  return colours;
}

function components(colour: number): number[] {
  return [Math.floor(colour / (levels * levels)), Math.floor(colour / levels) % levels, colour % levels];
}

/** Sixel palettes count from 0 to 100. */
function percent(level: number): number {
  return Math.round((level * 100) / (levels - 1));
}
