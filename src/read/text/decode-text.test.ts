import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../data/document.ts';
import { SightlineError } from '../../support/errors.ts';
import { decodeInPieces, decodeText } from './decode-text.ts';

function decode(bytes: Uint8Array, declared?: string): { text: string; warnings: string[] } {
  const warnings: Warning[] = [];
  const text = decodeText(bytes, { name: 'notes.txt', declared, warn: (warning) => warnings.push(warning) });
  return { text, warnings: warnings.map((warning) => warning.message) };
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

describe('decodeText', () => {
  const text = 'Café “crème” 100 € 🪑\n'.repeat(3);
  const utf16 = Buffer.from(text, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 BE with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(utf16)])],
    ['UTF-16 LE without a mark', utf16],
    ['UTF-16 BE without a mark', swapped(utf16)],
  ])('reads %s without a warning', (_, bytes) => {
    expect(decode(bytes)).toEqual({ text, warnings: [] });
  });

  it('reads UTF-32 with a mark', () => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt32LE(0xfeff, 0);
    bytes.writeUInt32LE(0x1fa91, 4);
    bytes.writeUInt32LE(0x41, 8);
    expect(decode(bytes).text).toBe('🪑A');
  });

  it('falls back to Windows-1252 and says so', () => {
    const { text, warnings } = decode(Buffer.from('na\xefve \x80 5, \x93quoted\x94', 'latin1'));
    expect(text).toBe('naïve € 5, “quoted”');
    expect(warnings).toEqual([expect.stringContaining('notes.txt is not UTF-8 and was read as windows-1252')]);
  });

  it('does not take accented letters for Cyrillic', () => {
    const { text } = decode(Buffer.from('\xe9l\xe8ve, d\xe9j\xe0, o\xf9, \xe7a, na\xefve', 'latin1'));
    expect(text).toBe('élève, déjà, où, ça, naïve');
  });

  it.each([
    ['shift_jis', '日本語のテキストです。', [0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x82, 0xcc, 0x83, 0x65, 0x83, 0x4c]],
    ['windows-1251', 'привет, мир', [0xef, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0]],
    ['gb18030', '的中文，是', [0xb5, 0xc4, 0xd6, 0xd0, 0xce, 0xc4, 0xa3, 0xac, 0xca, 0xc7]],
  ])('tells %s by its letters', (label, whole, codes) => {
    const { text, warnings } = decode(Uint8Array.from(codes));
    expect(whole.startsWith(text)).toBe(true);
    expect(warnings[0]).toContain(label);
  });

  it('believes a declared encoding where the bytes leave it open, and not otherwise', () => {
    expect(decode(Uint8Array.from([0xe1, 0xe2, 0x20]), 'iso-8859-7').text).toBe('αβ ');
    expect(decode(Buffer.from('αβ'), 'iso-8859-7').text).toBe('αβ');
    expect(decode(Uint8Array.from([0xe9]), 'no-such-encoding').text).toBe('é');
  });

  it('keeps a UTF-8 text that was cut inside a character', () => {
    const { text, warnings } = decode(Buffer.from('αβγδεζηθικλμ').subarray(0, 23));
    expect(text).toBe('αβγδεζηθικλ\ufffd');
    expect(warnings[0]).toContain('not valid UTF-8');
  });

  it('keeps offsets where a stray NUL stands', () => {
    expect(decode(Buffer.from('ab\0cd'.padEnd(40, 'x'))).text.slice(0, 5)).toBe('ab cd');
  });

  it('refuses binary data by name', () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, n) => (n * 7919) % 251);
    expect(() => decode(bytes)).toThrow('notes.txt is not text: it holds binary data.');
  });

  it('gives the same text in pieces as whole, with characters across the piece borders', () => {
    const long = 'ä€🪑'.repeat(30_000);
    const bytes = Buffer.from(long);
    const pieces = [...decodeInPieces(bytes, { name: 'long.txt' })];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe(long);
  });

  it('reads back any well-formed string as UTF-8, and never throws anything but a SightlineError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        // A mark of its own at the start is taken off, and NUL is not kept.
        fc.pre(!text.startsWith('\ufeff') && !text.includes('\0'));
        expect(decode(Buffer.from(text)).text).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SightlineError);
        }
      }),
    );
  });
});
