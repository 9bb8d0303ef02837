import { describe, expect, it } from 'vitest';
import type { Answer } from '../data/answer.ts';
import type { Hit } from '../data/hit.ts';
import type { Query } from '../data/query.ts';
import type { SearchOptions } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { compareReports } from './compare-reports.ts';
import { type Evaluated, type EvaluateOptions, evaluate } from './evaluate.ts';
import { hitNamed } from './fake-ranking.ts';
import type { JudgedQuery } from './judged-queries.ts';

const query = (id: string, relevant: readonly string[], kind = 'words'): JudgedQuery => ({
  id,
  text: id,
  kind,
  judgements: relevant.map((reference) => ({ reference, grade: 1 })),
});

/** An index that lists for each query what it is told to, and answers where it lists something. */
function listing(lists: Readonly<Record<string, readonly Hit[]>>, notes: readonly string[] = []) {
  const asked: { query: Query; options: SearchOptions }[] = [];
  const found = (query: string | Query, options: SearchOptions = {}): readonly Hit[] => {
    const full = typeof query === 'string' ? { text: query } : query;
    asked.push({ query: full, options });
    if (full.text === 'broken') throw new SightlineError('broken-content', 'It is broken.');
    return (lists[full.text ?? ''] ?? []).slice(0, full.k);
  };
  const index: Evaluated = {
    search: async (query, options) => ({
      constraints: [],
      hits: found(query, options),
      match: { confidence: 1, isMatch: true },
      strategy: 'late',
      timings: {},
      notes,
    }),
    ask: async (query, options): Promise<Answer> => {
      const hits = found(query, options);
      return { status: hits.length > 0 ? 'answered' : 'no-evidence', text: '', citations: [], hits, by: 'test' };
    },
  };
  return { index, asked };
}

const measured = (lists: Readonly<Record<string, readonly Hit[]>>, queries: JudgedQuery[], options?: EvaluateOptions) =>
  evaluate(listing(lists).index, queries, options);

const lists = {
  first: [hitNamed('a.md'), hitNamed('b.md')],
  second: [hitNamed('x.md'), hitNamed('b.md')],
  nothing: [hitNamed('x.md')],
};
const queries = [query('first', ['a.md']), query('second', ['b.md'], 'other'), query('nothing', [])];

describe('evaluate', () => {
  it('means over the queries that have an answer, and over each kind of them', async () => {
    const report = await measured(lists, queries);
    expect(report).toMatchObject({ queries: 2, unanswerable: 1, failed: 0, k: 10, depth: 10 });
    const means = Object.entries(report.measures).map(([name, { mean }]) => [name, mean]);
    expect(Object.fromEntries(means)).toMatchObject({
      'recall@10': 1,
      'hit@1': 0.5,
      'mrr@10': 0.75,
      'precision@10': 0.1,
    });
    expect(report.measures['ndcg@10']?.mean).toBeCloseTo((1 + 1 / Math.log2(3)) / 2, 10);
    expect(report.byKind.map((one) => [one.kind, one.queries, one.measures['hit@1']?.mean])).toEqual([
      ['words', 1, 1],
      ['other', 1, 0],
    ]);
    expect(report.worst.map((one) => [one.id, one.judged, one.hits.map((hit) => hit.relevant)])).toEqual([
      ['second', [{ reference: 'b.md', grade: 1, foundAt: 2 }], [false, true]],
    ]);
  });

  it('asks as deep as the deepest measure looks, with the options it was given', async () => {
    const { index, asked } = listing(lists);
    await evaluate(index, queries, { k: 3, measures: ['recall@50'], searchOptions: { views: ['text'] } });
    expect(asked.every((one) => one.query.k === 50 && one.options.views?.[0] === 'text')).toBe(true);
    // The first one twice, so that no time is that of loading models.
    expect(asked.map((one) => one.query.text)).toEqual(['first', 'first', 'second']);
    await expect(measured(lists, queries, { measures: ['recal@5'] })).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('warms up with one query of words, one of a picture, and one of both', async () => {
    const { index, asked } = listing({});
    const shapes = [
      { ...query('w', ['a.md']) },
      { ...query('w2', ['a.md']) },
      { id: 'p', kind: 'image', image: 'https://example.org/p.jpg', judgements: [{ reference: 'a.md', grade: 1 }] },
      { ...query('both', ['a.md']), image: 'https://example.org/b.jpg' },
    ];
    const report = await evaluate(index, shapes);
    expect(asked).toHaveLength(3 + 4);
    expect(
      asked
        .slice(0, 3)
        .map((one) => one.query.text ?? '')
        .sort(),
    ).toEqual(['', 'both', 'w']);
    expect(report.outcomes.map((one) => one.id)).toEqual(['w', 'w2', 'p', 'both']);
  });

  it('tells forty kinds apart and takes the rest together', async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...query(`q${i}`, ['a.md'], `kind ${i}`) }));
    const { byKind } = await measured({}, many);
    expect(byKind).toHaveLength(41);
    expect(byKind.at(-1)).toMatchObject({ kind: 'other kinds', queries: 20 });
  });

  it('counts a query that fails as one that found nothing, and says why', async () => {
    const report = await measured(lists, [...queries, query('broken', ['a.md'])]);
    expect(report).toMatchObject({ queries: 3, failed: 1 });
    expect(report.measures['recall@10']?.mean).toBeCloseTo(2 / 3, 10);
    expect(report.outcomes.at(-1)).toMatchObject({ failure: 'It is broken.', values: { 'ndcg@10': 0 } });
  });

  it('gives up when everything fails, and at once at what concerns all queries', async () => {
    const broken = Array.from({ length: 50 }, (_, i) => ({ ...query('broken', ['a.md']), id: `b${i}` }));
    const { index, asked } = listing({});
    await expect(evaluate(index, broken)).rejects.toMatchObject({ code: 'broken-content' });
    expect(asked.length).toBeLessThan(15);
    const locked: Evaluated = { ...index, search: () => Promise.reject(new SightlineError('index-corrupt', 'Gone.')) };
    await expect(evaluate(locked, queries)).rejects.toMatchObject({ code: 'index-corrupt' });
  });

  it('looks whether answers are given where there is one, and only there', async () => {
    const mixed = [...queries, query('silent', ['a.md']), query('honest', [])];
    const { answers } = await measured({ ...lists, silent: [], honest: [] }, mixed, { answers: true });
    expect(answers?.answered).toMatchObject({ mean: 2 / 3, queries: 3 });
    expect(answers?.refused).toMatchObject({ mean: 1 / 2, queries: 2 });
    expect(answers?.wrong.map((one) => one.id)).toEqual(['nothing', 'silent']);
  });

  it('hands out the hits of every query, as reports show them', async () => {
    const shown = new Map<string, readonly string[]>();
    const onHits: EvaluateOptions['onHits'] = (id, hits) =>
      shown.set(
        id,
        hits.map((hit) => `${hit.reference}${hit.relevant ? ' relevant' : ''}`),
      );
    await measured(lists, queries, { worst: 0, onHits });
    expect(Object.fromEntries(shown)).toEqual({
      first: ['a.md relevant', 'b.md'],
      second: ['x.md', 'b.md relevant'],
    });
  });

  it('stops between two queries, tells how far it is, and counts notes', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const { index, asked } = listing(lists, ['Slow.']);
    const run = evaluate(index, queries, {
      signal: controller.signal,
      onProgress({ done, of, latest }) {
        seen.push(`${done}/${of} ${latest}`);
        controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toEqual(['1/2 first']);
    expect(asked).toHaveLength(2);
    expect((await evaluate(index, queries)).notes).toEqual([{ note: 'Slow.', queries: 2 }]);
  });

  it('has nothing to measure where nothing is answerable', async () => {
    const report = await measured(lists, [query('nothing', [])]);
    expect(report).toMatchObject({ queries: 0, unanswerable: 1, measures: {}, worst: [] });
    expect(report.latency).toBeUndefined();
  });
});

describe('compareReports', () => {
  it('pairs queries by id and tests their differences', async () => {
    const many = Array.from({ length: 8 }, (_, i) => query(`q${i}`, ['a.md']));
    const good = Object.fromEntries(many.map(({ id }) => [id, [hitNamed('a.md')]]));
    const bad = { ...good, ...Object.fromEntries(many.slice(0, 6).map(({ id }) => [id, [hitNamed('x.md')]])) };
    const [a, b] = [await measured(bad, many), await measured(good, [...many].reverse())];
    const comparison = compareReports(a, b);
    expect(comparison.queries).toBe(8);
    expect(comparison.measures.find((one) => one.measure === 'hit@1')).toMatchObject({
      a: { mean: 0.25 },
      b: { mean: 1 },
      difference: { mean: 0.75 },
      p: 2 / 64,
      exact: true,
      wins: { a: 0, b: 6, ties: 2 },
    });
    expect(comparison.changed).toHaveLength(6);
    expect(compareReports(a, a).measures.every(({ p, difference }) => p === 1 && difference.mean === 0)).toBe(true);
  });

  it('keeps losses beside many larger gains', async () => {
    const many = Array.from({ length: 40 }, (_, i) => query(`q${i}`, ['a.md']));
    const listsOf = (right: (i: number) => boolean, wrong: readonly Hit[]) =>
      Object.fromEntries(many.map(({ id }, i) => [id, right(i) ? [hitNamed('a.md')] : wrong]));
    // B gains 1 in all but three queries, and loses half a point in these.
    const a = await measured(
      listsOf((i) => i < 3, []),
      many,
    );
    const b = await measured(
      listsOf((i) => i >= 3, [hitNamed('x.md'), hitNamed('y.md'), hitNamed('a.md')]),
      many,
    );
    const { changed } = compareReports(a, b);
    expect(changed).toHaveLength(20);
    expect(changed.slice(-3).map((one) => one.id)).toEqual(['q0', 'q1', 'q2']);
  });
});
