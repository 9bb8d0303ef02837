import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupSidecars } from './sidecars.ts';
import type { WalkedFile } from './walk.ts';

function files(...names: (string | [name: string, sizeBytes: number])[]): WalkedFile[] {
  return names.map((given) => {
    const [name, sizeBytes] = typeof given === 'string' ? [given, 10] : given;
    return { path: `/data/${name}`, root: '/data', name, sizeBytes, mtimeMs: 1, alone: false };
  });
}

/** Each asset with its companions, by name: `cat.jpg <- cat.txt metadata.json`. */
function grouped(...names: Parameters<typeof files>): string[] {
  return groupSidecars(files(...names)).map(({ file, companions }) =>
    [file.name, ...(companions.length > 0 ? ['<-', ...companions.map((one) => one.path.slice(6))] : [])].join(' '),
  );
}

describe('groupSidecars', () => {
  it('puts a text with the picture of its name', () => {
    expect(grouped('cat.jpg', 'cat.txt', 'dog.txt')).toEqual(['cat.jpg <- cat.txt', 'dog.txt']);
  });

  it('knows all picture extensions, in either case, and no other', () => {
    for (const extension of 'jpg jpeg png webp avif tiff tif gif svg heic heif bmp JPG Png HEIC'.split(' '))
      expect(grouped(`x.${extension}`, 'x.TXT')).toEqual([`x.${extension} <- x.TXT`]);
    for (const extension of ['pdf', 'mp4', 'md', 'jpg.bak', 'ajpg'])
      expect(grouped(`x.${extension}`, 'x.txt')).toEqual([`x.${extension}`, 'x.txt']);
    expect(grouped('x.jpg', 'x.md', 'x.json')).toEqual(['x.jpg', 'x.md', 'x.json']);
  });

  it('tells names with several dots, and names in another case, apart', () => {
    expect(grouped('a.b.jpg', 'a.txt', 'a.b.txt')).toEqual(['a.b.jpg <- a.b.txt', 'a.txt']);
    expect(grouped('Cat.jpg', 'cat.txt')).toEqual(['Cat.jpg', 'cat.txt']);
  });

  it('gives the same companions in the same order, whichever file came first', () => {
    const names = ['x.jpg', 'x.TXT', 'x.txt', 'METADATA.json', 'metadata.json'];
    for (const order of [names, names.toReversed()])
      expect(grouped(...order)).toEqual(['x.jpg <- x.TXT x.txt METADATA.json metadata.json']);
  });

  it('gives one text to each of several pictures of its name', () => {
    expect(grouped('x.jpg', 'x.png', 'x.txt')).toEqual(['x.jpg <- x.txt', 'x.png <- x.txt']);
  });

  it('keeps a text longer than 4,000 bytes as an asset too', () => {
    expect(grouped('x.jpg', ['x.txt', 4000])).toEqual(['x.jpg <- x.txt']);
    expect(grouped('x.jpg', ['x.txt', 4001])).toEqual(['x.jpg <- x.txt', 'x.txt']);
  });

  it('gives metadata.json to every picture, and keeps it as an asset where there is none', () => {
    expect(grouped('a.jpg', 'a.txt', 'b.png', 'metadata.json')).toEqual([
      'a.jpg <- a.txt metadata.json',
      'b.png <- metadata.json',
    ]);
    expect(grouped('metadata.json', 'notes.txt')).toEqual(['metadata.json', 'notes.txt']);
  });

  it('loses no file: each is an asset, or goes with one', () => {
    const name = fc
      .tuple(fc.constantFrom('a', 'b', 'metadata', 'a.b'), fc.constantFrom('jpg', 'PNG', 'txt', 'TXT', 'json', 'md'))
      .map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.nat(5000), (names, sizeBytes) => {
        const groups = groupSidecars(files(...names.map((one): [string, number] => [one, sizeBytes])));
        const mentioned = groups.flatMap(({ file, companions }) => [file.path, ...companions.map((one) => one.path)]);
        expect([...new Set(mentioned)].sort()).toEqual(names.map((one) => `/data/${one}`).sort());
      }),
    );
  });
});
