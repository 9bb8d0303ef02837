import { describe, expect, it } from 'vitest';
import { findColumns } from './column-mapping.ts';
import { flattenRecord } from './flat-record.ts';

const columns = (...records: Record<string, unknown>[]) => findColumns(records.map(flattenRecord), {});

describe('findColumns', () => {
  it('knows the usual names, however they are written', () => {
    expect(
      columns({
        ASIN: 'B01',
        productTitle: 'Chair',
        'Image URL': 'https://a.example/1',
        Description: 'A chair.',
        'alt-text': 'oak',
      }),
    ).toEqual({
      id: 'ASIN',
      name: 'productTitle',
      image: 'Image URL',
      text: ['Description'],
      alt: 'alt-text',
    });
  });

  it('takes for an id only what tells the records apart', () => {
    expect(columns({ product_id: 'p', code: 1 }, { product_id: 'p', code: 2 }).id).toBe('code');
    expect(columns({ brand_id: 1, shelf: 'a' }, { brand_id: 1, shelf: 'b' }).id).toBeUndefined();
    expect(columns({ class_id: 1 }, { class_id: 2 }).id).toBe('class_id');
    expect(columns({ id: 1 }, { id: 1 }).id).toBe('id');
  });

  it('does not call a record after its file, its brand or its maker', () => {
    expect(columns({ file_name: 'a', brand_name: 'b', maker: { name: 'c' }, class_name: 'd' }).name).toBe('class_name');
  });

  it('prefers the picture itself to its thumbnail, and files to addresses', () => {
    expect(columns({ thumbnail: 'https://a.example/t.jpg', photo: 'https://a.example/p.jpg' }).image).toBe('photo');
    expect(columns({ images: [{ thumb: 'https://a/t.jpg', large: 'https://a/l.jpg' }] }).image).toBe('images.0.large');
    expect(columns({ file: 'a.png', height: 3 }).image).toBe('file');
    expect(columns({ image: 3, picture_of: 'a cat on a mat' }).image).toBeUndefined();
  });

  it('takes long texts for texts where no column is called so', () => {
    const long = 'This chair was made by hand from oak that was felled in winter, and it will outlast its owner.';
    expect(columns({ a: 'x', story: long }).text).toEqual(['story']);
    expect(columns({ body: 'b', summary: 's', 'Description Path': '/a/b.txt' }).text).toEqual(['body', 'summary']);
  });
});
