import { type Extent, shared } from './pdf-matrix.ts';
import type { PdfRun } from './pdf-page.ts';

/** How a stretch of text is written; a run never mixes two of them. */
export interface PdfHand {
  readonly font: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly hidden: boolean;
}

/** A gap of this many ems or more between two glyphs stands for a blank. */
const blankEms = 0.12;
/** A gap of this many ems or more, or a step back, ends a run: columns of a table are apart. */
const farEms = 0.8;
const backEms = -0.2;
/** The same glyph again this close, in ems, is painted twice to look bold. */
const copyEms = 0.09;
/** A glyph this far above or below the last one, in ems, is on another line, or raised. */
const shiftEms = 0.25;
/** Of the font size: how far glyphs are taken to reach above their baseline. */
export const ascentShare = 0.8;

/** Gathers glyphs, one by one as they are painted, into runs. */
export interface PdfRunBuilder {
  /**
   * A glyph whose origin is at (x, y) on the page and that reaches `advance` along its direction, the unit vector (dx, dy). `size`
   * is its font size on the page, `after` how far the next glyph is moved on by spacing.
   */
  add(glyph: string, x: number, y: number, advance: number, after: number): void;
  /** Sets how the glyphs that follow are written, and the part of the page in which they are seen. */
  write(hand: PdfHand, size: number, dx: number, dy: number, clip: Extent): void;
  /** A blank at this place. */
  blank(): void;
  /** Ends the run that is open. */
  close(): void;
}

interface OpenRun {
  readonly hand: PdfHand;
  readonly clip: Extent;
  readonly size: number;
  readonly dx: number;
  readonly dy: number;
  readonly x: number;
  readonly y: number;
  text: string;
  /** Where the next glyph is expected, measured from the origin along the direction. */
  next: number;
  /** Where the last visible glyph ends. */
  end: number;
  blank: boolean;
  last: string;
  /** Origin of the last glyph along the direction. */
  lastAt: number;
}

export function pdfRunBuilder(take: (run: PdfRun) => void, normalize: (text: string) => string): PdfRunBuilder {
  let open: OpenRun | undefined;
  let hand: PdfHand = { font: '', bold: false, italic: false, hidden: false };
  let size = 0;
  let dx = 1;
  let dy = 0;
  let clip: Extent = { left: 0, top: 0, right: 0, bottom: 0 };

  const close = () => {
    if (!open) return;
    const run = open;
    open = undefined;
    const text = normalize(run.text).trim();
    if (text === '' || !(run.size > 0)) return;
    const box = runBox(run);
    const { x, y, width, height } = box;
    if (!shared({ left: x, top: y, right: x + width, bottom: y + height }, run.clip)) return;
    take({
      text,
      box,
      fontSize: run.size,
      font: run.hand.font,
      bold: run.hand.bold,
      italic: run.hand.italic,
      direction: 'ltr',
      angle: angleOf(run.dx, run.dy),
      ...(run.hand.hidden ? { hidden: true as const } : {}),
    });
  };

  return {
    close,
    write(newHand, newSize, newDx, newDy, newClip) {
      clip = newClip;
      hand = newHand;
      size = newSize;
      dx = newDx;
      dy = newDy;
    },
    blank() {
      if (open) open.blank = true;
    },
    add(glyph, x, y, advance, after) {
      if (open) {
        const along = (x - open.x) * open.dx + (y - open.y) * open.dy;
        const across = (y - open.y) * open.dx - (x - open.x) * open.dy;
        if (glyph === open.last && Math.abs(along - open.lastAt) < copyEms * size && Math.abs(across) < copyEms * size)
          return;
        const gap = along - open.next;
        const visibleGap = along - open.end;
        const same =
          (open.hand === hand || sameHand(open.hand, hand)) &&
          Math.abs(open.size - size) < 0.01 * size &&
          Math.abs(open.dx * dx + open.dy * dy - 1) < 1e-4;
        if (!same || Math.abs(across) > shiftEms * size || gap < backEms * size || visibleGap > farEms * size) close();
        else if (open.blank || gap > blankEms * size) {
          if (open.text !== '' && !open.text.endsWith(' ')) open.text += ' ';
          open.blank = false;
        }
      }
      open ??= { hand, clip, size, dx, dy, x, y, text: '', next: 0, end: 0, blank: false, last: '', lastAt: 0 };
      open.text += glyph;
      open.last = glyph;
      open.lastAt = (x - open.x) * open.dx + (y - open.y) * open.dy;
      const end = open.lastAt + advance;
      open.end = Math.max(open.end, end);
      open.next = end + after;
    },
  };
}

function sameHand(one: PdfHand, other: PdfHand): boolean {
  return one.font === other.font && one.hidden === other.hidden;
}

function runBox(run: OpenRun): PdfRun['box'] {
  // The four corners: along the baseline, and up from it (to the left of the direction, as y grows downwards).
  const ux = run.dy * run.size;
  const uy = -run.dx * run.size;
  const below = ascentShare - 1;
  const xs = [run.x + below * ux, run.x + ascentShare * ux];
  const ys = [run.y + below * uy, run.y + ascentShare * uy];
  const alongX = run.dx * run.end;
  const alongY = run.dy * run.end;
  const left = Math.min(...xs) + Math.min(0, alongX);
  const right = Math.max(...xs) + Math.max(0, alongX);
  const top = Math.min(...ys) + Math.min(0, alongY);
  const bottom = Math.max(...ys) + Math.max(0, alongY);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function angleOf(dx: number, dy: number): number {
  if (dy === 0 && dx > 0) return 0;
  const degrees = Math.round((Math.atan2(dy, dx) * 1800) / Math.PI) / 10;
  return degrees < 0 ? degrees + 360 : degrees;
}
