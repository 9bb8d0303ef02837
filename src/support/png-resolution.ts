/** A PNG's signature and the length of its first chunk, the header. */
const [signatureBytes, headerBytes] = [8, 25];

/** The chunk (pHYs) in which a PNG states its resolution, as it stands there; undefined when it states none. */
export function resolutionChunk(png: Uint8Array): Uint8Array | undefined {
  const found = chunks(png).find(({ type }) => type === 'pHYs');
  return found && png.subarray(found.start, found.end);
}

/** The PNG with that chunk in place of what it states itself. */
export function withResolution(png: Uint8Array, chunk: Uint8Array | undefined): Uint8Array {
  const after = signatureBytes + headerBytes;
  const others = chunks(png).filter(({ type, start }) => type !== 'pHYs' && start >= after);
  const parts = [
    png.subarray(0, after),
    ...(chunk ? [chunk] : []),
    ...others.map(({ start, end }) => png.subarray(start, end)),
  ];
  return Buffer.concat(parts);
}

/** Pixels in a point (1/72 inch) by what a PNG states; undefined when it states nothing, or no measure. */
export function pixelsPerPoint(png: Uint8Array): number | undefined {
  const chunk = resolutionChunk(png);
  // Length, type, pixels per unit across and down, and 1 when the unit is the metre (PNG specification, 11.3.4.3).
  if (!chunk || chunk.length < 17 || chunk[16] !== 1) return undefined;
  const perMetre = new DataView(chunk.buffer, chunk.byteOffset).getUint32(8);
  return perMetre > 0 ? (perMetre * 0.0254) / 72 : undefined;
}

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function chunks(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const found: Chunk[] = [];
  for (let start = signatureBytes; start + 12 <= png.length; ) {
    const end = start + 12 + view.getUint32(start);
    if (end > png.length) break;
    found.push({ type: String.fromCharCode(...png.subarray(start + 4, start + 8)), start, end });
    start = end;
  }
  return found;
}
