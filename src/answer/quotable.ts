import type { Hit } from '../data/hit.ts';
import type { WordsSource } from '../data/segment.ts';
import { sentences } from '../support/sentences.ts';

/** A piece of a hit's words that can stand alone as a quotation: a sentence, a table row, a line read by OCR. */
export interface Quotable {
  readonly hit: Hit;
  readonly from: WordsSource;
  /** Verbatim. */
  readonly text: string;
  /** What it stands under: the hit's name and heading, not part of the quotation. */
  readonly context: string;
}

const quotedSources = [
  'heading',
  'body',
  'caption',
  'alt',
  'description',
  'transcript',
  'ocr',
] as const satisfies readonly WordsSource[];
/** Longer pieces are not quoted whole: no sentence a person reads is this long. */
const maxChars = 600;

/** The quotable pieces of a hit, in the order in which they stand. */
export function quotables(hit: Hit): Quotable[] {
  const { words, kind } = hit.segment;
  const isTable = kind === 'table';
  // A row says what it says under its header.
  const header = isTable ? [words.caption, words.body?.split('\n', 1)[0]] : [];
  const context = [words.name, words.heading, ...header].filter(Boolean).join(' ');
  return quotedSources.flatMap((from) => {
    const text = words[from];
    // What a slide is about stands in its title; elsewhere a heading stands over more than this piece.
    if (!text || (from === 'heading' && kind !== 'slide')) return [];
    // A caption is one statement, with its number: `Figure 2. Pitching in four steps.`
    if (from === 'caption' && text.length <= maxChars) return [{ hit, from, text, context }];
    // What was read of a page is running text; in other pictures it is lines here and there.
    const isScattered = from === 'ocr' && kind !== 'page';
    const inLines = isScattered || (isTable && from === 'body');
    const pieces = inLines ? linePieces(text, isScattered) : text.split(/\n{2,}/).flatMap(sentencePieces);
    return pieces
      .map((piece) => piece.trim())
      .filter((piece) => /[\p{L}\p{N}]{2}/u.test(piece))
      .map((piece) => ({ hit, from, text: piece.length > maxChars ? `${piece.slice(0, maxChars)}` : piece, context }));
  });
}

const listItem = /^\s*(?:[-*+•]|\d+[.)])\s/;
const field = /^\s*\p{L}[\p{L} _.-]{0,40}:\s/u;

/** Lists and "Field: value" lines are pieces by line; running text by sentence, across the line breaks of its source. */
function sentencePieces(block: string): string[] {
  const lines = block.split('\n');
  const items = lines.filter((line) => listItem.test(line)).length;
  const fields = lines.filter((line) => field.test(line)).length;
  // A line of running text may begin with a word and a colon, too.
  if (lines.length > 1 && (items >= lines.length / 2 || items + fields > 0.6 * lines.length)) return lines;
  return [...sentences(block, 0, block.length)].map(({ start, end }) => block.slice(start, end));
}

/** Rows of a table stand alone; lines read from a picture go with their neighbour, as labels and values often part. */
function linePieces(text: string, paired: boolean): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (!paired) return lines.filter((line) => !/^[\s|:-]+$/.test(line));
  return lines.length < 2 ? lines : lines.slice(0, -1).map((line, i) => `${line}\n${lines[i + 1]}`);
}
