import { describe, expect, it } from 'vitest';
import { redactedBoxes } from './redacted-boxes.ts';
import type { LineBox, Segment } from './segment.ts';

const bars = (count: number): string => '█'.repeat(count);
const box = { x: 100, y: 50, width: 500, height: 10 };

function segment(words: string, more: Partial<Segment> = {}): Parameters<typeof redactedBoxes>[0] {
  const line: LineBox = { source: 'body', start: 0, end: words.length, box };
  const locator = { page: 1, box: { x: 90, y: 40, width: 520, height: 300 } };
  return { kind: 'text', locator, words: { body: words }, lines: [line], metadata: { redacted: true }, ...more };
}

describe('redactedBoxes', () => {
  const text = `${'a'.repeat(40)}${bars(20)}${'b'.repeat(40)}`;

  it('takes the share of a line by its letters, with room for wide and narrow ones', () => {
    const [found, ...others] = redactedBoxes(segment(text), 'page');
    expect(others).toEqual([]);
    expect(found).toEqual({ x: 260, y: 48, width: 180, height: 14 });
  });

  it('takes all of a line that is mostly blacked out, has gaps, stands on end, or is written to the left', () => {
    const whole = (given: Parameters<typeof redactedBoxes>[0]) => redactedBoxes(given, 'page')[0];
    const all = { x: 98, y: 48, width: 504, height: 14 };
    expect(whole(segment(`${'a'.repeat(30)}${bars(70)}`))).toEqual(all);
    const gaps = `${'a'.repeat(20)}${bars(10)}${'b'.repeat(20)}`;
    expect(whole(segment(gaps))).toEqual(all);
    expect(whole(segment(`${'ש'.repeat(40)}${bars(20)}${'ש'.repeat(40)}`))).toEqual(all);
    const upright = { ...box, width: 10, height: 500 };
    const turned = segment(text, { lines: [{ source: 'body', start: 0, end: 100, box: upright }] });
    expect(whole(turned)).toMatchObject({ width: 210, height: 700 });
  });

  it('says nothing of a document that holds such characters of its own', () => {
    expect(redactedBoxes(segment(text, { metadata: {} }), 'page')).toEqual([]);
  });

  it('takes the whole place for words that no line holds, and everything where there is no place', () => {
    const { locator } = segment(text);
    expect(redactedBoxes(segment(text, { lines: [] }), 'page')).toEqual([locator.box]);
    const slide = segment(text, { kind: 'slide', locator: { slide: 3 }, lines: [] });
    expect(redactedBoxes(slide, 'page')).toBe('all');
  });

  it('leaves out words that are not to be seen there', () => {
    expect(redactedBoxes(segment('', { words: { name: bars(9), alt: bars(9) } }), 'page')).toEqual([]);
    expect(redactedBoxes(segment(text, { kind: 'record', locator: { id: '7' }, lines: [] }), 'picture')).toEqual([]);
    const beside = segment('', { kind: 'image', words: { caption: bars(9) }, lines: [] });
    expect(redactedBoxes(beside, 'picture')).toEqual([]);
    expect(redactedBoxes(beside, 'page')).not.toEqual([]);
  });
});
