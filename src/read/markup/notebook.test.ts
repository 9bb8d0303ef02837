import { describe, expect, it } from 'vitest';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { pictureLoader } from '../pictures/load-picture.ts';
import { readerContract } from '../reader.contract.ts';
import type { ReadContext } from '../reader.ts';
import { notebookReader } from './notebook.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>';

const markdown = (...source: string[]) => ({ cell_type: 'markdown', source });
const code = (source: string, ...outputs: object[]) => ({ cell_type: 'code', source: [source], outputs });
const shown = (data: object) => ({ output_type: 'display_data', data, metadata: {} });
const stream = (...text: string[]) => ({ output_type: 'stream', name: 'stdout', text });
const notebook = (...cells: object[]) =>
  JSON.stringify({
    cells,
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

const table = (rows: number) =>
  `<div><style scoped>.a{}</style><table><thead><tr><th></th><th>wood</th><th>price</th></tr></thead><tbody>${Array.from(
    { length: rows },
    (_, n) => `<tr><th>${n}</th><td>oak ${n}</td><td>${n * 3}</td></tr>`,
  ).join('')}</tbody></table></div>`;

const everything = notebook(
  markdown('# Chairs\n', '\n', 'We load the prices.'),
  code('prices = load()\nprices', shown({ 'text/html': [table(2)], 'text/plain': ['   wood price'] })),
  markdown('## Plots'),
  code(
    '# Price by wood\nplot(prices)',
    shown({ 'image/png': `${png}\n`, 'text/plain': ['<Figure size 640x480 with 1 Axes>'] }),
    stream('done\n'),
    shown({ 'image/svg+xml': [svg], 'text/plain': ['a square'] }),
  ),
);

const pictures: Partial<ReadContext> = {
  picture: pictureLoader({
    asset: fakeAsset('a.ipynb', ''),
    limits: fakeReadContext().limits,
    workingSide: 64,
    remote: 'never',
    allowPrivate: false,
  }),
};

readerContract('notebook', {
  makeReader: () => notebookReader,
  fixtures: [
    {
      name: 'text, a table and pictures',
      asset: () => fakeAsset('a.ipynb', everything),
      atLeast: 5,
      context: pictures,
    },
    {
      name: 'a long table',
      asset: () => fakeAsset('a.ipynb', notebook(code('x', shown({ 'text/html': table(300) })))),
    },
  ],
  fuzzRounds: 30,
});

async function read(content: string, overrides: Partial<ReadContext> = {}) {
  const context = fakeReadContext({ ...pictures, ...overrides });
  const segments: SegmentDraft[] = [];
  for await (const segment of notebookReader.read(fakeAsset('a.ipynb', content), context)) segments.push(segment);
  return { segments, warnings: context.warnings };
}

describe('notebookReader', () => {
  it('reads cells with what came out of them, each at its cell', async () => {
    const { segments, warnings } = await read(everything);
    expect(warnings).toEqual([]);
    expect(segments.map(({ kind, locator, words }) => [kind, locator.id, locator.char, words])).toEqual([
      ['text', 'cell-1', { start: 10, end: 29 }, { name: 'a', heading: 'Chairs', body: 'We load the prices.' }],
      [
        'table',
        'cell-2',
        { start: 24, end: 99 },
        {
          name: 'a',
          heading: 'Chairs',
          body: '|  | wood | price |\n| --- | --- | --- |\n| 0 | oak 0 | 0 |\n| 1 | oak 1 | 3 |',
        },
      ],
      ['text', 'cell-2', { start: 0, end: 22 }, { name: 'a', heading: 'Chairs', body: 'prices = load()\nprices' }],
      ['image', 'cell-4', { start: 30, end: 63 }, { name: 'a', heading: 'Chairs › Plots', caption: 'Price by wood' }],
      [
        'image',
        'cell-4',
        { start: 71, end: 79 },
        { name: 'a', heading: 'Chairs › Plots', caption: 'Price by wood', alt: 'a square' },
      ],
      [
        'text',
        'cell-4',
        { start: 0, end: 69 },
        { name: 'a', heading: 'Chairs › Plots', body: '# Price by wood\nplot(prices)\n\ndone' },
      ],
    ]);
    expect(segments[3]?.picture).toMatchObject({ width: 1, height: 1, mediaType: 'image/png' });
    expect(segments[4]?.picture).toMatchObject({ width: 40, height: 30, mediaType: 'image/svg+xml' });
    expect(segments[0]?.metadata).toEqual({ language: 'python' });
  });

  it('keeps headings under which nothing stands', async () => {
    const { segments } = await read(notebook(markdown('# A'), markdown('## B'), markdown('## C')));
    expect(segments.map(({ locator, words }) => [locator.id, words.heading, words.body])).toEqual([
      ['cell-2', 'A', 'B'],
      ['cell-3', 'A', 'C'],
    ]);
  });

  it('reads errors without colours, and of a progress bar its end', async () => {
    const { segments } = await read(
      notebook(
        code('go()', stream('1 %\r50 %\r100 %\n'), {
          output_type: 'error',
          ename: 'ValueError',
          evalue: 'no oak',
          traceback: ['\u001b[0;31mValueError\u001b[0m', 'Traceback\n[at] line 1', '\u001b[1;32m no oak'],
        }),
      ),
    );
    expect(segments[0]?.words.body).toBe('go()\n\n100 %\nValueError\nTraceback\n[at] line 1\n no oak');
  });

  it('reads format 3', async () => {
    const old = {
      metadata: { name: 'Oak' },
      nbformat: 3,
      worksheets: [
        {
          cells: [
            { cell_type: 'heading', level: 2, source: 'Chairs' },
            {
              cell_type: 'code',
              input: ['show()'],
              outputs: [{ output_type: 'display_data', png, text: ['a chair'] }],
            },
          ],
        },
      ],
    };
    const { segments } = await read(JSON.stringify(old));
    expect(segments.map(({ kind, words }) => [kind, words.heading, words.body ?? words.alt])).toEqual([
      ['image', 'Chairs', 'a chair'],
      ['text', 'Chairs', 'show()'],
    ]);
    expect(segments[0]?.metadata).toEqual({ title: 'Oak' });
  });

  it('shows pictures pasted into Markdown', async () => {
    const cell = {
      ...markdown('![An oak](attachment:my%20oak.png)'),
      attachments: { 'my oak.png': { 'image/png': png } },
    };
    const { segments } = await read(notebook(cell));
    expect(segments[0]).toMatchObject({ kind: 'image', words: { alt: 'An oak' }, picture: { width: 1 } });
  });

  it('cuts what goes on and on', async () => {
    const lines = Array.from({ length: 900 }, (_, n) => stream(`step ${n} ${'x'.repeat(100)}\n`));
    const { segments } = await read(notebook(code('train()', ...lines), code('log()', stream('y'.repeat(900_000)))));
    const chars = segments.reduce((sum, segment) => sum + (segment.words.body?.length ?? 0), 0);
    expect(chars).toBeGreaterThan(35_000);
    expect(chars).toBeLessThan(45_000);
  });

  it.each([
    ['a list', '[1]'],
    ['broken JSON', '{"cells": [1,]}'],
  ])('refuses %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'broken-content' });
  });

  it('leaves out what has an unexpected shape', async () => {
    const odd = notebook(markdown('Oak'), { cell_type: 7 }, [] as never, code('x', { data: 3 }, { text: { a: 1 } }));
    expect((await read(odd)).segments.map((segment) => segment.words.body)).toEqual(['Oak', 'x']);
  });
});
