import type { Box } from '../data/locator.ts';
import type { RecognizedLine } from './text-recognizer.ts';

/** What was read in a picture: one string, and where each of its lines stands, in the pixels of the picture. */
export interface ReadText {
  readonly text: string;
  readonly lines: readonly ReadLine[];
}

/** `text.slice(start, end)` stands at `box`. */
export interface ReadLine {
  readonly start: number;
  readonly end: number;
  readonly box: Box;
}

/** Lines one beneath the other, their boxes turned into those of another picture. */
export function readText(lines: readonly RecognizedLine[], place: (box: Box) => Box): ReadText {
  let start = 0;
  const placed = lines.map(({ text, box }) => {
    const line = { start, end: start + text.length, box: place(box) };
    start = line.end + 1;
    return line;
  });
  return { text: lines.map(({ text }) => text).join('\n'), lines: placed };
}

/** As it is kept in the work cache: the text, and six numbers a line. */
export function encodeReadText({ text, lines }: ReadText): Uint8Array {
  const rows = lines.map(({ start, end, box }) => [start, end, box.x, box.y, box.width, box.height].map(tenths));
  return new TextEncoder().encode(JSON.stringify([text, rows]));
}

/** What {@link encodeReadText} wrote; undefined for anything else. */
export function decodeReadText(bytes: Uint8Array): ReadText | undefined {
  try {
    const found: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!Array.isArray(found)) return undefined;
    const [text, rows]: unknown[] = found;
    if (typeof text !== 'string' || !Array.isArray(rows)) return undefined;
    const lines: ReadLine[] = [];
    for (const row of rows as unknown[]) {
      if (!Array.isArray(row) || row.length !== 6 || !row.every(Number.isFinite)) return undefined;
      const [start, end, x, y, width, height] = row as [number, number, number, number, number, number];
      lines.push({ start, end, box: { x, y, width, height } });
    }
    return { text, lines };
  } catch {
    return undefined;
  }
}

/** Boxes are no closer than that, and shorter numbers make a shorter index. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
