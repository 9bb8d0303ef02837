import { expect, it } from 'vitest';
import { relevanceScores } from './relevance-scores.ts';

it('puts the scores into the order of the candidates', () => {
  const results = [
    { index: 2, relevance_score: 0.9, document: { text: 'c' } },
    { index: 0, relevance_score: 0.5 },
    { index: 1, relevance_score: -3 },
  ];
  expect(relevanceScores(results, 3, 'acme:ranker')).toEqual([0.5, -3, 0.9]);
});

it.each([
  ['too few', [{ index: 0, relevance_score: 1 }]],
  ['one twice', [0, 0].map((index) => ({ index, relevance_score: 1 }))],
  ['one too far', [0, 2].map((index) => ({ index, relevance_score: 1 }))],
  ['one too many', [0, 1, 1].map((index) => ({ index, relevance_score: 1 }))],
  ['no number', [0, 1].map((index) => ({ index, relevance_score: null }))],
  ['nothing', undefined],
])('refuses %s', (_, results) => {
  expect(() => relevanceScores(results, 2, 'acme:ranker')).toThrow(/acme:ranker did not give a score/);
});
