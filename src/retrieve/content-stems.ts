import { isStopWord } from '../support/stop-words.ts';
import { stem, words } from '../support/terms.ts';

/** The stems of a text without function words, and where each stands among them. */
export interface ContentStems {
  /** Ascending places of each stem, counted from 0 in content words. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** How many content words there are. */
  readonly length: number;
}

/** The content stems of a text in order, repeats included. */
export function contentStems(text: string): string[] {
  return words(text)
    .filter((word) => !isStopWord(word))
    .map(stem);
}

/** What a text's words are, for those who compare them. */
export interface TextStems {
  /** All of them, function words too. */
  readonly all: ReadonlySet<string>;
  readonly content: ContentStems;
}

/** Texts met lately: those of popular segments come back with every other question, and stemming them is the costly part. */
const known = new Map<string, TextStems>();
/** Characters of the texts that are kept; what is known of them takes some ten times the room. */
const mostKnownChars = 1_000_000;
let knownChars = 0;

/** The stems of a text, all and by their places. */
export function textStems(text: string): TextStems {
  const before = known.get(text);
  if (before) {
    // To the end: what was met longest ago goes first.
    known.delete(text);
    known.set(text, before);
    return before;
  }
  const found = { all: new Set(words(text).map(stem)), content: placedStems(text) };
  known.set(text, found);
  knownChars += text.length;
  for (const oldest of known.keys()) {
    if (knownChars <= mostKnownChars) break;
    known.delete(oldest);
    knownChars -= oldest.length;
  }
  return found;
}

/** The content stems of a text with their places. */
export function placedStems(text: string): ContentStems {
  const places = new Map<string, number[]>();
  const all = contentStems(text);
  for (const [place, one] of all.entries()) {
    const before = places.get(one);
    if (before) before.push(place);
    else places.set(one, [place]);
  }
  return { places, length: all.length };
}
