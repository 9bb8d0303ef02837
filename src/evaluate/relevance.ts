import type { Hit } from '../data/hit.ts';
import { type Locator, parseLocator } from '../data/locator.ts';

/** Something that a person judged for a query. */
export interface Judgement {
  /**
   * A document's name, or a place in one: `catalogue.jsonl#id=MidnightOak`, `manual.pdf#page=3`, `deck.pptx#slide=2`. From a
   * qrels file it may be a record's own id alone, or percent-encoded as in a run.
   */
  readonly reference: string;
  /** How relevant it is, above 0; 1 where the judgements have no grades. */
  readonly grade: number;
  /** Whether a record's own id alone names it, whatever document it is in. */
  readonly byId?: true;
}

/** A list of hits as the judgements see it. */
export interface JudgedRanking {
  /** What is gained at each place, for the measures: a grade, or 0. */
  readonly gains: readonly number[];
  /** Whether what stands at each place is relevant, be it found again. */
  readonly relevant: readonly boolean[];
  /** For each judgement, the place it is first found at, counted from 1. */
  readonly foundAt: readonly (number | undefined)[];
  /** For each hit, whether it is relevant. */
  readonly hits: readonly boolean[];
}

/**
 * Lays judgements on a list of hits.
 *
 * A hit counts for every judgement it lies in: a passage of page 3 for the page and for its document. Each judgement gains
 * once, at the first place it is found; another passage of the same document takes a place and gains nothing. Where a hit
 * stands for several judged things, because near-duplicates were folded into it, these take a place each, one after the
 * other, as they would if they were listed (and as a TREC run lists them); folded copies that nobody judged take none.
 */
export function judgeHits(hits: readonly Hit[], judgements: readonly Judgement[]): JudgedRanking {
  const judged = judgements.map((judgement, i) => ({ i, grade: judgement.grade, holds: holder(judgement) }));
  const gains: number[] = [];
  const relevant: boolean[] = [];
  const foundAt: (number | undefined)[] = judgements.map(() => undefined);
  const marks: boolean[] = [];
  for (const hit of hits) {
    const places = placesOf(hit);
    const holding = judged.filter(({ holds }) => places.some(holds));
    const fresh = holding.filter(({ i }) => foundAt[i] === undefined).sort((a, b) => b.grade - a.grade);
    marks.push(holding.length > 0);
    for (const { i, grade } of fresh) {
      gains.push(grade);
      relevant.push(true);
      foundAt[i] = gains.length;
    }
    if (fresh.length > 0) continue;
    gains.push(0);
    relevant.push(holding.length > 0);
  }
  return { gains, relevant, foundAt, hits: marks };
}

/**
 * Hits without the picture that was asked with, be it this file or the same bytes elsewhere: that a picture is like itself is
 * no finding. It stays where it is judged relevant.
 *
 * @param image where the query's picture is, and the SHA-256 of its bytes in hex where it could be read.
 */
export function withoutQueryItself(
  hits: readonly Hit[],
  judgements: readonly Judgement[],
  image: { readonly path: string; readonly contentHash?: string },
): Hit[] {
  const marks = judgeHits(hits, judgements).hits;
  return hits.filter(
    ({ source, segment }, i) =>
      marks[i] ||
      (source !== image.path &&
        (image.contentHash === undefined || segment.picture?.contentHash !== image.contentHash)),
  );
}

interface Place {
  readonly reference: string;
  readonly document: string;
  readonly locator: Locator;
}

function placesOf(hit: Hit): Place[] {
  const { documentName, locator } = hit.segment;
  return [
    { reference: hit.reference, document: documentName, locator },
    ...hit.duplicates.map(({ reference }) => ({ reference, ...placeOf(reference) })),
  ];
}

/** A reference's document and the place in it. A `#` may belong to a file's name: only what reads as a locator is one. */
function placeOf(reference: string): Omit<Place, 'reference'> {
  const at = reference.lastIndexOf('#');
  const locator = at < 0 ? {} : parseLocator(reference.slice(at));
  return Object.keys(locator).length > 0
    ? { document: reference.slice(0, at), locator }
    : { document: reference, locator: {} };
}

function holder({ reference, byId }: Judgement): (place: Place) => boolean {
  const spellings = [reference, ...(byId ? [percentDecoded(reference)] : [])];
  const places = spellings.map(placeOf);
  return (place) =>
    spellings.includes(place.reference) ||
    spellings.includes(place.document) ||
    (byId === true && place.locator.id !== undefined && spellings.includes(place.locator.id)) ||
    places.some(({ document, locator }) => document === place.document && holds(locator, place.locator));
}

function holds(outer: Locator, inner: Locator): boolean {
  const same = (['page', 'slide', 'id'] as const).every((key) => outer[key] === undefined || outer[key] === inner[key]);
  return same && rangesMeet(outer, inner);
}

/** Passages and boxes are cut by the reader, not by the judge, so it is enough that they overlap. */
function rangesMeet(a: Locator, b: Locator): boolean {
  if (a.char && b.char && (a.char.start >= b.char.end || b.char.start >= a.char.end)) return false;
  if (a.time && b.time && (a.time.startSeconds > b.time.endSeconds || b.time.startSeconds > a.time.endSeconds))
    return false;
  if (!a.box || !b.box) return true;
  const apart =
    a.box.x >= b.box.x + b.box.width ||
    b.box.x >= a.box.x + a.box.width ||
    a.box.y >= b.box.y + b.box.height ||
    b.box.y >= a.box.y + a.box.height;
  return !apart;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
