import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureMetadataFiles } from './picture-metadata.ts';

async function folderWith(content: unknown): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'picture-metadata-'));
  const path = join(folder, 'metadata.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return { folder, path };
}

async function entryOf(content: unknown, picture: string) {
  const { folder, path } = await folderWith(content);
  return pictureMetadataFiles().find(path, join(folder, picture), 1e6);
}

describe('pictureMetadataFiles', () => {
  it('finds an entry by file name, path or name without extension', async () => {
    const chair = { id: 'MidnightOak', price: 120 };
    for (const key of ['chair.jpg', './shots/chair.jpg', 'shots\\chair.jpg', 'chair']) {
      expect(await entryOf({ [key]: chair, 'other.jpg': {} }, 'shots/chair.jpg'), key).toMatchObject({
        metadata: chair,
      });
    }
    expect(await entryOf({ 'other.jpg': chair }, 'chair.jpg')).toBeUndefined();
  });

  it('takes ids as values and keeps every id a string', async () => {
    expect(await entryOf({ 'a.jpg': 'SKU-007' }, 'a.jpg')).toEqual({ metadata: { id: 'SKU-007' }, words: {} });
    expect(await entryOf({ 'a.jpg': 42 }, 'a.jpg')).toEqual({ metadata: { id: '42' }, words: {} });
    const entry = await entryOf({ 'a.jpg': { id: '007', product_id: 12, productId: 13, width: 14 } }, 'a.jpg');
    expect(entry?.metadata).toEqual({ id: '007', product_id: '12', productId: '13', width: 14 });
  });

  it.each(['image', 'file', 'filename', 'file_name'])(
    'reads lists of records whose picture is in "%s"',
    async (field) => {
      const records = [{ [field]: 'b.jpg', n: 1 }, { [field]: 'images/a.jpg', n: 2 }, null, 'x', { n: 3 }];
      expect(await entryOf(records, 'images/a.jpg')).toEqual({ metadata: { n: 2 }, words: {} });
      expect(await entryOf({ info: { year: 2024 }, images: records }, 'b.jpg')).toEqual({
        metadata: { n: 1 },
        words: {},
      });
    },
  );

  it('gives names and captions as words too, and joins nested fields with dots', async () => {
    const entry = await entryOf(
      {
        'a.jpg': { name: 'Oak chair', description: 'Solid.', size: { height: 90 }, tags: ['wood', 'dark'], none: null },
      },
      'a.jpg',
    );
    expect(entry).toEqual({
      metadata: { name: 'Oak chair', description: 'Solid.', 'size.height': 90, tags: ['wood', 'dark'] },
      words: { name: 'Oak chair', caption: 'Solid.' },
    });
  });

  it('rejects what is no JSON, what is missing and what is too large', async () => {
    await expect(entryOf('{"a.jpg": ', 'a.jpg')).rejects.toThrow();
    await expect(pictureMetadataFiles().find('/nowhere/metadata.json', '/nowhere/a.jpg', 1e6)).rejects.toThrow();
    const { folder, path } = await folderWith({ 'a.jpg': 'x'.repeat(100) });
    await expect(pictureMetadataFiles().find(path, join(folder, 'a.jpg'), 50)).rejects.toThrow(/limit/);
  });

  it('is not misled by names that every object has', async () => {
    expect(await entryOf({}, 'constructor.jpg')).toBeUndefined();
    expect(await entryOf('{"__proto__": {"id": "x"}}', 'toString')).toBeUndefined();
  });

  it('parses a file once, and again when it has changed', async () => {
    const { folder, path } = await folderWith({ 'a.jpg': 'one' });
    const files = pictureMetadataFiles();
    const find = () => files.find(path, join(folder, 'a.jpg'), 1e6);
    const first = await find();
    // The same size and time: a change that cannot be seen shows that nothing is parsed again.
    const time = new Date('2024-01-01T00:00:00Z');
    await utimes(path, time, time);
    await find();
    await writeFile(path, JSON.stringify({ 'a.jpg': 'two' }));
    await utimes(path, time, time);
    expect((await find())?.metadata).toEqual(first?.metadata);
    await writeFile(path, JSON.stringify({ 'a.jpg': 'three' }));
    expect((await find())?.metadata).toEqual({ id: 'three' });
  });
});
