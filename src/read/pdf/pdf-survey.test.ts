import { describe, expect, it } from 'vitest';
import { fakeLines, fakePdfPage, fakeRun } from './fake-pdf-page.ts';
import type { PdfPage } from './pdf-page.ts';
import { isRunning, surveyPages } from './pdf-survey.ts';

const body = ['Here is a line of the body of the text,', 'which goes on in the next line for a while,', 'and ends.'];

function pages(count: number, foot = 760): PdfPage[] {
  return Array.from({ length: count }, (_, index) =>
    fakePdfPage({
      number: index + 1,
      runs: [
        fakeRun('Harbour Review', 60, 30, { fontSize: 8 }),
        fakeRun(`Chapter ${index}`, 60, 80, { fontSize: 16 }),
        ...fakeLines([...body, `This is page number ${index} of them`], 60, 120),
        fakeRun(`${index + 1}`, 300, foot - (foot < 700 ? index * 20 : 0)),
      ],
    }),
  );
}

describe('surveyPages', () => {
  it('finds the size of the body and those of headings', () => {
    expect(surveyPages(pages(3))).toMatchObject({ bodySize: 10, headingSizes: [16] });
  });

  it('finds lines that come back, and page numbers', () => {
    const survey = surveyPages(pages(5));
    expect(isRunning({ text: 'Harbour Review', box: { y: 31 } }, survey)).toBe(true);
    expect(isRunning({ text: '17', box: { y: 760 } }, survey)).toBe(true);
    expect(isRunning({ text: 'Harbour Review', box: { y: 400 } }, survey)).toBe(false);
    expect(isRunning({ text: 'Here is a line of the body of the text,', box: { y: 120 } }, survey)).toBe(false);
  });

  it('finds page numbers that stand beneath the text, wherever that ends', () => {
    expect(surveyPages(pages(5, 500)).running.map((line) => line.text)).toContain('#');
  });

  it('takes only a page number at the foot for running in a document of one page', () => {
    expect(surveyPages(pages(1)).running).toEqual([{ text: '#', top: 760, last: true }]);
    expect(surveyPages(pages(1, 500)).running).toEqual([]);
  });

  it('says something of no pages and of empty ones', () => {
    expect(surveyPages([])).toEqual({ bodySize: 10, headingSizes: [], running: [] });
    expect(surveyPages([fakePdfPage()])).toEqual({ bodySize: 10, headingSizes: [], running: [] });
  });

  it('knows the line that ends every page at another height, and what it says of the document', () => {
    const reports = [1, 2, 3, 4].map((number) =>
      fakePdfPage({
        number,
        runs: [
          ...fakeLines([...body, `A paragraph about subject ${'x'.repeat(number)} alone`], 72, 150),
          fakeRun(`Harbour Inc. | Q3 2026 Report | ${number}`, 250, 400 + 40 * number),
        ],
      }),
    );
    const survey = surveyPages(reports);
    expect(survey.running).toEqual([expect.objectContaining({ text: 'Harbour Inc. | Q# # Report | #', last: true })]);
    expect(survey.identity).toBe('Harbour Inc. Q3 2026 Report');
  });
});
