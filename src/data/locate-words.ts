import { boxAround } from './box-around.ts';
import type { Box, Locator } from './locator.ts';
import type { Segment, WordsSource } from './segment.ts';

/**
 * Where words quoted from a segment stand: its locator, narrowed to the lines that hold them where the segment knows its
 * lines. `quote` is a verbatim stretch of `words[from]`.
 */
export function locateWords(
  segment: Pick<Segment, 'locator' | 'words' | 'lines'>,
  from: WordsSource,
  quote: string,
): Locator {
  const { locator, lines } = segment;
  const start = segment.words[from]?.indexOf(quote) ?? -1;
  if (!lines || start < 0 || quote === '') return locator;
  const end = start + quote.length;
  const touched = lines.filter((line) => line.source === from && line.start < end && start < line.end);
  return touched.length === 0 ? locator : { ...locator, box: rounded(boxAround(touched.map((line) => line.box))) };
}

/** Sums of tenths would otherwise show as 12.299999999999997. */
function rounded({ x, y, width, height }: Box): Box {
  const round = (value: number): number => Math.round(value * 100) / 100;
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}
