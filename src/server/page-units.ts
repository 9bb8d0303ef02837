/** The size of a drawn page in the units of the boxes on it. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

const pointsPerMetre = 72 / 0.0254;

/**
 * The size in points of a page drawn as a PNG, from the resolution the file states (its pHYs chunk; PNG specification, 11.3.4.3).
 * Undefined when it states none.
 */
export function pageSizeOfPng(png: Uint8Array): PageSize | undefined {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  // Signature, then the header's chunk: length, type, width, height, five more bytes, checksum.
  if (png.length < 33 || view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  for (let at = 33; at + 12 <= png.length; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) return undefined;
    if (type !== 0x70485973 || at + 17 > png.length) continue;
    const [across, down, unit] = [view.getUint32(at + 8), view.getUint32(at + 12), png[at + 16]];
    if (unit !== 1 || across === 0 || down === 0) return undefined;
    return { width: rounded((width / across) * pointsPerMetre), height: rounded((height / down) * pointsPerMetre) };
  }
  return undefined;
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}
