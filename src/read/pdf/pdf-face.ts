import type { PdfHand } from './pdf-run-builder.ts';

/** A glyph as pdf.js hands it on: what it means, and how wide it is in the font's units. */
export interface PdfGlyph {
  readonly unicode: string;
  readonly width: number;
  readonly isSpace: boolean;
}

/** What is used of what pdf.js tells of a font. */
export interface PdfFont {
  readonly name?: string;
  readonly bold?: boolean;
  readonly black?: boolean;
  readonly italic?: boolean;
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly fontMatrix?: readonly number[];
  readonly bbox?: readonly number[];
}

/** A font as it matters for where its text stands and how it looks. */
export interface PdfFace {
  readonly visible: PdfHand;
  readonly hidden: PdfHand;
  readonly vertical: boolean;
  /** From a glyph's width to ems. */
  readonly widthScale: number;
  /** From the font size to the size it is seen at. */
  readonly sizeScale: number;
}

/** Font names such as `ABCDEF+Times-BoldItalic` and what the font says of itself, as one. */
export function faceOf(loadedName: string, font: PdfFont): PdfFace {
  const name = (font.name ?? loadedName).replace(/^[A-Z]{6}\+/, '');
  const bold = Boolean(font.bold || font.black) || /bold|black|heavy|semibold|demi/i.test(name);
  const italic = Boolean(font.italic) || /italic|oblique|slanted/i.test(name);
  const matrix = font.fontMatrix;
  let sizeScale = 1;
  if (font.isType3Font && matrix && font.bbox) {
    const height = ((font.bbox[3] ?? 0) - (font.bbox[1] ?? 0)) * Math.abs(matrix[3] ?? 0);
    if (height > 0 && Number.isFinite(height)) sizeScale = height;
  }
  const visible = { font: name, bold, italic, hidden: false };
  return {
    visible,
    hidden: { ...visible, hidden: true },
    vertical: Boolean(font.vertical),
    widthScale: matrix?.[0] || 0.001,
    sizeScale,
  };
}
