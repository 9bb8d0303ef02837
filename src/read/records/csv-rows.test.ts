import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../text/lines.ts';
import { csvDialect } from './csv-dialect.ts';
import { csvRows } from './csv-rows.ts';

const rows = (text: string, delimiter = ',', width?: number) => [...csvRows(linesOf([text]), delimiter, width)];
const cells = (text: string, delimiter = ',') =>
  rows(text, delimiter).map((row) => (row.problem === undefined ? row.cells : row.problem));

describe('csvRows', () => {
  it('reads quotes, doubled quotes, line breaks in cells and blank lines', () => {
    expect(cells('a,"b, c",""\n\n" d ","e ""f""\ng", h \n')).toEqual([
      ['a', 'b, c', ''],
      [' d ', 'e "f"\ng', 'h'],
    ]);
  });

  it('keeps quotation marks that do not surround a cell', () => {
    expect(cells('5" nail,"ab"c,d')).toEqual([['5" nail', '"ab"c', 'd']]);
  });

  it('tells the line a row starts on', () => {
    expect(rows('a\n"b\nb"\n\nc').map((row) => row.line)).toEqual([1, 2, 5]);
  });

  it('goes on with the next line after a mark that is never closed', () => {
    expect(rows('1,2\n"3,4\n5,6\n7,8', ',', 2)).toEqual([
      { line: 1, cells: ['1', '2'] },
      { line: 2, problem: 'a quotation mark is never closed' },
      { line: 3, cells: ['5', '6'] },
      { line: 4, cells: ['7', '8'] },
    ]);
  });

  it('goes on after a stray mark that a later one seems to close', () => {
    expect(rows('"3,4\n5,6\n7,"8"\n9,10', ',', 2).map((row) => row.problem ?? row.line)).toEqual([
      'a quotation mark is never closed',
      2,
      3,
      4,
    ]);
  });

  it('reports rows of another width, but not for empty cells at the end', () => {
    expect(rows('1,2,,\n1\n1,2,3', ',', 2).map((row) => row.problem ?? row.cells)).toEqual([
      ['1', '2'],
      'it has 1 field where the header has 2',
      'it has 3 fields where the header has 2',
    ]);
  });

  it('is not slowed down by stray marks in every line', () => {
    const started = performance.now();
    expect(rows('"stray,1\n'.repeat(20_000), ',', 2)).toHaveLength(20_000);
    expect(rows('stray,"1\nx, y\n'.repeat(10_000), ',', 2).length).toBeGreaterThan(9000);
    expect(rows(`${'a,b\n'.repeat(5)}${'"x,1\n'}${'y\n'.repeat(20_000)}`, ',', 2)).toHaveLength(20_006);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('agrees with csv-parse on what is well formed', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', ';', '\n', 'é', '🪑'), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (expected) => {
        const text = expected.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(cells(text)).toEqual(expected);
        expect(parse(text, { relax_column_count: true })).toEqual(expected);
      }),
    );
  });
});

describe('linesOf', () => {
  it('splits at every kind of line break, wherever the pieces are cut', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n'), maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.nat(30), fc.nat(30), (text, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        const expected = text.split(/\r\n|\n|\r/);
        if (expected.at(-1) === '') expected.pop();
        expect([...linesOf(pieces)].map((line) => line.text)).toEqual(expected);
      }),
    );
  });
});

describe('csvDialect', () => {
  const dialect = (text: string, strict = false) => csvDialect([...linesOf([text])], strict);

  it.each([
    ['id,name\n1,a\n2,b', ','],
    ['id\tname\n1\ta\n2\tb', '\t'],
    ['Year;Revenue;Costs;\n2022;123;-123;\n2023;143,1;-814,38;', ';'],
    ['a|b|c\n1|2|3', '|'],
    ['sep=;\na;b,b\n1;2,2', ';'],
  ])('finds the delimiter of %j', (text, delimiter) => {
    expect(dialect(text)?.delimiter).toBe(delimiter);
  });

  it('tells a title above the header, a missing header, and names for nameless columns', () => {
    expect(dialect('Stanley Cups,,\nTeam,Location,Cups\nBlues,STL,1\n')).toEqual({
      delimiter: ',',
      columns: ['Team', 'Location', 'Cups'],
      firstLine: 3,
      title: 'Stanley Cups',
    });
    expect(dialect('a.jpg,2,0\nb.jpg,2,1')).toMatchObject({
      columns: ['column 1', 'column 2', 'column 3'],
      firstLine: 1,
    });
    expect(dialect(',id,id\n1,2,3')).toMatchObject({ columns: ['column 1', 'id', 'id 2'], firstLine: 2 });
  });

  it('does not take prose for a table', () => {
    expect(dialect('Once, there was\na chair.\nIt was brown, old, and dear.\nNobody sat on it.')).toBeUndefined();
    expect(dialect('One,\nTwo,\nBuckle my shoe', true)).toBeUndefined();
    expect(dialect('')).toBeUndefined();
  });

  it('takes a list under a one-word header when the name says that it is a table', () => {
    expect(dialect('url\nhttps://a.example/1.jpg\nhttps://a.example/2.jpg')?.columns).toEqual(['url']);
    expect(dialect('url\nhttps://a.example/1.jpg', true)).toBeUndefined();
  });
});
