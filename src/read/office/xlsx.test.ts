import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeArchive } from '../archive/fake-archive.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakePictures, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { type FakeWorkbook, fakeAnchor, fakeDrawing, fakeDrawnPicture, fakeXlsx } from './fake-xlsx.ts';
import { xlsxReader } from './xlsx.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c22' } })
  .png()
  .toBuffer();

/** Cells from rows of values, the first at A1. */
function grid(
  rows: readonly (readonly (string | number | boolean | undefined)[])[],
  from = 1,
): Record<string, string | number | boolean> {
  return Object.fromEntries(
    rows.flatMap((row, r) =>
      row.flatMap((value, c) => (value === undefined ? [] : [[`${String.fromCharCode(65 + c)}${r + from}`, value]])),
    ),
  );
}

const chairs = Array.from({ length: 12 }, (_, n) => [
  `C-${n + 1}`,
  `Chair ${n + 1}`,
  89.5 + n,
  45_000 + n,
  n % 2 === 0,
]);
const prices: FakeWorkbook = {
  title: 'Spring list',
  formats: ['#,##0.00\\ [$€-407]', 'dd/mm/yyyy'],
  sheets: [
    {
      name: 'Our prices',
      cells: {
        A1: 'Price list 2024',
        ...grid([['sku', 'name', 'price', 'since', 'in stock'], ...chairs], 3),
        A20: 'Prices hold until May.',
      },
      styles: Object.fromEntries(chairs.flatMap((_, n) => [[`C${n + 4}`, 1] as const, [`D${n + 4}`, 2] as const])),
    },
    {
      name: 'Sheet2',
      cells: grid([
        ['Month', 'Sales'],
        ['Jan', 10],
        ['Feb', 12],
        [undefined, undefined],
        ['Total', 22],
      ]),
    },
    { name: 'Secret', cells: { A1: 'nobody sees this' }, hidden: true },
  ],
};

async function read(workbook: FakeWorkbook | Uint8Array, overrides: FakeReadOptions = {}) {
  const context = fakeReadContext(overrides);
  const bytes = workbook instanceof Uint8Array ? workbook : fakeXlsx(workbook);
  const segments: SegmentDraft[] = [];
  for await (const segment of xlsxReader.read(fakeAsset('chair-prices.xlsx', bytes), context)) segments.push(segment);
  const at = (kind: string, id: string) => segments.find((one) => one.kind === kind && one.locator.id === id);
  return { context, segments, at, kinds: segments.map((one) => one.kind) };
}

const drawn: FakeWorkbook = {
  media: { 'media/a.png': new Uint8Array(png), 'media/b.png': new Uint8Array(png), 'charts/chart1.xml': chart() },
  sheets: [
    {
      name: 'Catalogue',
      cells: grid([['name', 'price', 'photo'], ...chairs.map(([, name, price]) => [name, price, ' ']).slice(0, 10)]),
      drawing: fakeDrawing(
        fakeAnchor([2, 3], [3, 4], fakeDrawnPicture('rId1', 'A red chair')),
        fakeAnchor([5, 1], [9, 20], fakeDrawnPicture('rId2', 'The hall of chairs')),
        fakeAnchor(
          [10, 1],
          [15, 9],
          '<xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id="rId3"/></a:graphicData></a:graphic></xdr:graphicFrame>',
        ),
        fakeAnchor(
          [10, 10],
          [15, 12],
          '<xdr:sp><xdr:txBody><a:p><a:r><a:t>Sold out: chair 7</a:t></a:r></a:p></xdr:txBody></xdr:sp>',
        ),
      ),
      comments: { B3: 'Without tax' },
    },
  ],
};

readerContract('xlsx', {
  makeReader: () => xlsxReader,
  fixtures: [
    { name: 'a price list', asset: () => fakeAsset('prices.xlsx', fakeXlsx(prices)), atLeast: 14 },
    { name: 'pictures and charts', asset: () => fakeAsset('drawn.xlsx', fakeXlsx(drawn)), atLeast: 13 },
  ],
});

describe('xlsxReader', () => {
  it('reads the rows of a list as records with typed facts, and its first rows as a table', async () => {
    const { at, segments, context } = await read(prices);
    expect(at('record', "'Our prices'!A5:E5")).toEqual({
      kind: 'record',
      locator: { id: "'Our prices'!A5:E5" },
      words: {
        name: 'Chair 2',
        heading: 'Our prices › Price list 2024',
        body: 'sku: C-2\nprice: 90.50 €\nsince: 2023-03-16\nin stock: FALSE',
      },
      metadata: {
        sheet: 'Our prices',
        sku: 'C-2',
        name: 'Chair 2',
        price: 90.5,
        'price.currency': '€',
        since: '2023-03-16',
        'in stock': false,
      },
    });
    const table = at('table', "'Our prices'!A3:E15");
    expect(table?.words.caption).toBe('Price list 2024');
    expect(table?.words.name).toBe('chair prices Spring list');
    expect(table?.words.body?.split('\n').slice(0, 3)).toEqual([
      '| sku | name | price | since | in stock |',
      '| --- | --- | --- | --- | --- |',
      '| C-1 | Chair 1 | 89.50 € | 2023-03-15 | TRUE |',
    ]);
    expect(at('text', "'Our prices'!A20")?.words.body).toBe('Prices hold until May.');
    expect(segments.filter((one) => one.kind === 'record')).toHaveLength(12);
    expect(context.warnings.map((warning) => warning.message)).toEqual([
      'The sheet Secret of chair-prices.xlsx is hidden and was left out.',
    ]);
  });

  it('reads a short block as a table, and lets its header hold on over a gap', async () => {
    const { at } = await read(prices);
    expect(at('table', 'Sheet2!A1:B3')?.words).toEqual({
      name: 'chair prices Spring list',
      body: '| Month | Sales |\n| --- | --- |\n| Jan | 10 |\n| Feb | 12 |',
    });
    expect(at('table', 'Sheet2!A5:B5')?.words.body).toBe('| Month | Sales |\n| --- | --- |\n| Total | 22 |');
  });

  it('gives a record the picture that lies on its row, and others segments of their own', async () => {
    const { at } = await read(drawn);
    const record = at('record', 'Catalogue!A4:B4');
    expect(record?.picture?.width).toBe(40);
    expect(record?.words.alt).toBe('A red chair');
    expect(at('record', 'Catalogue!A5:B5')?.picture).toBeUndefined();
    const image = at('image', 'Catalogue!F2:J21');
    expect(image?.words).toEqual({ name: 'chair prices', heading: 'Catalogue', alt: 'The hall of chairs' });
    expect(image?.picture?.height).toBe(30);
  });

  it('reads charts, text boxes and remarks', async () => {
    const { at } = await read(drawn);
    const found = at('table', 'Catalogue!K2:P10');
    expect(found?.words.caption).toBe('Sales of chairs');
    expect(found?.words.body).toBe('| Month | North | South |\n| --- | --- | --- |\n| Jan | 4 | 7 |\n| Feb | 5 |  |');
    expect(found?.metadata?.label).toBe('Chart 1');
    expect(at('text', 'Catalogue!K11:P13')?.words.body).toBe('Sold out: chair 7');
    expect(at('text', 'Catalogue!B3')?.words.body).toBe('Without tax');
  });

  it('gives a picture the caption that stands in a cell beneath it', async () => {
    const drawing = fakeDrawing(fakeAnchor([1, 1], [4, 9], fakeDrawnPicture('rId1', '')));
    const cells = { B11: 'Figure 4: The pier', B20: 'Figure 5: Elsewhere' };
    const { at } = await read({ ...drawn, sheets: [{ name: 'A', cells, drawing }] });
    const image = at('image', 'A!B2:E10');
    expect(image?.words.caption).toBe('Figure 4: The pier');
    expect(image?.metadata?.label).toBe('Figure 4');
  });

  it('loads the pictures that cells name', async () => {
    const rows = [['name', 'image'], ...[1, 2, 3].map((n) => [`Chair ${n}`, `img/${n}.jpg`])];
    const { segments } = await read(
      { sheets: [{ name: 'A', cells: grid(rows) }] },
      { picture: fakePictures('img/1.jpg', 'img/3.jpg') },
    );
    const records = segments.filter((one) => one.kind === 'record');
    expect(records.map((one) => one.picture !== undefined)).toEqual([true, false, true]);
  });

  it('repeats what is merged downwards, and reads headers of two rows', async () => {
    const cells = {
      ...grid([
        ['Region', '2023', undefined, '2024'],
        [undefined, 'Q1', 'Q2', 'Q1', 'Q2'],
        ['North', 1, 2, 3, 4],
        ['South', 5, 6, 7, 8],
      ]),
      ...grid(
        [
          ['group', 'chair', 'price'],
          ['Oak', 'A', 1],
          [undefined, 'B', 2],
          ['Ash', 'C', 3],
        ],
        10,
      ),
    };
    const { at } = await read({
      sheets: [{ name: 'A', cells, merged: ['A1:A2', 'B1:C1', 'D1:E1', 'A11:A12', 'A99:XFD1048576', 'x'] }],
    });
    expect(at('table', 'A!A1:E4')?.words.body).toBe(
      '| Region | 2023 Q1 | 2023 Q2 | 2024 Q1 | 2024 Q2 |\n| --- | --- | --- | --- | --- |\n| North | 1 | 2 | 3 | 4 |\n| South | 5 | 6 | 7 | 8 |',
    );
    expect(at('table', 'A!A10:C13')?.words.body).toBe(
      '| group | chair | price |\n| --- | --- | --- |\n| Oak | A | 1 |\n| Oak | B | 2 |\n| Ash | C | 3 |',
    );
  });

  it('parts tables that stand side by side', async () => {
    const rows = [
      ['City', 'Rain', undefined, 'Chair', 'Price'],
      ['Bern', 12, undefined, 'Oak', 89],
      ['Bonn', 9, undefined, 'Ash', 75],
    ];
    const { at } = await read({ sheets: [{ name: 'A', cells: grid(rows) }] });
    expect(at('table', 'A!A1:B3')?.words.body).toContain('| Bern | 12 |');
    expect(at('table', 'A!D1:E3')?.words.body).toContain('| Oak | 89 |');
  });

  it('reads the other ways to write cells', async () => {
    const cells = {
      A1: '<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>reading aid</t></rPh></is></c>',
      B1: '<c t="str"><f>A1&amp;"x"</f><v>computed</v></c>',
      C1: '<c r="C1" t="e"><v>#DIV/0!</v></c>',
      D1: '<c r="D1" t="d"><v>2024-05-01T00:00:00</v></c>',
      E1: '<c r="E1" t="s"><v>999</v></c>',
      F1: '<c r="F1"><v>1e3</v></c>',
      G1: '<c r="G1" t="inlineStr"><is><t><![CDATA[a < b]]>_x000D_</t></is></c>',
    };
    const { segments } = await read({ sheets: [{ name: 'A', cells }] });
    expect(segments[0]?.words.body).toBe('| inline | computed | #DIV/0! | 2024-05-01 | 1000 | a < b |');
  });

  it('cuts a long table between rows and repeats its header', async () => {
    const rows = [
      ['Key', 'What it is said to be'],
      ...Array.from({ length: 300 }, (_, n) => [`key ${n}`, `value ${n}`]),
    ];
    const { segments } = await read({ sheets: [{ name: 'A', cells: grid(rows) }] }, { passageChars: 300 });
    const tables = segments.filter((one) => one.kind === 'table');
    expect(tables.length).toBeGreaterThan(5);
    for (const table of tables) {
      expect(table.words.body).toMatch(/^\| Key \| What it is said to be \|\n\| --- \| --- \|\n/);
      expect(table.words.body?.length).toBeLessThan(800);
    }
    const all = tables.map((table) => table.words.body).join('\n');
    for (let n = 0; n < 300; n++) expect(all).toContain(`| key ${n} | value ${n} |`);
  });

  it('loses no cell of any sheet, and gives each segment a place of its own', async () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/);
    const value = fc.oneof(
      { weight: 3, arbitrary: word },
      { weight: 2, arbitrary: fc.integer({ min: 10_000, max: 99_999 }) },
      { weight: 2, arbitrary: fc.constant(undefined) },
    );
    const rows = fc.array(fc.oneof(fc.array(value, { maxLength: 7 }), fc.constant([])), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 30, max: 300 }), async (sheet, passageChars) => {
        const { segments } = await read({ sheets: [{ name: 'A', cells: grid(sheet) }] }, { passageChars });
        const told = segments
          .map(({ words }) => [words.name, words.heading, words.caption, words.body].join(' '))
          .join(' ');
        for (const cell of sheet.flat()) if (cell !== undefined) expect(told).toContain(String(cell));
        const places = segments.map((one) => `${one.kind} ${one.locator.id}`);
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 200 },
    );
  });

  it('stops at the limit of records and says where', async () => {
    const { segments, context } = await read(prices, { limits: { ...fakeReadContext().limits, maxRecords: 5 } });
    expect(segments).toHaveLength(5);
    expect(context.warnings.at(-1)?.message).toContain('more than 5 segments');
  });

  it('takes what is sound of a workbook with a damaged sheet', async () => {
    const files = fakeXlsx(prices);
    const text = Buffer.from(files);
    // The first sheet's packed bytes are overwritten behind its local header.
    const start = text.indexOf('xl/worksheets/sheet1.xml') + 40;
    const damaged = new Uint8Array(files);
    damaged.fill(0xff, start, start + 60);
    const { at, context } = await read(damaged);
    expect(at('table', 'Sheet2!A1:B3')).toBeDefined();
    expect(context.warnings.map((warning) => warning.message).join('\n')).toContain('Our prices');
  });

  it('reads 30,000 rows in a few seconds, and the first ones at once', async () => {
    const rows = Array.from(
      { length: 30_000 },
      (_, n) =>
        `<row r="${n + 2}"><c r="A${n + 2}"><v>${n}</v></c><c r="B${n + 2}" t="str"><v>Chair ${n}</v></c><c r="C${n + 2}"><v>${n / 4}</v></c></row>`,
    );
    const head =
      '<row r="1"><c r="A1" t="str"><v>sku</v></c><c r="B1" t="str"><v>name</v></c><c r="C1" t="str"><v>price</v></c></row>';
    const sheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${head}${rows.join('')}</sheetData></worksheet>`;
    const bytes = fakeXlsx({
      sheets: [
        { name: 'A', cells: { A1: `</row>${sheet.slice(sheet.indexOf('<row'), sheet.lastIndexOf('</row>'))}` } },
      ],
    });
    const limits = { ...fakeReadContext().limits, maxRecords: 100_000 };
    const started = performance.now();
    const { segments } = await read(bytes, { limits });
    expect(segments.length).toBeGreaterThanOrEqual(30_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 20_000);

  it('refuses archives that are no workbook', async () => {
    await expect(read(fakeArchive({ 'a.txt': 'hello' }))).rejects.toMatchObject({ code: 'broken-content' });
    await expect(read(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: 'broken-content' });
  });

  it('says so when a sheet is wider than what is read', async () => {
    const cells = { A1: 'a', B1: 'b', C2: 3, ZZ2: 'far away', ZZZ2: 'farther' };
    const { context, segments } = await read({ sheets: [{ name: 'A', cells }] });
    expect(segments).toHaveLength(1);
    expect(context.warnings.map((warning) => warning.message)).toEqual([
      'The sheet A has more than 300 columns; the others were left out. Turn the table so that they are rows.',
    ]);
  });

  it('keeps things on the same cells apart', async () => {
    const anchor = fakeAnchor([0, 0], [3, 9], fakeDrawnPicture('rId1', ''));
    const { segments } = await read({ ...drawn, sheets: [{ name: 'A', drawing: fakeDrawing(anchor, anchor) }] });
    expect(segments.map((one) => decodeURIComponent(formatLocator(one.locator)))).toEqual([
      '#id=A!A1:D10',
      '#id=A!A1:D10 (2)',
    ]);
  });
});

function chart(): string {
  const points = (kind: string, values: readonly string[]) =>
    `<c:${kind}Cache>${values.map((value, index) => (value === '' ? '' : `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`)).join('')}</c:${kind}Cache>`;
  const series = (name: string, values: readonly string[]) =>
    `<c:ser><c:tx><c:strRef>${points('str', [name])}</c:strRef></c:tx><c:cat><c:strRef>${points('str', ['Jan', 'Feb'])}</c:strRef></c:cat><c:val><c:numRef>${points('num', values)}</c:numRef></c:val></c:ser>`;
  const title = (text: string) =>
    `<c:title><c:tx><c:rich><a:p><a:r><a:t>${text}</a:t></a:r></a:p></c:rich></c:tx></c:title>`;
  return `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart>${title('Sales of chairs')}<c:plotArea><c:barChart>${series('North', ['4', '5'])}${series('South', ['7', ''])}</c:barChart><c:catAx>${title('Month')}</c:catAx></c:plotArea></c:chart></c:chartSpace>`;
}
