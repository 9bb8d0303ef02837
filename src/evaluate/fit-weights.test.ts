import { describe, expect, it } from 'vitest';
import type { Hit } from '../data/hit.ts';
import type { ViewName } from '../data/segment.ts';
import type { SearchOptions, Sightline } from '../engine/engine.ts';
import { dealQueries } from './deal-queries.ts';
import { hitNamed } from './fake-ranking.ts';
import { fitWeights } from './fit-weights.ts';
import type { JudgedQuery } from './judged-queries.ts';
import { seededRandom } from './seeded-random.ts';
import { alternatives, scaledWeights, unchangedWeights } from './weight-grid.ts';

const judged = (count: number, kindOf: (i: number) => string = () => 'words'): JudgedQuery[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `q${i}`,
    text: `q${i}`,
    kind: kindOf(i),
    judgements: [{ reference: 'right.md', grade: 1 }],
  }));

type Lists = Readonly<Partial<Record<ViewName, readonly string[]>>>;

/** An index of which each view gives each query a list of names, fused by weighted reciprocal ranks. */
function fusing(listsOf: (text: string) => Lists) {
  const asked: { readonly text: string; readonly options: SearchOptions }[] = [];
  const search: Sightline['search'] = async (query, options = {}) => {
    const text = typeof query === 'string' ? query : (query.text ?? '');
    asked.push({ text, options });
    const scores = new Map<string, number>();
    for (const [view, names] of Object.entries(listsOf(text))) {
      const weight = options.weights?.[view as ViewName] ?? 1;
      for (const [i, name] of weight === 0 ? [] : names.entries())
        scores.set(name, (scores.get(name) ?? 0) + weight / (2 + i));
    }
    const hits: Hit[] = [...scores].sort(([, a], [, b]) => b - a).map(([name]) => hitNamed(name));
    return {
      hits,
      match: { confidence: 1, isMatch: true },
      strategy: 'late',
      constraints: [],
      timings: {},
      notes: [],
    };
  };
  return { index: { search }, asked };
}

/** The text view knows what is right and the others do not. */
const textKnows = fusing(() => ({
  keyword: ['a.md', 'b.md'],
  text: ['right.md', 'c.md'],
  image: ['a.md', 'c.md'],
}));

/** Every view is right as often as any other, by chance. */
function chance(seed: number) {
  const below = seededRandom(seed);
  const lists = new Map<string, Lists>();
  const shuffled = (): string[] => {
    const names = ['right.md', 'a.md', 'b.md', 'c.md', 'd.md', 'e.md'];
    return names
      .map((name) => ({ name, at: below(2 ** 32) }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  };
  return fusing((text) => {
    const list = lists.get(text) ?? { keyword: shuffled(), text: shuffled(), image: shuffled() };
    lists.set(text, list);
    return list;
  });
}

describe('fitWeights', () => {
  it('believes the view that knows, and finds as much gain on queries that were held out', async () => {
    const fit = await fitWeights(
      textKnows.index,
      judged(24, (i) => (i % 2 ? 'odd' : 'even')),
    );
    const { text = 0, keyword = 0, image = 0 } = fit.weights;
    expect(text).toBeGreaterThan(keyword + image);
    expect(fit.after.mean).toBe(1);
    expect(fit.before.mean).toBeLessThan(1);
    expect(fit.heldOut.gain.mean).toBeCloseTo(1 - fit.before.mean, 10);
    expect(fit.heldOut.p).toBeLessThan(0.001);
    expect(fit.isWorthKeeping).toBe(true);
    expect(fit.heldOut.folds.map((fold) => fold.queries)).toEqual([5, 5, 5, 5, 4]);
    expect(fit.heldOut.byKind.map(({ kind, queries }) => [kind, queries])).toEqual([
      ['even', 12],
      ['odd', 12],
    ]);
  });

  it('is not taken in by chance: what looks like a gain on its own queries is none on others', async () => {
    let kept = 0;
    let flattering = 0;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const fit = await fitWeights(chance(seed).index, judged(25));
      expect(fit.after.mean).toBeGreaterThanOrEqual(fit.before.mean);
      if (fit.after.mean - fit.before.mean > fit.heldOut.gain.mean) flattering++;
      if (fit.isWorthKeeping) kept++;
    }
    expect(kept).toBeLessThanOrEqual(1);
    expect(flattering).toBeGreaterThanOrEqual(5);
  });

  it('changes nothing where nothing is gained', async () => {
    const { index } = fusing(() => ({ keyword: ['right.md'], text: ['right.md'] }));
    const fit = await fitWeights(index, judged(10));
    expect(fit.weights).toEqual({ keyword: 1, text: 1, image: 1 });
    expect(fit).toMatchObject({ isWorthKeeping: false, heldOut: { p: 1, gain: { mean: 0 } } });
  });

  it('searches once for each query and setting, in few settings, and only by the options it was given', async () => {
    const { index, asked } = chance(7);
    const seen: number[] = [];
    const fit = await fitWeights(index, judged(20), {
      searchOptions: { views: ['keyword', 'text'], rerank: false },
      onProgress: ({ setting }) => seen.push(setting),
    });
    expect(asked.every(({ options }) => options.rerank === false && options.weights?.image === undefined)).toBe(true);
    // All six ratios there are, and the text view alone.
    expect(fit.settings).toBeLessThanOrEqual(7);
    expect(asked).toHaveLength(fit.settings * 20);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));

    const limited = await fitWeights(chance(8).index, judged(20), { maxSettings: 3 });
    expect(limited.settings).toBe(3);
    expect((await fitWeights(chance(9).index, judged(15))).settings).toBeLessThanOrEqual(40);
  });

  it('says when there is too little to fit, and stops when it is told', async () => {
    await expect(fitWeights(textKnows.index, judged(4))).rejects.toMatchObject({ code: 'bad-query' });
    await expect(fitWeights(textKnows.index, judged(9), { views: ['text'] })).rejects.toMatchObject({
      code: 'bad-option',
    });
    const controller = new AbortController();
    const run = fitWeights(textKnows.index, judged(9), {
      signal: controller.signal,
      onProgress: ({ setting }) => setting === 2 && controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('dealQueries gives every query to one part, and every part its share of each kind', () => {
  const queries = Array.from({ length: 53 }, (_, i) => ({ kind: i < 20 ? 'picture' : 'words' }));
  const parts = dealQueries(queries, 5);
  expect(parts.flat().sort((a, b) => a - b)).toEqual(queries.map((_, i) => i));
  for (const part of parts) expect(part.filter((i) => i < 20)).toHaveLength(4);
  expect(dealQueries(queries, 5)).toEqual(parts);
});

describe('the grid of weights', () => {
  it('scales the middle weight to 1, so that few differ from it', () => {
    expect(scaledWeights({ keyword: 0.25, text: 0.25, image: 1 })).toEqual({ keyword: 1, text: 1, image: 4 });
    expect(scaledWeights({ keyword: 0.5, text: 1, image: 0.25 })).toEqual({ keyword: 1, text: 2, image: 0.5 });
    expect(scaledWeights({ keyword: 0, text: 0, image: 4 })).toEqual({ keyword: 0, text: 0, image: 1 });
    expect(scaledWeights({ keyword: 0, text: 0 })).toBeUndefined();
  });

  it('reaches 55 settings of three views, each once however it is written', () => {
    const start = unchangedWeights(['keyword', 'text', 'image']);
    const reached = new Map([[JSON.stringify(start), start]]);
    for (const weights of reached.values())
      for (const view of ['keyword', 'text', 'image'] as const)
        for (const next of alternatives(weights, view)) reached.set(JSON.stringify(next), next);
    expect(reached.size).toBe(55);
  });
});
