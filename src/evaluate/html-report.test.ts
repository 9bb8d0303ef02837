import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { htmlReport } from './html-report.ts';
import { html } from './html-text.ts';
import type { EvaluationReport, WorstQuery } from './report.ts';

const attack = `</style><script>alert(1)</script><img src=x onerror='alert(1)'>"&\u0000`;
const jpeg = { bytes: new Uint8Array(1000).fill(7), mediaType: 'image/jpeg' } as const;

const worst: WorstQuery = {
  id: attack,
  kind: attack,
  text: attack,
  image: `/pictures/${attack}`,
  values: { 'ndcg@10': 0.25 },
  ms: 12,
  judged: [{ reference: attack, grade: 1 }],
  failure: attack,
  hits: [
    { reference: attack, segmentId: 's1', kind: 'image', score: 1, relevant: true, hasPicture: true, words: attack },
    { reference: 'b.md', segmentId: 's2', kind: 'text', score: 1, relevant: false, hasPicture: false, words: '' },
  ],
};
const estimate = { mean: 0.25, low: 0.1, high: 0.4, queries: 2 };
const report: EvaluationReport = {
  k: 10,
  depth: 10,
  seconds: 1,
  queries: 2,
  failed: 1,
  unanswerable: 1,
  measures: { 'ndcg@10': estimate },
  byKind: [
    { kind: attack, queries: 1, measures: { 'ndcg@10': estimate } },
    { kind: 'other', queries: 1, measures: { 'ndcg@10': { mean: 1, queries: 1 } } },
  ],
  latency: { p50Ms: 12, p95Ms: 14 },
  outcomes: [worst, { ...worst, id: 'b', values: { 'ndcg@10': 1 } }],
  worst: [worst],
  answers: {
    answered: estimate,
    refused: estimate,
    wrong: [{ id: attack, text: attack, answerable: true, status: 'no-evidence', ms: 3 }],
  },
  notes: [],
};
const pictures = { ofHit: async () => jpeg, ofQuery: async () => jpeg };

describe('htmlReport', () => {
  it('needs nothing from elsewhere, and lets nothing that was read become markup', async () => {
    const page = await htmlReport(report, { title: attack, pictures });
    const { document } = parseHTML(page);
    expect(document.querySelectorAll('script, link, iframe, object, a')).toHaveLength(0);
    const images = [...document.querySelectorAll('img')];
    expect(images).toHaveLength(2);
    for (const image of images) expect(image.getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    for (const element of document.querySelectorAll('*'))
      for (const { name } of element.attributes) expect(name).not.toMatch(/^on|^style$|href/);
    expect(document.querySelector('h1')?.textContent).toContain('<script>alert(1)</script>');
    expect(page).not.toContain('\u0000');
  });

  it('allows its own style and nothing else', async () => {
    const page = await htmlReport(report, { title: 'queries.jsonl' });
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = parseHTML(page).document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(style).toContain('prefers-color-scheme: dark');
  });

  it('draws plots, and shows the worst queries with what was found instead', async () => {
    const { document } = parseHTML(await htmlReport(report, { title: 'queries.jsonl', pictures }));
    expect(document.querySelectorAll('svg')).toHaveLength(4);
    const dots = [...document.querySelectorAll('.dot')].map((dot) => Number(dot.getAttribute('cx')));
    expect(dots[2]).toBeGreaterThan(dots[1] ?? Number.POSITIVE_INFINITY);
    expect(document.querySelectorAll('ol.hits li')).toHaveLength(2);
    expect(document.querySelectorAll('ol.hits li.relevant')).toHaveLength(1);
    expect(document.querySelector('.card .bad')?.textContent).toBe('not found');
  });

  it('stays within its limit of pictures, and does without those that fail', async () => {
    const many = { ...report, worst: Array.from({ length: 50 }, () => worst) };
    const page = await htmlReport(many, { title: 'x', pictures, maxPictureBytes: 10_000 });
    expect(page.match(/<img/g)?.length).toBe(7);
    const none = await htmlReport(report, {
      title: 'x',
      pictures: { ofHit: async () => undefined, ofQuery: async () => undefined },
    });
    expect(none).not.toContain('<img');
  });

  it('is a page where there is nothing to measure as well', async () => {
    const empty = { ...report, queries: 0, failed: 0, measures: {}, byKind: [], outcomes: [], worst: [] };
    const { latency: _, answers: __, ...rest } = empty;
    expect(parseHTML(await htmlReport(rest, { title: 'x' })).document.querySelectorAll('svg')).toHaveLength(0);
  });
});

it('html escapes what is put in, but not what it made itself', () => {
  expect(html`<b title="${'"'}">${[html`<i>${'<'}</i>`]}${undefined}${0}</b>`.text).toBe(
    '<b title="&quot;"><i>&lt;</i>0</b>',
  );
});
