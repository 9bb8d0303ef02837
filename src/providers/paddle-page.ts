import { readFile } from 'node:fs/promises';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { type RecognizedLine, type RecognizedText, recognizedLine, recognizedText } from '../enrich/text-recognizer.ts';
import { type TurnedBox, textBoxes } from './paddle-boxes.ts';
import { cutLine, lineHeight, type Raster } from './paddle-crop.ts';
import { decodeLine, type SeenCharacter } from './paddle-decode.ts';
import { gapsIn } from './paddle-gaps.ts';
import { joinedLines } from './paddle-lines.ts';
import type { PaddleModels } from './paddle-models.ts';
import { detectorInput } from './paddle-picture.ts';
import { asTurned, isSideways, lyingRatio, type Turn, tiltOf } from './paddle-turn.ts';
import { wordsOfLine } from './paddle-words.ts';

/** Reads one decoded picture; boxes are in its pixels. */
export type PageReader = (picture: Raster) => Promise<RecognizedText>;

/** One line as it was read. */
interface Piece {
  readonly box: TurnedBox;
  readonly seen: readonly SeenCharacter[];
  readonly confidence: number;
}

/** So many lines, the longest, show which way up a page is. */
const sampled = 5;
/** Lines read the right way up are surer than this; only others are tried in other ways. */
const upright = 0.85;
/** Another way up has to be better by so much. */
const clearlyBetter = 0.05;
/** Below this a line is no text. */
const leastConfidence = 0.5;
/** A tilt below this is none, in degrees. */
const leastTilt = 0.3;

/** Loads the models; several readers in one process share nothing. */
export async function openPageReader(models: PaddleModels): Promise<PageReader> {
  const ort = await import('onnxruntime-node');
  // Several pictures are read at once, each on one core. Shapes change from line to line, so patterns of memory do not pay.
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 3,
  };
  const detection = await ort.InferenceSession.create(models.detection, options);
  const recognition = await ort.InferenceSession.create(models.recognition, options);
  const rows = (await readFile(models.dictionary, 'utf8')).replace(/\r?\n$/, '').split(/\r?\n/);
  const characters = [...rows, ' '];

  const run = async (session: InferenceSession, data: Float32Array, height: number, width: number): Promise<Tensor> => {
    const input = new ort.Tensor('float32', data, [1, 3, height, width]);
    const output = await session.run({ [session.inputNames[0] as string]: input });
    return output[session.outputNames[0] as string] as Tensor;
  };

  return async (picture) => {
    const detect = async (): Promise<TurnedBox[]> => {
      const input = await detectorInput(picture);
      const map = await run(detection, input.data, input.height, input.width);
      const scaleX = picture.width / input.width;
      const scaleY = picture.height / input.height;
      const boxes = textBoxes({ data: map.data as Float32Array, width: input.width, height: input.height });
      return boxes.map((box) => scaled(box, scaleX, scaleY));
    };
    const read = async (box: TurnedBox, turn: Turn): Promise<Piece> => {
      const turned = asTurned(box, turn);
      const line = cutLine(picture, turned);
      const output = await run(recognition, line.data, lineHeight, line.width);
      const seen = decodeLine(output.data as Float32Array, characters, gapsIn(line));
      return { box: turned, seen, confidence: confidenceOf(seen) };
    };

    const boxes = await detect();
    const sideways = isSideways(boxes);
    const turn = await pageTurn(boxes, sideways, read);
    const pieces: Piece[] = [];
    for (const box of boxes) {
      const piece = await bestReading(box, turn, sideways, read);
      if (piece.confidence >= leastConfidence) pieces.push(piece);
    }
    const tilt = tiltOf(boxes);
    const angle = (turn * Math.PI) / 180 + tilt;
    const lines = joinedLines(pieces, angle).flatMap((line): RecognizedLine[] => {
      const words = line.flatMap(({ box, seen }) => wordsOfLine(box, seen, picture));
      return words.length > 0 ? [recognizedLine(words)] : [];
    });
    const degrees = turn + (tilt * 180) / Math.PI;
    return {
      ...recognizedText(lines),
      ...((turn !== 0 || Math.abs(degrees) >= leastTilt) && { angle: degrees }),
    };
  };
}

type ReadLine = (box: TurnedBox, turn: Turn) => Promise<Piece>;

/** Which way up the page is: upright unless its longest lines are read much better another way. */
async function pageTurn(boxes: readonly TurnedBox[], sideways: boolean, read: ReadLine): Promise<Turn> {
  const sample = boxes
    .filter(({ width, height }) => (sideways ? height >= lyingRatio * width : width >= lyingRatio * height))
    .sort((a, b) => Math.max(b.width, b.height) - Math.max(a.width, a.height))
    .slice(0, sampled);
  const sureness = async (turn: Turn) => {
    let sum = 0;
    for (const box of sample) sum += (await read(box, turn)).confidence;
    return sample.length === 0 ? 1 : sum / sample.length;
  };
  const [first, second]: [Turn, Turn] = sideways ? [90, 270] : [0, 180];
  const one = await sureness(first);
  if (one >= upright) return first;
  const other = await sureness(second);
  return other > one + clearlyBetter ? second : first;
}

/** The line read as the page stands, and where it is unlike the page or hardly legible, in the other ways it may stand. */
async function bestReading(box: TurnedBox, turn: Turn, sideways: boolean, read: ReadLine): Promise<Piece> {
  const ratio = Math.max(box.width, box.height) / Math.max(1, Math.min(box.width, box.height));
  const alongPage = ratio < lyingRatio || box.height > box.width === sideways;
  // Labels that stand on end mostly read from bottom to top. Single digits and letters stand on end as well, but upright.
  const across: Turn[] = sideways ? [0, 180] : [270, 90];
  const short = ratio < 2 * lyingRatio;
  const ways: Turn[] = alongPage ? [turn] : short ? [turn, ...across] : across;
  let best: Piece | undefined;
  for (const way of ways) {
    const piece = await read(box, way);
    if (!best || piece.confidence > best.confidence + clearlyBetter) best = piece;
    if (best.confidence >= upright) break;
  }
  return best as Piece;
}

function confidenceOf(seen: readonly SeenCharacter[]): number {
  const letters = seen.filter(({ text }) => text.trim() !== '');
  return letters.length === 0 ? 0 : letters.reduce((sum, { confidence }) => sum + confidence, 0) / letters.length;
}

/** A box of the small picture in the large one; the two are enlarged nearly alike in both directions. */
function scaled(box: TurnedBox, scaleX: number, scaleY: number): TurnedBox {
  return { ...box, x: box.x * scaleX, y: box.y * scaleY, width: box.width * scaleX, height: box.height * scaleY };
}
