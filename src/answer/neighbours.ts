import type { Hit } from '../data/hit.ts';
import type { Segment } from '../data/segment.ts';

export interface NeighbourOptions {
  /** How many passages before a hit and after it; 0 for none. */
  readonly each: number;
  /** A document's segments, at most `limit`; those of one page in the order of the page, as far as the store keeps it. */
  segmentsOf(documentName: string, limit: number): Promise<readonly Segment[]>;
}

/** Documents that are looked into: each is a query of the store, and the first hits matter most. */
const mostDocuments = 5;
/** Segments of one document that are looked through. */
const mostSegments = 3000;
/** Passages on neighbouring pages go on from each other; farther apart, something is missing between them. */
const mostPagesApart = 1;
/** A table or figure may stand between two passages. */
const mostCharsApart = 4000;

/**
 * What stands next to hits in their documents and helps to understand them, by the hit's segment id:
 * of a passage the passages around it under the same heading; of a figure or table what speaks of it by its label, else the page
 * or slide it stands on, else the passages around it. Records, whole pages and pictures that are files of their own stand alone.
 */
export async function neighboursOf(
  hits: readonly Hit[],
  { each, segmentsOf }: NeighbourOptions,
): Promise<ReadonlyMap<string, readonly Segment[]>> {
  const wanting = each > 0 ? hits.filter(({ segment }) => hasNeighbours(segment)) : [];
  const names = [...new Set(wanting.map(({ segment }) => segment.documentName))].slice(0, mostDocuments);
  const found = await Promise.all(names.map(async (name) => [name, await segmentsOf(name, mostSegments)] as const));
  const documents = new Map(found);
  return new Map(
    wanting.map(({ segment }) => {
      // Names are compared without regard to case, and may be those of several documents.
      const all = (documents.get(segment.documentName) ?? []).filter((one) => one.documentId === segment.documentId);
      return [
        segment.id,
        segment.kind === 'text' || segment.kind === 'speech' ? around(segment, all, each) : under(segment, all, each),
      ];
    }),
  );
}

function hasNeighbours({ kind, locator }: Segment): boolean {
  if (kind === 'record' || kind === 'page' || kind === 'slide') return false;
  const { page, slide, char, time } = locator;
  return page !== undefined || slide !== undefined || char !== undefined || time !== undefined;
}

/** The passages before and after one, in the order of the document. */
function around(segment: Segment, all: readonly Segment[], each: number): Segment[] {
  const isRunning = (one: Segment): boolean => one.kind === segment.kind || one.kind === 'slide';
  const others = all.filter((one) => one.id !== segment.id && isRunning(one) && hasText(one));
  const [before, after] = parted(segment, all, others);
  return [
    ...before.slice(-each).filter((one) => belongs(one, segment)),
    ...after.slice(0, each).filter((one) => belongs(one, segment)),
  ];
}

/** What a figure or table stands in or under. */
function under(segment: Segment, all: readonly Segment[], each: number): Segment[] {
  const { locator, metadata } = segment;
  const others = all.filter((one) => one.id !== segment.id && hasText(one));
  const passages = others.filter(({ kind }) => kind === 'text');
  const whole = others.filter(
    (one) =>
      (one.kind === 'slide' && locator.slide !== undefined && one.locator.slide === locator.slide) ||
      (one.kind === 'page' && locator.page !== undefined && one.locator.page === locator.page),
  );
  const names = typeof metadata.label === 'string' ? labelPattern(metadata.label) : undefined;
  const naming = names ? passages.filter((one) => names.test(textOf(one))) : [];
  const told = [...whole.slice(0, 1), ...nearest(segment, naming).slice(0, 2 * each)];
  if (told.length > 0) return told;
  const [before, after] = parted(segment, all, passages);
  return [...before.slice(-each), ...after.slice(0, each)].filter((one) => belongs(one, segment));
}

/** Those before a segment and those after it, in order. */
function parted(segment: Segment, all: readonly Segment[], others: readonly Segment[]): [Segment[], Segment[]] {
  const rows = new Map(all.map((one, row) => [one.id, row] as const));
  const order = (a: Segment, b: Segment): number => compared(a, b) || (rows.get(a.id) ?? 0) - (rows.get(b.id) ?? 0);
  const sorted = [...others].sort(order);
  // What is not in the list, as the document is too long for it, is placed by its height on the page.
  const isBefore = (one: Segment): boolean => (rows.has(segment.id) ? order(one, segment) : higher(one, segment)) < 0;
  return [sorted.filter(isBefore), sorted.filter((one) => !isBefore(one))];
}

/** By slide, page, time and place in the text; 0 where these do not tell. */
function compared({ locator: a }: Segment, { locator: b }: Segment): number {
  return (
    (a.slide ?? 0) - (b.slide ?? 0) ||
    (a.page ?? 0) - (b.page ?? 0) ||
    (a.time?.startSeconds ?? 0) - (b.time?.startSeconds ?? 0) ||
    (a.char?.start ?? 0) - (b.char?.start ?? 0)
  );
}

function higher(a: Segment, b: Segment): number {
  return compared(a, b) || (a.locator.box?.y ?? 0) - (b.locator.box?.y ?? 0);
}

/** Not far away, and under the same heading or one above or below it. */
function belongs(one: Segment, segment: Segment): boolean {
  const [a, b] = [one.locator, segment.locator];
  if (a.slide !== b.slide || Math.abs((a.page ?? 0) - (b.page ?? 0)) > mostPagesApart) return false;
  if (a.char && b.char && Math.max(a.char.start - b.char.end, b.char.start - a.char.end) > mostCharsApart) return false;
  return isUnder(one.words.heading, segment.words.heading) || isUnder(segment.words.heading, one.words.heading);
}

function isUnder(heading = '', upper = ''): boolean {
  return upper === '' || heading === upper || heading.startsWith(`${upper} › `);
}

/** The nearest first, by pages. */
function nearest({ locator }: Segment, others: readonly Segment[]): Segment[] {
  const distance = (one: Segment): number =>
    Math.abs((one.locator.page ?? 0) - (locator.page ?? 0)) + Math.abs((one.locator.slide ?? 0) - (locator.slide ?? 0));
  return [...others].sort((a, b) => distance(a) - distance(b) || compared(a, b));
}

/** `Figure 3` as texts name it: `Fig. 3`, `figures 3`, but not `Figure 31`. */
function labelPattern(label: string): RegExp | undefined {
  const [, word, number] = /^\s*(\p{L}+)\.?\s*([\p{L}\d]+(?:[.-]\d+)*)\s*$/u.exec(label) ?? [];
  if (!word || !number || !/\d/.test(number)) return undefined;
  const name = /^fig/i.test(word) ? 'fig(?:ure|\\.)?s?' : `${word}s?`;
  return new RegExp(`(?<!\\p{L})${name}\\s*${number.replace(/[.]/g, '\\.')}(?![\\p{L}\\d]|[.-]\\d)`, 'iu');
}

function hasText(segment: Segment): boolean {
  return textOf(segment).trim() !== '';
}

function textOf({ words }: Segment): string {
  return [words.body, words.transcript, words.ocr].filter(Boolean).join('\n');
}
