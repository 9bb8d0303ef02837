import { describe, expect, it } from 'vitest';
import { byteSize, counted, duration } from './numbers.ts';
import { describeProgress, progressLine } from './progress.ts';
import type { Channel } from './terminal.ts';
import { stderr } from './terminal.ts';

function fakeTerminal(isTerminal: boolean): { channel: Channel; text: () => string } {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const channel: Channel = {
    isTerminal,
    columns: 60,
    colours: stderr.colours,
    write,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join('')),
  };
  return { channel, text: () => text };
}

const state = { done: 37, found: 120, foundAll: true, latest: 'photos/chair.jpg', unit: 'file' };

describe('the progress line', () => {
  it('says how much is done, how fast, and how long it takes', () => {
    expect(describeProgress(state, 12.3, 100)).toBe('37 of 120 files   12/s   about 7 s left   photos/chair.jpg');
    expect(describeProgress({ ...state, foundAll: false }, 1.25, 100)).toBe(
      '37 of 120+ files   1.3/s   photos/chair.jpg',
    );
    expect(describeProgress(state, undefined, 20)).toBe('37 of 120 files');
  });

  it('is drawn where somebody looks, and gives way to lines that stay', () => {
    const { channel, text } = fakeTerminal(true);
    const progress = progressLine(channel, true, () => 0);
    progress.update(state);
    progress.above('failed   a.jpg');
    progress.clear();
    const line = '37 of 120 files   photos/chair.jpg';
    expect(text()).toBe(`\r${line}\x1b[K\r\x1b[Kfailed   a.jpg\n${line}\r\x1b[K`);
  });

  it('is not drawn into pipes and files, nor when not wanted', () => {
    for (const [isTerminal, wanted] of [
      [false, true],
      [true, false],
    ] as const) {
      const { channel, text } = fakeTerminal(isTerminal);
      const progress = progressLine(channel, wanted);
      progress.update(state);
      progress.above('failed   a.jpg');
      progress.clear();
      expect(text()).toBe('failed   a.jpg\n');
    }
  });
});

describe('numbers for people', () => {
  it('reads well', () => {
    expect([counted(1, 'file'), counted(0, 'file'), counted(12_345, 'query', 'queries')]).toEqual([
      '1 file',
      '0 files',
      '12,345 queries',
    ]);
    expect([byteSize(999), byteSize(1_234_567), byteSize(99_900_000), byteSize(999_999)]).toEqual([
      '999 bytes',
      '1.2 MB',
      '100 MB',
      '1.0 MB',
    ]);
    expect([duration(0.42), duration(59.7), duration(125), duration(7_800)]).toEqual([
      '0.4 s',
      '1 min 0 s',
      '2 min 5 s',
      '2 h 10 min',
    ]);
  });
});
