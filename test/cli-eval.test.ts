import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawPicture, sightline, writeFiles } from './cli-process.ts';

let cwd: string;
const run = (line: string, options: Partial<Parameters<typeof sightline>[1]> = {}) =>
  sightline(line.split(' '), { cwd, ...options });
const lines = (...all: object[]): string => all.map((one) => JSON.stringify(one)).join('\n');

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sightline-cli-eval-'));
  await writeFiles(cwd, {
    'files/oak.md': 'Oil an oak chair twice a year with linseed oil.\n',
    'files/zip.md': 'A zipper that catches wants wax on its teeth.\n',
    'files/down.md': 'Wash down at thirty degrees and dry it slowly.\n',
    'files/shop.jsonl': lines(
      { id: 'T1', name: 'Ridge tent', text: 'A canvas tent for four.' },
      { id: 'T2', name: 'Dome tent', text: 'A light tent for two.' },
    ),
    'files/red.png': await drawPicture(250, 20, 20),
    'queries.jsonl': `not JSON\n${lines(
      { id: 'q1', text: 'how often to oil an oak chair', relevant: ['oak.md'] },
      { id: 'q2', text: 'zipper catches', relevant: ['zip.md'] },
      { id: 'q3', text: 'canvas tent', kind: 'shop', relevant: ['shop.jsonl#id=T1', 'elsewhere/tent.jpg'] },
      { id: 'q4', text: 'capital of Mongolia', relevant: [] },
    )}\n`,
    'five.jsonl': lines(
      ...['oil an oak chair', 'zipper catches', 'wash down', 'linseed oil', 'wax on teeth'].map((text, i) => ({
        id: i,
        text,
        relevant: [['oak.md', 'zip.md', 'down.md', 'oak.md', 'zip.md'][i]],
      })),
    ),
    'beir.jsonl': lines({ _id: '1', text: 'canvas tent for four' }, { _id: '2', text: 'light tent for two' }),
    'qrels.tsv': 'query-id\tcorpus-id\tscore\n1\tT1\t1\n2\tT2\t2\n2\tT1\t1\n',
    'many.jsonl': `not JSON\n${lines(
      ...Array.from({ length: 4000 }, (_, i) => ({ id: i, text: `tent number ${i}`, relevant: ['shop.jsonl'] })),
    )}`,
  });
  const made = await run('index files --ocr off');
  expect(made.code, made.err).toBe(0);
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

it('shows measures with intervals, names what is wrong with the file, writes a page, and fails below a minimum', {
  timeout: 60_000,
}, async () => {
  const { code, out, err } = await run(
    'eval queries.jsonl --views keyword --answers --html report.html --min recall@5=0.9,hit@1=0.9',
  );
  expect(code, err).toBe(2);
  expect(out).toContain('3 queries measured on lists of 10, 1 unanswerable');
  // One of the two that are relevant to q3 is not in the index.
  expect(out).toMatch(/recall@5 +0\.833 {3}0\.500 – 1\.000/);
  expect(out).toMatch(/hit@1 +1\.000/);
  expect(out).toMatch(/shop +1 /);
  expect(out).toMatch(/said that nothing answers, where none does +1\.000/);
  expect(out).toContain('elsewhere/tent.jpg not found');
  expect(err).toContain('queries.jsonl, line 1: this is not JSON');
  expect(err).toContain('1 judged reference not in the index, so that nothing can find it: elsewhere/tent.jpg');
  expect(err).toContain('recall@5 is 0.833, and at least 0.9 was asked for');
  expect(err).not.toContain('hit@1 is');
  expect(await readFile(join(cwd, 'report.html'), 'utf8')).toContain('<h1>queries.jsonl</h1>');
});

it('takes sets in the form of BEIR, and gives programs everything as JSON', { timeout: 60_000 }, async () => {
  const { code, out, err } = await run('eval beir.jsonl --qrels qrels.tsv --json -k 3 --min ndcg=0.5');
  expect(code, err).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ queries: 2, k: 3, measures: { 'hit@1': { mean: 1 }, 'recall@3': { mean: 1 } } });
  expect(report.minimums).toEqual([{ name: 'ndcg@10', least: 0.5, actual: 1, met: true }]);
  expect(report.outcomes[1].judged).toEqual([
    { reference: 'T2', grade: 2, foundAt: 1 },
    { reference: 'T1', grade: 1, foundAt: 2 },
  ]);
});

it('compares two ways of searching, also over two indexes', { timeout: 60_000 }, async () => {
  const { code, out, err } = await run('compare queries.jsonl views=image views=keyword');
  expect(code, err).toBe(2);
  expect(out).toMatch(/ndcg@10 +\d\.\d{3} +\d\.\d{3} +[+−]?\d\.\d{3}/);
  expect(out).toContain('3 queries, each searched both ways');
  const same = await run('compare beir.jsonl --qrels qrels.tsv default index=.sightline --json');
  expect(same.code, same.err).toBe(0);
  const { measures } = JSON.parse(same.out);
  expect(measures.every(({ p }: { p: number }) => p === 1)).toBe(true);
});

it('writes a page that shows the lists of both ways side by side', { timeout: 60_000 }, async () => {
  const { code, err } = await run(
    'compare queries.jsonl views=image strategy=late,fusion=score --html page.html --quiet',
  );
  expect(code, err).toBe(2);
  const page = await readFile(join(cwd, 'page.html'), 'utf8');
  expect(page).toContain('<h1>queries.jsonl</h1>');
  expect(page).toContain('strategy=late,fusion=score');
  expect(page).toMatch(/class="pair"[\s\S]*oak\.md/);
});

it('fits weights, warns of few queries, and advises against what may be chance', { timeout: 60_000 }, async () => {
  const { code, out, err } = await run('eval five.jsonl --fit-weights');
  expect(code, err).toBe(0);
  expect(err).toContain('5 answerable queries can hardly tell weights apart');
  expect(out).toMatch(/settings of the weights tried on 5 queries, by ndcg@10/);
  expect(out).toMatch(/leave (?:them|the weights as they are)/);
  expect(out).not.toContain('sightline.config.json');
  const [json, both] = await Promise.all([
    run('eval five.jsonl --fit-weights --json --quiet --views keyword,text'),
    run('eval five.jsonl --fit-weights --html report.html'),
  ]);
  expect(json.err).toBe('');
  expect(JSON.parse(json.out)).toMatchObject({
    measure: 'ndcg@10',
    queries: 5,
    isWorthKeeping: false,
    weights: { keyword: expect.any(Number), text: expect.any(Number) },
    setting: { weights: expect.any(Object) },
  });
  expect(both.code).toBe(64);
});

it('says what it does not know', { timeout: 60_000 }, async () => {
  const [missing, shares, nothing, unwritable] = await Promise.all([
    run('eval nowhere.jsonl'),
    run('eval queries.jsonl --min refused=0.5'),
    run('eval qrels.tsv'),
    run('eval many.jsonl --html nowhere/report.html'),
  ]);
  expect(missing.code).toBe(1);
  expect(missing.err).toContain('There is no file nowhere.jsonl.');
  expect(missing.err).not.toContain('ENOENT');
  expect([shares.code, nothing.code]).toEqual([64, 64]);
  expect(shares.err).toContain('Add --answers');
  expect(nothing.err).toContain('There is no judged query in qrels.tsv');
  expect(unwritable).toMatchObject({ code: 1, out: '' });
  expect(unwritable.err).toContain('nowhere/report.html cannot be written');
});

it('stops at Ctrl-C', { timeout: 60_000 }, async () => {
  let asked = false;
  const { code, err } = await run('eval many.jsonl', {
    onOutput(_, err, child) {
      if (!asked && err.includes('line 1')) asked = child.kill('SIGINT');
    },
  });
  expect(code, err).toBe(130);
  expect(err).toContain('Stopped.');
});
