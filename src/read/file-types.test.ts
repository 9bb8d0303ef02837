import { describe, expect, it } from 'vitest';
import { fileTypes, readerFor } from './file-types.ts';

describe('fileTypes', () => {
  it('is sorted by media type, each once', () => {
    const found = fileTypes.map((type) => type.mediaType);
    const sorted = [...new Set(found)].sort();
    for (const [index, mediaType] of sorted.entries())
      expect(found[index], `put ${mediaType} in line ${index + 1} of the table`).toBe(mediaType);
    expect(found).toHaveLength(sorted.length);
  });

  it.each(fileTypes.map((type) => [type.mediaType, type] as const))('has a reader for %s', async (mediaType, type) => {
    const reader = await readerFor(mediaType);
    expect(reader).toBe(await type.load());
    expect(reader.read).toBeTypeOf('function');
    expect(type.extensions.every((extension) => /^[a-z0-9]+$/.test(extension))).toBe(true);
  });
});

describe('readerFor', () => {
  it.each([
    ['application/vnd.oasis.opendocument.graphics', 'an office document of a rare kind'],
    ['application/vnd.ms-outlook', 'save it as .eml'],
    ['application/x-mobipocket-ebook', 'Convert it to EPUB'],
    ['application/gzip', 'Unpack it'],
    ['audio/mpeg', 'a sound recording'],
    ['video/mp4', 'save the frames'],
    ['image/bmp', 'Convert it to PNG or JPEG'],
    [
      'application/octet-stream',
      'binary data of no known format, which is not read yet. Read are: pictures, office documents, ',
    ],
    ['model/stl', 'a file of type model/stl'],
  ])('says what %s is and what to do', async (mediaType, part) => {
    await expect(readerFor(mediaType)).rejects.toMatchObject({
      code: 'unsupported-type',
      message: expect.stringContaining(part),
    });
  });

  it('says that an empty file is empty', async () => {
    await expect(readerFor('application/x-empty')).rejects.toMatchObject({ code: 'broken-content' });
  });
});
