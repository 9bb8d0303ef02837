import { type LineInput, lineHeight } from './paddle-crop.ts';

/** Rows of a line that letters stand in, without what reaches in from the lines above and below. */
const firstRow = Math.round(lineHeight / 6);
const lastRow = lineHeight - firstRow;
/** A column is empty when it varies by less than this share of what columns with ink do. */
const emptyShare = 0.3;

/** Width of the widest empty stretch between two places of a line (0 to 1), in pixels of the line as the model takes it. */
export type GapBetween = (from: number, to: number) => number;

/** Looks for ink column by column, in the green of the line. */
export function gapsIn({ data, width }: LineInput): GapBetween {
  const plane = width * lineHeight;
  const varies = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let row = firstRow; row < lastRow; row++) {
      const value = data[plane + row * width + x] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    varies[x] = most - least;
  }
  const strong = Float32Array.from(varies).sort()[Math.floor(width * 0.9)] ?? 0;
  return (from, to) => {
    let widest = 0;
    let run = 0;
    for (let x = Math.max(0, Math.round(from * width)); x <= Math.min(width - 1, Math.round(to * width)); x++) {
      run = (varies[x] as number) < emptyShare * strong ? run + 1 : 0;
      if (run > widest) widest = run;
    }
    return widest;
  };
}
