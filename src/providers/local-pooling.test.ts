import { describe, expect, it } from 'vitest';
import { knownFamily } from './local-families.ts';
import { pool } from './local-pooling.ts';

describe('pool', () => {
  // Two rows of three tokens of two dimensions; the first row is two tokens long, and its padding is far away.
  const output = { dims: [2, 3, 2], data: Float32Array.of(1, 2, 3, 6, 1e9, 1e9, -1, 0, 5, 4, 2, 8) };
  const rows = [
    { length: 2, from: 0 },
    { length: 3, from: 0 },
  ];
  const pooled = (how: Parameters<typeof pool>[2], given = rows) => pool(output, given, how).map((one) => [...one]);

  it.each([
    ['mean', [2, 4], [2, 4]],
    ['cls', [1, 2], [-1, 0]],
    ['lasttoken', [3, 6], [2, 8]],
    ['max', [3, 6], [5, 8]],
  ] as const)('%s looks at the tokens of the row and never at the padding', (how, first, second) => {
    expect(pooled(how)).toEqual([first, second]);
  });

  it('leaves out the tokens of a prefix where the model wants that, unless there are no others', () => {
    const skipping = [
      { length: 2, from: 1 },
      { length: 3, from: 3 },
    ];
    expect(pooled('mean', skipping)).toEqual([
      [3, 6],
      [2, 4],
    ]);
  });

  it('does not write into what the graph gave', () => {
    const before = [...output.data];
    for (const how of ['mean', 'cls', 'max'] as const) pool(output, rows, how)[0]?.fill(7);
    expect([...output.data]).toEqual(before);
  });
});

describe('knownFamily', () => {
  const family = (name: string, remembered?: string) =>
    knownFamily(`local:${name}`, remembered === undefined ? {} : { _name_or_path: remembered });

  it.each([
    ['Xenova/all-MiniLM-L6-v2', '', '', 'mean'],
    ['Xenova/multilingual-e5-small', 'query: ', 'passage: ', 'mean'],
    ['intfloat/e5-base-v2', 'query: ', 'passage: ', 'mean'],
    ['e5-base-v2', 'query: ', 'passage: ', 'mean'],
    ['nomic-ai/nomic-embed-text-v1.5', 'search_query: ', 'search_document: ', 'mean'],
    ['Xenova/bge-small-en-v1.5', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['Xenova/bge-m3', '', '', 'cls'],
    ['BAAI/bge-base-zh-v1.5', '为这个句子生成表示以用于检索相关文章：', '', 'cls'],
    ['mixedbread-ai/mxbai-embed-large-v1', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['Snowflake/snowflake-arctic-embed-m', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['Snowflake/snowflake-arctic-embed-m-v1.5', 'Represent this sentence for searching relevant passages: ', '', 'cls'],
    ['Snowflake/snowflake-arctic-embed-l-v2.0', 'query: ', '', 'cls'],
    ['Alibaba-NLP/gte-modernbert-base', '', '', 'cls'],
    ['thenlper/gte-small', '', '', 'mean'],
    [
      'onnx-community/Qwen3-Embedding-0.6B-ONNX',
      'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      '',
      'lasttoken',
    ],
  ])('%s', (name, query, passage, pooling) => {
    const found = family(name);
    expect(found?.prefixes ?? { query: '', passage: '' }).toEqual({ query, passage });
    expect(found?.pooling ?? 'mean').toBe(pooling);
  });

  it('goes by the name that a copy remembers of itself', () => {
    expect(family('./my-copy', 'intfloat/multilingual-e5-small')?.prefixes?.query).toBe('query: ');
    // Not every name with an e and a 5 in it.
    expect(family('./phone5-model')).toBeUndefined();
  });
});
