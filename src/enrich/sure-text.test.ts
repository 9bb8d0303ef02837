import { describe, expect, it } from 'vitest';
import { sureLines } from './sure-text.ts';
import { recognizedLine } from './text-recognizer.ts';

const box = { x: 0, y: 0, width: 10, height: 10 };
const line = (...words: readonly (readonly [string, number])[]) =>
  recognizedLine(words.map(([text, confidence]) => ({ text, confidence, box })));

const sureText = (lines: Parameters<typeof sureLines>[0]) =>
  sureLines(lines)
    .map(({ text }) => text)
    .join('\n');

describe('sureLines', () => {
  it('leaves out uncertain words, specks of punctuation, and lines of nothing else', () => {
    const lines = [
      line(['Visitors', 0.96], ['by', 0.6], ['rnonth', 0.2], ['—', 0.9]),
      line(['|', 0.95]),
      line(['12', 0.9]),
    ];
    expect(sureText(lines)).toBe('Visitors by\n12');
  });

  it('gives nothing of a picture in which no word is certain', () => {
    expect(sureText([line(['ee', 0.6], ['RRR', 0.7]), line(['x', 0.95])])).toBe('');
    expect(sureText([])).toBe('');
  });

  it('takes letters of every script for words', () => {
    expect(sureText([line(['Überblick', 0.9], ['日本', 0.9], ['قائمة', 0.9])])).toBe('Überblick 日本 قائمة');
  });
});
