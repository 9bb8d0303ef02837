import { type Segment, wordsSources } from '../data/segment.ts';
import { queryStems } from '../support/query-terms.ts';
import { stem, words } from '../support/terms.ts';

/** Names, headings and colours are shown in other ways. */
const quotable = wordsSources.filter((source) => source !== 'name' && source !== 'heading' && source !== 'colour');
/** Characters of a long text that are looked through. */
const searchedChars = 20_000;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Finds the stretch of a segment's words, at most `maxChars` long, that says most of a query; its beginning without one. */
export function wordsAround(query: string, maxChars = 280): (segment: Pick<Segment, 'words' | 'kind'>) => string {
  const wanted = new Set(queryStems(query));
  // A stem begins like its word. Telling by one letter that a word is none of them saves most of the work.
  const beginnings = new Set([...wanted].map((one) => one.charAt(0)));
  const stemOf = (word: string): string | undefined => {
    const first = word.charAt(0);
    if (first < '\u0080' && !beginnings.has(first.toLowerCase())) return undefined;
    return words(word)
      .map(stem)
      .find((each) => wanted.has(each));
  };
  return ({ words: own, kind }) => {
    const between = kind === 'record' || kind === 'table' ? ' · ' : ' ';
    let best = { text: '', found: -1 };
    for (const source of quotable) {
      const text = withoutBars(own[source] ?? '', kind)
        .slice(0, searchedChars)
        .trim()
        .replace(/\s*\n\s*/g, between)
        .replace(/\s+/g, ' ');
      if (text === '') continue;
      const place = bestStretch(text, stemOf, maxChars);
      if (place.found > best.found) best = place;
    }
    return best.text;
  };
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
  stemOf: (word: string) => string | undefined,
  maxChars: number,
): { readonly text: string; readonly found: number } {
  const met: { readonly at: number; readonly stem: string }[] = [];
  for (const { 0: word, index: at } of text.matchAll(wordPattern)) {
    const one = stemOf(word);
    if (one !== undefined) met.push({ at, stem: one });
  }
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
