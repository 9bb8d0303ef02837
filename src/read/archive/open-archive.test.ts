import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { SightlineError } from '../../support/errors.ts';
import { openArchive } from './open-archive.ts';

const limits = { maxUnpackedBytes: 200_000_000, maxEntries: 1000 };
const open = (bytes: Uint8Array, overrides: Partial<typeof limits> = {}) =>
  openArchive(bytes, { name: 'box.zip', limits: { ...limits, ...overrides } });
const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof SightlineError) return error.code;
    throw error;
  }
  return undefined;
};

describe('openArchive', () => {
  it('gives back every file that was packed', () => {
    const file = fc.uint8Array({ maxLength: 3000 });
    const names = fc
      .string({ minLength: 1, maxLength: 30, unit: 'grapheme' })
      .filter((name) => !/[\\/]$|\\|\0/.test(name));
    fc.assert(
      fc.property(fc.dictionary(names, file, { maxKeys: 8, noNullPrototype: true }), fc.boolean(), (files, stored) => {
        const archive = open(zipSync(files, { level: stored ? 0 : 6 }));
        expect(archive.damage).toBeUndefined();
        expect(new Map(archive.entries.map(({ name }) => [name, archive.bytes(name)]))).toEqual(
          new Map(Object.entries(files)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('reads archives with something before and a comment behind them', () => {
    const zipped = zipSync({ 'a.txt': strToU8('alpha') });
    const comment = Buffer.from(zipped);
    comment.writeUInt16LE(5, comment.length - 2);
    const archive = open(Buffer.concat([Buffer.from('#!/bin/sh unpacks itself\n'), comment, Buffer.from('hello')]));
    expect(archive.text('a.txt')).toBe('alpha');
    expect(archive.damage).toBeUndefined();
  });

  it('reads Zip64', () => {
    const archive = open(zip64('big.txt', 'counted with 64 bits'));
    expect(archive.entries).toMatchObject([{ name: 'big.txt', sizeBytes: 20 }]);
    expect(archive.text('big.txt')).toBe('counted with 64 bits');
  });

  it('keeps odd names as names, folders out, and slashes forward', () => {
    const archive = open(
      zipSync({
        '../up.txt': strToU8('u'),
        '/etc/passwd': strToU8('p'),
        'a\\b.txt': strToU8('b'),
        'folder/': new Uint8Array(),
      }),
    );
    expect(archive.entries.map((entry) => entry.name)).toEqual(['../up.txt', '/etc/passwd', 'a/b.txt']);
    expect(archive.has('a/b.txt')).toBe(true);
    expect(archive.has('toString')).toBe(false);
  });

  it('reads names of old programs, and text by its mark', () => {
    const zipped = Buffer.from(zipSync({ 'Xrger.xml': Buffer.from('\ufeff<a>é</a>', 'utf16le') }, { level: 0 }));
    for (let at = zipped.indexOf('Xrger'); at >= 0; at = zipped.indexOf('Xrger')) zipped[at] = 0x8e;
    const archive = open(zipped);
    expect(archive.text('Ärger.xml')).toBe('<a>é</a>');
  });

  describe('bombs', () => {
    const zeros = (size: number) => zipSync({ 'zeros.bin': new Uint8Array(size) });

    it('refuses one that unpacks to a thousand times its size, by name', () => {
      const archive = open(zeros(70_000_000));
      expect(() => archive.bytes('zeros.bin')).toThrow(
        /zeros\.bin in box\.zip unpacks to more than 100 times.*--max-unpacked-bytes/,
      );
      expect(code(() => archive.bytes('zeros.bin'))).toBe('limit-exceeded');
    });

    it('lets a file be that is small, however well it packs', () => {
      expect(open(zeros(1_000_000)).bytes('zeros.bin')).toHaveLength(1_000_000);
    });

    it('counts what was unpacked before', () => {
      const archive = open(zipSync({ a: new Uint8Array(600_000), b: new Uint8Array(600_000) }), {
        maxUnpackedBytes: 1_000_000,
      });
      archive.bytes('a');
      expect(() => archive.bytes('b')).toThrow(
        /b in box\.zip unpacks to more than the limit of 1000000 bytes.*--max-unpacked-bytes/,
      );
    });

    it('stops an entry that says it is small', () => {
      const bytes = Buffer.from(zeros(5_000_000));
      // Declared sizes, in the local and in the central header.
      for (const at of [22, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + 24]) bytes.writeUInt32LE(1000, at);
      expect(() => open(bytes).bytes('zeros.bin')).toThrow(/unpacks to more than it says/);
    });

    it('refuses entries that share their bytes', () => {
      const bytes = overlapping(50);
      expect(() => open(bytes)).toThrow(/box\.zip holds entries that overlap, as zip bombs do/);
      expect(code(() => open(bytes))).toBe('limit-exceeded');
    });

    it('refuses too many entries before it looks at them', () => {
      const files = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`${n}.txt`, new Uint8Array()]));
      expect(() => open(zipSync(files), { maxEntries: 10 })).toThrow(/more than the limit of 10 files.*--max-entries/);
    });
  });

  it('names an entry that is locked or packed by an unknown method', () => {
    const patched = (change: (bytes: Buffer, central: number) => void) => {
      const bytes = Buffer.from(zipSync({ 'secret.txt': strToU8('s') }));
      change(bytes, bytes.indexOf('PK\u0001\u0002', 0, 'latin1'));
      return open(bytes);
    };
    const locked = patched((bytes, central) => bytes.writeUInt16LE(1, central + 8));
    expect(locked.entries[0]?.encrypted).toBe(true);
    expect(() => locked.bytes('secret.txt')).toThrow(/secret\.txt in box\.zip is locked with a password/);
    const odd = patched((bytes, central) => bytes.writeUInt16LE(14, central + 10));
    expect(() => odd.bytes('secret.txt')).toThrow(/secret\.txt in box\.zip is packed by method 14/);
  });

  it('takes what is left of an archive that was cut off', () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 251);
    const whole = zipSync(
      { 'first.txt': strToU8('first'), 'second.txt': strToU8('second'), 'third.bin': noise },
      { level: 0 },
    );
    const archive = open(whole.subarray(0, 3000));
    expect(archive.damage).toMatch(/box\.zip is damaged or cut off/);
    expect(archive.text('first.txt')).toBe('first');
    expect(archive.text('second.txt')).toBe('second');
    expect(() => archive.bytes('third.bin')).toThrow(/third\.bin in box\.zip is cut off/);
  });

  it('finds entries whose sizes stand behind them when the list is lost', () => {
    const archive = open(streamed({ 'a.txt': 'alpha '.repeat(50), 'b.txt': 'beta' }));
    expect(archive.damage).toBeDefined();
    expect(archive.text('a.txt')).toBe('alpha '.repeat(50));
    expect(archive.text('b.txt')).toBe('beta');
  });

  it('tells a damaged entry by its checksum', () => {
    const bytes = zipSync({ 'a.txt': strToU8('alpha beta gamma') }, { level: 0 });
    bytes[bytes.indexOf(0x61, 40)] = 0x62;
    expect(() => open(bytes).bytes('a.txt')).toThrow(/a\.txt in box\.zip is damaged/);
  });

  it('ends with an error of ours on whatever bytes it is given', () => {
    const whole = zipSync({ 'a.txt': strToU8('alpha beta '.repeat(20)), 'b/c.bin': new Uint8Array(500) });
    const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length % 3 === 0 ? length : whole.length);
        for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value;
        code(() => {
          const archive = open(bytes);
          for (const { name } of archive.entries) code(() => archive.bytes(name));
        });
      }),
      { numRuns: 1500 },
    );
    expect(code(() => open(new Uint8Array()))).toBe('broken-content');
    expect(code(() => open(strToU8('no archive')))).toBe('broken-content');
  });

  it('stops when it is cancelled', () => {
    const controller = new AbortController();
    const archive = openArchive(zipSync({ a: new Uint8Array(9) }), {
      name: 'a.zip',
      limits,
      signal: controller.signal,
    });
    controller.abort();
    expect(code(() => archive.bytes('a'))).toBe('cancelled');
  });
});

/** Many directory entries for one packed file, each counted anew: a bomb by overlap. */
function overlapping(copies: number): Buffer {
  const zipped = Buffer.from(zipSync({ 'a.bin': new Uint8Array(100_000) }));
  const central = zipped.indexOf('PK\u0001\u0002', 0, 'latin1');
  const end = zipped.indexOf('PK\u0005\u0006', 0, 'latin1');
  const entries = Array.from({ length: copies }, (_, n) => {
    const entry = Buffer.from(zipped.subarray(central, end));
    entry.write(String.fromCharCode(0x61 + (n % 26)), 46);
    return entry;
  });
  const last = Buffer.from(zipped.subarray(end));
  last.writeUInt16LE(copies, 8);
  last.writeUInt16LE(copies, 10);
  last.writeUInt32LE(copies * (end - central), 12);
  return Buffer.concat([zipped.subarray(0, central), ...entries, last]);
}

function localHeader(
  name: string,
  flags: number,
  method: number,
  sizes: [crc: number, packed: number, size: number],
): Buffer {
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  for (const [n, size] of sizes.entries()) header.writeUInt32LE(size, 14 + 4 * n);
  header.writeUInt16LE(name.length, 26);
  header.write(name, 30);
  return header;
}

/** As programs write that do not know the size beforehand, and without a directory. */
function streamed(files: Record<string, string>): Buffer {
  return Buffer.concat(
    Object.entries(files).flatMap(([name, text]) => {
      const packed = deflateRawSync(text);
      const descriptor = Buffer.alloc(16);
      descriptor.writeUInt32LE(0x08074b50, 0);
      descriptor.writeUInt32LE(packed.length, 8);
      descriptor.writeUInt32LE(text.length, 12);
      return [localHeader(name, 8, 8, [0, 0, 0]), packed, descriptor];
    }),
  );
}

function zip64(name: string, text: string): Buffer {
  const zipped = Buffer.from(zipSync({ [name]: strToU8(text) }, { level: 0 }));
  const central = zipped.indexOf('PK\u0001\u0002', 0, 'latin1');
  const end = zipped.indexOf('PK\u0005\u0006', 0, 'latin1');
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(text.length), 4);
  extra.writeBigUInt64LE(BigInt(text.length), 12);
  const entry = Buffer.concat([zipped.subarray(central, end), extra]);
  for (const at of [20, 24, 42]) entry.writeUInt32LE(0xffffffff, at);
  entry.writeUInt16LE(28, 30);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(entry.length), 40);
  end64.writeBigUInt64LE(BigInt(central), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(central + entry.length), 8);
  const last = Buffer.from(zipped.subarray(end));
  last.fill(0xff, 8, 20);
  return Buffer.concat([zipped.subarray(0, central), entry, end64, locator, last]);
}
