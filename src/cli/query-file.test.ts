import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QueryLine, readQueryFile } from './query-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-queries-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string): Promise<QueryLine[]> {
  const file = join(folder, 'queries.jsonl');
  await writeFile(file, content);
  return collect(readQueryFile(file));
}

async function collect(lines: AsyncIterable<QueryLine>): Promise<QueryLine[]> {
  const all: QueryLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

describe('readQueryFile', () => {
  it('reads words, pictures and both, from any editor', async () => {
    await writeFile(join(folder, 'red.jpg'), '');
    const lines = await read(
      '\ufeff{"id":"a","text":" red chair "}\r\n\r\n{"id":7,"image":"red.jpg","grade":2}\r\n{"id":"c","text":"x","image":"https://example.org/x.png"}',
    );
    expect(lines).toEqual([
      { query: { line: 1, id: 'a', text: 'red chair' } },
      { query: { line: 3, id: '7', image: join(folder, 'red.jpg') } },
      { query: { line: 4, id: 'c', text: 'x', image: 'https://example.org/x.png' } },
    ]);
  });

  it('takes the queries of BEIR, and judged ones', async () => {
    expect(await read('{"_id":"1","text":"tent","metadata":{}}\n{"id":"2","text":"oak","relevant":["a.md"]}')).toEqual([
      { query: { line: 1, id: '1', text: 'tent' } },
      { query: { line: 2, id: '2', text: 'oak' } },
    ]);
  });

  it('names broken lines by number and goes on', async () => {
    const lines = await read(
      [
        '{"id":"a"',
        '[1]',
        '{"text":"no id"}',
        '{"id":"b"}',
        '{"id":"c","image":"nowhere.jpg"}',
        '{"id":"d","text":"fine"}',
        '{"id":"d","text":"again"}',
      ].join('\n'),
    );
    expect(lines).toEqual([
      { line: 1, problem: 'this is not JSON' },
      { line: 2, problem: 'this is not a JSON object' },
      { line: 3, problem: '"id" is missing or not right' },
      { line: 4, problem: 'it has neither "text" nor "image"' },
      { line: 5, problem: 'there is no picture nowhere.jpg' },
      { query: { line: 6, id: 'd', text: 'fine' } },
      { line: 7, problem: 'the id "d" was used on line 6' },
    ]);
  });

  it('says which file is not there', async () => {
    const missing = join(folder, 'missing.jsonl');
    await expect(collect(readQueryFile(missing))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: `There is no file ${missing}. Give the path of a JSON Lines file with one {"id", "text", "image"} a line.`,
    });
    await expect(collect(readQueryFile(folder))).rejects.toMatchObject({
      message: expect.stringMatching('is a folder'),
    });
  });
});
