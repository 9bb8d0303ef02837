import {
  AlignmentType,
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  DeletedTextRun,
  Document,
  ExternalHyperlink,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  ImageRun,
  InsertedTextRun,
  LevelFormat,
  Packer,
  PageBreak,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalMergeType,
} from 'docx';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeArchive, fakeRelations } from '../archive/fake-archive.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { docxReader } from './docx.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#26c' } })
  .png()
  .toBuffer();
const picture = (description = '') =>
  new ImageRun({
    type: 'png',
    data: png,
    transformation: { width: 200, height: 150 },
    altText: { name: 'x', title: '', description },
  });
const cell = (text: string, more: object = {}) => new TableCell({ children: [new Paragraph(text)], ...more });
const written = await Packer.toBuffer(
  new Document({
    title: 'Rain in town',
    creator: 'Ann',
    footnotes: { 1: { children: [new Paragraph('Measured in May.')] } },
    comments: {
      children: [
        {
          id: 0,
          author: 'Bob',
          date: new Date(0),
          children: [new Paragraph({ children: [new TextRun('Is that so?')] })],
        },
      ],
    },
    numbering: {
      config: [
        {
          reference: 'steps',
          levels: [
            { level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START },
            { level: 1, format: LevelFormat.LOWER_LETTER, text: '%1.%2)', alignment: AlignmentType.START },
          ],
        },
      ],
    },
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph('running head')] }) },
        footers: { default: new Footer({ children: [new Paragraph('running foot')] }) },
        children: [
          new Paragraph({ text: 'Rain', heading: HeadingLevel.HEADING_1 }),
          new Paragraph({
            children: [
              new TextRun('It rains'),
              new FootnoteReferenceRun(1),
              new TextRun(' a lot, see '),
              new ExternalHyperlink({ link: 'https://rain.example', children: [new TextRun('the chart')] }),
              new DeletedTextRun({ text: ' or not', id: 1, author: 'Bob', date: '2024-01-01' }),
              new InsertedTextRun({ text: ' in May', id: 2, author: 'Bob', date: '2024-01-01' }),
              new TextRun({ text: 'hidden words', vanish: true }),
              new CommentRangeStart(0),
              new TextRun('.'),
              new CommentRangeEnd(0),
              new TextRun({ children: [new CommentReference(0)] }),
            ],
          }),
          new Paragraph({ children: [picture('Drops on a window')] }),
          new Paragraph('Figure 3: The window'),
          new Paragraph({ text: 'Tools', heading: HeadingLevel.HEADING_2 }),
          new Paragraph({ text: 'Umbrella', numbering: { reference: 'steps', level: 0 } }),
          new Paragraph({ text: 'Black', numbering: { reference: 'steps', level: 1 } }),
          new Paragraph({ text: 'Red', numbering: { reference: 'steps', level: 1 } }),
          new Paragraph({ text: 'Boots', numbering: { reference: 'steps', level: 0 } }),
          new Paragraph('Table 1: Prices'),
          new Table({
            rows: [
              new TableRow({ tableHeader: true, children: [cell('Group'), cell('Thing'), cell('Price')] }),
              new TableRow({
                children: [cell('Cloth', { verticalMerge: VerticalMergeType.RESTART }), cell('Coat'), cell('89 €')],
              }),
              new TableRow({
                children: [cell('', { verticalMerge: VerticalMergeType.CONTINUE }), cell('Hat | cap'), cell('12 €')],
              }),
              new TableRow({ children: [cell('Sum', { columnSpan: 2 }), cell('101 €')] }),
            ],
          }),
          new Paragraph({ children: [new PageBreak(), new TextRun('The end.')] }),
        ],
      },
    ],
  }),
);

/** A Word file of this body; `parts` are further files, by their type, that it is related to. */
function docx(body: string, parts: Record<string, string> = {}, more: Record<string, string | Uint8Array> = {}) {
  const spaces = [
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
    'xmlns:v="urn:schemas-microsoft-com:vml"',
  ].join(' ');
  return fakeArchive({
    '_rels/.rels': fakeRelations(['r1', 'officeDocument', 'word/document.xml']),
    'word/document.xml': `<?xml version="1.0"?><w:document ${spaces}><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': fakeRelations(
      ['p1', 'image', 'media/image1.png'],
      ...Object.keys(parts).map((type) => [`part-${type}`, type, `${type}.xml`] as const),
    ),
    'word/media/image1.png': new Uint8Array(png),
    ...Object.fromEntries(
      Object.entries(parts).map(([type, xml]) => [`word/${type}.xml`, `<w:${type} ${spaces}>${xml}</w:${type}>`]),
    ),
    ...more,
  });
}
const p = (text: string, style = '') =>
  `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const drawn =
  '<w:drawing><wp:inline><wp:extent cx="3000000" cy="2000000"/><wp:docPr id="1" name="Picture 1" descr="Picture 1"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>';

async function read(bytes: Uint8Array, overrides: FakeReadOptions = {}) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  for await (const segment of docxReader.read(fakeAsset('town-rain.docx', bytes), context)) segments.push(segment);
  return { context, segments, bodies: segments.map((segment) => segment.words.body) };
}

readerContract('docx', {
  makeReader: () => docxReader,
  fixtures: [
    { name: 'a report', asset: () => fakeAsset('rain.docx', new Uint8Array(written)), atLeast: 4 },
    {
      name: 'short passages',
      asset: () => fakeAsset('rain.docx', new Uint8Array(written)),
      atLeast: 10,
      context: { passageChars: 20 },
    },
  ],
});

describe('docxReader', () => {
  it('reads headings, notes, comments, lists, tables and pictures, and none of what was deleted', async () => {
    const { segments } = await read(new Uint8Array(written));
    const found = segments.map(({ kind, words }) => [kind, words.heading, words.caption ?? words.body]);
    expect(found).toEqual([
      ['image', 'Rain', 'Figure 3: The window'],
      [
        'text',
        'Rain',
        'It rains[1] a lot, see the chart in May.\n\n[1] Measured in May.\n\nComment (Bob): Is that so?',
      ],
      ['table', 'Rain › Tools', 'Table 1: Prices'],
      ['text', 'Rain › Tools', '1. Umbrella\n  1.a) Black\n  1.b) Red\n2. Boots\n\nThe end.'],
    ]);
    const [image, , table] = segments;
    expect(image?.picture?.width).toBe(40);
    expect(image?.words.alt).toBe('Drops on a window');
    expect(image?.metadata).toMatchObject({ title: 'Rain in town', author: 'Ann', label: 'Figure 3' });
    expect(table?.metadata?.label).toBe('Table 1');
    expect(table?.words.body).toBe(
      '| Group | Thing | Price |\n| --- | --- | --- |\n| Cloth | Coat | 89 € |\n| Cloth | Hat \\| cap | 12 € |\n| Sum |  | 101 € |',
    );
    for (const segment of segments) expect(segment.words.name).toBe('town rain Rain in town');
  });

  it('counts places in the plain text, and names the page where the file tells', async () => {
    const turned = '<w:p><w:r><w:lastRenderedPageBreak/><w:t>Third.</w:t></w:r></w:p>';
    const { segments } = await read(docx(p('First.') + p('Second.') + turned), { passageChars: 10 });
    expect(segments.map((segment) => segment.locator)).toEqual([
      { page: 1, char: { start: 0, end: 6 } },
      { page: 1, char: { start: 8, end: 15 } },
      { page: 2, char: { start: 17, end: 23 } },
    ]);
  });

  it("takes the author's page breaks for pages only when there are as many", async () => {
    const body = `${p('One.')}<w:p><w:r><w:br w:type="page"/></w:r></w:p>${p('Two.')}`;
    const pages = (count: number) => ({ 'docProps/app.xml': `<Properties><Pages>${count}</Pages></Properties>` });
    const last = async (count: number) =>
      (await read(docx(body, {}, pages(count)), { passageChars: 5 })).segments.at(-1);
    expect((await last(2))?.locator.page).toBe(2);
    expect((await last(3))?.locator.page).toBeUndefined();
  });

  it('finds headings by name and outline through the styles they inherit from, and numbers them', async () => {
    const styles =
      '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>' +
      '<w:style w:styleId="own"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>' +
      '<w:style w:styleId="out"><w:name w:val="Clause"/><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>' +
      '<w:style w:styleId="loop"><w:name w:val="Loop"/><w:basedOn w:val="loop"/></w:style>';
    const numbering =
      '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="berschrift1"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="out"/><w:lvlText w:val="§ %2"/></w:lvl></w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>';
    const body =
      p('Scope', 'berschrift1') +
      p('Parties', 'out') +
      p('We.', 'loop') +
      p('Price', 'out') +
      p('Much.') +
      p('End', 'own') +
      p('Bye.');
    const { segments } = await read(docx(body, { styles, numbering }));
    expect(segments.map(({ words }) => [words.heading, words.body])).toEqual([
      ['I. Scope › § 1 Parties', 'We.'],
      ['I. Scope › § 2 Price', 'Much.'],
      ['II. End', 'Bye.'],
    ]);
  });

  it('reads text boxes once, and pictures of old and new files', async () => {
    const box = `<w:p><w:r><w:t>Around.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><w:txbxContent>${p('In the box.')}</w:txbxContent></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>${p('In the box.')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    const old = '<w:p><w:r><w:pict><v:shape><v:imagedata r:id="p1"/></v:shape></w:pict></w:r></w:p>';
    const { segments, bodies } = await read(docx(`${box}<w:p><w:r>${drawn}</w:r></w:p>${old}`));
    expect(segments.map((segment) => segment.kind)).toEqual(['image', 'image', 'text']);
    expect(segments[0]?.words).toEqual({ name: 'town rain' });
    expect(bodies.at(-1)).toBe('Around.\n\nIn the box.');
  });

  it('reads charts as tables and diagrams as lines', async () => {
    const frame = (inside: string) =>
      `<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData>${inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
    const point = (index: number, value: string) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`;
    const chart = `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:title/><c:plotArea><c:pieChart><c:ser><c:tx><c:v>Rain</c:v></c:tx><c:cat><c:strLit>${point(0, 'May')}${point(1, 'June')}</c:strLit></c:cat><c:val><c:numLit>${point(0, '4')}${point(1, '5')}</c:numLit></c:val></c:ser></c:pieChart></c:plotArea></c:chart></c:chartSpace>`;
    const diagram =
      '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Cloud</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>Drop</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>';
    const body = frame('<c:chart r:id="x1"/>') + frame('<dgm:relIds r:dm="x2"/>');
    const relations = fakeRelations(['x1', 'chart', 'charts/chart1.xml'], ['x2', 'diagramData', 'diagrams/data1.xml']);
    const more = {
      'word/charts/chart1.xml': chart,
      'word/diagrams/data1.xml': diagram,
      'word/_rels/document.xml.rels': relations,
    };
    const { segments } = await read(docx(body, {}, more));
    expect(segments.map(({ kind, words }) => [kind, words.caption, words.body])).toEqual([
      ['table', 'Rain', '|  | Rain |\n| --- | --- |\n| May | 4 |\n| June | 5 |'],
      ['text', undefined, '- Cloud\n- Drop'],
    ]);
  });

  it('writes formulas on one line', async () => {
    const run = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
    const root = `<m:rad><m:deg/><m:e><m:sSup><m:e>${run('b')}</m:e><m:sup>${run('2')}</m:sup></m:sSup>${run('-4ac')}</m:e></m:rad>`;
    const formula = `<m:oMath>${run('x=')}<m:f><m:num>${run('-b±')}${root}</m:num><m:den>${run('2a')}</m:den></m:f></m:oMath>`;
    const { bodies } = await read(docx(`<w:p>${formula}</w:p>`));
    expect(bodies).toEqual(['x=(-b±sqrt(b^2-4ac))/(2a)']);
  });

  it('reads a table that lays out the page as what its cells hold', async () => {
    const inner = `<w:tbl><w:tr><w:tc>${p('a')}</w:tc><w:tc>${p('b')}</w:tc></w:tr><w:tr><w:tc>${p('c')}</w:tc><w:tc>${p('d')}</w:tc></w:tr></w:tbl>`;
    const { segments } = await read(
      docx(`<w:tbl><w:tr><w:tc>${p('Left.')}</w:tc><w:tc>${inner}${p('')}</w:tc></w:tr></w:tbl>`),
    );
    expect(segments.map((segment) => [segment.kind, segment.words.body])).toEqual([
      ['table', '| a | b |\n| c | d |'],
      ['text', 'Left.'],
    ]);
  });

  it('takes bold lines for headings where a file has no headings', async () => {
    const bold = (text: string) => `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
    const { segments } = await read(
      docx(bold('1. Purpose') + p('It is for rain.') + bold('Note well.') + p('And hail.')),
    );
    expect(segments.map(({ words }) => [words.heading, words.body])).toEqual([
      ['1. Purpose', 'It is for rain.\n\nNote well.\n\nAnd hail.'],
    ]);
  });

  it('leaves out tables of contents', async () => {
    const contents = `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>${p('Rain 1')}</w:sdtContent></w:sdt>`;
    const styles = '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>';
    const { bodies } = await read(docx(contents + p('Hail 2', 'TOC1') + p('It rains.'), { styles }));
    expect(bodies).toEqual(['It rains.']);
  });

  it('loses no word of any paragraphs, lists and tables, and gives each a place of its own', async () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const paragraph = word.map((text) => p(text));
    const row = fc.array(fc.array(paragraph, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 });
    const table = fc
      .array(row, { minLength: 1, maxLength: 4 })
      .map(
        (rows) =>
          `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((inside) => `<w:tc>${inside.join('')}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`,
      );
    const heading = word.map(
      (text) => `<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`,
    );
    const body = fc.array(fc.oneof(paragraph, table, heading), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(body, fc.integer({ min: 12, max: 200 }), async (blocks, passageChars) => {
        const source = blocks.join('');
        const { segments } = await read(docx(source), { passageChars });
        const told = segments.map(({ words }) => `${words.heading ?? ''} ${words.body ?? ''}`).join(' ');
        for (const [, text = ''] of source.matchAll(/<w:t[^>]*>([^<]+)/g)) expect(told).toContain(text);
        const places = segments.map((one) => `${one.kind} ${one.locator.char?.start},${one.locator.char?.end}`);
        expect(new Set(places).size).toBe(places.length);
      }),
      { numRuns: 60 },
    );
  });

  it('reads each note once, whatever points at it', async () => {
    const mark = '<w:r><w:footnoteReference w:id="1"/></w:r>';
    const footnotes = `<w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r>${mark}${mark}</w:p></w:footnote>`;
    const { bodies } = await read(docx(`<w:p><w:r><w:t>Text</w:t></w:r>${mark}${mark}</w:p>`, { footnotes }));
    expect(bodies).toEqual(['Text[1][2]\n\n[1] A note.[3][4]']);
  });

  it('holds out against nesting without end', async () => {
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(300)}${p('deep')}${'</w:tc></w:tr></w:tbl>'.repeat(300)}`;
    const { bodies } = await read(docx(deep + p('after')));
    expect(bodies.join(' ')).toContain('after');
  });

  it('refuses archives that are no Word file', async () => {
    await expect(read(fakeArchive({ 'a.txt': 'hello' }))).rejects.toMatchObject({ code: 'broken-content' });
  });
});
