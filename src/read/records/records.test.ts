import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakePictures, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import type { ReadContext } from '../reader.ts';
import { recordsReader } from './records.ts';

const shop = [
  {
    sku: 'A-1',
    name: 'MidnightOak chair',
    price: '$189.00',
    image: 'chair.jpg',
    description: 'Dark brown, solid oak.',
    tags: ['oak', 'dark'],
  },
  { sku: 'B-2', name: 'Sunny lamp', price: 45.5, image: 'lamp.jpg', description: 'A yellow lamp.', inStock: true },
];
const csv = 'id,name,price,image,notes\n1,Chair,"1,299.00",chair.jpg,"solid, dark"\n2,Lamp,45.50,lamp.jpg,\n';
const pictures = fakePictures('chair.jpg', 'lamp.jpg', 'images/stool.jpg', '/sub/x.png');

async function read(name: string, content: string | Uint8Array, overrides: Partial<ReadContext> = {}) {
  const context = fakeReadContext({ picture: pictures, ...overrides });
  const segments: SegmentDraft[] = [];
  for await (const segment of recordsReader.read(fakeAsset(name, content), context)) segments.push(segment);
  return {
    context,
    segments,
    ids: segments.map((segment) => segment.locator.id),
    messages: context.warnings.map((warning) => warning.message),
  };
}

const jsonl = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join('\n');

readerContract('records', {
  makeReader: () => recordsReader,
  fixtures: [
    {
      name: 'JSON',
      asset: () => fakeAsset('shop.json', JSON.stringify(shop)),
      atLeast: 2,
      context: { picture: pictures },
    },
    { name: 'JSON Lines', asset: () => fakeAsset('shop.jsonl', jsonl(shop)), atLeast: 2 },
    { name: 'CSV', asset: () => fakeAsset('shop.csv', csv), atLeast: 2, context: { picture: pictures } },
    { name: 'a configuration', asset: () => fakeAsset('package.json', '{"name": "x", "scripts": {"a": "b"}}') },
  ],
});

describe('recordsReader', () => {
  it.each([
    ['shop.json', JSON.stringify(shop)],
    ['shop.json', JSON.stringify({ meta: { page: 1 }, products: shop })],
    ['shop.json', JSON.stringify({ data: { items: shop } })],
    ['shop.jsonl', jsonl(shop)],
    ['shop.ndjson', Buffer.from(`\ufeff${jsonl(shop)}\r\n\r\n`, 'utf16le')],
  ])('gives each record of %s with its words, facts and picture', async (name, content) => {
    const { segments, context } = await read(name, content);
    expect(segments).toMatchObject([
      {
        kind: 'record',
        locator: { id: 'A-1' },
        words: {
          name: 'MidnightOak chair',
          body: 'Dark brown, solid oak.\n\nsku: A-1\nprice: $189.00\ntags: oak, dark',
        },
        metadata: {
          sku: 'A-1',
          name: 'MidnightOak chair',
          price: 189,
          'price.currency': '$',
          image: 'chair.jpg',
          tags: ['oak', 'dark'],
        },
        picture: { mediaType: 'image/png' },
      },
      { locator: { id: 'B-2' }, metadata: { price: 45.5, inStock: true }, picture: { mediaType: 'image/png' } },
    ]);
    expect(context.warnings).toEqual([]);
  });

  it('types the cells of a CSV file, and keeps the words as they were written', async () => {
    const { segments } = await read('shop.csv', csv);
    expect(segments[0]).toMatchObject({
      locator: { id: '1' },
      words: { name: 'Chair', body: 'solid, dark\n\nid: 1\nprice: 1,299.00' },
      metadata: { id: 1, price: 1299, image: 'chair.jpg', notes: 'solid, dark' },
    });
    expect(segments[1]?.metadata).toEqual({ id: 2, name: 'Lamp', price: 45.5, image: 'lamp.jpg' });
  });

  it('reads records kept by their ids, as objects and as rows', async () => {
    expect((await read('a.json', '{"P-1": {"name": "Chair"}, "P-2": {"name": "Lamp"}}')).ids).toEqual(['P-1', 'P-2']);
    const rows = await read(
      'a.json',
      '{"P-1": ["chair.jpg", "a chair"], "P-2": ["lamp.jpg", "a lamp"], "P-3": ["x", "y"]}',
    );
    expect(rows.segments[0]).toMatchObject({
      locator: { id: 'P-1' },
      words: { name: 'chair', body: 'column 2: a chair' },
      picture: {},
    });
  });

  it.each([
    '{"name": ["Chair", "Lamp"], "price": [1, 2]}',
    '{"name": {"0": "Chair", "1": "Lamp"}, "price": {"0": 1, "1": 2}}',
  ])('reads columns side by side: %s', async (content) => {
    const { segments } = await read('a.json', content);
    expect(segments.map((segment) => [segment.words.name, segment.metadata?.price])).toEqual([
      ['Chair', 1],
      ['Lamp', 2],
    ]);
  });

  it('flattens what is nested, to a depth, and takes the first of several pictures', async () => {
    const record = {
      id: 'x',
      title: 'Desk',
      maker: { name: 'Ann', address: { city: 'Ulm' } },
      images: ['chair.jpg', 'lamp.jpg'],
      empty: null,
      sizes: [{ w: 1 }, { w: 2 }],
    };
    const { segments } = await read('a.jsonl', jsonl([record, { ...record, id: 'y' }]));
    expect(segments[0]?.metadata).toEqual({
      id: 'x',
      title: 'Desk',
      'maker.name': 'Ann',
      'maker.address.city': 'Ulm',
      images: 'chair.jpg',
      'images.more': ['lamp.jpg'],
      'sizes.0.w': 1,
      'sizes.1.w': 2,
    });
    expect(segments[0]?.words.body).toContain('maker.address.city: Ulm');
    let deep: unknown = 'end';
    for (let n = 0; n < 50_000; n++) deep = { a: deep };
    expect(
      (await read('a.jsonl', `{"id": "z", "name": "n", "b": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`)).ids,
    ).toEqual(['z']);
    expect(deep).toBeDefined();
  });

  it('looks for pictures beside the catalogue and in the usual folders, and goes on without those that are missing', async () => {
    const { context, segments } = await read(
      'a.csv',
      'Class Name (str),Iconic Image Path (str)\nPear,/sub/x.png\nStool,stool.jpg\nOak,/gone.jpg\n',
    );
    expect(segments.map((segment) => [segment.words.name, segment.picture !== undefined])).toEqual([
      ['Pear', true],
      ['Stool', true],
      ['Oak', false],
    ]);
    expect(context.warnings).toEqual([
      {
        message: expect.stringMatching(/^Record row-3 of a\.csv is read without its picture \/gone\.jpg: /),
        at: '#id=row-3',
      },
    ]);
  });

  it('finds a column of pictures by its values, and leaves columns alone that are only called so', async () => {
    const { segments } = await read(
      'a.csv',
      'item,ref,image_count,photo_credit\nChair,chair.jpg,3,Ann\nLamp,lamp.jpg,2,Bo\n',
    );
    expect(segments.map((segment) => segment.picture !== undefined)).toEqual([true, true]);
    expect(segments[0]?.words).toEqual({ name: 'Chair', body: 'image_count: 3\nphoto_credit: Ann' });
  });

  it('keeps captions with the picture, and with the text when there is none', async () => {
    const { segments } = await read(
      'a.jsonl',
      jsonl([
        { image: 'chair.jpg', caption: 'An oak chair' },
        { image: 'gone.jpg', caption: 'A lost one' },
      ]),
    );
    expect(segments.map((segment) => segment.words)).toEqual([
      { name: 'chair', caption: 'An oak chair' },
      { name: 'gone', body: 'caption: A lost one' },
    ]);
  });

  it('takes the columns it is told, and says which are not there', async () => {
    const columns = { id: 'Artikel', name: 'bezeichnung', image: 'Foto', text: ['Text', 'Nope'] };
    const { segments, messages } = await read(
      'a.csv',
      'Artikel;Bezeichnung;Foto;Text;Preis\n007;Stuhl;chair.jpg;Aus Eiche.;12,50 €\n008;Lampe;lamp.jpg;Gelb.;9,00 €\n',
      { columns },
    );
    expect(segments[0]).toMatchObject({
      locator: { id: '007' },
      words: { name: 'Stuhl', body: 'Aus Eiche.\n\nArtikel: 007\nPreis: 12,50 €' },
      metadata: { Artikel: '007', Preis: 12.5, 'Preis.currency': '€' },
      picture: {},
    });
    expect(messages).toEqual([expect.stringContaining('a.csv has no column Nope;')]);
  });

  it('gives double ids a number and says so', async () => {
    const { ids, messages } = await read('a.csv', 'id,name\na,x\na,y\na-2,z\n,w\n');
    expect(ids).toEqual(['a', 'a-2', 'a-2-2', 'row-4']);
    expect(messages[0]).toBe('The id a is there twice in a.csv; the record in row 2 is called a-2.');
  });

  it('leaves out broken lines, tells their numbers, and goes on', async () => {
    const lines = await read('a.jsonl', '{"id": 1, "name": "x"}\n{"id": 2, "na\n[3]\n\n{"id": 4, "name": "y"}\n');
    expect(lines.ids).toEqual(['1', '4']);
    expect(lines.messages).toEqual([
      'Line 2 of a.jsonl was left out: it breaks off.',
      'Line 3 of a.jsonl was left out: it is not a JSON object.',
    ]);
    const rows = await read('a.csv', 'id,name\n1,x\n2,y,z\n"3,open\n4,w\n');
    expect(rows.ids).toEqual(['1', '4']);
    expect(rows.messages).toEqual([
      'Line 3 of a.csv was left out: it has 3 fields where the header has 2.',
      'Line 4 of a.csv was left out: a quotation mark is never closed.',
    ]);
  });

  it('tells a few of many broken lines and counts the rest', async () => {
    const { messages, segments } = await read('a.csv', `id,name\n${'1,2,3\n'.repeat(100)}4,x\n`);
    expect(segments).toHaveLength(1);
    expect(messages).toHaveLength(21);
    expect(messages.at(-1)).toBe('80 more records of a.csv could not be read.');
  });

  it.each([
    ['{\n  "a": 1,\n  "b" 2\n}', '"2" cannot stand there, at line 3, column 7.'],
    ['[{"a": 1},', 'it breaks off, at line 1, column 11.'],
    ['{"a": "x\n"}', '"" cannot stand there, at line 1, column 9.'],
    ['{"a": "\\q"}', '"\\\\q\\"}" cannot stand there, at line 1, column 8.'],
    ['[1, 2,]', '"]" cannot stand there, at line 1, column 7.'],
  ])('tells where %j is broken', async (content, message) => {
    await expect(read('a.json', content)).rejects.toMatchObject({
      code: 'broken-content',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    '{"name": "sightline", "version": "1.0.0", "contributors": [{"name": "a"}, {"name": "b"}], "scripts": {}, "private": true, "type": "module", "license": "x"}',
    '{"compilerOptions": {"strict": true}, "include": ["src"], "references": [{"path": "a"}]}',
    '[1, 2, 3]',
    '"just a text"',
    '{"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}}',
  ])('reads %s as text', async (content) => {
    const { segments } = await read('config.json', content);
    expect(segments).toMatchObject([
      { kind: 'text', locator: { char: { start: 0, end: content.length } }, words: { body: content } },
    ]);
  });

  it('keeps to the limit of records and says so', async () => {
    const { segments, context } = await read(
      'a.csv',
      `id,name\n${Array.from({ length: 9 }, (_, n) => `${n},x\n`).join('')}`,
      {
        limits: { ...fakeReadContext().limits, maxRecords: 3 },
      },
    );
    expect(segments).toHaveLength(3);
    expect(context.warnings).toEqual([{ message: expect.stringContaining('more than 3 segments'), at: '#id=3' }]);
  });

  it('takes records as they are asked for', async () => {
    const context = fakeReadContext({ picture: pictures });
    const many = jsonl(Array.from({ length: 5000 }, (_, n) => ({ id: n, image: 'chair.jpg' })));
    for await (const _ of recordsReader.read(fakeAsset('a.jsonl', many), context)) break;
    expect(context.asked).toHaveLength(1);
  });

  it('never lets half a character or the prototype through', async () => {
    const { segments } = await read(
      'a.jsonl',
      '{"id": "a\\ud83e", "name": "x\\ud83e", "__proto__": {"polluted": true}, "constructor": "c"}',
    );
    expect(segments[0]?.locator.id).toBe('a\ufffd');
    expect(segments[0]?.words.name).toBe('x\ufffd');
    expect(segments[0]?.metadata).toEqual({ id: 'a\ufffd', name: 'x\ufffd', constructor: 'c' });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('reads a large catalogue in a stream', async () => {
    const large = `id,name,description\n${Array.from({ length: 60_000 }, (_, n) => `${n},Chair ${n},"A chair, number ${n}"\n`).join('')}`;
    const context = fakeReadContext({ limits: { ...fakeReadContext().limits, maxRecords: 100_000 } });
    let count = 0;
    for await (const _ of recordsReader.read(fakeAsset('a.csv', large), context)) count++;
    expect(count).toBe(60_000);
  }, 20_000);
});
