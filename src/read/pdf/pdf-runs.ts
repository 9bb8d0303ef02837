import { holds } from './pdf-boxes.ts';
import type { PdfPage, PdfRun } from './pdf-page.ts';

/**
 * The runs that make up the page's text: without empty ones, without what was painted twice to look bold (one stays, marked
 * bold), and without text that nothing shows, unless it lies on a picture, as the text of a scan does.
 */
export function textRuns(page: PdfPage): PdfRun[] {
  const runs: PdfRun[] = [];
  for (const run of page.runs) {
    if (run.hidden && !liesOnPicture(run, page)) continue;
    const text = plainText(run.text);
    if (text.trim() === '') continue;
    runs.push(text === run.text ? run : { ...run, text });
  }
  return withoutCopies(runs);
}

/**
 * The text with ligatures and Arabic presentation forms as the letters they stand for, every kind of blank as a blank, and
 * without characters that show nothing. Other compatibility forms (², ½, ™) mean something and stay.
 */
export function plainText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(/[\ufb00-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\u0132\u0133\u01c7-\u01cc]/g, (form) => form.normalize('NFKC'))
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u200b\u200e\u200f\u2060\ufeff\ufff0-\uffff]/gu, '');
}

function liesOnPicture(run: PdfRun, page: PdfPage): boolean {
  const x = run.box.x + run.box.width / 2;
  const y = run.box.y + run.box.height / 2;
  return page.images.slice(0, 200).some((image) => holds(image.box, x, y));
}

function withoutCopies(runs: readonly PdfRun[]): PdfRun[] {
  const kept: PdfRun[] = [];
  /** Where each text was kept, by stretches of the page's height. */
  const places = new Map<string, Map<number, number[]>>();
  for (const run of runs) {
    const levels = places.get(run.text);
    const level = Math.round(run.box.y / levelHeight);
    const copied = levels && copyOf(run, level, levels, kept);
    if (copied !== undefined) {
      kept[copied] = { ...(kept[copied] as PdfRun), bold: true };
      continue;
    }
    const list = levels?.get(level);
    if (list) list.push(kept.length);
    else if (levels) levels.set(level, [kept.length]);
    else places.set(run.text, new Map([[level, [kept.length]]]));
    kept.push(run);
  }
  return kept;
}

const levelHeight = 4;
/** Runs of the same text and height that are compared with one. */
const maxCompared = 40;

/** Index of the kept run that this one was painted over. */
function copyOf(
  run: PdfRun,
  level: number,
  levels: ReadonlyMap<number, readonly number[]>,
  kept: readonly PdfRun[],
): number | undefined {
  // A neighbouring letter of the same kind is half its own width away at least; a copy is closer.
  const near = Math.min(run.fontSize * 0.2, (run.box.width / Math.max(1, run.text.length)) * 0.5);
  for (const step of [0, -1, 1]) {
    const list = levels.get(level + step) ?? [];
    for (let at = list.length - 1; at >= Math.max(0, list.length - maxCompared); at--) {
      const index = list[at] ?? 0;
      const other = kept[index];
      if (!other || Math.abs(other.box.x - run.box.x) > near) continue;
      if (Math.abs(other.box.y - run.box.y) > run.fontSize * 0.2) continue;
      if (Math.abs(other.fontSize - run.fontSize) <= run.fontSize * 0.1) return index;
    }
  }
  return undefined;
}
