import type { SegmentDraft, SegmentKind, Words } from '../data/segment.ts';
import { tableLine, tableRule } from './blocks.ts';
import type { CellRange, SheetChart } from './sheet.ts';

/** A chart as the table of its numbers, cut between rows when it is long. */
export function* chartDrafts(
  chart: SheetChart,
  index: number,
  draft: (kind: SegmentKind, range: CellRange, words: Words) => SegmentDraft,
  passageChars: number,
): Generator<SegmentDraft> {
  const [header, ...rows] = chart.rows;
  if (!header) return;
  const head = `${tableLine(header)}\n${tableRule(header.length)}`;
  const make = (lines: readonly string[]): SegmentDraft => {
    const words = { body: [head, ...lines].join('\n'), ...(chart.title ? { caption: chart.title } : {}) };
    const made = draft('table', chart.range, words);
    return { ...made, metadata: { label: `Chart ${index + 1}`, ...made.metadata } };
  };
  let lines: string[] = [];
  let length = 0;
  for (const row of rows) {
    const line = tableLine(row);
    if (lines.length > 0 && length + line.length > 2 * passageChars) {
      yield make(lines);
      lines = [];
      length = 0;
    }
    lines.push(line);
    length += line.length + 1;
  }
  yield make(lines);
}
