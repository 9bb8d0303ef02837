import { type RecognizedLine, type RecognizedWord, recognizedLine } from './text-recognizer.ts';

/**
 * Below this a word is taken for rubbish. Measured with Tesseract on 150 charts: of the titles' words 94.9 % are left instead
 * of 95.6 %, and of what it "reads" in photographs 1 word in 7.
 */
const leastConfidence = 0.5;
/** A picture has text when at least one word of two letters or digits or more is as sure as this. */
const sureConfidence = 0.8;

/**
 * What of recognised text can be believed: the lines without uncertain words and specks of punctuation, and nothing at all of a
 * picture in which no word is certain, as in leaves and brick walls read as letters.
 */
export function sureLines(lines: readonly RecognizedLine[]): RecognizedLine[] {
  if (!lines.some(({ words }) => words.some(isCertain))) return [];
  return lines.flatMap(({ words }) => {
    const believed = words.filter(isBelievable);
    return believed.length > 0 ? [recognizedLine(believed)] : [];
  });
}

function isBelievable({ text, confidence }: RecognizedWord): boolean {
  return confidence >= leastConfidence && /[\p{L}\p{N}]/u.test(text);
}

function isCertain({ text, confidence }: RecognizedWord): boolean {
  return confidence >= sureConfidence && /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(text);
}
