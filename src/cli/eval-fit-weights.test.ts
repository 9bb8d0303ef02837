import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { WeightFit } from '../evaluate/fit-weights.ts';
import { formatWeightFit, onTop } from './eval-fit-weights.ts';

const estimate = { mean: 0.5, low: 0.4, high: 0.6, queries: 50 };
const fit: WeightFit = {
  measure: 'ndcg@10',
  queries: 50,
  failed: 0,
  settings: 31,
  weights: { keyword: 1, text: 2, image: 0.5 },
  before: estimate,
  after: { ...estimate, mean: 0.52 },
  heldOut: {
    after: { ...estimate, mean: 0.512 },
    gain: { mean: 0.012, low: 0.002, high: 0.021, queries: 50 },
    p: 0.03,
    folds: [{ queries: 50, weights: { keyword: 1, text: 2, image: 0.5 }, before: 0.5, after: 0.512 }],
    byKind: [],
  },
  isWorthKeeping: true,
};
const shown = (one: WeightFit): string =>
  formatWeightFit(one, { text: 2, image: 0.5 }, { colours: pc.createColors(false) }).join('\n');

describe('formatWeightFit', () => {
  it('gives the line for the configuration file where the gain is believed', () => {
    expect(shown(fit)).toContain(
      'Fitted on all: keyword 1, text 2, image 0.5; held-out gain +1.2 points (p 0.030, 95 % interval +0.2 … +2.1).',
    );
    expect(shown(fit)).toContain('sightline.config.json:\n\n  "weights": {"text":2,"image":0.5}');
  });

  it('advises to leave the weights where there is no gain, or one that may be chance', () => {
    const doubtful = { ...fit, isWorthKeeping: false, heldOut: { ...fit.heldOut, p: 0.4 } };
    expect(shown(doubtful)).toContain(
      'Such a gain may be chance: leave the weights as they are, or judge more queries.',
    );
    const loss = { ...doubtful, heldOut: { ...doubtful.heldOut, gain: { mean: -0.01, queries: 50 } } };
    expect(shown(loss)).toMatch(
      /held-out gain −1\.0 points .*\n.*gain nothing by it: leave the weights as they are\.$/,
    );
    for (const one of [doubtful, loss]) expect(shown(one)).not.toContain('sightline.config.json');
    const none = { ...loss, weights: { keyword: 1, text: 1 } };
    expect(shown(none)).toMatch(/leave them\.$/);
  });
});

describe('onTop', () => {
  it('multiplies what is set already, and leaves out what is as usual', () => {
    expect(onTop({ text: 2, image: 0.5 }, { keyword: 1, text: 2, image: 2 })).toEqual({ text: 4 });
    expect(onTop({}, { keyword: 1, text: 0 })).toEqual({ text: 0 });
  });
});
