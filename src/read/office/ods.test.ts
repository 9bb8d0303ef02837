import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeArchive } from '../archive/fake-archive.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { odsReader } from './ods.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c22' } })
  .png()
  .toBuffer();

const spaces = [
  ['office', 'office:1.0'],
  ['table', 'table:1.0'],
  ['text', 'text:1.0'],
  ['style', 'style:1.0'],
  ['draw', 'drawing:1.0'],
  ['svg', 'svg-compatible:1.0'],
  ['chart', 'chart:1.0'],
]
  .map(([prefix, end]) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${end}"`)
  .join(' ')
  .concat(' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"');

const words = (text: string, more = '') =>
  `<table:table-cell office:value-type="string"${more}><text:p>${text}</text:p></table:table-cell>`;
const number = (value: number, more = '') =>
  `<table:table-cell office:value-type="float" office:value="${value}"${more}><text:p>${value}</text:p></table:table-cell>`;
const row = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`;
const table = (name: string, rows: string, more = '') =>
  `<table:table table:name="${name}"${more}>${rows}</table:table>`;

function ods(sheets: string, files: Record<string, string | Uint8Array> = {}): Uint8Array {
  return fakeArchive({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<?xml version="1.0"?><office:document-content ${spaces}><office:automatic-styles><style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>${sheets}</office:spreadsheet></office:body></office:document-content>`,
    'meta.xml': `<office:document-meta ${spaces}><office:meta><dc:title>Spring list</dc:title><dc:creator>Ann</dc:creator></office:meta></office:document-meta>`,
    ...files,
  });
}

async function read(bytes: Uint8Array) {
  const context = fakeReadContext();
  const segments: SegmentDraft[] = [];
  for await (const segment of odsReader.read(fakeAsset('chairs.ods', bytes), context)) segments.push(segment);
  const at = (kind: string, id: string) => segments.find((one) => one.kind === kind && one.locator.id === id);
  return { context, segments, at };
}

const list = table(
  'Prices',
  row(words('name'), words('price'), words('since'), words('new')) +
    Array.from({ length: 9 }, (_, n) =>
      row(
        words(`Chair <text:span>${n}</text:span><text:s text:c="2"/>oak`),
        `<table:table-cell office:value-type="currency" office:currency="EUR" office:value="${89 + n}"><text:p>${89 + n},00 €</text:p></table:table-cell>`,
        '<table:table-cell office:value-type="date" office:date-value="2024-05-01"><text:p>01.05.24</text:p></table:table-cell>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>',
      ),
    ).join(''),
);

const chart = `<office:document-content ${spaces}><office:body><office:chart><chart:chart><chart:title><text:p>Sales</text:p></chart:title>${table('local-table', row('<table:table-cell/>', words('North')) + row(words('Jan'), number(4)) + row(words('Feb'), number(5)))}</chart:chart></office:chart></office:body></office:document-content>`;
const drawn = table(
  'Drawn',
  row(
    words('Rain falls here'),
    `<table:table-cell><office:annotation><dc:creator>Ann</dc:creator><dc:date>2024-01-01</dc:date><text:p>Check <text:span>this</text:span></text:p></office:annotation><draw:frame table:end-cell-address="Drawn.D9"><draw:image xlink:href="Pictures/a.png"/><svg:title>A chair</svg:title><svg:desc>A red chair</svg:desc></draw:frame></table:table-cell>`,
    '<table:table-cell><draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame></table:table-cell>',
  ),
);
const whole = ods(list + drawn, { 'Pictures/a.png': new Uint8Array(png), 'Object 1/content.xml': chart });

readerContract('ods', {
  makeReader: () => odsReader,
  fixtures: [{ name: 'a price list and drawings', asset: () => fakeAsset('chairs.ods', whole), atLeast: 12 }],
});

describe('odsReader', () => {
  it('reads the rows of a list as records with typed facts', async () => {
    const { at } = await read(whole);
    expect(at('record', 'Prices!A3:D3')).toEqual({
      kind: 'record',
      locator: { id: 'Prices!A3:D3' },
      words: {
        name: 'Chair 1  oak',
        heading: 'Prices',
        body: 'price: 90,00 €\nsince: 2024-05-01\nnew: WAHR',
      },
      metadata: {
        sheet: 'Prices',
        name: 'Chair 1  oak',
        price: 90,
        'price.currency': 'EUR',
        since: '2024-05-01',
        new: true,
      },
    });
    expect(at('table', 'Prices!A1:D10')?.metadata).toEqual({ title: 'Spring list', author: 'Ann', sheet: 'Prices' });
  });

  it('reads pictures, charts and remarks where they lie', async () => {
    const { at } = await read(whole);
    expect(at('text', 'Drawn!A1')?.words.body).toBe('Rain falls here');
    expect(at('text', 'Drawn!B1')?.words.body).toBe('Check this');
    const image = at('image', 'Drawn!B1:D9');
    expect(image?.picture?.width).toBe(40);
    expect(image?.words).toMatchObject({ caption: 'A chair', alt: 'A red chair' });
    expect(at('table', 'Drawn!C1')?.words).toMatchObject({
      caption: 'Sales',
      body: '|  | North |\n| --- | --- |\n| Jan | 4 |\n| Feb | 5 |',
    });
  });

  it('repeats rows and cells as told, and believes no bomb', async () => {
    const many = ' table:number-columns-repeated="16384"';
    const bomb = table(
      'Bomb',
      row(words('a'), words('b', ' table:number-columns-repeated="2"')) +
        `<table:table-row table:number-rows-repeated="3">${number(1)}${number(2)}${number(3)}</table:table-row>` +
        `<table:table-row table:number-rows-repeated="1048000"><table:table-cell${many}/></table:table-row>` +
        `<table:table-row table:number-rows-repeated="1048576">${words('x', many)}</table:table-row>`,
    );
    const started = performance.now();
    const { at, segments } = await read(ods(bomb));
    expect(at('table', 'Bomb!A1:C4')?.words.body).toBe(
      '| a | b | b 2 |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| 1 | 2 | 3 |\n| 1 | 2 | 3 |',
    );
    expect(segments.length).toBeLessThan(2_000);
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('leaves hidden sheets out and says so', async () => {
    const { segments, context } = await read(ods(table('Gone', row(words('secret')), ' table:style-name="gone"')));
    expect(segments).toEqual([]);
    expect(context.warnings[0]?.message).toBe('The sheet Gone of chairs.ods is hidden and was left out.');
  });

  it('repeats what is merged downwards', async () => {
    const merged = table(
      'M',
      row(words('group'), words('chair'), words('price')) +
        row(words('Oak', ' table:number-rows-spanned="2" table:number-columns-spanned="1"'), words('A'), number(1)) +
        row('<table:covered-table-cell/>', words('B'), number(2)),
    );
    const { segments } = await read(ods(merged));
    expect(segments[0]?.words.body).toContain('| Oak | A | 1 |\n| Oak | B | 2 |');
  });

  it('refuses a locked file', async () => {
    const manifest =
      '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    const locked = read(ods('', { 'META-INF/manifest.xml': manifest }));
    await expect(locked).rejects.toMatchObject({ code: 'unsupported-type' });
  });
});
