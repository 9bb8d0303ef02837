import { relative } from 'node:path';
import type { Hit } from '../data/hit.ts';
import { placeName } from '../data/place-name.ts';
import type { Segment, StoredPicture, ViewName, WordsSource } from '../data/segment.ts';
import { explainHit } from './explain-hit.ts';
import { markWords, snippetOf, type WordMatcher } from './snippet.ts';
import type { Colours } from './terminal.ts';
import { safeLine, safeName } from './terminal-text.ts';
import { fitMiddle, wrapText } from './text-width.ts';

export interface HitStyle {
  readonly colours: Colours;
  readonly columns: number;
  readonly matcher: WordMatcher;
  /** The views of the whole list, when each hit is to say what they said of it. */
  readonly explain?: { readonly views: readonly ViewName[]; readonly largestShare: number };
}

/** Duplicates named one by one; more are counted. */
const namedDuplicates = 5;
const maxSnippetChars = 220;

/** Where the words of a snippet come from, where it is not the text itself. */
const origins: Partial<Record<WordsSource, string>> = {
  caption: 'caption: ',
  alt: 'described as: ',
  ocr: 'reads: ',
  transcript: 'said: ',
};

/** One hit as lines for a terminal, its rank counted from 1. */
export function formatHit(hit: Hit, rank: number, style: HitStyle): string[] {
  const { colours, columns } = style;
  const indent = '    ';
  const room = columns - indent.length;
  const place = String(rank).padStart(2);
  const title = segmentTitle(hit.segment, hit.reference);
  const lines = [`${colours.dim(place)}  ${colours.bold(colours.cyan(fitMiddle(safeName(title), room)))}`];
  const add = (text: string): void => void lines.push(`${indent}${text}`);
  // What `sightline show` takes.
  if (title !== hit.reference) add(colours.dim(fitMiddle(safeName(hit.reference), room)));

  for (const line of describeWords(hit.segment, style, room)) add(line);
  if (hit.segment.picture) add(colours.dim(fitMiddle(describePicture(hit.segment, hit.segment.picture), room)));
  if (hit.duplicates.length > 0) for (const line of wrapText(describeDuplicates(hit), room)) add(colours.dim(line));
  if (style.explain) for (const line of explainHit(hit, style.explain, colours)) add(line);
  return lines;
}

/** `manual.pdf p.12 · Figure 3` where that is how people say it, else the reference. */
export function segmentTitle(
  segment: Pick<Segment, 'documentName' | 'locator' | 'metadata'>,
  reference: string,
): string {
  const place = placeName(segment);
  return place === segment.documentName ? reference : place;
}

/** A record's name, and the words that answer the query, with those of the query in bold. */
function describeWords(segment: Segment, { colours, columns, matcher }: HitStyle, room: number): string[] {
  const mark = (text: string): string => markWords(text, matcher, colours.bold);
  // The name of a file stands in the reference already.
  const name = segment.kind === 'record' ? safeLine(segment.words.name ?? '') : '';
  const heading = safeLine(segment.words.heading ?? '');
  const snippet = snippetOf(segment, matcher, Math.min(maxSnippetChars, 2 * (columns - 4)));
  const lines: string[] = [];
  if (name) lines.push(mark(fitMiddle(name, room)));
  if (heading) lines.push(colours.dim(fitMiddle(heading, room)));
  if (snippet && snippet.text !== name) {
    lines.push(...wrapText(`${origins[snippet.from] ?? ''}${snippet.text}`, room).map(mark));
  }
  return lines;
}

/** Its size, and where it lies: a file of its own, or inside a document. */
export function describePicture(segment: Segment, picture: StoredPicture): string {
  const kind = picture.mediaType.replace(/^image\//, '').replace(/\+xml$/, '');
  if (picture.drawn) return `picture on the page, drawn when wanted: sightline show ${segment.id} --out FILE`;
  const where = picture.path ? shortPath(picture.path) : `in ${segment.documentName}`;
  return `picture ${picture.width} × ${picture.height} ${safeLine(kind)}, ${safeName(where)}`;
}

/** A path as a person here would write it: relative when it lies below the current folder. */
export function shortPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') ? path : below;
}

function describeDuplicates({ duplicates }: Hit): string {
  const named = duplicates.slice(0, namedDuplicates).map((one) => safeName(one.reference));
  const more = duplicates.length - named.length;
  return `also: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
