import { boxOf, type Extent, mapped, scaleOf, shared } from './pdf-matrix.ts';
import type { PdfDrawing, PdfImage } from './pdf-page.ts';
import { eachSubpath } from './pdf-paths.ts';
import type { PdfState } from './pdf-state.ts';

/** More than a page that is read has; a map of a city has more, and is drawn anyway. */
const maxDrawings = 20_000;
const maxImages = 5_000;

/** A picture, and what tells it from others when the document paints it on several pages. */
export interface SharedImage extends PdfImage {
  readonly shared?: string;
}

/** Pictures and drawings of a page, with the parts that are seen. */
export class PdfPainted {
  readonly images: SharedImage[] = [];
  readonly drawings: PdfDrawing[] = [];

  /** A picture in the unit square of the state; its box, if any of it is seen. */
  image(state: PdfState, pixelWidth: number, pixelHeight: number, name = ''): PdfImage['box'] | undefined {
    const extent = shared(mapped(state.ctm, 0, 0, 1, 1), state.clip);
    if (!extent || this.images.length >= maxImages) return undefined;
    const box = boxOf(extent);
    // pdf.js names pictures by page until it meets them again on another.
    const known = name !== '' && !name.startsWith('img_');
    this.images.push({ box, pixelWidth, pixelHeight, ...(known && { shared: name }) });
    return box;
  }

  /** A path with the rectangle around it, in the coordinates of the state. */
  path(state: PdfState, paint: 'fill' | 'stroke', data: Float32Array, minMax: ArrayLike<number>): void {
    const pale = paint === 'stroke' ? state.paleStroke : state.paleFill;
    const half = paint === 'stroke' ? (state.lineWidth * scaleOf(state.ctm)) / 2 : 0;
    eachSubpath(data, minMax, (x1, y1, x2, y2, segments) => {
      const { left, top, right, bottom } = mapped(state.ctm, x1, y1, x2, y2);
      const extent = { left: left - half, top: top - half, right: right + half, bottom: bottom + half };
      this.drawing(state, extent, paint, pale, segments);
    });
  }

  drawing(state: PdfState, extent: Extent, paint: PdfDrawing['paint'], pale: boolean, segments: number): void {
    if (this.drawings.length >= maxDrawings) return;
    const seen = shared(extent, state.clip);
    if (seen) this.drawings.push({ box: boxOf(seen), paint, pale, segments });
  }
}
