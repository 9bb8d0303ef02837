import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownBytes, shownName } from './shown-name.ts';

describe('shownName', () => {
  it('leaves ordinary names of any script alone', () => {
    for (const name of ['a b.jpg', 'ключ.txt', '钥匙🔑.png', 'back\\slash', "it's"]) expect(shownName(name)).toBe(name);
  });

  it('escapes what would break a line, steer a terminal or turn text round', () => {
    expect(shownName('a\nb\tc\x1b[2J\x7f\u202egpj.exe\ud800')).toBe(
      'a\\nb\\tc\\u{1b}[2J\\u{7f}\\u{202e}gpj.exe\\u{d800}',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(shownName(name)).not.toMatch(/\p{Cc}|\p{Cs}/u);
      }),
    );
  });

  it('cuts very long ones in the middle', () => {
    expect(shownName(`${'a'.repeat(500)}.jpg`, 20)).toBe('aaaaaaaaaa…aaaaaa.jpg');
  });
});

describe('shownBytes', () => {
  it('writes what is not ASCII as bytes', () => {
    expect(shownBytes(Buffer.from('caf\xe9\n.jpg', 'latin1'))).toBe('caf\\xe9\\n.jpg');
  });
});
