import { describe, expect, it } from 'vitest';
import { fakeAsset } from '../fake-asset.ts';
import { fakeReadContext } from '../fake-read-context.ts';
import { readerContract } from '../reader.contract.ts';
import { textReader } from './text.ts';

const story = 'The zipper keeps catching.\n\nWax it. Then pull slowly! '.repeat(40);

readerContract('text', {
  makeReader: () => textReader,
  fixtures: [
    { name: 'many passages', asset: () => fakeAsset('notes/zipperRepair.txt', story), atLeast: 3 },
    { name: 'one line', asset: () => fakeAsset('a.txt', 'one line') },
    { name: 'UTF-16', asset: () => fakeAsset('wide.txt', Buffer.from(`\ufeff${story}`, 'utf16le')), atLeast: 3 },
  ],
});

describe('textReader', () => {
  it('gives passages that are slices of the text, under the words of the file name', async () => {
    const context = fakeReadContext({ passageChars: 120 });
    for await (const segment of textReader.read(fakeAsset('notes/zipperRepair.txt', story), context)) {
      const { start, end } = segment.locator.char ?? { start: 0, end: 0 };
      expect(segment.words).toEqual({ name: 'zipperRepair zipper Repair', body: story.slice(start, end) });
      expect(end - start).toBeLessThanOrEqual(120);
    }
    expect(context.warnings).toEqual([]);
  });

  it('keeps to the limit of segments and says from where on it left text out', async () => {
    const limits = { ...fakeReadContext().limits, maxRecords: 2 };
    const context = fakeReadContext({ passageChars: 100, limits });
    const segments = [];
    for await (const segment of textReader.read(fakeAsset('a.txt', story), context)) segments.push(segment);
    expect(segments).toHaveLength(2);
    expect(context.warnings).toEqual([
      { message: expect.stringContaining('more than 2 segments'), at: expect.stringMatching(/^#char=/) },
    ]);
  });

  it('takes the encoding from the header where the bytes leave it open', async () => {
    const asset = fakeAsset('a.txt', Uint8Array.from([0xe1, 0xe2]), {
      declaredType: 'text/plain; charset="ISO-8859-7"',
    });
    for await (const segment of textReader.read(asset, fakeReadContext())) expect(segment.words.body).toBe('αβ');
  });
});
