import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readJpegHeader } from './jpeg-header.ts';

const jpeg = (width: number, height: number, progressive = false) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg({ progressive })
    .withExif({ IFD0: { Make: 'Acme' } });

describe('readJpegHeader', () => {
  it('finds the size and the EXIF block of baseline and progressive files', async () => {
    for (const progressive of [false, true]) {
      const header = readJpegHeader(await jpeg(123, 45, progressive).toBuffer());
      expect(header).toMatchObject({ width: 123, height: 45 });
      expect(Buffer.from(header?.exif ?? []).toString('latin1')).toMatch(/^Exif\0\0.*Acme/s);
    }
  });

  it('reads within the bytes it is given, wherever they lie in their buffer', async () => {
    const bytes = await jpeg(30, 20).toBuffer();
    const inside = new Uint8Array(bytes.length + 100);
    inside.set(bytes, 50);
    expect(readJpegHeader(inside.subarray(50, 50 + bytes.length))).toMatchObject({ width: 30, height: 20 });
  });

  it('gives up on other formats, on files cut before their frame and on frames without a size', async () => {
    const bytes = await jpeg(30, 20).toBuffer();
    expect(readJpegHeader(await sharp(bytes).png().toBuffer())).toBeUndefined();
    expect(readJpegHeader(bytes.subarray(0, 40))).toBeUndefined();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    const sizeless = Buffer.from(bytes);
    sizeless.writeUInt16BE(0, frame + 5);
    expect(readJpegHeader(sizeless)).toBeUndefined();
  });

  it('takes any bytes behind the start of a JPEG file', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0xff), fc.integer({ min: 0, max: 255 })), { maxLength: 80 }),
        (tail) => {
          const header = readJpegHeader(Uint8Array.from([0xff, 0xd8, ...tail]));
          return header === undefined || (header.width > 0 && header.height > 0);
        },
      ),
    );
  });
});
