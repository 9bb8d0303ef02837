import type { Box } from '../data/locator.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { inReadingOrder } from './reading-order.ts';
import { sureLines } from './sure-text.ts';
import type { RecognizedLine, RecognizedText, RecognizeOptions, TextRecognizer } from './text-recognizer.ts';

/**
 * A picture has text that is not understood when so many letters were read, and hardly any of them surely. In photographs of
 * leaves, of which no page is made, Tesseract sees a hundred.
 */
const leastLetters = { page: 40, scattered: 200 };
const mostSure = 0.3;
/** Read the right way up, most of it is sure. */
const leastSure = 0.6;
const sureConfidence = 0.8;

/** Degrees clockwise by which a picture is turned, the likeliest first. */
const turns = [90, 270, 180] as const;

/**
 * The text of a picture that can be believed, in reading order. When there seems to be much of it that makes no sense, the
 * picture may lie on its side or stand on its head: the other ways up are tried, and the first that makes sense is taken.
 *
 * @param image As {@link TextRecognizer} takes it. Boxes are in its pixels.
 */
export async function readAnyWayUp(
  recognizer: TextRecognizer,
  image: Uint8Array,
  options: RecognizeOptions,
): Promise<RecognizedLine[]> {
  const first = await recognizer.recognize(image, options);
  const { letters, sure } = legibility(first);
  const enough = letters >= leastLetters[options.layout];
  if (!enough && options.layout === 'page' && recognizer.ordersPages !== false) {
    // A page that seems to hold next to nothing may be one whose columns were not found, as when it is tilted.
    const scattered = { ...options, layout: 'scattered' } as const;
    const second = await recognizer.recognize(image, scattered);
    return legibility(second).letters > 2 * letters
      ? ordered(recognizer, second, scattered)
      : ordered(recognizer, first, options);
  }
  if (!enough || sure >= mostSure) return ordered(recognizer, first, options);
  const sharp = await loadSharp();
  const { width, height } = await sharp(image).metadata();
  for (const turn of turns) {
    const turned = await sharp(image).rotate(turn).png({ compressionLevel: 1 }).toBuffer();
    const text = await recognizer.recognize(turned, options);
    if (legibility(text).sure < leastSure) continue;
    return ordered(recognizer, text, options).map((line) => turnedBack(line, turn, width, height));
  }
  return ordered(recognizer, first, options);
}

function ordered({ ordersPages }: TextRecognizer, { lines, angle }: RecognizedText, { layout }: RecognizeOptions) {
  const known = layout === 'page' && ordersPages !== false;
  return sureLines(known ? lines : inReadingOrder(lines, angle));
}

/** How many letters and digits were read, and the share of them in words that are sure. */
function legibility({ lines }: RecognizedText): { letters: number; sure: number } {
  let [letters, sure] = [0, 0];
  for (const { words } of lines) {
    for (const { text, confidence } of words) {
      letters += text.length;
      if (confidence >= sureConfidence) sure += text.length;
    }
  }
  return { letters, sure: letters === 0 ? 0 : sure / letters };
}

/** A line of the turned picture in the pixels of the picture before, which was so wide and high. */
export function turnedBack(line: RecognizedLine, turn: 90 | 180 | 270, width: number, height: number): RecognizedLine {
  const back = (box: Box): Box => {
    if (turn === 180) return { ...box, x: width - box.x - box.width, y: height - box.y - box.height };
    const [x, y] = turn === 90 ? [box.y, height - box.x - box.width] : [width - box.y - box.height, box.x];
    return { x, y, width: box.height, height: box.width };
  };
  return { ...line, box: back(line.box), words: line.words.map((word) => ({ ...word, box: back(word.box) })) };
}
