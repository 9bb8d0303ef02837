import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDataUrl } from './data-url.ts';

const text = (url: string, maxBytes = 1_000) => Buffer.from(parseDataUrl(url, maxBytes).bytes).toString();

describe('parseDataUrl', () => {
  it('reads back whatever was encoded, in base64, URL-safe base64 and percent-encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const escapes = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        for (const url of [
          `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`,
          `data:image/png;base64,${Buffer.from(bytes).toString('base64url')}`,
          `data:image/png;base64,${encodeURIComponent(Buffer.from(bytes).toString('base64'))}`,
          `data:image/png,${escapes}`,
        ])
          expect(Buffer.from(parseDataUrl(url, 1_000).bytes)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('reads the type, and takes plain text where there is none', () => {
    expect(parseDataUrl('data:Image/SVG+xml;charset=utf-8;base64,PHN2Zz4=', 100).mediaType).toBe('image/svg+xml');
    expect(parseDataUrl('data:,x', 100).mediaType).toBe('text/plain');
    expect(parseDataUrl('DATA:;base64,eA==', 100).mediaType).toBe('text/plain');
  });

  it('takes what browsers take: raw text, stray percent signs, line breaks in base64', () => {
    expect(text("data:image/svg+xml;utf8,<svg fill='%23fff' width='100%' id='ü'/>")).toBe(
      "<svg fill='#fff' width='100%' id='ü'/>",
    );
    expect(text('data:;base64,aGVs\n  bG8=')).toBe('hello');
    expect(text('data:,%')).toBe('%');
    expect(text('data:,%4')).toBe('%4');
  });

  it('refuses what is not a data URL or not base64', () => {
    for (const url of ['data:image/png;base64', 'data:image/png;base64,a!b', 'data:;base64,a=b'])
      expect(() => parseDataUrl(url, 1_000)).toThrow(expect.objectContaining({ code: 'broken-content' }));
  });

  it('refuses one over the limit, and takes one of exactly the limit', () => {
    const url = (length: number) => `data:;base64,${Buffer.alloc(length).toString('base64')}`;
    expect(parseDataUrl(url(100), 100).bytes.length).toBe(100);
    expect(() => parseDataUrl(url(101), 100)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }));
    expect(() => parseDataUrl(`data:,${'x'.repeat(10_000)}`, 100)).toThrow(/larger than the limit of 100 bytes/);
  });

  it('never throws anything but its own errors', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        try {
          parseDataUrl(`data:${rest}`, 50);
        } catch (error) {
          expect(error).toMatchObject({ name: 'SightlineError' });
        }
      }),
    );
  });
});
