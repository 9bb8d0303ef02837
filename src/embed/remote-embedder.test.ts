import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../data/picture.ts';
import { estimateTokens } from '../support/estimate-tokens.ts';
import { loadSharp } from '../support/load-sharp.ts';
import { cutToTokens } from './cut-text.ts';
import { plainPixels } from './embedder.contract.ts';
import type { EmbedRole } from './embedder.ts';
import { bagOfWordsVector } from './fake-embeddings.ts';
import { type RemoteEmbedderOptions, type RemoteItem, remoteEmbedder, remoteRevision } from './remote-embedder.ts';
import { bodyForRole, bodyWithoutRoles, roleMarksOf } from './role-body.ts';
import { prefixesOf } from './sentence-families.ts';

interface Call {
  readonly items: readonly RemoteItem[];
  readonly role: EmbedRole;
}

const vectorOf = ({ text, picture }: RemoteItem): number[] =>
  bagOfWordsVector(text ?? picture?.base64.slice(-40) ?? '', 32);

async function embedderOf(given: Partial<RemoteEmbedderOptions> = {}, wait = 0) {
  const calls: Call[] = [];
  let [running, most] = [0, 0];
  const embedder = await remoteEmbedder({
    space: { model: 'vendor:model', revision: '1' },
    dimensions: 32,
    accepts: { text: true, image: true, both: true },
    maxTextTokens: 100,
    imageSide: 64,
    batchSize: 4,
    concurrency: 2,
    async request(items, role) {
      calls.push({ items, role });
      most = Math.max(most, ++running);
      await sleep(wait);
      running--;
      return items.map(vectorOf);
    },
    ...given,
  });
  return { embedder, calls, most: () => most };
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => ({ text: `word${i}` }));

describe('remoteEmbedder', () => {
  it('cuts items into requests of one sort, no more at once than told, and keeps their order', async () => {
    const { embedder, calls, most } = await embedderOf({ pictureBatchSize: 2 }, 5);
    const red: { picture: Pixels } = { picture: plainPixels(200, 0, 0) };
    const items = [...texts(5), red, { text: 'both', ...red }, ...texts(6), red, red];
    const vectors = await embedder.embed(items, 'passage');
    const alone = await Promise.all(items.map((item) => embedder.embed([item], 'passage')));
    expect(vectors).toEqual(alone.map(([vector]) => vector));
    const sizes = calls.slice(0, 6).map((call) => call.items.map((item) => `${'text' in item}/${'picture' in item}`));
    expect(sizes.every((sorts) => new Set(sorts).size === 1)).toBe(true);
    expect(sizes.map((sorts) => sorts.length).sort()).toEqual([1, 1, 2, 3, 4, 4]);
    const { embedder: other, most: mostOfOther } = await embedderOf({}, 5);
    await other.embed(texts(40), 'passage');
    expect(mostOfOther()).toBe(2);
    expect(most()).toBeGreaterThan(0);
  });

  it('brings vectors to length 1', async () => {
    const { embedder } = await embedderOf({ dimensions: 3, request: async () => [[3, 0, 4]] });
    const [vector] = await embedder.embed([{ text: 'x' }], 'query');
    expect(vector).toEqual(Float32Array.of(0.6, 0, 0.8));
    expect(embedder.space).toEqual({ model: 'vendor:model', revision: '1', dimensions: 3, normalised: true });
  });

  it('refuses numbers that no vector holds', async () => {
    const { embedder } = await embedderOf({ dimensions: 2, request: async () => [[1e300, 1]] });
    await expect(embedder.embed([{ text: 'x' }], 'query')).rejects.toMatchObject({ code: 'model-failed' });
  });

  it('sends pictures no larger than the model looks', async () => {
    const { embedder, calls } = await embedderOf();
    await embedder.embed(
      [{ picture: plainPixels(0, 0, 200, 400, 100) }, { picture: plainPixels(0, 0, 200, 20, 10) }],
      'passage',
    );
    const sharp = await loadSharp();
    const sent = calls.flatMap(({ items }) => items.map(({ picture }) => picture));
    const sizes = await Promise.all(
      sent.map(async (picture) => {
        expect(picture?.dataUrl).toBe(`data:${picture?.mediaType};base64,${picture?.base64}`);
        const { format, width, height } = await sharp(Buffer.from(picture?.base64 ?? '', 'base64')).metadata();
        return `${format} ${width}x${height}`;
      }),
    );
    expect(sizes).toEqual(['jpeg 64x16', 'jpeg 20x10']);
  });

  it('marks the two sides by prefix, and leaves other marks to the request', async () => {
    const roles = { by: 'prefix', query: 'query: ', passage: 'passage: ' };
    const { embedder, calls } = await embedderOf({ space: { model: 'v:m', revision: '1', roles } });
    await embedder.embed([{ text: ' a tent ' }, { text: '' }], 'query');
    await embedder.embed([{ text: 'a tent' }], 'passage');
    expect(calls.flatMap(({ items }) => items.map(({ text }) => text))).toEqual([
      'query: a tent',
      'query: .',
      'passage: a tent',
    ]);
    const fields = { by: 'input_type', query: 'q', passage: 'p' };
    const other = await embedderOf({ space: { model: 'v:m', revision: '1', roles: fields } });
    await other.embedder.embed([{ text: 'a tent' }], 'query');
    expect(other.calls).toEqual([{ items: [{ text: 'a tent' }], role: 'query' }]);
  });

  it('cuts long texts where the vendor would refuse them, prefix and all', async () => {
    const roles = { by: 'prefix', query: 'find what was asked for: ', passage: '' };
    const { embedder, calls } = await embedderOf({ cutsText: false, space: { model: 'v:m', revision: '1', roles } });
    await embedder.embed([{ text: 'tent '.repeat(1000) }], 'query');
    const sent = calls[0]?.items[0]?.text ?? '';
    expect(sent.startsWith('find what was asked for: tent')).toBe(true);
    expect(estimateTokens(sent)).toBeLessThanOrEqual(100);
    expect(estimateTokens(sent)).toBeGreaterThan(80);
  });

  it('bounds the tokens of a request', async () => {
    const { embedder, calls } = await embedderOf({ maxBatchTokens: 60, batchSize: 100 });
    await embedder.embed(
      Array.from({ length: 9 }, () => ({ text: 'tent '.repeat(20) })),
      'passage',
    );
    expect(calls.map(({ items }) => items.length)).toEqual([2, 2, 2, 2, 1]);
  });

  it('takes of an item what the model takes, and says when that is nothing', async () => {
    const picture = plainPixels(200, 0, 0);
    const blind = await embedderOf({ accepts: { text: true, image: false, both: false } });
    await blind.embedder.embed([{ text: 'words', picture }], 'query');
    expect(blind.calls[0]?.items).toEqual([{ text: 'words' }]);
    await expect(blind.embedder.embed([{ picture }], 'query')).rejects.toMatchObject({ code: 'bad-query' });
    const single = await embedderOf({ accepts: { text: true, image: true, both: false } });
    await single.embedder.embed([{ text: 'words', picture }], 'query');
    expect(Object.keys(single.calls[0]?.items[0] ?? {})).toEqual(['picture']);
    const mute = await embedderOf({ accepts: { text: false, image: true, both: false } });
    await expect(mute.embedder.embed([{ text: 'words' }], 'query')).rejects.toMatchObject({ code: 'bad-query' });
  });

  it('sends no half characters', async () => {
    const { embedder, calls } = await embedderOf();
    await embedder.embed([{ text: 'a\ud83d b\udc00 😀' }], 'query');
    expect(calls[0]?.items[0]?.text).toBe('a\ufffd b\ufffd 😀');
  });

  it('finds out the dimensions with one short query', async () => {
    const { embedder, calls } = await embedderOf({ dimensions: undefined });
    expect(embedder.space.dimensions).toBe(32);
    expect(calls).toEqual([{ items: [{ text: 'dimensions' }], role: 'query' }]);
    await expect(embedderOf({ dimensions: undefined, request: async () => [[]] })).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('providers.vendor.dimensions'),
    });
  });

  it('stops the other requests when one fails', async () => {
    const aborted: boolean[] = [];
    const { embedder } = await embedderOf({
      batchSize: 1,
      async request(items, _, signal) {
        if (items[0]?.text === 'word0') throw new Error('no');
        await sleep(200, undefined, signal ? { signal } : {}).catch(() => undefined);
        aborted.push(signal?.aborted ?? false);
        return items.map(vectorOf);
      },
    });
    const started = Date.now();
    await expect(embedder.embed(texts(20), 'passage')).rejects.toThrow('no');
    expect(Date.now() - started).toBeLessThan(150);
    expect(aborted).toEqual([true]);
  });
});

it('remoteRevision does not depend on the order of fields, but on every value', () => {
  const revision = remoteRevision({ a: 1, b: { c: [1, 2], d: undefined } });
  expect(remoteRevision({ b: { d: undefined, c: [1, 2] }, a: 1 })).toBe(revision);
  expect(remoteRevision({ a: 1, b: { c: [2, 1] } })).not.toBe(revision);
});

describe('fields that follow the role', () => {
  const body = { truncate: 'END', input_type: { query: 'query', passage: 'passage' }, options: { query: 1 } };

  it('have the value of the role', () => {
    expect(bodyForRole(body, 'query')).toEqual({ truncate: 'END', input_type: 'query', options: { query: 1 } });
    expect(bodyForRole(body, 'passage')).toMatchObject({ input_type: 'passage' });
    expect(bodyWithoutRoles(body)).toEqual({ truncate: 'END', options: { query: 1 } });
  });

  it('are left out where they are null, and stand over what is set otherwise', () => {
    const given = { truncate: null, input_type: { query: 'query', passage: null } };
    const sent = (role: EmbedRole) => JSON.parse(JSON.stringify({ truncate: 'END', ...bodyForRole(given, role) }));
    expect(sent('query')).toEqual({ input_type: 'query' });
    expect(sent('passage')).toEqual({});
    expect(JSON.stringify({ temperature: 1, ...bodyWithoutRoles({ temperature: null }) })).toBe('{}');
  });

  it('are recorded, one or several, and not where both sides are alike', () => {
    expect(roleMarksOf(body)).toEqual({ by: 'input_type', query: 'query', passage: 'passage' });
    expect(roleMarksOf({ truncate: 'END' })).toBeUndefined();
    expect(roleMarksOf({ task: { query: 'x', passage: 'x' } })).toBeUndefined();
    expect(roleMarksOf({ ...body, level: { query: 1, passage: [2] } })).toEqual({
      by: 'input_type, level',
      query: 'query, 1',
      passage: 'passage, [2]',
    });
  });
});

it.each([
  ['nomic-embed-text:v1.5', 'search_query: ', 'search_document: '],
  ['mxbai-embed-large', 'Represent this sentence for searching relevant passages: ', ''],
  ['intfloat/e5-small-v2', 'query: ', 'passage: '],
  ['jeffh/intfloat-multilingual-e5-large:f16', 'query: ', 'passage: '],
  ['snowflake-arctic-embed2', 'query: ', ''],
  ['Snowflake/snowflake-arctic-embed-l-v2.0', 'query: ', ''],
  ['snowflake-arctic-embed:335m', 'Represent this sentence for searching relevant passages: ', ''],
  ['BAAI/bge-large-en-v1.5', 'Represent this sentence for searching relevant passages: ', ''],
  ['embeddinggemma', 'task: search result | query: ', 'title: none | text: '],
])('%s wants its prefixes', (model, query, passage) => {
  expect(prefixesOf(model)).toEqual({ by: 'prefix', query, passage });
});

it.each(['all-minilm', 'bge-m3', 'paraphrase-multilingual', 'text-embedding-3-small', 'nvidia/nv-embedqa-e5-v5'])(
  '%s wants no prefix',
  (model) => {
    expect(prefixesOf(model)).toBeUndefined();
  },
);

describe('cutToTokens', () => {
  it('leaves short texts whole and cuts long ones close to the limit', () => {
    expect(cutToTokens('two dogs', 100)).toBe('two dogs');
    for (const text of ['tent '.repeat(5000), 'x'.repeat(50_000), '写'.repeat(9000), '1234567890'.repeat(999)]) {
      const cut = cutToTokens(text, 50);
      expect(text.startsWith(cut)).toBe(true);
      expect(estimateTokens(cut)).toBeLessThanOrEqual(50);
      expect(estimateTokens(cut)).toBeGreaterThan(40);
    }
  });

  it('cuts between characters, and ends where nothing fits', () => {
    expect(cutToTokens('😀'.repeat(1000), 10)).toMatch(/^(😀)+$/u);
    expect(cutToTokens('word', 0)).toBe('');
    expect(cutToTokens('word', -5)).toBe('');
  });
});
