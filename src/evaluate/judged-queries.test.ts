import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JudgedQueries, readJudgedQueries } from './judged-queries.ts';
import { parseQrelsLine, readQrels } from './qrels.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-judged-'));
  await writeFile(join(folder, 'red.jpg'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(lines: readonly unknown[], qrels?: string): Promise<JudgedQueries> {
  const file = join(folder, 'queries.jsonl');
  await writeFile(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  if (qrels === undefined) return readJudgedQueries(file);
  await writeFile(join(folder, 'qrels.tsv'), qrels);
  return readJudgedQueries(file, { qrels: join(folder, 'qrels.tsv') });
}

describe('readJudgedQueries', () => {
  it('reads words and pictures, kinds, grades of both forms, and queries without an answer', async () => {
    const { queries, problems } = await read([
      '\ufeff{"id":"a","text":" red chair ","relevant":["x.jpg","shop.jsonl#id=X","x.jpg"]}',
      '',
      { id: 2, image: 'red.jpg', kind: 'photo', relevant: ['x.jpg', 'y.jpg'], grades: [3, 1] },
      { id: 'c', image: 'red.jpg', text: 'in white', relevant: ['x.jpg', 'y.jpg'], grades: { 'x.jpg': 2, 'y.jpg': 0 } },
      { id: 'd', text: 'the moon', relevant: [] },
    ]);
    expect(problems).toEqual([]);
    expect(queries).toEqual([
      {
        id: 'a',
        text: 'red chair',
        kind: 'words',
        judgements: [
          { reference: 'x.jpg', grade: 1 },
          { reference: 'shop.jsonl#id=X', grade: 1 },
        ],
      },
      {
        id: '2',
        image: join(folder, 'red.jpg'),
        kind: 'photo',
        judgements: [
          { reference: 'x.jpg', grade: 3 },
          { reference: 'y.jpg', grade: 1 },
        ],
      },
      {
        id: 'c',
        text: 'in white',
        image: join(folder, 'red.jpg'),
        kind: 'image+words',
        judgements: [{ reference: 'x.jpg', grade: 2 }],
      },
      { id: 'd', text: 'the moon', kind: 'unanswerable', judgements: [] },
    ]);
  });

  it('names broken lines by number and goes on', async () => {
    const { queries, problems } = await read([
      '{"id":"a"',
      '[1]',
      { text: 'no id', relevant: [] },
      { id: 'b', relevant: [] },
      { id: 'c', image: 'nowhere.jpg', relevant: [] },
      { id: 'd', text: 'not judged' },
      { id: 'e', text: 'x', relevant: ['a'], grades: [1, 2] },
      { id: 'f', text: 'x', relevant: ['a'], grades: [0] },
      { id: 'g', text: 'x', relevant: 'a' },
      { id: 'h', text: 'fine', relevant: ['a'] },
      { id: 'h', text: 'again', relevant: ['a'] },
    ]);
    expect(queries.map((query) => query.id)).toEqual(['h']);
    expect(problems.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '1: this is not JSON',
      '2: this is not a JSON object',
      '3: "id" is missing or not right',
      '4: it has neither "text" nor "image"',
      '5: there is no picture nowhere.jpg',
      '6: "relevant" is missing or not right',
      '7: "grades" has 2 entries for 1 in "relevant"',
      '8: every grade is 0; leave "relevant" empty if nothing answers',
      '9: "relevant" is missing or not right',
      '11: the id "h" was used before',
    ]);
  });

  it("takes judgements from a qrels file by BEIR's ids, and says what is not in both", async () => {
    const { queries, unjudged, withoutText, problems } = await read(
      [
        { _id: 'q1', text: 'one', metadata: {} },
        { _id: 'q2', text: 'two' },
        { _id: 'q3', text: 'three' },
      ],
      'query-id\tcorpus-id\tscore\nq1\td 1\t2\nq1\td2\t0\nq2\td2\t0\nq9\td1\t1\n',
    );
    expect(problems).toEqual([]);
    expect(queries).toEqual([
      { id: 'q1', text: 'one', kind: 'words', judgements: [{ reference: 'd 1', grade: 2, byId: true }] },
    ]);
    expect({ unjudged, withoutText }).toEqual({ unjudged: 2, withoutText: 1 });
  });

  it('says which file is not there, and stops when it is told to', async () => {
    await expect(readJudgedQueries(join(folder, 'missing.jsonl'))).rejects.toMatchObject({ code: 'unreadable-file' });
    await read([{ id: 'a', text: 'x', relevant: [] }]);
    const signal = AbortSignal.abort();
    await expect(readJudgedQueries(join(folder, 'queries.jsonl'), { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('gives queries or problems for any lines, and never throws', async () => {
    const line = fc.oneof(
      fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
      fc.json(),
      fc.record({ id: fc.string(), text: fc.string(), relevant: fc.anything(), grades: fc.anything() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        const printable = lines.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one, noBigInts) ?? '')));
        const { queries, problems } = await read(printable);
        const filled = printable.filter((one) => one.replace(/^\ufeff/, '').trim() !== '').length;
        expect(queries.length + problems.length).toBeLessThanOrEqual(filled);
      }),
      { numRuns: 60 },
    );
  });
});

describe('readQrels', () => {
  it('reads the four columns of TREC with blanks between them, and those of BEIR without a header', async () => {
    expect(parseQrelsLine('301 0 FBIS3-10082 1')).toEqual({ query: '301', document: 'FBIS3-10082', grade: 1 });
    expect(parseQrelsLine('301\t0\tFBIS3-10082\t1')).toEqual({ query: '301', document: 'FBIS3-10082', grade: 1 });
    expect(parseQrelsLine('q1\tdoc one\t2')).toEqual({ query: 'q1', document: 'doc one', grade: 2 });
  });

  it('names broken lines, and keeps a header and junk grades out', async () => {
    const file = join(folder, 'broken.qrels');
    await writeFile(file, 'query-id\tcorpus-id\tscore\nq1 d1\nq1\td1\tmuch\nq1\td1\t1\nq1\td1\t2\nq2\td1\t-1\n');
    const { byQuery, problems } = await readQrels(file);
    expect([...byQuery]).toEqual([
      ['q1', [{ reference: 'd1', grade: 1, byId: true }]],
      ['q2', []],
    ]);
    expect(problems.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '2: it has 2 columns where 3 or 4 are expected',
      '3: its last column is not a number',
      '5: this was judged on a line before',
    ]);
  });
});

function noBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
