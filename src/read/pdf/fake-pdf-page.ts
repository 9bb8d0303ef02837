import type { Box } from '../../data/locator.ts';
import type { PdfDrawing, PdfPage, PdfRun } from './pdf-page.ts';

/** A run for tests: text at a place, as wide as its letters are in most fonts. */
export function fakeRun(text: string, x: number, y: number, overrides: Partial<PdfRun> = {}): PdfRun {
  const fontSize = overrides.fontSize ?? 10;
  return {
    text,
    box: { x, y, width: text.length * fontSize * 0.5, height: fontSize },
    fontSize,
    font: 'Serif',
    bold: false,
    italic: false,
    direction: 'ltr',
    angle: 0,
    ...overrides,
  };
}

/** Runs beneath each other, a line each. */
export function fakeLines(texts: readonly string[], x: number, y: number, overrides: Partial<PdfRun> = {}): PdfRun[] {
  const leading = (overrides.fontSize ?? 10) * 1.2;
  return texts.map((text, index) => fakeRun(text, x, y + index * leading, overrides));
}

export function fakeRule(x: number, y: number, width: number, height = 0.5): PdfDrawing {
  return fakeDrawing({ x, y, width, height });
}

export function fakeDrawing(box: Box, overrides: Partial<PdfDrawing> = {}): PdfDrawing {
  return { box, paint: 'fill', pale: false, segments: 4, ...overrides };
}

/** A page for tests, of the size of a letter. */
export function fakePdfPage(overrides: Partial<PdfPage> = {}): PdfPage {
  return { number: 1, width: 612, height: 792, runs: [], images: [], drawings: [], ...overrides };
}
