import type { PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { type Matrix, product } from './pdf-matrix.ts';
import type { PdfRun } from './pdf-page.ts';
import { ascentShare, type PdfHand } from './pdf-run-builder.ts';

/** Hebrew, Arabic and their neighbours, and the forms in which fonts keep their letters. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Whether the text needs the order of its letters worked out. */
export function needsTextContent(text: string): boolean {
  return rightToLeft.test(text);
}

const plain = /^[\x20-\x7e]*$/;

/** Ligatures and forms become letters, bullets of symbol fonts become bullets, and halves of characters go. */
export function cleanRunText(text: string, normalize: (text: string) => string): string {
  if (plain.test(text)) return text;
  return normalize(text)
    .replace(/[\uf0a7\uf0b7\uf06c\uf06e\uf075\uf076\uf0d8\uf0fc]/g, '\u2022')
    .replace(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]/gu, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * A page's runs from pdf.js's own reading of its text, which brings letters written from right to left into the order in which
 * they are read, and knows columns from top to bottom.
 */
export async function textContentRuns(
  page: PDFPageProxy,
  base: Matrix,
  plainRuns: readonly PdfRun[],
  faces: ReadonlyMap<string, { readonly visible: PdfHand; readonly vertical: boolean }>,
  normalize: (text: string) => string,
): Promise<PdfRun[]> {
  const { items } = await page.getTextContent();
  const hidden = plainRuns.length > 0 && plainRuns.every((run) => run.hidden);
  const runs: PdfRun[] = [];
  for (const item of items) {
    if (!('str' in item)) continue;
    const text = cleanRunText(item.str, normalize).trim();
    if (text === '') continue;
    const face = faces.get(item.fontName);
    runs.push({
      ...placed(item, base, face?.vertical ?? false),
      ...styled(item, face?.visible),
      text,
      ...(hidden && { hidden: true as const }),
    });
  }
  return runs;
}

function styled(item: TextItem, hand: PdfHand | undefined): Pick<PdfRun, 'font' | 'bold' | 'italic'> {
  return { font: hand?.font ?? item.fontName, bold: hand?.bold ?? false, italic: hand?.italic ?? false };
}

function placed(
  item: TextItem,
  base: Matrix,
  vertical: boolean,
): Pick<PdfRun, 'box' | 'fontSize' | 'direction' | 'angle'> {
  const [a, b, c, d, e, f] = product(base, item.transform as unknown as Matrix);
  const fontSize = Math.hypot(c, d);
  const along = Math.hypot(a, b) || 1;
  const [dx, dy] = [a / along, b / along];
  if (vertical) {
    const box = { x: e - fontSize / 2, y: f, width: fontSize, height: Math.max(item.height, fontSize) };
    return { box, fontSize, direction: 'ttb', angle: 0 };
  }
  const [ux, uy] = [dy * fontSize, -dx * fontSize];
  const xs = [0, item.width * dx].flatMap((x) => [e + x + (ascentShare - 1) * ux, e + x + ascentShare * ux]);
  const ys = [0, item.width * dy].flatMap((y) => [f + y + (ascentShare - 1) * uy, f + y + ascentShare * uy]);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  const box = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  const angle = (Math.round((Math.atan2(dy, dx) * 1800) / Math.PI) / 10 + 360) % 360;
  return { box, fontSize, direction: item.dir === 'rtl' ? 'rtl' : 'ltr', angle };
}
