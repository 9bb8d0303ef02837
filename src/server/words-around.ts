import { type Segment, wordsSources } from '../data/segment.ts';
import { queryStems } from '../support/query-terms.ts';
import { isAscii, stem, words } from '../support/terms.ts';

/** Names, headings and colours are shown in other ways. */
const quotable = wordsSources.filter((source) => source !== 'name' && source !== 'heading' && source !== 'colour');
/** Characters of a long text that are looked through. */
const searchedChars = 20_000;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Finds the stretch of a segment's words, at most `maxChars` long, that says most of a query; its beginning without one. */
export function wordsAround(query: string, maxChars = 280): (segment: Pick<Segment, 'words' | 'kind'>) => string {
  const findWords = wordFinder(new Set(queryStems(query)));
  return ({ words: own, kind }) => {
    const between = kind === 'record' || kind === 'table' ? ' · ' : ' ';
    const texts = quotable.flatMap((source) => {
      const text = withoutBars(own[source] ?? '', kind)
        .slice(0, searchedChars)
        .trim();
      return text === '' ? [] : [onOneLine(text, between)];
    });
    const [only = ''] = texts;
    if (texts.length < 2 && only.length <= maxChars) return only;
    let best = { text: '', found: -1 };
    for (const text of texts) {
      const place = bestStretch(text, findWords(text), maxChars);
      if (place.found > best.found) best = place;
    }
    return best.text;
  };
}

interface FoundWord {
  readonly at: number;
  readonly stem: string;
}

/** Finds the words of a text that have one of these stems, in order. */
function wordFinder(wanted: ReadonlySet<string>): (text: string) => FoundWord[] {
  // A stem begins like its word, if only with one letter: dying, die. That tells most words apart without stemming them.
  const beginnings = new Set([...wanted].map((one) => one.charAt(0)));
  return (text) =>
    [...text.matchAll(wordPattern)].flatMap(({ 0: word, index: at }) => {
      // Elsewhere letters may have accents, which are no part of a stem.
      const first = word.charAt(0).toLowerCase();
      if (isAscii(first) && !beginnings.has(first)) return [];
      const one = words(word)
        .map(stem)
        .find((each) => wanted.has(each));
      return one === undefined ? [] : [{ at, stem: one }];
    });
}

function onOneLine(text: string, between: string): string {
  return /[^\S ]| {2}/.test(text) ? text.replace(/\s*\n\s*/g, between).replace(/\s+/g, ' ') : text;
}

/** A table is kept as Markdown; on a card its cells read better without the bars. */
function withoutBars(text: string, kind: Segment['kind']): string {
  if (kind !== 'table') return text;
  return text
    .split('\n')
    .filter((line) => !/^[\s|:-]+$/.test(line))
    .map((line) => line.replace(/^\s*\|\s*|\s*\|\s*$/g, '').replace(/\s*\|\s*/g, ', '))
    .join('\n');
}

function bestStretch(
  text: string,
  met: readonly FoundWord[],
  maxChars: number,
): { readonly text: string; readonly found: number } {
  if (text.length <= maxChars) return { text, found: new Set(met.map((one) => one.stem)).size };
  let start = 0;
  let found = 0;
  for (const [i, { at }] of met.entries()) {
    const inside = new Set<string>();
    for (let j = i; j < met.length && (met[j]?.at ?? 0) < at + maxChars * 0.8; j++) inside.add(met[j]?.stem ?? '');
    if (inside.size > found) [start, found] = [at, inside.size];
  }
  return { text: cutAround(text, start, maxChars), found };
}

/** Cut at spaces, with ellipses where something was left out. */
function cutAround(text: string, wanted: number, maxChars: number): string {
  const lead = Math.floor(maxChars * 0.2);
  let start = wanted <= lead ? 0 : text.indexOf(' ', wanted - lead) + 1;
  if (start > wanted) start = wanted;
  let end = Math.min(text.length, start + maxChars - 2);
  if (end < text.length) {
    const space = text.lastIndexOf(' ', end);
    if (space > start + maxChars / 2) end = space;
  }
  return `${start > 0 ? '…' : ''}${text.slice(start, end).replace(/\p{Cs}/gu, '')}${end < text.length ? '…' : ''}`;
}
