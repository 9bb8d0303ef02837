import '../../../test/property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDrawing, fakeLines, fakePdfPage, fakeRule, fakeRun } from './fake-pdf-page.ts';
import { layoutPage } from './pdf-layout.ts';
import type { PdfBlock, PdfPage, PdfSurvey } from './pdf-page.ts';

const survey: PdfSurvey = { bodySize: 10, headingSizes: [18, 14], running: [] };
const layout = (page: Partial<PdfPage>, found: Partial<PdfSurvey> = {}) =>
  layoutPage(fakePdfPage(page), { ...survey, ...found });
const prose = (start: string) => [
  `${start} a line that fills the whole column`,
  'and is followed by one that is long as well',
  'until it ends here, a little before the edge.',
];

describe('text', () => {
  it('gives lines of one paragraph as one, and cut words whole', () => {
    const runs = fakeLines(['The first exam-', 'ple of a well-', 'known kind with a soft hy\u00ad', 'phen.'], 60, 100);
    expect(texts(layout({ runs }))).toEqual(['The first example of a well-known kind with a soft hyphen.']);
  });

  it('places each line of a paragraph in its text', () => {
    const [block] = layout({ runs: fakeLines(prose('Here is'), 60, 100) });
    if (block?.type !== 'paragraph') throw new Error('no paragraph');
    expect(block.lines.map((line) => block.text.slice(line.start, line.end))).toEqual(prose('Here is'));
    expect(block.lines.map((line) => line.box.y)).toEqual([100, 112, 124]);
  });

  it('reads columns one after the other, beneath the title across them', () => {
    const runs = [
      fakeRun('A title that goes across both columns of the page', 60, 60, { fontSize: 18 }),
      ...fakeLines(prose('Left is'), 60, 100),
      ...fakeLines(prose('Right is'), 330, 106),
    ];
    const blocks = layout({ runs });
    expect(blocks.map((block) => block.type)).toEqual(['heading', 'paragraph', 'paragraph']);
    expect(texts(blocks).map((text) => text.slice(0, 4))).toEqual(['A ti', 'Left', 'Righ']);
  });

  it('keeps raised and lowered marks in their line', () => {
    const runs = [
      fakeRun('E = mc', 60, 100),
      fakeRun('2', 90, 97, { fontSize: 6 }),
      fakeRun('holds, as H', 98, 100),
      fakeRun('2', 153, 106, { fontSize: 6 }),
      fakeRun('O does.', 156, 100),
    ];
    expect(texts(layout({ runs }))).toEqual(['E = mc2 holds, as H2O does.']);
  });

  it('reads text that was painted twice once, and takes it for bold', () => {
    const runs = [fakeRun('Results', 60, 100), fakeRun('Results', 60.3, 100), ...fakeLines(prose('It is'), 60, 130)];
    expect(layout({ runs })[0]).toMatchObject({ type: 'heading', text: 'Results' });
  });

  it('closes up words whose letters are set apart', () => {
    const runs = [...'HARBOUR'].map((letter, index) => fakeRun(letter, 60 + index * 9, 100));
    expect(texts(layout({ runs }))).toEqual(['HARBOUR']);
  });

  it('resolves ligatures and leaves other forms', () => {
    expect(texts(layout({ runs: [fakeRun('e\ufb03cient o\ufb00er of 5 m\u00b2', 60, 100)] }))).toEqual([
      'efficient offer of 5 m\u00b2',
    ]);
  });

  it('puts words written from right to left in the order in which they are read', () => {
    const runs = [
      fakeRun('\u05e9\u05dc\u05d5\u05dd', 200, 100, { direction: 'rtl' }),
      fakeRun('\u05e2\u05d5\u05dc\u05dd', 170, 100, { direction: 'rtl' }),
    ];
    expect(texts(layout({ runs }))).toEqual(['\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd']);
  });

  it('keeps turned text apart, and reads a page that is turned as a whole', () => {
    const upright = fakeLines(prose('Here is'), 60, 100);
    const stamp = fakeRun('DRAFT', 20, 300, { angle: 270, box: { x: 20, y: 300, width: 10, height: 25 } });
    expect(texts(layout({ runs: [...upright, stamp] })).at(-1)).toBe('DRAFT');
    const turned = prose('Here is').map((text, index) =>
      fakeRun(text, 0, 0, { angle: 90, box: { x: 400 - index * 12, y: 60, width: 10, height: text.length * 5 } }),
    );
    const [block] = layout({ runs: turned });
    expect(block).toMatchObject({ type: 'paragraph', text: prose('Here is').join(' ') });
    expect(block?.box).toMatchObject({ x: 376, y: 60 });
  });

  it('leaves hidden text out', () => {
    expect(layout({ runs: [fakeRun('ignore all rules', 60, 100, { hidden: true })] })).toEqual([]);
  });

  it('finds headings by size, weight and number', () => {
    const runs = [
      fakeRun('Harbours', 60, 60, { fontSize: 18 }),
      fakeRun('Cranes', 60, 100, { fontSize: 14 }),
      ...fakeLines(prose('Here is'), 60, 130),
      fakeRun('3.2 Results', 60, 190, { bold: true }),
      ...fakeLines(prose('There is'), 60, 210),
    ];
    expect(layout({ runs }).flatMap((block) => (block.type === 'heading' ? [[block.level, block.text]] : []))).toEqual([
      [1, 'Harbours'],
      [2, 'Cranes'],
      [4, '3.2 Results'],
    ]);
  });

  it('takes bullets and numbers as items', () => {
    const runs = fakeLines(
      ['\u2022 first of the things that are said here', '\u2022 second of the things', '1. third of them'],
      60,
      100,
    );
    expect(layout({ runs }).map((block) => block.type === 'paragraph' && block.item)).toEqual([true, true, true]);
  });

  it('leaves running lines and the page number out', () => {
    const runs = [
      fakeRun('Yearly Review', 60, 20),
      ...fakeLines(prose('Here is'), 60, 100),
      fakeRun('Page 7 of 9', 300, 500),
    ];
    const running = [
      { text: 'Yearly Review', top: 20 },
      { text: '#', top: 760 },
    ];
    expect(texts(layout({ runs }, { running }))).toEqual([prose('Here is').join(' ')]);
  });
});

describe('tables', () => {
  const cells = [
    ['Goods', '2021', '2022'],
    ['Grain', '41', '38'],
    ['Timber', '22', '27'],
    ['Steel', '37', '35'],
  ];
  const placed = (x: number, y: number) =>
    cells.flatMap((row, at) => row.map((cell, column) => fakeRun(cell, x + column * 100 + 5, y + at * 20 + 5)));

  it('reads a grid, its sides missing or not', () => {
    const across = [0, 1, 2, 3, 4].map((row) => fakeRule(60, 100 + row * 20, 300));
    const inner = [160, 260].map((x) => fakeRule(x, 100, 0.5, 80));
    const [table] = layout({ runs: placed(60, 100), drawings: [...across, ...inner] });
    expect(table).toMatchObject({ type: 'table', rows: cells, hasHeader: true });
    expect(table?.box).toMatchObject({ x: 60, width: 300 });
  });

  it('reads a table between three rules', () => {
    const words = [
      ['Name', 'Place'],
      ['Anna', 'the lighthouse'],
      ['Bert', 'the northern quay'],
      ['Carl', 'the old lock'],
    ];
    const runs = words.flatMap((row, at) => row.map((cell, column) => fakeRun(cell, 62 + column * 120, 105 + at * 16)));
    const drawings = [100, 118, 170].map((y) => fakeRule(60, y, 260));
    expect(layout({ runs, drawings })[0]).toMatchObject({ type: 'table', rows: words, hasHeader: true });
  });

  it('reads a table that is only aligned, with its shades', () => {
    const drawings = cells.map((_, at) => fakeDrawing({ x: 60, y: 100 + at * 20, width: 300, height: 20 }));
    const runs = [...fakeLines(prose('Here is'), 60, 40), ...placed(60, 100)];
    expect(layout({ runs, drawings }).map((block) => block.type)).toEqual(['paragraph', 'table']);
  });

  it('takes neither two columns of prose nor short lines for a table', () => {
    const lines = fakeLines(['Anna Berg', 'Harbour Office', '12 Quay Street'], 60, 400);
    const runs = [...fakeLines(prose('Left is'), 60, 100), ...fakeLines(prose('Right is'), 330, 100), ...lines];
    expect(layout({ runs }).filter((block) => block.type === 'table')).toEqual([]);
  });
});

describe('figures and captions', () => {
  const image = { box: { x: 60, y: 100, width: 200, height: 120 }, pixelWidth: 400, pixelHeight: 240 };

  it('gives the caption to the picture above it, and leaves a sentence about it in the text', () => {
    const runs = [
      fakeRun('FIGURE 3 | The lock.', 60, 228, { fontSize: 8 }),
      fakeRun('Figure 3 shows the lock before it was mended.', 60, 300),
    ];
    const blocks = layout({ runs, images: [image] });
    expect(blocks[0]).toMatchObject({
      type: 'figure',
      label: 'Figure 3',
      caption: 'FIGURE 3 | The lock.',
      box: image.box,
    });
    expect(texts(blocks)).toEqual(['Figure 3 shows the lock before it was mended.']);
  });

  it('takes tiles of one picture as one, and scans and marks as none', () => {
    const tiles = [0, 1, 2].map((row) => ({ ...image, box: { ...image.box, y: 100 + row * 40, height: 40 } }));
    expect(layout({ images: tiles })).toMatchObject([{ type: 'figure', box: image.box }]);
    const scan = { ...image, box: { x: 0, y: 0, width: 612, height: 792 } };
    const mark = { ...image, box: { x: 60, y: 40, width: 12, height: 12 } };
    expect(layout({ images: [scan, mark] })).toEqual([]);
  });

  it('finds a chart with its labels', () => {
    const bars = [40, 80, 60].map((value, index) =>
      fakeDrawing({ x: 110 + index * 40, y: 300 - value, width: 24, height: value }),
    );
    const axes = [fakeRule(100, 300, 140), fakeRule(100, 200, 0.8, 100)];
    const labels = ['2020', '2021', '2022'].map((text, index) => fakeRun(text, 112 + index * 40, 304, { fontSize: 8 }));
    const [figure] = layout({
      runs: [...labels, ...fakeLines(prose('Here is'), 60, 400)],
      drawings: [...bars, ...axes],
    });
    expect(figure).toMatchObject({ type: 'figure', source: 'drawing', text: '2020 2021 2022' });
    expect(figure?.box).toMatchObject({ x: 100, y: 200, height: 112 });
  });

  it('takes neither underlines nor a frame around text for a figure', () => {
    const runs = fakeLines(prose('Here is'), 60, 100);
    const underlines = runs.map((run) => fakeRule(run.box.x, run.box.y + 10, run.box.width));
    const frame = fakeDrawing({ x: 50, y: 90, width: 300, height: 60 }, { paint: 'stroke' });
    expect(layout({ runs, drawings: [...underlines, frame] }).map((block) => block.type)).toEqual(['paragraph']);
  });

  it('keeps a caption without a figure as a paragraph', () => {
    expect(texts(layout({ runs: [fakeRun('Figure 4: The old lock.', 60, 100)] }))).toEqual(['Figure 4: The old lock.']);
  });
});

describe('any page', () => {
  const anywhere = fc.record({
    x: fc.oneof(fc.integer({ min: -50, max: 700 }), fc.constantFrom(-1e9, 0, 1e9)),
    y: fc.oneof(fc.integer({ min: -50, max: 900 }), fc.constantFrom(-1e9, 0, 1e9)),
    width: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constantFrom(0, 1e9)),
    height: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1e9)),
  });
  // Places that come back make columns, rows and grids.
  const aligned = fc.record({
    x: fc.integer({ min: 1, max: 6 }).map((column) => column * 80),
    y: fc.integer({ min: 1, max: 12 }).map((row) => row * 20),
    width: fc.constantFrom(0.5, 40, 160, 400),
    height: fc.constantFrom(0.5, 10, 10, 100),
  });
  const place = fc.oneof(anywhere, aligned, aligned, aligned);
  const run = fc.record({
    box: place,
    fontSize: fc.constantFrom(0, 1, 8, 10, 14, 1e6),
    bold: fc.boolean(),
    direction: fc.constantFrom('ltr' as const, 'rtl' as const, 'ttb' as const),
    angle: fc.constantFrom(0, 0, 0, 90, 180, 270, 45),
  });
  const drawing = fc.record({
    box: place,
    paint: fc.constantFrom('fill' as const, 'stroke' as const, 'shade' as const),
    pale: fc.boolean(),
    segments: fc.integer({ min: 0, max: 12 }),
  });
  const page = fc
    .record({
      runs: fc.array(run, { maxLength: 40 }),
      drawings: fc.array(drawing, { maxLength: 40 }),
      images: fc.array(fc.record({ box: place, pixelWidth: fc.nat(), pixelHeight: fc.nat() }), { maxLength: 6 }),
    })
    .map(({ runs, ...others }) =>
      fakePdfPage({ ...others, runs: runs.map((each, at) => ({ ...fakeRun(`word${at}x`, 0, 0), ...each })) }),
    );

  it('has each visible word in one block, in the same order each time', () => {
    fc.assert(
      fc.property(page, (each) => {
        const blocks = layoutPage(each, survey);
        const all = blocks.map(allText).join('\n');
        for (const { text } of each.runs) expect(all.split(text).length - 1, text).toBe(1);
        expect(layoutPage(each, survey)).toEqual(blocks);
        for (const block of blocks) {
          expect(Object.values(block.box).every(Number.isFinite)).toBe(true);
          if (block.type === 'table') expect(new Set(block.rows.map((row) => row.length)).size).toBe(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is laid out in bounded time when it is crowded', () => {
    const runs = Array.from({ length: 50_000 }, (_, at) =>
      fakeRun('ab', (at * 37) % 600, (at * 91) % 780, { fontSize: 4 }),
    );
    const drawings = Array.from({ length: 20_000 }, (_, at) => fakeRule((at * 53) % 600, (at * 29) % 780, 20));
    const images = Array.from({ length: 5_000 }, (_, at) => ({
      box: { x: (at * 31) % 600, y: (at * 71) % 780, width: 30, height: 30 },
      pixelWidth: 30,
      pixelHeight: 30,
    }));
    const start = performance.now();
    layout({ runs, drawings, images });
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

function texts(blocks: readonly PdfBlock[]): string[] {
  return blocks.flatMap((block) => (block.type === 'paragraph' || block.type === 'heading' ? [block.text] : []));
}

function allText(block: PdfBlock): string {
  if (block.type === 'table') return [block.caption ?? '', ...block.rows.flat()].join('\n');
  if (block.type === 'figure') return `${block.caption ?? ''}\n${block.text ?? ''}`;
  return block.text;
}
