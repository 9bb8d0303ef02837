import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../data/picture.ts';
import { contentHash } from '../../support/hashing.ts';
import { decodePicture, decodePictureFile } from './decode-picture.ts';

const options = { maxPixels: 10_000_000, workingSide: 64 };

/** Noise, so that no codec can make it small and every part of a file carries some of the picture. */
const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: 'white', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  });

/** Left half red, right half blue, `alpha` above both. */
function halves(width: number, height: number, alpha = 255) {
  const data = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i++)
    data.set(i % width < width / 2 ? [255, 0, 0, alpha] : [0, 0, 255, alpha], i * 4);
  return sharp(data, { raw: { width, height, channels: 4 } });
}

function at({ data, width }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** Within what a lossy codec may change. */
function expectColour(actual: readonly number[], expected: readonly number[], tolerance = 40): void {
  for (const [i, value] of expected.entries())
    expect(Math.abs((actual[i] ?? -999) - value), `${actual}`).toBeLessThanOrEqual(tolerance);
}

describe('decodePicture', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)('decodes %s', async (format) => {
    const bytes = await halves(100, 60).toFormat(format).toBuffer();
    const { picture, header } = await decodePictureFile(bytes, options);
    expect(picture).toMatchObject({
      mediaType: `image/${format}`,
      width: 100,
      height: 60,
      contentHash: contentHash(bytes),
    });
    expect(header.format).toBe(format);
    expect([picture.pixels.width, picture.pixels.height]).toEqual([64, 38]);
    expect(picture.pixels.data.length).toBe(64 * 38 * 3);
    expectColour(at(picture.pixels, 5, 20), [255, 0, 0]);
    expectColour(at(picture.pixels, 60, 20), [0, 0, 255]);
    expect(await picture.bytes()).toBe(bytes);
  });

  it('never enlarges', async () => {
    const { pixels } = await decodePicture(await halves(10, 6).png().toBuffer(), options);
    expect([pixels.width, pixels.height]).toEqual([10, 6]);
  });

  it('keeps a pixel of pictures that are all length', async () => {
    const { pixels } = await decodePicture(await halves(6000, 1).png().toBuffer(), options);
    expect([pixels.width, pixels.height]).toEqual([64, 1]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const stored = await halves(100, 60).flatten().jpeg().withMetadata({ orientation }).toBuffer();
    const { width, height, pixels } = await decodePicture(stored, options);
    expect([width, height]).toEqual(orientation >= 5 ? [60, 100] : [100, 60]);
    expect(pixels.width > pixels.height).toBe(width > height);
    const redCorner = at(
      pixels,
      orientation === 2 || orientation === 3 ? pixels.width - 3 : 2,
      orientation === 7 || orientation === 8 ? pixels.height - 3 : 2,
    );
    expectColour(redCorner, [255, 0, 0]);
  });

  it('lays transparency on white', async () => {
    const clear = await decodePicture(await halves(20, 20, 0).png().toBuffer(), options);
    expect(clear.pixels.data.every((value) => value === 255)).toBe(true);
    const half = await decodePicture(await halves(20, 20, 128).png().toBuffer(), options);
    expectColour(at(half.pixels, 2, 2), [255, 127, 127], 3);
  });

  it.each([
    ['grey', () => halves(20, 20).greyscale().png()],
    ['16 bit', () => halves(20, 20).toColourspace('rgb16').png()],
    ['CMYK', () => halves(20, 20).flatten().toColourspace('cmyk').jpeg({ quality: 100 })],
    ['Lab', () => halves(20, 20).flatten().toColourspace('lab').tiff()],
    ['palette', () => halves(20, 20).png({ palette: true })],
    ['another profile', () => halves(20, 20).withIccProfile('p3').png()],
  ] as const)('brings %s to 8-bit sRGB', async (name, make) => {
    const { pixels } = await decodePicture(await make().toBuffer(), options);
    expect(pixels.data.length).toBe(20 * 20 * 3);
    const [left, right] =
      name === 'grey'
        ? [
            [127, 127, 127],
            [76, 76, 76],
          ]
        : [
            [255, 0, 0],
            [0, 0, 255],
          ];
    // No print profile holds these two colours whole.
    expectColour(at(pixels, 2, 2), left, name === 'CMYK' ? 60 : 40);
    expectColour(at(pixels, 17, 2), right, name === 'CMYK' ? 130 : 40);
  });

  it('takes the first frame of an animation and counts them', async () => {
    const frames = Buffer.concat([Buffer.alloc(30 * 20 * 3, 0), Buffer.alloc(30 * 20 * 3, 255)]);
    const raw = { width: 30, height: 40, channels: 3 as const, pageHeight: 20 };
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await sharp(frames, { raw, animated: true })
        .toFormat(format, { loop: 0, lossless: true })
        .toBuffer();
      const { picture, header } = await decodePictureFile(bytes, options);
      expect([picture.width, picture.height, header.pages]).toEqual([30, 20, 2]);
      expectColour(at(picture.pixels, 3, 3), [0, 0, 0], 2);
    }
  });

  it('draws SVG large enough for the working copy, whatever its own size', async () => {
    for (const side of [10, 100, 100_000]) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side / 2}"><rect width="50%" height="100%" fill="red"/></svg>`;
      const { width, height, mediaType, pixels } = await decodePicture(Buffer.from(svg), options);
      expect({ width, height, mediaType }).toEqual({ width: side, height: side / 2, mediaType: 'image/svg+xml' });
      expect([pixels.width, pixels.height]).toEqual([64, 32]);
      expectColour(at(pixels, 10, 16), [255, 0, 0], 2);
      expectColour(at(pixels, 50, 16), [255, 255, 255], 2);
    }
  });

  it('refuses a picture whose header claims too many pixels, at once and by its size', async () => {
    const header = Buffer.alloc(17);
    header.write('IHDR', 0, 'latin1');
    header.writeUInt32BE(60_000, 4);
    header.writeUInt32BE(60_000, 8);
    header.set([8, 2, 0, 0, 0], 12);
    const chunk = (content: Buffer) => {
      const whole = Buffer.alloc(content.length + 8);
      whole.writeUInt32BE(content.length - 4, 0);
      whole.set(content, 4);
      whole.writeUInt32BE(crc(content), content.length + 4);
      return whole;
    };
    const png = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk(header),
      chunk(Buffer.concat([Buffer.from('IDAT'), deflateSync(Buffer.alloc(1000))])),
      chunk(Buffer.from('IEND')),
    ]);
    const started = performance.now();
    const refusal = decodePicture(png, { ...options, maxPixels: 100_000_000 });
    await expect(refusal).rejects.toMatchObject({ code: 'limit-exceeded' });
    await expect(refusal).rejects.toThrow(/60,000 × 60,000 pixels.*100,000,000.*maxPixels/);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('uses what is left of a file that was cut short, and says how much', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const bytes = await noise(300, 300).toFormat(format).toBuffer();
      const told: string[] = [];
      const cut = bytes.subarray(0, bytes.length * 0.6);
      const { width } = await decodePicture(cut, {
        ...options,
        path: '/x/torn.jpg',
        warn: (message) => told.push(message),
      });
      expect(width).toBe(300);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/The picture torn\.jpg is damaged or cut short; about [4-6]\d % of it/);
    }
  });

  it('refuses files of which next to nothing is left, and files that are no pictures', async () => {
    const jpeg = await noise(300, 300).jpeg().toBuffer();
    await expect(decodePicture(jpeg.subarray(0, 1200), options)).rejects.toMatchObject({ code: 'broken-content' });
    await expect(decodePicture(new Uint8Array(), options)).rejects.toMatchObject({ code: 'broken-content' });
    await expect(decodePicture(Buffer.from('hello'), options)).rejects.toMatchObject({ code: 'unsupported-type' });
  });

  it('does not start when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(decodePicture(new Uint8Array(9), { ...options, signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('gives a picture or a SightlineError for files with any bytes changed', async () => {
    const files = await Promise.all(
      (['jpeg', 'png', 'webp', 'gif', 'tiff'] as const).map((each) => noise(24, 24).toFormat(each).toBuffer()),
    );
    const change = fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.array(change, { maxLength: 20 }), async (file, changes) => {
        const damaged = Buffer.from(file);
        for (const [share, value] of changes) damaged[Math.floor(share * damaged.length)] = value;
        const outcome = await decodePicture(damaged, options).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome.name).toBe('SightlineError');
        else expect(outcome).toHaveProperty('pixels');
      }),
      { numRuns: 80 },
    );
  });
});

/** CRC-32 of a PNG chunk (PNG 1.2, annex D). */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
