import { describe, expect, it } from 'vitest';
import { placedStems } from './content-stems.ts';
import { relevanceFeedback } from './relevance-feedback.ts';

const first = Array.from({ length: 5 }, (_, i) => `flutter of panels in supersonic wind case${i}`);
const others = Array.from({ length: 20 }, (_, i) => `flutter of leaves in autumn garden number${i}`);
const falling = (count: number): number[] => Array.from({ length: count }, (_, i) => 1 - i / (2 * count));
const feedback = (texts: readonly string[]): number[] =>
  relevanceFeedback(texts.map(placedStems), falling(texts.length));

describe('relevanceFeedback', () => {
  it('finds what says the same as the first texts', () => {
    const scores = feedback([...first, ...others, 'panels at supersonic speed']);
    const last = scores.at(-1) ?? 0;
    expect(last).toBeGreaterThan(Math.max(...scores.slice(5, -1)));
  });

  it('takes nothing from a word that only one of the first has', () => {
    const scores = feedback([...first, ...others, 'case3']);
    expect(scores.at(-1)).toBe(0);
  });

  it('believes a better text more', () => {
    const texts = ['alpha beta', 'alpha beta', 'gamma delta', 'gamma delta', 'none', ...others, 'alpha', 'gamma'];
    const scores = feedback(texts);
    expect(scores.at(-2)).toBeGreaterThan(scores.at(-1) ?? 0);
  });

  it('says nothing where too few candidates are to tell, and of texts without words', () => {
    expect(feedback(first)).toEqual([0, 0, 0, 0, 0]);
    expect(feedback(Array.from({ length: 30 }, () => ''))).toEqual(Array.from({ length: 30 }, () => 0));
    expect(
      relevanceFeedback(
        others.map(placedStems),
        others.map(() => 0),
      ).every(Number.isFinite),
    ).toBe(true);
  });
});
