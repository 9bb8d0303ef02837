import { boxAround } from '../../data/box-around.ts';
import type { Box } from '../../data/locator.ts';
import { overlapAcross, overlapDown } from './pdf-boxes.ts';
import type { PdfPage } from './pdf-page.ts';

/** A figure before its words and its caption are known. */
export interface FoundFigure {
  readonly box: Box;
  readonly source: 'image' | 'drawing';
}

/** Shortest side of a picture that is a figure, in points; smaller ones are marks and icons. */
const shortestSide = 24;
/** Share of the page from which a picture is its background or its scan. */
const backgroundShare = 0.8;
const maxImages = 3_000;
const maxFigures = 200;

/** The embedded pictures of a page; tiles of one picture are one, backgrounds and scans of whole pages are none. */
export function imageFigures(page: PdfPage): FoundFigure[] {
  const area = Math.max(1, page.width * page.height);
  const boxes: Box[] = [];
  for (const image of page.images.slice(0, maxImages)) {
    const box = clipped(image.box, page);
    if (box && box.width * box.height < area * backgroundShare) boxes.push(box);
  }
  return mergedTiles(boxes)
    .filter((box) => Math.min(box.width, box.height) >= shortestSide && box.width * box.height < area * backgroundShare)
    .slice(0, maxFigures)
    .map((box) => ({ box, source: 'image' as const }));
}

/** The part of a box that lies on the page. */
export function clipped(box: Box, page: { width: number; height: number }): Box | undefined {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const width = Math.min(page.width, box.x + box.width) - x;
  const height = Math.min(page.height, box.y + box.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** Pictures that touch along a whole side are tiles of one; one inside another is a part of it. */
function mergedTiles(boxes: readonly Box[]): Box[] {
  const merged: Box[] = [];
  for (const box of [...boxes].sort((a, b) => a.y - b.y || a.x - b.x)) {
    let whole = box;
    for (let at = merged.length - 1; at >= Math.max(0, merged.length - 60); at--) {
      const other = merged[at];
      if (!other || !areTiles(other, whole)) continue;
      whole = boxAround([other, whole]);
      merged.splice(at, 1);
    }
    merged.push(whole);
  }
  return merged;
}

function areTiles(a: Box, b: Box): boolean {
  const across = overlapAcross(a, b);
  const down = overlapDown(a, b);
  if (across < -1 || down < -1) return false;
  const alongSide = across > Math.min(a.width, b.width) * 0.8 || down > Math.min(a.height, b.height) * 0.8;
  return alongSide;
}
