import { boxAround } from '../data/box-around.ts';
import type { Box } from '../data/locator.ts';

export interface RecognizedWord {
  readonly text: string;
  /** How sure the recogniser is, 0 to 1. */
  readonly confidence: number;
  readonly box: Box;
}

export interface RecognizedLine {
  /** Its words with blanks between them. */
  readonly text: string;
  /** Mean of its words' confidences, 0 to 1. */
  readonly confidence: number;
  /** In pixels of the picture that was given, origin top left. */
  readonly box: Box;
  readonly words: readonly RecognizedWord[];
}

export interface RecognizedText {
  /** The lines with line feeds between them. */
  readonly text: string;
  /** Mean of all words' confidences, 0 to 1; 0 when there are none. */
  readonly confidence: number;
  /** In reading order when the layout is `page`, unless the recogniser says otherwise ({@link TextRecognizer.ordersPages}). */
  readonly lines: readonly RecognizedLine[];
  /**
   * By how many degrees clockwise the text stands turned in the picture, tilted by a few or lying on its side, when the
   * recogniser noticed. Boxes stay those in the picture as it was given.
   */
  readonly angle?: number;
}

export interface RecognizeOptions {
  /**
   * `page`: columns of running text, whose reading order matters. `scattered`: words and lines anywhere, as in charts,
   * screenshots and forms, where all of them matter.
   */
  readonly layout: 'page' | 'scattered';
  readonly signal?: AbortSignal;
}

/** Reads the text in pictures. One method, so that a local engine and a remote service fit alike. */
export interface TextRecognizer {
  /** Engine, languages and version (`tesseract:eng@7.0.0`): whatever changes the output must change it. */
  readonly id: string;
  /** False when the lines of a page come from top to bottom, whatever its columns; the caller then puts them into order. */
  readonly ordersPages?: boolean;
  /**
   * May be called many times at once and queues by itself.
   *
   * @param image Encoded picture: PNG or JPEG, upright.
   * @throws SightlineError `broken-content`, `limit-exceeded` (it took too long), `model-missing`, `model-failed`,
   * `cancelled` or `closed`.
   */
  recognize(image: Uint8Array, options: RecognizeOptions): Promise<RecognizedText>;
  /** Frees threads and models; may be called more than once. */
  close(): Promise<void>;
}

/** A line from its words, of which there is at least one. */
export function recognizedLine(words: readonly RecognizedWord[]): RecognizedLine {
  return {
    text: words.map(({ text }) => text).join(' '),
    confidence: mean(words),
    box: boxAround(words.map(({ box }) => box)),
    words,
  };
}

export function recognizedText(lines: readonly RecognizedLine[]): RecognizedText {
  return {
    text: lines.map(({ text }) => text).join('\n'),
    confidence: mean(lines.flatMap(({ words }) => words)),
    lines,
  };
}

function mean(words: readonly RecognizedWord[]): number {
  return words.length === 0 ? 0 : words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;
}
