import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFileName, numberedName } from './file-name.ts';

describe('cleanFileName', () => {
  it.each([
    ['chair.jpg', 'chair.jpg'],
    ['C:\\Users\\me\\photo of Größe.png', 'photo of Größe.png'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'file'],
    ['', 'file'],
    ['.htaccess', 'htaccess'],
    ['node_modules', '_node_modules'],
    ['nul.txt', '_nul.txt'],
    ['a\u0000b\r\n.txt', 'ab.txt'],
    ['exe.\u202egpj.txt', 'exe.gpj.txt'],
    ['a<b>:"c|d?*#.md', 'a_b___c_d___.md'],
    ['trailing. . ', 'trailing'],
  ])('makes %j %j', (given, clean) => {
    expect(cleanFileName(given)).toBe(clean);
  });

  it('always gives one short, visible name without a path, and keeps the ending', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom('', '.jpg', '.tar.gz'),
        (stem, ending) => {
          const name = cleanFileName(`x${stem}${ending}`);
          expect(name).not.toMatch(/[/\\\p{Cc}\p{Cs}]|^\.|^$/u);
          expect(Buffer.byteLength(name)).toBeLessThan(200);
          expect(name.endsWith(ending)).toBe(true);
          expect(cleanFileName(name)).toBe(name);
        },
      ),
    );
  });

  it('puts numbers before the ending', () => {
    expect([numberedName('a.jpg', 1), numberedName('a.jpg', 2), numberedName('README', 3)]).toEqual([
      'a.jpg',
      'a (2).jpg',
      'README (3)',
    ]);
  });
});
