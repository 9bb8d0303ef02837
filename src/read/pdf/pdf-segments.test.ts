import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import { inCharacters } from '../text/passage-size.ts';
import type { PdfBlock, PdfParagraph } from './pdf-page.ts';
import { pdfSegments } from './pdf-segments.ts';

/** A paragraph of lines 20 words wide, 12 points high, at this place. */
function paragraph(text: string, x: number, y: number, more: Partial<PdfParagraph> = {}): PdfParagraph {
  const lines: PdfParagraph['lines'][number][] = [];
  for (let start = 0; start < text.length; start += 60)
    lines.push({
      start,
      end: Math.min(text.length, start + 60),
      box: { x, y: y + lines.length * 12, width: 200, height: 10 },
    });
  return { type: 'paragraph', text, box: { x, y, width: 200, height: lines.length * 12 }, lines, ...more };
}

function segmentsOf(pages: readonly (readonly PdfBlock[])[], passageChars = 1000) {
  const maker = pdfSegments(inCharacters(passageChars));
  const drafts = pages.flatMap((blocks, at) => [...maker.page(at + 1, blocks)]);
  return [...drafts, ...maker.end()].map(({ draft }) => draft);
}

const heading = (level: number, text: string, y = 10): PdfBlock => ({
  type: 'heading',
  level,
  text,
  box: { x: 50, y, width: 100, height: 12 },
});

describe('the segments of a PDF', () => {
  it('stand under the headings of earlier pages, too, and a heading without text is its own', () => {
    const found = segmentsOf([
      [heading(1, 'Walls'), heading(2, 'Height'), paragraph('High.', 50, 50)],
      [paragraph('Higher.', 50, 50), heading(2, 'Empty'), heading(1, 'Towers'), heading(2, 'Last')],
    ]);
    expect(found.map(({ words, locator }) => [locator.page, words.heading, words.body])).toEqual([
      [1, 'Walls \u203a Height', 'High.'],
      [2, 'Walls \u203a Height', 'Higher.'],
      [2, 'Walls', 'Empty'],
      [2, 'Towers', 'Last'],
    ]);
  });

  it('hold whole paragraphs of one column, and go on where a paragraph goes on in the next', () => {
    const found = segmentsOf([
      [
        paragraph('One.', 50, 50),
        paragraph('Two goes', 50, 70),
        paragraph('on here.', 300, 50, { continues: true }),
        paragraph('Three.', 300, 70),
        paragraph('A note at the top.', 50, 20),
      ],
    ]);
    expect(found.map(({ words }) => words.body)).toEqual(['One.\n\nTwo goes on here.\n\nThree.', 'A note at the top.']);
    expect(found[0]?.locator).toEqual({ page: 1, box: { x: 50, y: 50, width: 450, height: 30 } });
  });

  it('repeat the header of a long table, at places of their own', () => {
    const rows = [['Year', 'Height'], ...Array.from({ length: 50 }, (_, at) => [`${1900 + at}`, `${at} metres`])];
    const box = { x: 50, y: 100, width: 300, height: 400 };
    const found = segmentsOf(
      [[{ type: 'table', rows, hasHeader: true, box, label: 'Table 2', caption: 'Table 2: Heights' }]],
      200,
    );
    expect(found.length).toBeGreaterThan(2);
    for (const { kind, words, metadata } of found) {
      expect(kind).toBe('table');
      expect(words.body).toMatch(/^\| Year \| Height \|\n\| --- \| --- \|\n\| 19/);
      expect(words.caption).toBe('Table 2: Heights');
      expect(metadata).toEqual({ label: 'Table 2' });
    }
    expect(new Set(found.map(({ locator }) => formatLocator(locator))).size).toBe(found.length);
  });

  it('lose no word, and each line box holds words of its passage', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}[.]?$/);
    const text = fc.array(word, { minLength: 1, maxLength: 80 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 40, max: 400 }),
        (texts, target) => {
          let y = 0;
          const blocks = texts.map((each, at) => {
            y += 100;
            return paragraph(each, 50, at % 3 === 2 ? y - 150 : y, at % 4 === 3 ? { continues: true } : {});
          });
          const found = segmentsOf([blocks], target);
          const words = (all: readonly (string | undefined)[]) => all.join(' ').split(/\s+/);
          expect(words(found.map((segment) => segment.words.body))).toEqual(words(texts));
          expect(new Set(found.map(({ locator }) => formatLocator(locator))).size).toBe(found.length);
          for (const { words, lines = [] } of found)
            for (const line of lines) {
              expect(line.start).toBeLessThan(line.end);
              expect(words.body?.slice(line.start, line.end)).toHaveLength(line.end - line.start);
            }
        },
      ),
      { numRuns: 60 },
    );
  });
});
