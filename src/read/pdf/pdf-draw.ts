import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Box } from '../../data/locator.ts';
import { opaquePng } from './pdf-png.ts';

/** Longest side and most pixels of a drawing, whatever is asked for. */
const maxSide = 4096;
const maxPixels = 12_000_000;

export interface PdfDrawRequest {
  /** In points of the page as it is seen; the whole page unless told. */
  readonly box?: Box;
  /** Longer side in pixels. */
  readonly side: number;
  /** What is painted black, in points. */
  readonly covered?: readonly Box[];
}

/**
 * A page or the box on it as a viewer shows it, notes and filled forms included, as a PNG; undefined when the box lies outside.
 * Only the part that is wanted is painted. A whole page states its resolution, by which places on it are found.
 */
export async function drawPdf(
  page: PDFPageProxy,
  request: PdfDrawRequest,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const whole = page.getViewport({ scale: 1 });
  const box = request.box ?? { x: 0, y: 0, width: whole.width, height: whole.height };
  const left = Math.max(0, box.x);
  const top = Math.max(0, box.y);
  const width = Math.min(whole.width, box.x + box.width) - left;
  const height = Math.min(whole.height, box.y + box.height) - top;
  if (!(width > 0 && height > 0)) return undefined;
  const side = Math.min(maxSide, request.side);
  const scale = Math.min(side / Math.max(width, height), Math.sqrt(maxPixels / (width * height)));
  const canvas = createCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const viewport = page.getViewport({ scale, offsetX: -left * scale, offsetY: -top * scale });
  // pdf.js asks for the canvas of a browser and is content with this one.
  const canvasContext = canvas.getContext('2d') as never;
  await page.render({ canvas: null, canvasContext, viewport }).promise;
  const context = canvas.getContext('2d');
  context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
  context.fillStyle = '#000000';
  for (const each of request.covered ?? []) context.fillRect(each.x, each.y, each.width, each.height);
  const png = opaquePng(canvas.data(), canvas.width, canvas.height, request.box ? undefined : scale);
  // Its pixels are given back now, not when garbage is collected: they are no weight that the collector feels.
  canvas.width = 0;
  canvas.height = 0;
  return png;
}
