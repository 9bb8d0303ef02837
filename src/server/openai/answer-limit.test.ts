import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../support/estimate-tokens.ts';
import { AnswerLimit, type AnswerLimits } from './answer-limit.ts';

function cut(text: string, limits: AnswerLimits, size: number): { readonly text: string; readonly endedBy: unknown } {
  const limit = new AnswerLimit(limits);
  let out = '';
  for (let at = 0; at < text.length; at += size) out += limit.push(text.slice(at, at + size));
  out += limit.end();
  return { text: out, endedBy: limit.endedBy };
}

describe('AnswerLimit', () => {
  const text = 'One two three. END of it [1]. Four five six, and so on and on.';
  const sizes = [1, 2, 3, 7, 1_000];

  it('leaves a text as it is that has no limit, or stays within it', () => {
    for (const size of sizes) {
      expect(cut(text, {}, size)).toEqual({ text, endedBy: undefined });
      expect(cut(text, { maxTokens: 1_000, stop: ['never', 'on and off'] }, size)).toEqual({
        text,
        endedBy: undefined,
      });
      expect(cut('', { maxTokens: 1 }, size)).toEqual({ text: '', endedBy: undefined });
    }
  });

  it('ends before the first stop sequence, however the text is cut into pieces', () => {
    for (const size of sizes) {
      expect(cut(text, { stop: ['of it', 'END'] }, size)).toEqual({ text: 'One two three. ', endedBy: 'stop' });
      expect(cut('aaab', { stop: ['aab'] }, size)).toEqual({ text: 'a', endedBy: 'stop' });
      // The beginning of one at the very end is text.
      expect(cut('to the EN', { stop: ['END'] }, size)).toEqual({ text: 'to the EN', endedBy: undefined });
    }
  });

  it('holds whole words, at most so many tokens of them, and the same for all pieces', () => {
    for (const maxTokens of [1, 5, 12]) {
      const [first, ...others] = sizes.map((size) => cut(text, { maxTokens }, size));
      expect(first?.endedBy).toBe('length');
      expect(text.startsWith(first?.text ?? '?')).toBe(true);
      expect(estimateTokens(first?.text ?? '')).toBeLessThanOrEqual(maxTokens);
      for (const other of others) expect(other).toEqual(first);
    }
  });

  it('gives nothing more when it has ended, and does not wait for the end of a word without one', () => {
    const limit = new AnswerLimit({ stop: ['x'] });
    expect(limit.push('abxcd') + limit.push('ef') + limit.end()).toBe('ab');
    const endless = new AnswerLimit({ maxTokens: 100_000 });
    expect(endless.push('y'.repeat(5_000)).length).toBeGreaterThan(4_900);
  });
});
