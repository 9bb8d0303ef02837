import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exifOrientation, readExif } from './exif.ts';

interface Entry {
  readonly tag: number;
  readonly type: 2 | 3 | 4 | 5;
  readonly value: string | readonly number[];
}

/** An EXIF block in either byte order, with sub-directories behind the main one. */
function exifBlock(
  little: boolean,
  main: readonly Entry[],
  photo: readonly Entry[],
  gps: readonly Entry[],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(2000));
  let free = 1000;
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  const directory = (at: number, entries: readonly Entry[]) => {
    view.setUint16(at, entries.length, little);
    for (const [i, { tag, type, value }] of entries.entries()) {
      const entry = at + 2 + i * 12;
      const size = { 2: 1, 3: 2, 4: 4, 5: 8 }[type];
      const values = typeof value === 'string' ? [...Buffer.from(`${value}\0`)] : value;
      const count = type === 5 ? values.length / 2 : values.length;
      view.setUint16(entry, tag, little);
      view.setUint16(entry + 2, type, little);
      view.setUint32(entry + 4, count, little);
      let to = entry + 8;
      if (size * count > 4) {
        view.setUint32(entry + 8, free, little);
        to = free;
        free += size * count;
      }
      for (const each of values) {
        if (type === 2) view.setUint8(to++, each);
        else if (type === 3) view.setUint16(to, each, little);
        else view.setUint32(to, each, little);
        to += type === 2 ? 0 : type === 3 ? 2 : 4;
      }
    }
  };
  const pointers: Entry[] = [
    { tag: 0x8769, type: 4, value: [400] },
    { tag: 0x8825, type: 4, value: [700] },
  ];
  directory(8, [...main, ...pointers]);
  directory(400, photo);
  directory(700, gps);
  return Buffer.concat([Buffer.from('Exif\0\0'), new Uint8Array(view.buffer)]);
}

const main: Entry[] = [
  { tag: 0x010f, type: 2, value: 'Acme' },
  { tag: 0x0110, type: 2, value: '  Söhne 3000 ' },
  { tag: 0x0112, type: 3, value: [6] },
];
const photo: Entry[] = [
  { tag: 0x9003, type: 2, value: '2024:02:29 23:59:58' },
  { tag: 0x9011, type: 2, value: '-05:30' },
  { tag: 0x829a, type: 5, value: [1, 30] },
  { tag: 0x8827, type: 3, value: [400] },
];
const gps: Entry[] = [
  { tag: 1, type: 2, value: 'S' },
  { tag: 2, type: 5, value: [33, 1, 51, 1, 3150, 100] },
  { tag: 3, type: 2, value: 'E' },
  { tag: 4, type: 5, value: [151, 1, 12, 1, 0, 0] },
];

describe('readExif', () => {
  it.each([true, false])('reads the facts in both byte orders (little: %s)', (little) => {
    expect(readExif(exifBlock(little, main, photo, gps), { keepGps: false })).toEqual({
      'exif.make': 'Acme',
      'exif.model': 'Söhne 3000',
      'exif.exposureSeconds': 0.0333333,
      'exif.iso': 400,
      'exif.takenAt': '2024-02-29T23:59:58-05:30',
    });
    expect(exifOrientation(exifBlock(little, main, photo, gps))).toBe(6);
  });

  it('keeps the position only when told to, signed, with 0/0 seconds taken for none', () => {
    const found = readExif(exifBlock(true, main, photo, gps), { keepGps: true });
    expect(found['exif.latitude']).toBeCloseTo(-33.85875, 6);
    expect(found['exif.longitude']).toBeCloseTo(151.2, 6);
  });

  it.each(['0000:00:00 00:00:00', '2023:02:29 10:00:00', '2023:13:01 10:00:00', '    :  :     :  :  ', 'yesterday'])(
    'takes "%s" for no date',
    (date) => {
      const found = readExif(exifBlock(true, [], [{ tag: 0x9003, type: 2, value: date }], []), { keepGps: false });
      expect(found).not.toHaveProperty('exif.takenAt');
    },
  );

  it('reads what sharp writes', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .withExif({ IFD0: { Make: 'Acme', Model: 'One' }, IFD2: { DateTimeOriginal: '2020:01:02 03:04:05' } })
      .toBuffer();
    const { exif } = await sharp(bytes).metadata();
    expect(readExif(exif ?? new Uint8Array(), { keepGps: false })).toMatchObject({
      'exif.make': 'Acme',
      'exif.model': 'One',
      'exif.takenAt': '2020-01-02T03:04:05',
    });
  });

  it('gives flat, finite facts of blocks with any bytes changed, and never throws', () => {
    const block = exifBlock(true, main, photo, gps);
    const change = fc.tuple(fc.integer({ min: 0, max: block.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 0, max: block.length }), (changes, length) => {
        const damaged = Uint8Array.from(block);
        for (const [at, value] of changes) damaged[at] = value;
        const cut = damaged.subarray(0, length);
        exifOrientation(cut);
        for (const value of Object.values(readExif(cut, { keepGps: true })))
          expect(typeof value === 'string' || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  // A general reader unfolds every entry: 5,000 entries that each claim the whole block as numbers make gigabytes.
  it('does bounded work on a block made to unfold', () => {
    const block = new DataView(new ArrayBuffer(65_000));
    block.setUint16(0, 0x4d4d);
    block.setUint16(2, 42);
    block.setUint32(4, 8);
    block.setUint16(8, 5000);
    for (let i = 0; i < 5000; i++) {
      block.setUint16(10 + i * 12, 0x010f);
      block.setUint16(12 + i * 12, i % 2 === 0 ? 3 : 2);
      block.setUint32(14 + i * 12, 0xffff);
      block.setUint32(18 + i * 12, 8);
    }
    const started = performance.now();
    readExif(new Uint8Array(block.buffer), { keepGps: true });
    expect(performance.now() - started).toBeLessThan(500);
  });
});
