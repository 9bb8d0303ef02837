import { beforeAll, describe, expect, it } from 'vitest';
import type { Box } from '../src/data/locator.ts';
import type { SegmentDraft } from '../src/data/segment.ts';
import { fakeAsset } from '../src/read/fake-asset.ts';
import { fakeReadContext } from '../src/read/fake-read-context.ts';
import { pdfReader } from '../src/read/pdf/pdf.ts';
import { makeReport, type Report } from './fixtures/pdf/make-report.ts';

let report: Report;
let segments: SegmentDraft[];

beforeAll(async () => {
  report = await makeReport();
  segments = [];
  for await (const segment of pdfReader.read(fakeAsset('report.pdf', report.bytes), fakeReadContext()))
    segments.push(segment);
}, 30_000);

describe('a report with figures, tables, columns and a scan', () => {
  it('gives every figure and table its number, caption, page and place', () => {
    for (const truth of report.truth) {
      const found = segments.filter((segment) => segment.metadata?.label === truth.label);
      expect(found, truth.label).toHaveLength(1);
      const [segment] = found;
      expect(segment?.kind, truth.label).toBe(truth.kind === 'figure' ? 'image' : 'table');
      expect(segment?.words.caption).toBe(truth.caption);
      expect(segment?.locator.page, truth.label).toBe(truth.page);
      expect(
        overlapShare(segment?.locator.box, truth.box),
        `${truth.label} at ${JSON.stringify(segment?.locator.box)}, drawn at ${JSON.stringify(truth.box)}`,
      ).toBeGreaterThanOrEqual(0.8);
    }
  });

  it('has no other figures or tables', () => {
    const labels = segments
      .filter((segment) => segment.kind === 'image' || segment.kind === 'table')
      .map((segment) => segment.metadata?.label);
    expect(labels).toEqual(expect.arrayContaining(report.truth.map((truth) => truth.label)));
    expect(labels).toHaveLength(report.truth.length);
  });

  it('reads the cells of ruled and unruled tables', () => {
    for (const truth of report.truth) {
      if (!truth.rows) continue;
      const table = segments.find((segment) => segment.metadata?.label === truth.label);
      const lines = (table?.words.body ?? '').split('\n').filter((line) => !/^\|(?: --- \|)+$/.test(line));
      expect(
        lines.map((line) =>
          line
            .slice(2, -2)
            .split(' | ')
            .map((cell) => cell.trim()),
        ),
      ).toEqual(truth.rows);
    }
  });

  it('reads one column after the other', () => {
    const text = bodies(1);
    const places = report.columnOrder.map((piece) => text.indexOf(piece));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('makes words that a line end cut whole, and keeps hyphens of their own', () => {
    for (const word of report.wholeWords) expect(bodies(1)).toContain(word);
  });

  it('leaves captions and running lines out of the text', () => {
    const text = [1, 2, 3, 5].map(bodies).join('\n');
    for (const line of report.running) expect(text).not.toContain(line);
    for (const truth of report.truth) expect(text).not.toContain(truth.caption);
    expect(text).toContain('Figure 2 shows that the year of the storm was an exception.');
  });

  it('takes a page that is a picture of text as a page', () => {
    const onScan = segments.filter((segment) => segment.locator.page === report.scannedPage);
    expect(onScan.map((segment) => segment.kind)).toEqual(['page']);
  });
});

/** The text of a page's passages, in order. */
function bodies(page: number): string {
  return segments
    .filter((segment) => segment.kind === 'text' && segment.locator.page === page)
    .map((segment) => segment.words.body ?? '')
    .join('\n');
}

/** Shared area over the area of both. */
function overlapShare(a: Box | undefined, b: Box): number {
  if (!a) return 0;
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (a.width * a.height + b.width * b.height - shared);
}
