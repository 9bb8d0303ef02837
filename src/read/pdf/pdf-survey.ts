import { bottomOf } from './pdf-boxes.ts';
import { linesOf, type PdfLine, spansOf } from './pdf-lines.ts';
import type { PdfPage, PdfSurvey } from './pdf-page.ts';
import { textRuns } from './pdf-runs.ts';

const maxPages = 12;
const maxHeadingSizes = 5;
/** Most runs of a page that are looked at. */
const maxRuns = 4_000;
/** Most running lines at the top of a page, and at its foot. */
const maxRunningLines = 3;
/** Share of the page's height at its top and foot in which running lines stand. */
const marginShare = 0.13;
const maxIdentityChars = 160;

/** Learns from a sample of a document's pages what its body, its headings and its running lines look like. */
export function surveyPages(pages: readonly PdfPage[]): PdfSurvey {
  const sample = pages.slice(0, maxPages);
  const weights = new Map<number, number>();
  const running = new Map<string, RunningLine>();
  const feet: PdfLine[] = [];
  for (const page of sample) {
    const runs = textRuns(page)
      .slice(0, maxRuns)
      .filter((run) => isUpright(run.angle));
    for (const run of runs) {
      const size = roundedSize(run.fontSize);
      weights.set(size, (weights.get(size) ?? 0) + run.text.trim().length);
    }
    const foot = linesOf(spansOf(runs.filter((run) => bottomOf(run.box) > page.height * 0.4))).at(-1);
    if (foot) feet.push(foot);
    const margin = page.height * marginShare;
    const head = linesOf(spansOf(runs.filter((run) => run.box.y < margin))).slice(0, maxRunningLines);
    const tail = linesOf(spansOf(runs.filter((run) => bottomOf(run.box) > page.height - margin))).slice(
      -maxRunningLines,
    );
    for (const line of [...head, ...tail]) {
      // Years in a row are the header of a table.
      if (/^#(?: #)+$/.test(runningText(line.text))) continue;
      const text = runningText(line.text);
      const key = `${text}\n${Math.round(line.box.y / 6)}`;
      const near = [0, -1, 1].map((step) => running.get(`${text}\n${Math.round(line.box.y / 6) + step}`));
      const found = near.find((entry) => entry && Math.abs(entry.top - line.box.y) < 6);
      if (found) {
        found.pages.add(page.number);
        found.written.push(line.text);
      } else running.set(key, { text, top: line.box.y, pages: new Set([page.number]), written: [line.text] });
    }
  }
  const bodySize = [...weights].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0] || 10;
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const headingSizes = [...weights]
    .filter(([size, weight]) => size >= bodySize * 1.08 && size > bodySize + 0.4 && weight < total * 0.25)
    .map(([size]) => size)
    .sort((a, b) => b - a);
  // Facing pages have headers of their own, so that a line need only be on a third of the pages.
  const often = sample.length < 3 ? Number.POSITIVE_INFINITY : Math.max(2, Math.ceil(sample.length / 3));
  const lines = [...running.values()].filter((entry) => entry.pages.size >= often);
  // What ends most pages is running, though it stands at no one height: their numbers, alone or behind the document's name.
  const byText = new Map<string, PdfLine[]>();
  for (const line of feet) byText.set(runningText(line.text), [...(byText.get(runningText(line.text)) ?? []), line]);
  for (const [text, found] of byText) {
    const sure = sample.length < 3 ? found.filter((line) => text === '#' && isPageFoot(line, sample)) : found;
    const [first] = sure;
    if (!first || sure.length * 2 < sample.length || !text.includes('#')) continue;
    lines.push({ text, top: first.box.y, pages: new Set(), written: sure.map((line) => line.text), last: true });
  }
  const identity = [...new Set(lines.map(({ written }) => sameWords(written)))].filter(Boolean).join(' ');
  return {
    bodySize,
    headingSizes: mergedSizes(headingSizes).slice(0, maxHeadingSizes),
    running: lines.map(({ text, top, last }) => ({ text, top, ...(last ? { last } : {}) })),
    ...(identity ? { identity: Array.from(identity).slice(0, maxIdentityChars).join('').trim() } : {}),
  };
}

interface RunningLine {
  readonly text: string;
  readonly top: number;
  readonly pages: Set<number>;
  /** As it stands on each of them. */
  readonly written: string[];
  readonly last?: true;
}

/** The words that stand at the same place in every line: all but the page's number and its chapter. */
function sameWords(lines: readonly string[]): string {
  const [first, ...others] = lines.map((line) => line.trim().split(/\s+/));
  if (!first) return '';
  const same = first.filter((word, at) => others.every((words) => words[at] === word));
  return same.filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' ');
}

/** Whether the line is one of those that come back on every page. */
export function isRunning(line: { text: string; box: { y: number } }, survey: PdfSurvey): boolean {
  if (survey.running.length === 0) return false;
  const text = runningText(line.text);
  return survey.running.some((entry) => entry.text === text && Math.abs(entry.top - line.box.y) < 8);
}

/** Text with its numbers as `#`, so that page numbers do not make lines differ; a page number, however dressed, is `#`. */
export function runningText(text: string): string {
  const plain = text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
  return pageNumber.test(plain) ? '#' : plain;
}

const pageNumber =
  /^[-–—|.[(\s]*(?:(?:page|seite|pagina|página|p\.?|pg\.?)?\s?#(?:\s?(?:of|\/|von|de|sur|di)\s?#)?|[ivxlc]{1,6})[-–—|.\])\s]*$/i;

/** Font sizes as they are compared: to a quarter of a point. */
function roundedSize(size: number): number {
  return Math.round(size * 4) / 4;
}

export function isUpright(angle: number): boolean {
  return angle < 3 || angle > 357;
}

/** A number at the very foot of a page, where nothing tells that it comes back. */
function isPageFoot(line: PdfLine, pages: readonly PdfPage[]): boolean {
  return pages.some((page) => bottomOf(line.box) > page.height * 0.88 && line.box.width < page.width * 0.2);
}

/** Sizes so close to each other that they are one, the largest of each. */
function mergedSizes(sizes: readonly number[]): number[] {
  const merged: number[] = [];
  for (const size of sizes) if (merged.length === 0 || (merged.at(-1) ?? 0) - size >= 0.6) merged.push(size);
  return merged;
}
