import type { SegmentDraft, SegmentKind, Words } from '../../data/segment.ts';
import type { PassageSize } from '../text/passage-size.ts';
import { tableParts } from '../text/table-parts.ts';
import type { CellRange, SheetChart } from './sheet.ts';

/** A chart as the table of its numbers, cut between rows when it is long. */
export function* chartDrafts(
  chart: SheetChart,
  index: number,
  draft: (kind: SegmentKind, range: CellRange, words: Words) => SegmentDraft,
  size: PassageSize,
): Generator<SegmentDraft> {
  for (const body of tableParts(chart.rows, size)) {
    const made = draft('table', chart.range, { body, ...(chart.title ? { caption: chart.title } : {}) });
    yield { ...made, metadata: { label: `Chart ${index + 1}`, ...made.metadata } };
  }
}
