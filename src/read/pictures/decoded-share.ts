import type { Pixels } from '../../data/picture.ts';

/**
 * How much of a damaged picture was decoded, 0 to 1: what could not be is left as a band of one colour at an edge, the bottom
 * one as the file has it, any of the four after the picture was turned upright.
 */
export function decodedShare({ data, width, height }: Pixels): number {
  const colourAt = (x: number, y: number) => {
    const at = (y * width + x) * 3;
    return ((data[at] as number) << 16) | ((data[at + 1] as number) << 8) | (data[at + 2] as number);
  };
  /** The share of the lines, from an edge on, that have the colour of that edge. */
  const band = (lines: number, length: number, colour: (line: number, i: number) => number): number => {
    const edge = colour(0, 0);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < length; i++) if (colour(line, i) !== edge) return line / lines;
    }
    return 1;
  };
  const blank = Math.max(
    band(height, width, (line, i) => colourAt(i, height - 1 - line)),
    band(height, width, (line, i) => colourAt(i, line)),
    band(width, height, (line, i) => colourAt(line, i)),
    band(width, height, (line, i) => colourAt(width - 1 - line, i)),
  );
  return 1 - blank;
}
