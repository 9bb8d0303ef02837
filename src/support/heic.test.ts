import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeic, isHeic, pixelLimitError } from './heic.ts';

/** A file type box with these brands, and some bytes that are no picture. */
function fileWith(major: string, ...compatible: string[]): Uint8Array {
  const box = Buffer.concat([Buffer.alloc(4), Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`)]);
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.alloc(200, 7)]);
}

describe('isHeic', () => {
  it.each([['heic'], ['heix', 'mif1'], ['mif1', 'heic'], ['msf1', 'hevc']])('knows the brand %s', (...brands) => {
    const [major = '', ...compatible] = brands;
    expect(isHeic(fileWith(major, ...compatible))).toBe(true);
  });

  it.each([
    ['avif', 'mif1', 'heic'],
    ['avis', 'msf1'],
    ['mif1', 'avif'],
    ['isom', 'mp42'],
    ['qt  ', 'qt  '],
  ])('leaves %s to others', (...brands) => {
    const [major = '', ...compatible] = brands;
    expect(isHeic(fileWith(major, ...compatible))).toBe(false);
  });

  it('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => typeof isHeic(bytes) === 'boolean'));
  });

  it('does not look for brands behind the box that holds them', () => {
    const file = Buffer.concat([fileWith('isom'), Buffer.from('heic')]);
    expect(isHeic(file)).toBe(false);
  });
});

describe('decodeHeic', () => {
  it('refuses what is no picture, in words', async () => {
    const refusal = decodeHeic(fileWith('heic', 'mif1'), { maxPixels: 1e6 });
    await expect(refusal).rejects.toMatchObject({ name: 'SightlineError', code: 'broken-content' });
    await expect(refusal).rejects.toThrow(/HEIC picture cannot be decoded/);
  });

  it('leaves the bytes it is given as they are', async () => {
    const bytes = fileWith('heix', 'mif1');
    const before = Uint8Array.from(bytes);
    await decodeHeic(bytes, { maxPixels: 1e6 }).catch(() => undefined);
    expect(Uint8Array.from(bytes)).toEqual(before);
  });

  it('is stopped by its time limit and by its signal', async () => {
    const late = decodeHeic(fileWith('heic'), { maxPixels: 1e6, timeoutMs: 1 });
    await expect(late).rejects.toMatchObject({ code: 'limit-exceeded' });
    const controller = new AbortController();
    const stopped = decodeHeic(fileWith('heic'), { maxPixels: 1e6, signal: controller.signal });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    await expect(decodeHeic(fileWith('heic'), { maxPixels: 1, signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('pixelLimitError', () => {
  it('names the size, the limit and the option', () => {
    expect(pixelLimitError(60_000, 60_000, 100_000_000).message).toMatch(/60,000 × 60,000.*100,000,000.*maxPixels/);
  });
});
