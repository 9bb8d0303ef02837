import { describe, expect, it } from 'vitest';
import { captionLabel, withCaptions } from './pdf-captions.ts';
import type { PdfBlock } from './pdf-page.ts';

describe('captionLabel', () => {
  it.each([
    ['Figure 3: The lock.', 'Figure 3'],
    ['Fig. 3. The lock', 'Figure 3'],
    ['FIGURE 3 | The lock', 'Figure 3'],
    ['FIG. 2 – Efficacité de SummarizeLog', 'Figure 2'],
    ['Figure 2.1 Harbours of the north', 'Figure 2.1'],
    ['Figure A-3: More harbours', 'Figure A-3'],
    ['Table 2', 'Table 2'],
    ['Table II. Ships', 'Table II'],
    ['Chart 1 — Traffic', 'Chart 1'],
    ['Exhibit 4: Costs', 'Exhibit 4'],
    ['Abb. 2: Der Hafen', 'Figure 2'],
    ['Figura 1. El puerto', 'Figure 1'],
    ['Tableau 3: Principales causes', 'Table 3'],
    ['图 3 港口', 'Figure 3'],
    ['表 7.5 停车区用地指标基准值', 'Table 7.5'],
  ])('reads %j', (text, label) => {
    expect(captionLabel(text)?.label).toBe(label);
  });

  it.each([
    'Figure 3 shows the lock before it was mended.',
    'Table 1 and the chart beneath it',
    'Fig. 3. shows the lock',
    'Figures of speech',
    'Harbour 3: a title',
    'The Figure 3: no caption',
    '',
  ])('takes %j for no caption', (text) => {
    expect(captionLabel(text)).toBeUndefined();
  });
});

describe('withCaptions', () => {
  const box = (y: number, height: number, x = 60, width = 200) => ({ x, y, width, height });
  const caption = (text: string, y: number): PdfBlock => ({ type: 'paragraph', text, box: box(y, 10), lines: [] });
  const table = (y: number): PdfBlock => ({ type: 'table', rows: [['a', 'b']], hasHeader: false, box: box(y, 50) });

  it('gives captions beneath their tables each to its own, though the next table is nearer', () => {
    const blocks = [table(100), caption('Table 1: First', 162), table(175), caption('Table 2: Second', 236)];
    expect(withCaptions(blocks).map((block) => block.type === 'table' && block.label)).toEqual(['Table 1', 'Table 2']);
  });

  it('joins the parts of a figure that stand beside each other over one caption', () => {
    const part = (x: number): PdfBlock => ({ type: 'figure', source: 'image', box: box(100, 80, x, 90) });
    const blocks = [part(60), part(170), caption('Figure 1: Both cranes', 190)];
    expect(withCaptions(blocks)).toEqual([
      { type: 'figure', source: 'image', box: box(100, 80), label: 'Figure 1', caption: 'Figure 1: Both cranes' },
    ]);
  });

  it('leaves a caption that is too far from anything', () => {
    const blocks = [table(100), caption('Table 1: Far away', 400)];
    expect(withCaptions(blocks)).toEqual(blocks);
  });
});
