import PptxGenJS from 'pptxgenjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { type FakeDeck, fakeDeck, fakeFrame, fakeShape, fakeSlidePicture } from './fake-deck.ts';
import { findLibreOffice, type LibreOfficeSetting } from './libreoffice.ts';
import { pptxReader } from './pptx.ts';

/** Its types give the class another place than the module has. */
const Deck = PptxGenJS as unknown as typeof PptxGenJS.default;

/** Slides are drawn only where a test is about it: starting LibreOffice takes seconds. */
const undrawn: FakeReadOptions & LibreOfficeSetting = { libreOffice: false };

let png: Uint8Array;
beforeAll(async () => {
  const background = { r: 200, g: 40, b: 40 };
  png = await sharp({ create: { width: 80, height: 60, channels: 3, background } })
    .png()
    .toBuffer();
});

async function read(bytes: Uint8Array, overrides: FakeReadOptions & LibreOfficeSetting = undrawn) {
  const context = fakeReadContext(overrides);
  const segments: SegmentDraft[] = [];
  for await (const segment of pptxReader.read(fakeAsset('AutumnPlan.pptx', bytes), context)) segments.push(segment);
  return { segments, warnings: context.warnings.map((warning) => warning.message) };
}
const readDeck = (deck: FakeDeck, overrides?: FakeReadOptions) => read(fakeDeck(deck), { ...undrawn, ...overrides });
const at = ({ kind, locator }: SegmentDraft) => `${kind} ${formatLocator(locator)}`;
const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
const table = (rows: readonly (readonly string[])[]) =>
  `<a:tbl>${rows.map((row) => `<a:tr>${row.map(cell).join('')}</a:tr>`).join('')}</a:tbl>`;

readerContract('pptx', {
  makeReader: () => pptxReader,
  fixtures: [
    {
      name: 'a deck with text, notes, a table and pictures in one place',
      context: undrawn,
      atLeast: 6,
      asset: async () =>
        fakeAsset(
          'plan.pptx',
          fakeDeck({
            slides: [
              {
                shapes:
                  fakeShape('title', ['Prices']) +
                  fakeShape('', [`Long text. ${'It goes on and on. '.repeat(80)}`], [10, 100, 300, 200]) +
                  fakeFrame(
                    table([
                      ['Chair', 'Price'],
                      ['Oak', '89'],
                    ]),
                    [10, 300, 300, 100],
                  ) +
                  fakeSlidePicture('rId9', 'a red square', [400, 100, 100, 100]).repeat(2),
                relations: [['rId9', 'image', '../media/red.png']],
                notes: 'Mention the discount.',
              },
              { shapes: fakeShape('', ['The end'], [10, 10, 100, 30]), hidden: true },
            ],
            files: { 'ppt/media/red.png': png },
          }),
        ),
    },
  ],
});

describe('the text of slides', () => {
  it('has the title as heading, and notes and comments behind the text', async () => {
    const { segments } = await readDeck({
      title: 'Autumn plan',
      sections: { Money: [1], 'Default Section': [2] },
      slides: [
        {
          shapes: fakeShape('title', ['Pricing']) + fakeShape('body', ['We charge by seat.']),
          notes: 'Say it slowly.',
          relations: [['rId5', 'comments', '../comments/comment1.xml']],
        },
        {
          shapes: fakeShape('ctrTitle', ['Only a title']) + fakeShape('sldNum', ['2']) + fakeShape('ftr', ['ACME']),
          hidden: true,
        },
      ],
      files: { 'ppt/comments/comment1.xml': '<p:cmLst><p:cm><p:text>Is this still true?</p:text></p:cm></p:cmLst>' },
    });
    expect(segments).toMatchObject([
      {
        kind: 'slide',
        locator: { slide: 1 },
        words: {
          name: 'AutumnPlan Autumn Plan Autumn plan',
          heading: 'Money › Pricing',
          body: 'We charge by seat.\n\nNotes: Say it slowly.\n\nComments: Is this still true?',
        },
        metadata: { title: 'Autumn plan' },
      },
      { kind: 'slide', locator: { slide: 2 }, words: { body: 'Only a title' }, metadata: { hidden: true } },
    ]);
    expect(segments[1]?.words.heading).toBeUndefined();
  });

  it('is in the order in which people read, whatever the order in the file', async () => {
    const { segments } = await readDeck({
      slides: [
        {
          shapes: [
            fakeShape('', ['right, below'], [400, 200, 200, 40]),
            fakeShape('', ['right, above'], [400, 150, 200, 40]),
            fakeShape('', ['left, below'], [50, 190, 200, 80]),
            fakeShape('', ['left, above'], [50, 140, 200, 40]),
            fakeShape('', ['across the top'], [50, 20, 600, 40]),
          ].join(''),
        },
      ],
    });
    expect(segments[0]?.words.body?.split('\n\n')).toEqual([
      'across the top',
      'left, above',
      'left, below',
      'right, above',
      'right, below',
    ]);
  });

  it('follows groups through their coordinates, and keeps them together', async () => {
    const card = (name: string, left: number) =>
      `<p:grpSp><p:grpSpPr><a:xfrm><a:off x="${left * 12_700}" y="1270000"/><a:ext cx="1270000" cy="1270000"/><a:chOff x="0" y="0"/><a:chExt cx="2540000" cy="2540000"/></a:xfrm></p:grpSpPr>${fakeShape('', [`${name} text`], [0, 100, 200, 100])}${fakeShape('', [`${name} head`], [0, 0, 200, 90])}${fakeFrame(table([[name], ['1']]), [0, 100, 200, 100])}</p:grpSp>`;
    const { segments } = await readDeck({ slides: [{ shapes: card('B', 300) + card('A', 50) }] });
    expect(segments[0]?.words.body).toBe('A head\n\nA text\n\nB head\n\nB text');
    expect(segments.slice(1).map(at)).toEqual([
      'table #slide=1&xywh=50,150,100,50',
      'table #slide=1&xywh=300,150,100,50',
    ]);
  });

  it('takes places and bullets over from the layout and the master', async () => {
    const { segments } = await readDeck({
      layout: fakeShape('body', [], [400, 100, 200, 200]),
      master: fakeShape('title', [], [50, 20, 600, 50]),
      textStyles:
        '<p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr><a:buAutoNum type="arabicPeriod"/></a:lvl2pPr></p:bodyStyle>',
      slides: [
        {
          shapes:
            fakeShape('body', ['first', '  one', '  two', 'second']) +
            fakeShape('', ['left of it'], [50, 150, 200, 50]),
        },
      ],
    });
    expect(segments[0]?.words.body).toBe('left of it\n\n- first\n  1. one\n  2. two\n- second');
  });

  it('finds a title that only its size makes one', async () => {
    const { segments } = await readDeck({
      slides: [
        {
          shapes:
            fakeShape('', ['We sell chairs.'], [50, 200, 600, 50], 18) +
            fakeShape('', ['What we do'], [50, 30, 600, 60], 36),
        },
        {
          shapes:
            fakeShape('', ['Equal'], [50, 30, 600, 60], 18) + fakeShape('', ['Among equals'], [50, 200, 600, 50], 18),
        },
      ],
    });
    expect(segments.map((segment) => segment.words.heading)).toEqual(['What we do', undefined]);
  });

  it('is cut into passages that stay on their slide', async () => {
    const { segments } = await readDeck(
      {
        slides: ['One', 'Two'].map((name) => ({
          shapes: fakeShape('title', [name]) + fakeShape('body', [`${name} says this. `.repeat(30)]),
        })),
      },
      { passageChars: 200 },
    );
    expect(segments.filter((segment) => segment.kind === 'slide').map(at)).toEqual([
      'slide #slide=1',
      'slide #slide=2',
    ]);
    for (const { words, locator } of segments) {
      expect(words.heading).toBe(locator.slide === 1 ? 'One' : 'Two');
      expect(words.body).not.toContain(locator.slide === 1 ? 'Two' : 'One');
      expect(words.body?.length).toBeLessThanOrEqual(200);
    }
    expect(segments.filter((segment) => segment.kind === 'text').length).toBeGreaterThan(3);
  });

  it('is read in files whose prefixes are others than usual, and takes the newer half of alternatives', async () => {
    const odd =
      '<s:sld xmlns:s="http://purl.oclc.org/ooxml/presentationml/main" xmlns:d="http://purl.oclc.org/ooxml/drawingml/main"><s:cSld><s:spTree><s:sp><s:txBody><d:p><d:r><d:t>odd but true</d:t></d:r></d:p></s:txBody></s:sp></s:spTree></s:cSld></s:sld>';
    const alternatives = `<mc:AlternateContent><mc:Choice>${fakeShape('', ['new'])}</mc:Choice><mc:Fallback>${fakeShape('', ['old'])}</mc:Fallback></mc:AlternateContent>`;
    const { segments } = await readDeck({ slides: [{ shapes: '' }, { shapes: alternatives }], files: {} });
    expect(segments.map((segment) => segment.words.body)).toEqual(['new']);
    const bytes = fakeDeck({
      slides: [{ shapes: '' }],
      files: {
        'ppt/slides/slide9.xml': odd,
        'ppt/_rels/presentation.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/slide" Target="/ppt/slides/SLIDE9.xml"/></Relationships>',
      },
    });
    expect((await read(bytes)).segments.map((segment) => segment.words.body)).toEqual(['odd but true']);
  });
});

describe('tables, charts, diagrams and pictures', () => {
  it('puts a table at its box, and cuts a long one between rows with its header', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => [`chair ${n}`, 'a price that is not short']);
    const { segments } = await readDeck(
      {
        slides: [
          {
            shapes:
              fakeShape('title', ['Stock']) +
              fakeFrame(table([['Chair', 'Price'], ...rows]), [50, 100, 400, 300]) +
              fakeShape('', ['Table 3: What is left'], [50, 405, 400, 20]),
          },
        ],
      },
      { passageChars: 500 },
    );
    const parts = segments.filter((segment) => segment.kind === 'table');
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts)
      expect(part).toMatchObject({
        words: { heading: 'Stock', caption: 'Table 3: What is left' },
        metadata: { label: 'Table 3' },
      });
    expect(parts.every((part) => part.words.body?.startsWith('| Chair | Price |\n| --- | --- |\n| chair '))).toBe(true);
    expect(parts.flatMap((part) => part.words.body?.match(/chair \d+/g) ?? [])).toEqual(rows.map(([name]) => name));
  });

  it('repeats what stands over several rows, and leaves out what covers columns', async () => {
    const merged = `<a:tbl><a:tr>${cell('Kind')}${cell('Price')}</a:tr><a:tr><a:tc rowSpan="2"><a:txBody><a:p><a:r><a:t>oak</a:t></a:r></a:p></a:txBody></a:tc>${cell('1')}</a:tr><a:tr><a:tc vMerge="1"><a:txBody><a:p/></a:txBody></a:tc>${cell('2')}</a:tr></a:tbl>`;
    const { segments } = await readDeck({ slides: [{ shapes: fakeFrame(merged, [0, 0, 100, 100]) }] });
    expect(segments[0]?.words.body).toBe('| Kind | Price |\n| --- | --- |\n| oak | 1 |\n| oak | 2 |');
  });

  it('reads the words of a diagram by its levels', async () => {
    const point = (id: string, text: string, type = 'node') =>
      `<dgm:pt modelId="${id}" type="${type}"><dgm:t><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt>`;
    const link = (from: string, to: string, order: number) =>
      `<dgm:cxn srcId="${from}" destId="${to}" srcOrd="${order}"/>`;
    const { segments } = await readDeck({
      slides: [
        {
          shapes: fakeFrame('<dgm:relIds r:dm="rId4"/>', [0, 0, 100, 100]),
          relations: [['rId4', 'diagramData', '../diagrams/data1.xml']],
        },
      ],
      files: {
        'ppt/diagrams/data1.xml': `<dgm:dataModel><dgm:ptLst>${point('0', '', 'doc')}${point('b', 'Board')}${point('c', 'Works')}${point('p', 'junk', 'pres')}${point('d', 'Sales')}</dgm:ptLst><dgm:cxnLst>${link('0', 'b', 0)}${link('b', 'c', 1)}${link('b', 'd', 0)}${link('c', 'b', 0)}</dgm:cxnLst></dgm:dataModel>`,
      },
    });
    expect(segments[0]?.words.body).toBe('- Board\n  - Sales\n  - Works');
  });

  it('gives pictures their place, caption and alternative text, and a logo once', async () => {
    const logo = fakeSlidePicture('rId2', '', [600, 10, 50, 50]);
    const relations = [
      ['rId1', 'image', '../media/chair.png'],
      ['rId2', 'image', '../media/logo.png'],
    ] as const;
    const { segments, warnings } = await readDeck({
      slides: [
        {
          shapes:
            logo +
            fakeSlidePicture('rId1', 'an oak chair', [50, 100, 200, 150]) +
            fakeShape('', ['The new chair'], [50, 255, 200, 20]),
          relations,
        },
        ...Array.from({ length: 4 }, () => ({ shapes: logo + fakeSlidePicture('rId7', '', [0, 0, 9, 9]), relations })),
      ],
      files: { 'ppt/media/chair.png': png, 'ppt/media/logo.png': await sharp(png).negate().png().toBuffer() },
    });
    const images = segments.filter((segment) => segment.kind === 'image');
    expect(images.map(at).toSorted()).toEqual([
      'image #slide=1&xywh=50,100,200,150',
      'image #slide=1&xywh=600,10,50,50',
    ]);
    expect(images.find((image) => image.words.alt)).toMatchObject({
      words: { alt: 'an oak chair', caption: 'The new chair' },
      picture: { width: 80, height: 60 },
    });
    expect(warnings).toEqual([]);
  });

  it('uses the SVG beside a metafile, and tells once of metafiles it cannot draw', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="red"/></svg>';
    const both = fakeSlidePicture('rId1', '', [0, 0, 100, 100]).replace(
      '<a:blip r:embed="rId1"/>',
      '<a:blip r:embed="rId1"><a:extLst><a:ext><asvg:svgBlip r:embed="rId3"/></a:ext></a:extLst></a:blip>',
    );
    const { segments, warnings } = await readDeck({
      slides: [
        {
          shapes:
            both +
            fakeSlidePicture('rId1', 'a drawing of the plant', [200, 0, 100, 100]) +
            fakeSlidePicture('rId1', '', [400, 0, 100, 100]),
          relations: [
            ['rId1', 'image', '../media/a.emf'],
            ['rId3', 'image', '../media/a.svg'],
          ],
        },
      ],
      files: { 'ppt/media/a.emf': new Uint8Array(100), 'ppt/media/a.svg': svg },
    });
    expect(segments.map(at)).toEqual(['image #slide=1&xywh=0,0,100,100', 'text #slide=1&xywh=200,0,100,100']);
    expect(warnings).toEqual([expect.stringMatching(/holds pictures in EMF or WMF/)]);
  });

  it('goes on after a damaged picture, a damaged chart and a damaged slide', async () => {
    const { segments, warnings } = await readDeck({
      slides: [
        {
          shapes: fakeShape('body', ['sound']) + fakeSlidePicture('rId1', '', [0, 0, 9, 9]),
          relations: [['rId1', 'image', '../media/a.png']],
        },
        {
          shapes: fakeFrame('<c:chart r:id="rId1"/>', [0, 0, 9, 9]),
          relations: [['rId1', 'chart', '../charts/chart1.xml']],
        },
        { shapes: fakeShape('body', ['lost']) },
      ],
      files: {
        'ppt/media/a.png': 'no picture',
        'ppt/charts/chart1.xml': 'no chart',
        'ppt/slides/slide1.xml': 'no slide',
      },
    });
    expect(segments.map((segment) => segment.words.body)).toEqual(['sound']);
    expect(warnings).toHaveLength(3);
    expect(warnings.join('\n')).toMatch(/Slide 3 of AutumnPlan\.pptx was left out/);
  });

  it('reads what PptxGenJS writes: charts with their numbers, tables, notes', async () => {
    const deck = new Deck();
    deck.title = 'Sales review';
    const slide = deck.addSlide();
    slide.addText('Sales by quarter', { x: 0.5, y: 0.3, w: 8, h: 0.8, fontSize: 32 });
    slide.addText(
      ['Up', 'Down'].map((text) => ({ text, options: { bullet: true } })),
      { x: 0.5, y: 4.5, w: 8, h: 0.8, fontSize: 16 },
    );
    const quarters = ['Q1', 'Q2'];
    slide.addChart(
      deck.ChartType.bar,
      [
        { name: 'North', labels: quarters, values: [12.5, 20] },
        { name: 'South', labels: quarters, values: [7, 9] },
      ],
      { x: 0.5, y: 1.2, w: 6, h: 3, showTitle: true, title: 'Revenue' },
    );
    slide.addChart(deck.ChartType.pie, [{ name: 'Share', labels: ['Oak', 'Pine'], values: [0.25, 0.75] }], {
      x: 7,
      y: 1.2,
      w: 2,
      h: 2,
    });
    slide.addNotes('Thank the team.');
    const bytes = await written(deck);
    const { segments } = await read(bytes);
    expect(segments[0]?.words).toMatchObject({
      heading: 'Sales by quarter',
      body: '- Up\n- Down\n\nNotes: Thank the team.',
    });
    expect(segments.filter((segment) => segment.kind === 'table').map((segment) => segment.words)).toMatchObject([
      {
        caption: 'Revenue (bar chart)',
        body: '|  | North | South |\n| --- | --- | --- |\n| Q1 | 12.5 | 7 |\n| Q2 | 20 | 9 |',
      },
      {
        caption: expect.stringMatching(/pie chart/i),
        body: '|  | Share |\n| --- | --- |\n| Oak | 0.25 |\n| Pine | 0.75 |',
      },
    ]);
  });
});

describe('decks that are none', () => {
  it('says so', async () => {
    await expect(read(fakeDeck({ slides: [] }))).rejects.toMatchObject({
      code: 'broken-content',
      message: expect.stringMatching(/AutumnPlan\.pptx holds no slides/),
    });
  });

  it('stops at the limit of segments with a word', async () => {
    const slides = Array.from({ length: 5 }, (_, n) => ({ shapes: fakeShape('body', [`slide ${n}`]) }));
    const { segments, warnings } = await readDeck(
      { slides },
      { limits: { ...fakeReadContext().limits, maxRecords: 3 } },
    );
    expect(segments).toHaveLength(3);
    expect(warnings).toEqual([expect.stringMatching(/holds more than 3 segments/)]);
  });
});

describe('pictures of slides', async () => {
  const program = await findLibreOffice(undefined);
  const threeSlides = () => {
    const deck = new Deck();
    deck.layout = 'LAYOUT_4x3';
    for (const name of ['First', 'Hidden', 'Third']) {
      const slide = deck.addSlide();
      slide.background = { color: name === 'Hidden' ? '2040C8' : 'FFFFFF' };
      slide.addText(name, { x: 1, y: 1, w: 6, h: 1, fontSize: 40 });
      slide.hidden = name === 'Hidden';
    }
    return written(deck);
  };

  it('are drawn by LibreOffice, hidden slides too', async ({ skip }) => {
    if (program === undefined) skip('LibreOffice is not installed');
    const bytes = await threeSlides();
    const { segments, warnings } = await read(bytes, {});
    expect(warnings).toEqual([]);
    expect(segments.map((segment) => segment.picture)).toMatchObject(
      [1, 2, 3].map(() => ({ drawn: true, mediaType: 'image/png', width: 1200, height: 900 })),
    );
    expect(segments.map((segment) => [...(segment.picture?.pixels.data.slice(0, 3) ?? [])])).toEqual([
      [255, 255, 255],
      [0x20, 0x40, 0xc8],
      [255, 255, 255],
    ]);
    const { limits, signal } = fakeReadContext();
    const options = { side: 400, passwords: [], limits, signal };
    const asset = fakeAsset('plan.pptx', bytes);
    const whole = await pptxReader.draw?.(asset, { slide: 3 }, options);
    expect(await sharp(whole).metadata()).toMatchObject({ format: 'png', width: 400, height: 300 });
    expect(await pptxReader.draw?.(asset, { slide: 9 }, options)).toBeUndefined();
    expect(await pptxReader.draw?.(asset, { page: 1 }, options)).toBeUndefined();
  }, 60_000);

  it('are missed with one warning when LibreOffice cannot be run', async () => {
    const { segments, warnings } = await read(await threeSlides(), { libreOffice: '/nowhere/soffice' });
    expect(segments).toHaveLength(3);
    expect(warnings).toEqual([expect.stringMatching(/have no pictures: There is no program at \/nowhere\/soffice/)]);
  });
});

async function written(deck: PptxGenJS.default): Promise<Uint8Array> {
  return new Uint8Array((await deck.write({ outputType: 'uint8array' })) as Uint8Array);
}
