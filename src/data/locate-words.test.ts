import { describe, expect, it } from 'vitest';
import { locateWords } from './locate-words.ts';
import type { LineBox } from './segment.ts';

const line = (start: number, end: number, y: number): LineBox => ({
  source: 'body',
  start,
  end,
  box: { x: 72, y, width: 200.1, height: 12 },
});
const segment = {
  locator: { page: 3, box: { x: 72, y: 100, width: 200.1, height: 48 } },
  words: { body: 'The first line. The second line. The third line.', caption: 'The second line.' },
  lines: [line(0, 15, 100), line(16, 32, 116), line(33, 48, 132)],
};

describe('locateWords', () => {
  it('narrows the place to the lines that are quoted', () => {
    expect(locateWords(segment, 'body', 'The second line.')).toEqual({
      page: 3,
      box: { x: 72, y: 116, width: 200.1, height: 12 },
    });
    expect(locateWords(segment, 'body', 'line. The third').box).toEqual({ x: 72, y: 116, width: 200.1, height: 28 });
  });

  it('keeps the whole place for words whose lines are not known', () => {
    expect(locateWords(segment, 'caption', 'The second line.')).toBe(segment.locator);
    expect(locateWords(segment, 'body', 'Not there.')).toBe(segment.locator);
    expect(locateWords({ ...segment, lines: [] }, 'body', 'The first line.')).toBe(segment.locator);
  });
});
