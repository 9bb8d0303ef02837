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
