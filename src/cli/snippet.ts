import { type Segment, type WordsSource, wordsSources } from '../data/segment.ts';
import { queryStems } from '../support/query-terms.ts';
import { stem, words } from '../support/terms.ts';
import { safeLine } from './terminal-text.ts';

/** The part of a segment's words that says most about a query. */
export interface Snippet {
  readonly from: WordsSource;
  readonly text: string;
}

/** Recognises the words of a query in a text, in whatever form they stand there. */
export interface WordMatcher {
  matches(word: string): boolean;
  readonly isEmpty: boolean;
}

/** Sources a snippet may come from; names, headings and colours are shown in other ways. */
const quotable = wordsSources.filter((source) => source !== 'name' && source !== 'heading' && source !== 'colour');
/** Characters of a long text that are looked through. */
const searchedChars = 20_000;
/** The share of a snippet from its first word of the query on; the rest leads up to it. */
const afterFirst = 0.8;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

export function wordMatcher(query: string): WordMatcher {
  const wanted = new Set(queryStems(query));
  const known = new Map<string, boolean>();
  return {
    isEmpty: wanted.size === 0,
    matches(word) {
      const before = known.get(word);
      if (before !== undefined) return before;
      const found = words(word).some((one) => wanted.has(stem(one)));
      known.set(word, found);
      return found;
    },
  };
}

/**
 * The best place of the best source, at most `maxChars` long; undefined when the segment has nothing to quote. Of records
 * and tables each line is a fact of its own, and stays apart from the next.
 */
export function snippetOf(
  { kind, words: segmentWords }: Pick<Segment, 'kind' | 'words'>,
  matcher: WordMatcher,
  maxChars: number,
): Snippet | undefined {
  const between = kind === 'record' || kind === 'table' ? ' · ' : ' ';
  let best: { readonly snippet: Snippet; readonly found: number } | undefined;
  for (const from of quotable) {
    const text = safeLine(
      (segmentWords[from] ?? '')
        .slice(0, searchedChars)
        .trim()
        .replace(/\s*\n\s*/g, between),
    );
    if (text === '') continue;
    const place = bestPlace(text, matcher, maxChars);
    if (!best || place.found > best.found) best = { snippet: { from, text: place.text }, found: place.found };
  }
  return best?.snippet;
}

/** Every word of the query in the text, passed through `mark` (bold, for instance). */
export function markWords(text: string, matcher: WordMatcher, mark: (word: string) => string): string {
  if (matcher.isEmpty) return text;
  return text.replace(wordPattern, (word) => (matcher.matches(word) ? mark(word) : word));
}

/** The stretch with the most different words of the query, begun a little before the first of them. */
function bestPlace(
  text: string,
  matcher: WordMatcher,
  maxChars: number,
): { readonly text: string; readonly found: number } {
  const places = [...text.matchAll(wordPattern)].filter(([word]) => matcher.matches(word));
  if (text.length <= maxChars) return { text, found: distinct(places.map(([word]) => word)) };
  let start = 0;
  let found = 0;
  for (const [i, place] of places.entries()) {
    const inside: string[] = [];
    for (let j = i; j < places.length; j++) {
      const other = places[j];
      if (!other || other.index + other[0].length > place.index + maxChars * afterFirst) break;
      inside.push(other[0]);
    }
    if (distinct(inside) <= found) continue;
    found = distinct(inside);
    start = place.index;
  }
  return { text: cutAround(text, start, maxChars), found };
}

function distinct(matched: readonly string[]): number {
  return new Set(matched.map((word) => words(word).map(stem).join(' '))).size;
}

/** Cut at spaces, with ellipses where something was left out. */
function cutAround(text: string, wanted: number, maxChars: number): string {
  const lead = Math.floor(maxChars * (1 - afterFirst));
  let start = wanted <= lead ? 0 : text.indexOf(' ', wanted - lead) + 1;
  if (start > wanted) start = wanted;
  let end = start + maxChars - 2;
  if (end >= text.length) end = text.length;
  else {
    const space = text.lastIndexOf(' ', end);
    if (space > start + maxChars / 2) end = space;
  }
  // Made safe again, as a cut may go through the middle of a character.
  return `${start > 0 ? '…' : ''}${safeLine(text.slice(start, end))}${end < text.length ? '…' : ''}`;
}
