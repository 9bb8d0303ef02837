import type { PdfGlyph } from './pdf-face.ts';
import { product } from './pdf-matrix.ts';
import type { PdfRunBuilder } from './pdf-run-builder.ts';
import type { PdfState, PdfTextPosition } from './pdf-state.ts';

/**
 * Hands glyphs to the builder at the places at which they are painted, and moves the position on (PDF 1.7, 9.4.4). Numbers
 * among the glyphs move it, in thousandths of the font size.
 */
export function writeGlyphs(
  glyphs: readonly (PdfGlyph | number)[],
  state: PdfState,
  position: PdfTextPosition,
  builder: PdfRunBuilder,
): void {
  const { face, size, stretch, charSpacing, wordSpacing } = state;
  if (!face || size === 0) return;
  const [a, b, c, d, e, f] = product(state.ctm, position.matrix);
  const along = Math.hypot(a, b);
  const seenSize = Math.abs(size) * Math.hypot(c, d) * face.sizeScale;
  if (along === 0 || seenSize === 0) return;
  const sign = size * stretch < 0 ? -1 : 1;
  const hand = state.mode === 3 || state.alpha === 0 ? face.hidden : face.visible;
  builder.write(hand, seenSize, (sign * a) / along, (sign * b) / along, state.clip);
  const originX = c * (position.y + state.rise) + e;
  const originY = d * (position.y + state.rise) + f;
  const unit = face.widthScale * size * stretch;
  const scale = along * sign;
  let { x } = position;
  for (const glyph of glyphs) {
    if (typeof glyph === 'number') {
      x -= (glyph * size * stretch) / 1000;
      continue;
    }
    const width = glyph.width * unit;
    const after = (charSpacing + (glyph.isSpace ? wordSpacing : 0)) * stretch;
    if (isBlank(glyph.unicode.charCodeAt(0))) builder.blank();
    else builder.add(glyph.unicode, a * x + originX, b * x + originY, width * scale, after * scale);
    x += width + after;
  }
  position.x = x;
}

function isBlank(code: number): boolean {
  if (code < 0x2000) return code <= 0x20 || code === 0xa0;
  return code <= 0x200b || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}
