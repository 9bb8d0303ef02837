import type { Box } from '../../data/locator.ts';
import type { PdfContent } from './pdf-content.ts';
import type { PdfImage, PdfPage, PdfRun } from './pdf-page.ts';
import type { SharedImage } from './pdf-painted.ts';

/** What a page offers to read. */
export type PdfTextLayer =
  /** Text that is seen. */
  | 'text'
  /** A scan with the text that a recognizer has laid beneath it. */
  | 'recognized'
  /** Something is seen, but no text that could be taken. */
  | 'none'
  | 'blank';

/** Fewer letters than this beside a large picture are a page number or a stamp on a scan. */
const fewLetters = 40;
/** A picture or drawing over this share of the page makes it a scan, if nothing is written. */
const largeShare = 0.4;
/** From this share of characters without meaning on, a text cannot be read. */
const brokenShare = 0.4;

/** Different pictures that are compared, over all pages and on each. */
const maxRepeated = 100;

export function textLayerOf(page: PdfPage): PdfTextLayer {
  const visible = counted(page.runs.filter((run) => !run.hidden));
  const hidden = counted(page.runs.filter((run) => run.hidden));
  const broken = visible.meaningless > brokenShare * (visible.letters + visible.meaningless);
  const large =
    largestShare(
      page.images.map((image) => image.box),
      page,
    ) > largeShare;
  const readable = broken ? 0 : visible.letters;
  if (readable >= fewLetters || (readable > 0 && !large)) return 'text';
  if (hidden.letters >= fewLetters && hidden.meaningless <= brokenShare * hidden.letters && large) return 'recognized';
  const seen = visible.letters + visible.meaningless + page.images.length;
  return seen === 0 && page.drawings.every((drawing) => drawing.pale) ? 'blank' : 'none';
}

/** The page as it is laid out: what is hidden on a page of text goes, and a recognized scan shows its text. */
export function readablePage(page: PdfPage, layer: PdfTextLayer): PdfPage {
  if (layer === 'text')
    return page.runs.some((run) => run.hidden) ? { ...page, runs: page.runs.filter((run) => !run.hidden) } : page;
  if (layer !== 'recognized') return { ...page, runs: [], images: [], drawings: [] };
  const runs = page.runs.filter((run) => run.hidden).map(({ hidden: _, ...run }): PdfRun => run);
  const area = page.width * page.height;
  return { ...page, runs, images: page.images.filter((image) => sizeOf(image.box) < largeShare * area) };
}

/** The page without the pictures that come back on most pages. */
export function withoutRepeated(page: PdfPage, repeated: readonly PdfImage[]): PdfPage {
  if (repeated.length === 0 || page.images.length === 0) return page;
  const stays = (image: PdfImage) => !repeated.some((other) => samePlace(other, image));
  return page.images.every(stays) ? page : { ...page, images: page.images.filter(stays) };
}

/** Pictures that stand at the same place on more than half of the pages, if there are at least three. */
export function repeatedPictures(pages: readonly PdfContent[]): PdfImage[] {
  if (pages.length < 3) return [];
  const found: { image: SharedImage; pages: number; names: Map<string, number> }[] = [];
  for (const page of pages) {
    const seen = new Set<object>();
    for (const image of page.images.slice(0, maxRepeated)) {
      let entry = found.find((other) => samePlace(other.image, image));
      if (!entry) {
        if (found.length >= maxRepeated) continue;
        entry = { image, pages: 0, names: new Map() };
        found.push(entry);
      }
      if (seen.has(entry)) continue;
      seen.add(entry);
      entry.pages++;
      if (image.shared) entry.names.set(image.shared, (entry.names.get(image.shared) ?? 0) + 1);
    }
  }
  // On the first page it is met it has no name yet. Scans stand at the same place on every page, but are not the same.
  return found
    .filter((entry) => entry.pages > pages.length / 2 && Math.max(0, ...entry.names.values()) >= entry.pages - 1)
    .map(({ image: { box, pixelWidth, pixelHeight } }) => ({ box, pixelWidth, pixelHeight }));
}

function counted(runs: readonly PdfRun[]): { letters: number; meaningless: number } {
  let letters = 0;
  let meaningless = 0;
  for (const { text } of runs) {
    letters += text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    meaningless += text.match(/[\p{Co}\p{Cn}\ufffd]/gu)?.length ?? 0;
  }
  return { letters, meaningless };
}

function largestShare(boxes: readonly Box[], page: PdfPage): number {
  const area = page.width * page.height;
  // Scans are often cut into strips.
  const sum = boxes.reduce((total, box) => total + sizeOf(box), 0);
  return area > 0 ? sum / area : 0;
}

function sizeOf(box: Box): number {
  return box.width * box.height;
}

function samePlace(one: PdfImage, other: PdfImage): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) < 2;
  return (
    one.pixelWidth === other.pixelWidth &&
    one.pixelHeight === other.pixelHeight &&
    near(one.box.x, other.box.x) &&
    near(one.box.y, other.box.y) &&
    near(one.box.width, other.box.width) &&
    near(one.box.height, other.box.height)
  );
}
