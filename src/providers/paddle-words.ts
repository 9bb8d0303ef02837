import type { Box } from '../data/locator.ts';
import { type RecognizedText, type RecognizedWord, recognizedLine } from '../enrich/text-recognizer.ts';
import type { TurnedBox } from './paddle-boxes.ts';
import type { SeenCharacter } from './paddle-decode.ts';

/**
 * The words of a line with their boxes, upright ones around the part of the line's box that each takes. The line's characters
 * are spread along it from 0 to 1.
 */
export function wordsOfLine(line: TurnedBox, seen: readonly SeenCharacter[], picture: Size): RecognizedWord[] {
  const plain = seen.some(({ text }) => ideograph.test(text)) ? seen : seen.map(withHalfWidth);
  const groups: SeenCharacter[][] = [[]];
  for (const character of plain) {
    if (character.text.trim() === '') groups.push([]);
    else groups.at(-1)?.push(character);
  }
  const words = groups.filter((group) => group.length > 0);
  const half = halfWidth(words, line);
  return words.map((group, index) => {
    const [first, last] = [group[0]?.at ?? 0, group.at(-1)?.at ?? 1];
    const before = words[index - 1]?.at(-1)?.at;
    const after = words[index + 1]?.[0]?.at;
    // No further than half-way to its neighbours.
    const start = Math.max(first - half, before === undefined ? 0 : (before + first) / 2);
    const end = Math.min(last + half, after === undefined ? 1 : (last + after) / 2);
    return {
      text: group.map(({ text }) => text).join(''),
      confidence: group.reduce((sum, { confidence }) => sum + Math.min(1, confidence), 0) / group.length,
      box: uprightBox(partOf(line, start, end), picture),
    };
  });
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Punctuation that the model gives the width it has among ideographs, as it should be among letters. */
function withHalfWidth(character: SeenCharacter): SeenCharacter {
  return { ...character, text: character.text.replace(/[！-～]/g, (form) => form.normalize('NFKC')) };
}

/** Half of what a character takes of the line: half the middle of the steps from one to the next. */
function halfWidth(words: readonly (readonly SeenCharacter[])[], line: TurnedBox): number {
  const steps = words.flatMap((word) => word.slice(1).map(({ at }, index) => at - (word[index]?.at ?? at)));
  steps.sort((a, b) => a - b);
  return (steps[steps.length >> 1] ?? (0.6 * line.height) / Math.max(1, line.width)) / 2;
}

function partOf(line: TurnedBox, start: number, end: number): TurnedBox {
  const middle = ((start + end) / 2 - 0.5) * line.width;
  return {
    ...line,
    x: line.x + middle * Math.cos(line.angle),
    y: line.y + middle * Math.sin(line.angle),
    width: (end - start) * line.width,
  };
}

/** What sines and cosines lose is no pixel. */
const rounding = 1e-6;

/** The upright box around a turned one, in whole pixels, inside the picture. */
export function uprightBox({ x, y, width, height, angle }: TurnedBox, picture: Size): Box {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const halfX = (width * cos + height * sin) / 2;
  const halfY = (width * sin + height * cos) / 2;
  const left = inside(Math.floor(x - halfX + rounding), picture.width - 1);
  const top = inside(Math.floor(y - halfY + rounding), picture.height - 1);
  return {
    x: left,
    y: top,
    width: Math.max(1, inside(Math.ceil(x + halfX - rounding), picture.width) - left),
    height: Math.max(1, inside(Math.ceil(y + halfY - rounding), picture.height) - top),
  };
}

function inside(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

/** The same text in a picture that is so many times larger. */
export function enlarged(text: RecognizedText, scale: number): RecognizedText {
  if (scale === 1) return text;
  const large = ({ x, y, width, height }: Box): Box => ({
    x: x * scale,
    y: y * scale,
    width: width * scale,
    height: height * scale,
  });
  const lines = text.lines.map(({ words }) => recognizedLine(words.map((word) => ({ ...word, box: large(word.box) }))));
  return { ...text, lines };
}
