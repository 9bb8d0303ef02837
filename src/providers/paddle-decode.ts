import type { GapBetween } from './paddle-gaps.ts';

/** A character the model saw, where along its line (0 to 1), and how sure it was. */
export interface SeenCharacter {
  readonly text: string;
  readonly at: number;
  readonly confidence: number;
}

/**
 * A blank is often not the likeliest class for a model made for Chinese, though it sees it, and in blurred words it is one where
 * there is none. So a blank is taken that is quite sure, or hardly seen where there is a gap in the ink, or not seen where the
 * gap is wide, as between the numbers of a row. Measured on charts, whose labels otherwise come out as
 * "Affordabilityofhealthcare". Gaps in pixels of a line of 48 pixels height.
 */
const sureBlank = 0.6;
const leastBlank = 0.02;
const leastGap = 5;
const wideGap = 30;

/**
 * What the recognition model's output says: at each of its steps along the line the likeliest class; class 0 is none, and the
 * same class at steps next to each other is one character (connectionist temporal classification; Graves et al., 2006).
 *
 * @param beliefs Steps by classes, row by row, each row adding up to 1.
 * @param characters Those of classes 1 and up; the last one is the blank.
 */
export function decodeLine(
  beliefs: Float32Array,
  characters: readonly string[],
  gapBetween: GapBetween,
): SeenCharacter[] {
  const classes = characters.length + 1;
  const steps = Math.floor(beliefs.length / classes);
  const seen: (SeenCharacter & { readonly first: number; readonly last: number })[] = [];
  for (let step = 0; step < steps; ) {
    const { index, belief } = likeliest(beliefs, step * classes, classes);
    const first = step++;
    let confidence = belief;
    for (; step < steps; step++) {
      const next = likeliest(beliefs, step * classes, classes);
      if (next.index !== index) break;
      confidence = Math.max(confidence, next.belief);
    }
    const text = characters[index - 1];
    if (text === undefined || text.trim() === '') continue;
    seen.push({ text, at: (first + step) / 2 / steps, confidence, first, last: step - 1 });
  }
  const isBlank = (before: (typeof seen)[number], after: (typeof seen)[number]): boolean => {
    if (/^[,;:!?.)]$/.test(after.text)) return false;
    if (/^[,;]$/.test(before.text) && /\p{Script=Latin}/u.test(after.text)) return true;
    let belief = 0;
    for (let step = before.last; step <= after.first; step++) {
      belief = Math.max(belief, beliefs[step * classes + classes - 1] ?? 0);
    }
    const gap = gapBetween(before.at, after.at);
    return belief >= sureBlank || (belief >= leastBlank && gap >= leastGap) || gap >= wideGap;
  };
  return seen.flatMap((character, i) => {
    const { text, at, confidence } = character;
    const before = seen[i - 1];
    const here = { text, at, confidence };
    return before && isBlank(before, character) ? [{ text: ' ', at: (before.at + at) / 2, confidence }, here] : [here];
  });
}

function likeliest(beliefs: Float32Array, start: number, classes: number): { index: number; belief: number } {
  let index = 0;
  let belief = beliefs[start] as number;
  for (let i = 1; i < classes; i++) {
    const value = beliefs[start + i] as number;
    if (value > belief) {
      belief = value;
      index = i;
    }
  }
  return { index, belief };
}
