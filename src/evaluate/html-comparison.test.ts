import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { compareReports } from './compare-reports.ts';
import { htmlComparison } from './html-comparison.ts';
import { usualMeasures } from './measures.ts';
import { type EvaluationReport, type QueryOutcome, type ShownHit, summarize } from './report.ts';

const attack = `</style><script>alert(1)</script><img src=x onerror='alert(1)'>"&\u0000`;
const measures = usualMeasures(10).slice(0, 1);
const jpeg = { bytes: new Uint8Array(1000).fill(7), mediaType: 'image/jpeg' } as const;

/** A report of which each query has the same value in every measure. */
function reportOf(values: readonly number[]): EvaluationReport {
  const outcomes = values.map(
    (value, i): QueryOutcome => ({
      id: `${attack}${i}`,
      kind: attack,
      text: `${attack}${i}`,
      image: `/pictures/${attack}`,
      values: Object.fromEntries(measures.map(({ name }) => [name, value])),
      ms: 5,
      judged: [{ reference: attack, grade: 1, ...(value > 0 ? { foundAt: 2 } : {}) }],
    }),
  );
  return {
    k: 10,
    depth: 10,
    seconds: 1,
    unanswerable: 0,
    outcomes,
    worst: [],
    notes: [],
    ...summarize(outcomes, measures),
  };
}

const hit: ShownHit = {
  reference: attack,
  segmentId: 's1',
  kind: 'image',
  score: 1,
  relevant: true,
  hasPicture: true,
  words: attack,
};
const pictures = { ofHit: async () => jpeg, ofQuery: async () => jpeg };

function side(name: string, values: readonly number[], hits: readonly ShownHit[] = [hit]) {
  const report = reportOf(values);
  return { name, report, hits: new Map(report.outcomes.map(({ id }) => [id, hits])), pictures };
}

async function page(a: ReturnType<typeof side>, b: ReturnType<typeof side>) {
  const text = await htmlComparison(compareReports(a.report, b.report), { title: attack, a, b });
  return { text, document: parseHTML(text).document };
}

describe('htmlComparison', () => {
  it('needs nothing from elsewhere, and lets nothing that was read become markup', async () => {
    const { text, document } = await page(side(attack, [0, 1, 0]), side(attack, [1, 0, 0]));
    expect(document.querySelectorAll('script, link, iframe, object, a')).toHaveLength(0);
    const images = [...document.querySelectorAll('img')];
    // Two changed queries: their own picture, and a hit of either side.
    expect(images).toHaveLength(6);
    for (const image of images) expect(image.getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    for (const element of document.querySelectorAll('*'))
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on|^style$|href/);
    expect(document.querySelector('h1')?.textContent).toContain('<script>alert(1)</script>');
    expect(text).not.toContain('\u0000');
  });

  it('draws a bar for each query that differs, best for B first, up for B and down for A', async () => {
    const { document } = await page(side('a', [0, 1, 0.5, 0, 0.5]), side('b', [1, 0, 0.5, 0.5, 0.5]));
    const bars = [...document.querySelectorAll('rect.bar')];
    const heightOf = (bar: (typeof bars)[number] | undefined): number => Number(bar?.getAttribute('height'));
    expect(bars).toHaveLength(3);
    expect(heightOf(bars[0])).toBeCloseTo(2 * heightOf(bars[1]), 5);
    expect(bars.map((bar) => bar.getAttribute('class'))).toEqual(['bar', 'bar', 'bar one']);
    expect(Number(bars[2]?.getAttribute('y'))).toBeGreaterThan(Number(bars[0]?.getAttribute('y')));
    expect(document.body.textContent).toContain('B better in 2, A better in 1, the same in 2.');
  });

  it('tells what B gained and what it lost, with the hits of both beside each other', async () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ ...hit, reference: `hit ${i}`, relevant: i === 3 }));
    const { document } = await page(side('a', [0, 1], []), side('b', [1, 0], many));
    const headings = [...document.querySelectorAll('h2')].map((one) => one.textContent);
    expect(headings.slice(-2)).toEqual(['Better in B by ndcg@10, most first', 'Better in A by ndcg@10, most first']);
    const [gained] = document.querySelectorAll('.card');
    expect(gained?.textContent).toContain('0.000 → 1.000 (+1.000)');
    expect(gained?.querySelector('.asked')?.textContent).toMatch(/A not found, B at place 2/);
    const [left, right] = gained?.querySelectorAll('.pair > div') ?? [];
    expect(left?.textContent).toContain('Nothing was found.');
    expect(right?.querySelectorAll('ol.hits li')).toHaveLength(8);
    expect(right?.querySelectorAll('details li')).toHaveLength(3);
    expect(right?.querySelectorAll('li.relevant strong')[0]?.textContent).toBe('4. hit 3');
  });

  it('stays small with very many queries, and is a page with none', async () => {
    const values = Array.from({ length: 700 }, (_, i) => i / 700);
    const { text, document } = await page(side('a', values), side('b', [...values].reverse()));
    expect(document.querySelectorAll('rect.bar').length).toBeLessThanOrEqual(300);
    expect(document.querySelectorAll('.card')).toHaveLength(20);
    expect(text.length).toBeLessThan(200_000);
    const empty = await page(side('a', []), side('b', []));
    expect(empty.document.querySelectorAll('svg')).toHaveLength(0);
    expect(empty.document.body.textContent).toContain('There is no query that both searched for.');
  });
});
