import { boxAround } from '../../data/box-around.ts';
import type { Box, Locator } from '../../data/locator.ts';
import { formatLocator } from '../../data/locator.ts';
import type { LineBox, SegmentDraft, SegmentKind, Words } from '../../data/segment.ts';
import type { PassageSize } from '../text/passage-size.ts';
import { passages } from '../text/passages.ts';
import { tableParts } from '../text/table-parts.ts';
import type { PdfBlock, PdfFigure, PdfHeading, PdfParagraph, PdfTable } from './pdf-page.ts';

/** A draft of a segment, and the block whose picture belongs to it. */
export interface PdfDraft {
  readonly draft: SegmentDraft;
  readonly block?: PdfTable | PdfFigure;
}

/** Makes segments of a document's pages, one page after the other: headings go on from page to page. */
export interface PdfSegments {
  page(page: number, blocks: readonly PdfBlock[]): Iterable<PdfDraft>;
  /** What is left when the last page is done. */
  end(): Iterable<PdfDraft>;
}

/** Lines that touch a box this far up from its bottom begin a new column, in points. */
const upwards = 4;

export function pdfSegments(size: PassageSize): PdfSegments {
  let headings: PdfHeading[] = [];
  /** The last heading, while nothing has come under it, with what stands above it. */
  let bare: { heading: PdfHeading; page: number; under: readonly PdfHeading[] } | undefined;
  let places = new Set<string>();
  let placesOf = 0;

  const draft = (
    kind: SegmentKind,
    page: number,
    box: Box,
    words: Words,
    under: readonly PdfHeading[],
  ): SegmentDraft => {
    const heading = under.map((item) => item.text).join(' \u203a ');
    const locator = place(kind, page, box);
    return { kind, locator, words: { ...(heading ? { heading } : {}), ...words } };
  };

  /** A place that no other segment of this kind has. */
  function place(kind: SegmentKind, page: number, box: Box): Locator {
    if (page !== placesOf) places = new Set();
    placesOf = page;
    for (let step = 0; ; step++) {
      const locator = { page, box: rounded({ ...box, height: box.height + step / 10 }) };
      const key = `${kind} ${formatLocator(locator)}`;
      if (places.has(key)) continue;
      places.add(key);
      return locator;
    }
  }

  function* closeHeading(level: number): Generator<PdfDraft> {
    if (bare && level <= bare.heading.level) {
      const { heading, page, under } = bare;
      yield { draft: draft('text', page, heading.box, { body: heading.text }, under) };
    }
    bare = undefined;
  }

  function* closeFlow(page: number, flow: PdfParagraph[]): Generator<PdfDraft> {
    if (flow.length === 0) return;
    const { text, lines } = joined(flow);
    for (const passage of passages(text, size)) {
      const inside = lines
        .filter((line) => line.end > passage.start && line.start < passage.end)
        .map((line) => ({
          ...line,
          start: Math.max(0, line.start - passage.start),
          end: Math.min(passage.text.length, line.end - passage.start),
        }));
      const box = boxAround(inside.length > 0 ? inside.map((line) => line.box) : flow.map((item) => item.box));
      const boxes = inside.map((line): LineBox => ({ source: 'body', ...line, box: rounded(line.box) }));
      yield { draft: { ...draft('text', page, box, { body: passage.text }, headings), lines: boxes } };
    }
    flow.length = 0;
  }

  return {
    *page(page, blocks) {
      const flow: PdfParagraph[] = [];
      for (const block of blocks) {
        if (block.type === 'heading') {
          yield* closeFlow(page, flow);
          yield* closeHeading(block.level);
          headings = headings.filter((item) => item.level < block.level);
          bare = { heading: block, page, under: headings };
          headings = [...headings, block];
          continue;
        }
        if (block.type === 'paragraph') {
          if (block.text.trim() === '') continue;
          bare = undefined;
          const last = flow.at(-1);
          if (last && !block.continues && block.box.y < last.box.y + last.box.height - upwards)
            yield* closeFlow(page, flow);
          flow.push(block);
          continue;
        }
        bare = undefined;
        if (block.type === 'table') yield* tableDrafts(page, block);
        else yield* figureDraft(page, block);
      }
      yield* closeFlow(page, flow);
    },
    *end() {
      yield* closeHeading(0);
    },
  };

  function* tableDrafts(page: number, table: PdfTable): Generator<PdfDraft> {
    for (const body of tableBodies(table, size)) {
      const words = { ...(body ? { body } : {}), ...(table.caption ? { caption: table.caption } : {}) };
      const made = draft('table', page, table.box, words, headings);
      yield { draft: labelled(made, table.label), block: table };
    }
  }

  function* figureDraft(page: number, figure: PdfFigure): Generator<PdfDraft> {
    const text = figure.source === 'drawing' ? figure.text?.trim() : undefined;
    const words = { ...(text ? { body: text } : {}), ...(figure.caption ? { caption: figure.caption } : {}) };
    yield { draft: labelled(draft('image', page, figure.box, words, headings), figure.label), block: figure };
  }
}

function labelled(draft: SegmentDraft, label: string | undefined): SegmentDraft {
  return label ? { ...draft, metadata: { label } } : draft;
}

/** Paragraphs as one text: a blank line between them, a line between the items of a list, nothing where one goes on. */
function joined(flow: readonly PdfParagraph[]): { text: string; lines: { start: number; end: number; box: Box }[] } {
  let text = '';
  const lines: { start: number; end: number; box: Box }[] = [];
  let last: PdfParagraph | undefined;
  for (const paragraph of flow) {
    if (last) text += paragraph.continues ? ' ' : last.item && paragraph.item ? '\n' : '\n\n';
    for (const line of paragraph.lines)
      lines.push({ start: text.length + line.start, end: text.length + line.end, box: line.box });
    text += paragraph.text;
    last = paragraph;
  }
  return { text, lines };
}

/** The table as Markdown; one without a header has an empty one. */
function tableBodies({ rows, hasHeader }: PdfTable, size: PassageSize): string[] {
  const [first] = rows;
  if (!first) return [''];
  return [...tableParts(hasHeader ? rows : [first.map(() => ''), ...rows], size)];
}

/** To a tenth of a point, which is finer than anybody sees. */
export function rounded(box: Box): Box {
  const tenth = (value: number) => (Number.isFinite(value) ? Math.round(value * 10) / 10 + 0 : 0);
  return { x: tenth(box.x), y: tenth(box.y), width: tenth(box.width), height: tenth(box.height) };
}
