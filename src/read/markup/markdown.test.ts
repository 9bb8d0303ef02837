import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLocator } from '../../data/locator.ts';
import type { SegmentDraft } from '../../data/segment.ts';
import { fakeAsset } from '../fake-asset.ts';
import { type FakeReadOptions, fakePictures, fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { markdownReader } from './markdown.ts';

const manual = `---
title: Repair manual
version: 3
draft: false
tags: [zip, jacket]
---

# Jacket

The zipper keeps **catching**? See [the guide](guide.md) &amp; wax it.

## Zipper

- Clean it
  with a \\*dry\\* brush
- Wax it

![A zipper](img/zipper%20closed.jpg)

*Figure 3: the zipper, closed.*

| Part | Price |
| ---- | ----: |
| Pull | 2 |
| Tape | 5 |

\`\`\`sh
wax --slowly
\`\`\`

## Spare parts
`;

async function read(source: string, overrides: FakeReadOptions = {}) {
  const context = fakeReadContext({ picture: fakePictures('img/zipper%20closed.jpg', 'a.png'), ...overrides });
  const segments: SegmentDraft[] = [];
  for await (const segment of markdownReader.read(fakeAsset('jacketManual.md', source), context))
    segments.push(segment);
  const cut = ({ locator: { char } }: SegmentDraft) => source.slice(char?.start, char?.end);
  return { context, segments, cuts: segments.map(cut), bodies: segments.map((segment) => segment.words.body) };
}

readerContract('markdown', {
  makeReader: () => markdownReader,
  fixtures: [
    {
      name: 'a manual',
      asset: () => fakeAsset('manual.md', manual),
      atLeast: 5,
      context: { picture: fakePictures('img/zipper%20closed.jpg') },
    },
    {
      name: 'short passages',
      asset: () => fakeAsset('manual.md', manual.repeat(3)),
      atLeast: 10,
      context: { passageChars: 40 },
    },
  ],
});

describe('markdownReader', () => {
  it('gives passages, tables and pictures under their headings, at their places', async () => {
    const { segments, cuts, context } = await read(manual);
    const [intro, image, table, list, bare] = segments;
    expect(segments).toHaveLength(5);
    expect(intro?.words).toEqual({
      name: 'jacketManual jacket Manual Repair manual',
      heading: 'Jacket',
      body: 'The zipper keeps catching? See the guide & wax it.',
    });
    expect(cuts[0]).toBe('The zipper keeps **catching**? See [the guide](guide.md) &amp; wax it.');
    expect(image).toMatchObject({
      kind: 'image',
      words: {
        name: 'zipper closed',
        heading: 'Jacket › Zipper',
        alt: 'A zipper',
        caption: 'Figure 3: the zipper, closed.',
      },
      picture: { mediaType: 'image/png' },
    });
    expect(cuts[1]).toBe('![A zipper](img/zipper%20closed.jpg)');
    expect(table?.kind).toBe('table');
    expect(table?.words.body).toBe('| Part | Price |\n| --- | --- |\n| Pull | 2 |\n| Tape | 5 |');
    expect(cuts[2]).toMatch(/^\| Part.*\| Tape \| 5 \|$/s);
    expect(list?.words.body).toBe(
      '- Clean it\nwith a *dry* brush\n- Wax it\n\nFigure 3: the zipper, closed.\n\nwax --slowly',
    );
    expect(cuts[3]).toMatch(/^- Clean it.*wax --slowly$/s);
    expect(bare).toMatchObject({ kind: 'text', words: { heading: 'Jacket', body: 'Spare parts' } });
    for (const segment of segments)
      expect(segment.metadata).toEqual({ title: 'Repair manual', version: 3, draft: false, tags: ['zip', 'jacket'] });
    expect(context.warnings).toEqual([]);
  });

  it('warns by name of a picture that is missing, keeps what is said of it, and goes on', async () => {
    const { segments, context } = await read('![The circuit of the amplifier](gone.png "Figure 1")\n\nAfter.');
    expect(segments.map((segment) => segment.words.body)).toEqual(['Figure 1\n\nAfter.']);
    expect(context.warnings).toEqual([
      { message: expect.stringContaining('jacketManual.md is read without its picture gone.png'), at: '#char=0,52' },
    ]);
  });

  it('says once how many pictures on the web were not fetched', async () => {
    const badges = Array.from({ length: 5 }, (_, n) => `![b](https://ci.example/${n}.svg)`).join(' ');
    const { segments, context } = await read(badges);
    expect(segments).toEqual([]);
    expect(context.warnings).toEqual([
      { message: expect.stringContaining('5 pictures on the web were not fetched: https://ci.example/0.svg,') },
    ]);
  });

  it('finds pictures in HTML, in tables, in lists and by reference', async () => {
    const source =
      '<p align="center"><img src="a.png" alt="one"></p>\n\n| x |\n|---|\n| ![two](a.png) |\n\n- ![three][pic]\n\n[pic]: a.png "Three"\n';
    const { segments, cuts } = await read(source);
    const images = segments.filter((segment) => segment.kind === 'image');
    expect(images.map((segment) => [segment.words.alt, segment.words.caption])).toEqual([
      ['one', undefined],
      ['two', undefined],
      ['three', 'Three'],
    ]);
    expect(cuts.filter((cut) => /^(?:<img|!\[)/.test(cut))).toHaveLength(3);
  });

  it('keeps the text of HTML, without its tags', async () => {
    const { bodies } = await read(
      '<h1 align="center">Sightline</h1>\n<!-- secret -->\n\nHello <b>you</b>.<br>Bye\n\n<script>alert(1)</script>\n',
    );
    expect(bodies.join('\n\n')).toBe('Sightline\n\nHello you.\nBye');
  });

  it('takes a long data URL for a picture and not for words', async () => {
    const url = `data:image/png;base64,${'iVBORw0KGgo'.repeat(500)}`;
    const { segments, context, cuts } = await read(`Before.\n\n![dot](${url})\n\nAfter.`, {
      picture: fakePictures(url),
    });
    expect(context.asked).toEqual([url]);
    expect(segments.map((segment) => segment.words.body ?? segment.words.alt)).toEqual(['dot', 'Before.\n\nAfter.']);
    expect(cuts).toEqual([`![dot](${url})`, `Before.\n\n![dot](${url})\n\nAfter.`]);
  });

  it('cuts a long table between its rows and repeats its header', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `| part ${n} | ${n} |`);
    const { segments, cuts } = await read(`| Part | No |\n|---|---|\n${rows.join('\n')}`, { passageChars: 100 });
    expect(segments.length).toBeGreaterThan(2);
    for (const segment of segments) expect(segment.words.body).toMatch(/^\| Part \| No \|\n\| --- \| --- \|\n\| part/);
    expect(cuts[0]).toMatch(/^\| Part/);
    expect(cuts[1]).toMatch(/^\| part/);
    expect(cuts.at(-1)).toMatch(/\| part 39 \| 39 \|$/);
  });

  it('keeps headings, links and places over the parts of a long source', async () => {
    const part = (n: number) => `## Part ${n}\n\n${`Words of part ${n}, see [the guide][g]. `.repeat(60)}\n\n`;
    const source = `# Book\n\n${Array.from({ length: 30 }, (_, n) => part(n)).join('')}[g]: guide.md\n`;
    const { segments, cuts } = await read(source);
    expect(segments).toHaveLength(60);
    for (const [index, segment] of segments.entries()) {
      const number = /Part (\d+)/.exec(segment.words.heading ?? '')?.[1];
      expect(segment.words.body).toMatch(new RegExp(`^Words of part ${number}, see the guide\\.`));
      expect(cuts[index]).toMatch(new RegExp(`^Words of part ${number}, see \\[the guide\\]\\[g\\]`));
    }
  });

  it('gives places whose source holds every word of the passage', async () => {
    const piece = fc.constantFrom(
      '# Head\n\n',
      'Some *words* here. ',
      '`code`',
      '\n\n',
      '\n',
      '- item ',
      '> quoted\n> twice\n',
      '\\_x\\_ ',
      '&copy; ',
      '1. one\n',
      '    ',
      '```\ncode\n```\n',
      '| a | b |\n|---|---|\n| c | d |\n',
      '[l](u) ',
      ' <i>xx</i> ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
        const source = pieces.join('');
        const { segments, cuts } = await read(source, { passageChars: 30 });
        const seen = new Set<string>();
        for (const [index, segment] of segments.entries()) {
          const place = segment.kind + formatLocator(segment.locator);
          expect(seen).not.toContain(place);
          seen.add(place);
          for (const word of segment.words.body?.match(/[a-z]{2,}/gi) ?? [])
            expect(cuts[index]?.replace(/[^a-z]+/gi, '')).toContain(word);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['nested quotes', '>'.repeat(20_000)],
    ['emphasis', '*a_ '.repeat(20_000)],
    ['underlined lines', 'a\n=\n'.repeat(20_000)],
    ['brackets', '['.repeat(50_000)],
    ['nested lists', Array.from({ length: 3000 }, (_, n) => `${' '.repeat(n % 600)}- a`).join('\n')],
  ])(
    'ends on hostile %s',
    async (_, source) => {
      const started = performance.now();
      await read(source);
      expect(performance.now() - started).toBeLessThan(20_000);
    },
    30_000,
  );
});
