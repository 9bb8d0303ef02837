import { describe, expect, it } from 'vitest';
import type { Words } from '../data/segment.ts';
import { markWords, snippetOf, wordMatcher } from './snippet.ts';

const filler = (count: number) => Array.from({ length: count }, (_, i) => `filler${i}`).join(' ');

const text = (words: Words) => ({ kind: 'text' as const, words });

describe('snippetOf', () => {
  it('shows the place where most of the different words of the query stand', () => {
    const body = `chairs chairs chairs ${filler(60)} a wooden chair with a dark seat ${filler(60)}`;
    const snippet = snippetOf(text({ body }), wordMatcher('dark wooden chair'), 120);
    expect(snippet?.text).toContain('wooden chair with a dark seat');
    expect(snippet?.text).toMatch(/^…filler.*…$/);
    expect(snippet?.text.length).toBeLessThanOrEqual(122);
  });

  it('runs the lines of a passage together, and keeps the facts of a record apart', () => {
    const body = 'A chair of oak.\n\nprice: 129\ncategory: chairs\n';
    expect(snippetOf({ kind: 'text', words: { body } }, wordMatcher('oak'), 100)?.text).toBe(
      'A chair of oak. price: 129 category: chairs',
    );
    expect(snippetOf({ kind: 'record', words: { body } }, wordMatcher('oak'), 100)?.text).toBe(
      'A chair of oak. · price: 129 · category: chairs',
    );
  });

  it('says which words of a segment it took, those that answer first', () => {
    const words = { name: 'x', body: 'nothing of interest', ocr: 'TOTAL 42.00 EUR' };
    expect(snippetOf(text(words), wordMatcher('total in euros'), 100)).toEqual({
      from: 'ocr',
      text: 'TOTAL 42.00 EUR',
    });
    expect(snippetOf(text(words), wordMatcher(''), 100)).toEqual({ from: 'body', text: 'nothing of interest' });
    expect(snippetOf(text({ name: 'only a name' }), wordMatcher('name'), 100)).toBeUndefined();
  });
});

describe('markWords', () => {
  it('marks the words of the query in every form, and nothing else', () => {
    const marked = markWords(
      'Wooden chairs, a café and Woodland',
      wordMatcher('the wooden chair in a cafe'),
      (word) => `<${word}>`,
    );
    expect(marked).toBe('<Wooden> <chairs>, a <café> and Woodland');
  });
});
