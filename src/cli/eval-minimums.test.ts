import { describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../evaluate/report.ts';
import { checkMinimums, parseMinimums } from './eval-minimums.ts';

const fullName = (name: string, k: number): string => (name.includes('@') ? name : `${name}@${k}`);
const report: EvaluationReport = {
  k: 5,
  depth: 10,
  seconds: 1,
  queries: 10,
  failed: 0,
  unanswerable: 0,
  measures: { 'recall@5': { mean: 0.1 + 0.7, queries: 10 } },
  byKind: [],
  outcomes: [],
  worst: [],
  answers: { answered: { mean: 0.9, queries: 10 }, refused: { mean: 0, queries: 0 }, wrong: [] },
  notes: [],
};

describe('parseMinimums', () => {
  it('reads several, with = or >=, and gathers repeated flags', () => {
    const first = parseMinimums('ndcg@10=0.5, Recall@5 >= .8');
    expect(parseMinimums('answered=1', first)).toEqual([
      { name: 'ndcg@10', least: 0.5 },
      { name: 'recall@5', least: 0.8 },
      { name: 'answered', least: 1 },
    ]);
  });

  it.each(['', 'ndcg', 'ndcg@10=', 'ndcg@10=50', 'ndcg@10=-1', 'ndcg@10=0.5;recall=1'])('refuses %j', (text) => {
    expect(() => parseMinimums(text)).toThrow(/It takes measures/);
  });
});

describe('checkMinimums', () => {
  it('meets a minimum that is reached but for the last digit, and misses what was not measured', () => {
    // 0.1 + 0.7 is a little less than 0.8 in floating point.
    expect(report.measures['recall@5']?.mean).toBeLessThan(0.8);
    expect(checkMinimums(report, parseMinimums('recall=0.8,answered=0.95,refused=0,hit@1=0'), fullName)).toEqual([
      { name: 'recall@5', least: 0.8, actual: 0.1 + 0.7, met: true },
      { name: 'answered', least: 0.95, actual: 0.9, met: false },
      { name: 'refused', least: 0, met: false },
      { name: 'hit@1', least: 0, met: false },
    ]);
  });
});
