import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameWords } from './name-words.ts';

describe('nameWords', () => {
  it.each([
    ['MidnightOak_chair-2.jpg', 'MidnightOak Midnight Oak chair 2'],
    ['photos/summer/red leather jacket.PNG', 'red leather jacket'],
    ['https://shop.example/img/Blue%20Mug.webp?size=2#top', 'Blue Mug'],
    ['XMLFile.xml', 'XMLFile XML File'],
    ['notes.v1.2', 'notes v1 2'],
    ['.gitignore', 'gitignore'],
    ['ÜberStraße.txt', 'ÜberStraße Über Straße'],
    ['椅子.jpg', '椅子'],
    ['100%.txt', '100'],
    ['...', ''],
    ['', ''],
  ])('splits %s', (name, words) => {
    expect(nameWords(name)).toBe(words);
  });

  it('never throws and never leaves blanks at the ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const words = nameWords(name);
        expect(words).toBe(words.trim());
      }),
    );
  });
});
