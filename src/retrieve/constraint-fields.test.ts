import { expect, it } from 'vitest';
import type { Metadata, Segment, SegmentKind } from '../data/segment.ts';
import { knownFields, nameWords } from './constraint-fields.ts';

function segments(all: readonly Metadata[], kind: SegmentKind = 'record'): Segment[] {
  return all.map((metadata, i) => ({
    id: `s${i}`,
    documentId: 'd',
    documentName: 'd.csv',
    source: '/d.csv',
    kind,
    locator: { id: `${i}` },
    words: {},
    metadata,
    views: [],
  }));
}

it('tells numbers, dates, years, truth values, lists and texts', () => {
  const fields = knownFields(
    segments([
      {
        price: 12,
        year: 1999,
        zip: '1234',
        date: '2024-05-01T10:00:00Z',
        sold: true,
        tags: ['a'],
        category: 'x',
        id: 7,
      },
      { price: 3.5, year: 2024, zip: '2000', date: '2023', sold: false, tags: ['a', 'b'], category: 'y', id: 2024 },
    ]),
  );
  expect(fields).toEqual([
    { name: 'kind', kind: 'text', values: ['record'] },
    { name: 'price', kind: 'number', min: 3.5, max: 12 },
    { name: 'year', kind: 'date', min: '1999', max: '2024' },
    { name: 'zip', kind: 'text', values: ['1234', '2000'] },
    { name: 'date', kind: 'date', min: '2023', max: '2024-05-01t10:00:00' },
    { name: 'sold', kind: 'boolean' },
    { name: 'tags', kind: 'list', values: ['a', 'b'] },
    { name: 'category', kind: 'text', values: ['x', 'y'] },
    { name: 'id', kind: 'number', min: 7, max: 2024 },
  ]);
});

it('takes a field for what most of its values are, and for nothing where they differ', () => {
  const prices = [...Array.from({ length: 19 }, (_, i) => ({ price: i, mixed: i })), { price: 'n/a', mixed: 'x' }];
  const mixed = [...prices, ...Array.from({ length: 9 }, () => ({ mixed: 'y' }))];
  const fields = knownFields(segments(mixed));
  expect(fields.find(({ name }) => name === 'price')).toEqual({ name: 'price', kind: 'number', min: 0, max: 18 });
  expect(fields.find(({ name }) => name === 'mixed')).toBeUndefined();
});

it('takes the kinds it is told, and nothing from nothing', () => {
  expect(knownFields(segments([{ kind: 'x', document: 'y' }]), ['image', 'text'])).toEqual([
    { name: 'kind', kind: 'text', values: ['image', 'text'] },
  ]);
  expect(knownFields([])).toEqual([]);
});

it('names values only while they are few', () => {
  const many = segments(Array.from({ length: 51 }, (_, i) => ({ sku: `n${i}` })));
  expect(knownFields(many)[1]).toEqual({ name: 'sku', kind: 'text' });
});

it('takes names apart', () => {
  expect(nameWords('salePrice_EUR')).toEqual(['sale', 'price', 'eur']);
  expect(nameWords('Price (USD)')).toEqual(['price', 'usd']);
});
