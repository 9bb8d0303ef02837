import { describe, expect, it } from 'vitest';
import { looksLikePicture, pictureReferences } from './picture-references.ts';

describe('pictureReferences', () => {
  it.each<[unknown, string[]]>([
    ['a.jpg', ['a.jpg']],
    ['a.jpg;b.png', ['a.jpg', 'b.png']],
    ['a.jpg, b.png', ['a.jpg', 'b.png']],
    ['https://a.example/1.jpg?w=1|https://a.example/2.jpg', ['https://a.example/1.jpg?w=1', 'https://a.example/2.jpg']],
    ['["a.jpg", \'b.jpg\']', ['a.jpg', 'b.jpg']],
    ['red chair, old.jpg', ['red chair, old.jpg']],
    ['data:image/png;base64,AAAA', ['data:image/png;base64,AAAA']],
    [
      ['a', ' ', 'b.jpg'],
      ['a', 'b.jpg'],
    ],
    [5, []],
    [undefined, []],
    ['', []],
  ])('%j names %j', (value, references) => {
    expect(pictureReferences(value as string)).toEqual(references);
  });
});

describe('looksLikePicture', () => {
  it.each(['a.JPG', 'x/y/z', 'https://cdn.example/12345', 'data:image/png;base64,AA'])('%s does', (reference) => {
    expect(looksLikePicture(reference)).toBe(true);
  });
  it.each(['a chair', '12', 'and / or', 'chair'])('%s does not', (reference) => {
    expect(looksLikePicture(reference)).toBe(false);
  });
});
