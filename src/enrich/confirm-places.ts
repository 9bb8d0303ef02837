import { paintOver } from '../support/paint-over.ts';
import { readAnyWayUp } from './read-any-way-up.ts';
import type { RecognizedLine, RecognizeOptions, TextRecognizer } from './text-recognizer.ts';

/** Pictures that are read are made smaller than that. */
const mostPixels = 2 ** 26;
/** Share of a stretch's pairs of letters that has to be read again. */
const enough = 0.6;

/**
 * Whether what is to be blacked out of lines does stand in their boxes: all else is painted white, and the picture is read again.
 * Recognisers straighten tilted pictures before they read, and then say where lines stand in the straightened one.
 *
 * @param image What the lines were read in; their boxes are in its pixels.
 */
export async function standInTheirBoxes(
  recognizer: TextRecognizer,
  image: Uint8Array,
  lines: readonly RecognizedLine[],
  redact: (text: string) => string,
  { layout, signal }: RecognizeOptions,
): Promise<boolean> {
  const wanted = lines.flatMap(({ text }) => blackedOut(text, redact(text)));
  if (wanted.length === 0) return true;
  const boxes = lines.filter(({ text }) => redact(text) !== text).map(({ box }) => box);
  const stop = signal ? { signal } : {};
  const masked = await paintOver(image, boxes, { maxPixels: mostPixels, inverse: true, ...stop });
  const again = await readAnyWayUp(recognizer, masked.bytes, { layout, ...stop });
  const read = again.map(({ text }) => pairsOf(text));
  return wanted.every((stretch) => {
    const pairs = [...pairsOf(stretch)];
    return read.some((known) => pairs.filter((pair) => known.has(pair)).length >= enough * pairs.length);
  });
}

/** The stretches of a text that are different in the redacted one, which is as long. */
function blackedOut(text: string, redacted: string): string[] {
  return Array.from(redacted.matchAll(/█+/g), ({ 0: { length }, index }) => text.slice(index, index + length));
}

function pairsOf(text: string): Set<string> {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}@]/gu, '');
  return new Set(Array.from(plain.slice(1), (letter, at) => plain.charAt(at) + letter));
}
