import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import { bagOfWordsVector } from '../embed/fake-embeddings.ts';
import { fakeHttpServer, type SeenRequest, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { testKey, vendorContext, vendorTroubleContract } from '../support/vendor-trouble.contract.ts';
import { provider } from './jina.ts';

// The shapes are those of https://api.jina.ai/openapi.json and https://github.com/jina-ai/meta-prompt/blob/main/v8.txt, which
// is Jina's own summary of its reference. That jina-clip-v2 is told the role of queries alone is also how
// https://github.com/elastic/elasticsearch asks it (x-pack inference, JinaAIEmbeddingsRequestEntity).

const embeddings = z.object({
  input: z.array(z.union([z.string(), z.object({ text: z.string() }), z.object({ image: z.string() })])),
});

/** What a server answers to POST /embeddings: the last vector first, as `index` tells the order. */
function embeddingsAnswer({ json }: SeenRequest, dimensions: number) {
  const data = embeddings.parse(json).input.map((item, index) => {
    const words = typeof item === 'string' ? item : 'text' in item ? item.text : item.image;
    return { object: 'embedding', index, embedding: bagOfWordsVector(words, dimensions) };
  });
  return { model: 'jina', object: 'list', usage: { total_tokens: 4, prompt_tokens: 4 }, data: data.reverse() };
}

const server = await fakeHttpServer((request, response) => {
  const asked = z.object({ model: z.string(), dimensions: z.number().optional() }).parse(request.json);
  const known = { 'jina-clip-v2': 1024, 'jina-embeddings-v3': 1024, 'jina-embeddings-v4': 2048 }[asked.model];
  sendJson(response, embeddingsAnswer(request, asked.dimensions ?? known ?? 96));
});
afterAll(() => server.close());

const open = async (model: string, vendor: VendorOptions = {}, baseUrl = server.url) =>
  provider.embedder?.(model, vendorContext(baseUrl, vendor)) ?? Promise.reject();
const openReranker = async (model: string, vendor: VendorOptions, baseUrl: string) =>
  provider.reranker?.(model, vendorContext(baseUrl, vendor)) ?? Promise.reject();

embedderContract('jina-clip-v2', () => open('jina-clip-v2'));
embedderContract('jina-embeddings-v3', () => open('jina-embeddings-v3'));
embedderContract('jina-embeddings-v4 in fewer dimensions', () => open('jina-embeddings-v4', { dimensions: 128 }));

describe('embeddings of Jina', () => {
  const red = plainPixels(200, 20, 20);

  it('sends words and pictures to jina-clip-v2, and names the task of queries alone', async () => {
    const embedder = await open('jina-clip-v2', { dimensions: 64 });
    const before = server.requests.length;
    await embedder.embed([{ text: 'a red tent' }, { picture: red }], 'passage');
    await embedder.embed([{ text: 'a red tent' }], 'query');
    const [words, picture, query] = server.requests.slice(before);
    const body = { model: 'jina-clip-v2', normalized: true, embedding_type: 'float', dimensions: 64 };
    expect(words).toMatchObject({ method: 'POST', path: '/embeddings' });
    expect(words?.headers).toMatchObject({ authorization: `Bearer ${testKey}`, accept: 'application/json' });
    expect(words?.json).toEqual({ ...body, input: [{ text: 'a red tent' }] });
    expect(picture?.json).toEqual({ ...body, input: [{ image: expect.stringMatching(/^\/9j\//) }] });
    expect(query?.json).toEqual({ ...body, task: 'retrieval.query', input: [{ text: 'a red tent' }] });
    expect(embedder.space.roles).toEqual({ by: 'task', query: 'retrieval.query', passage: '' });
  });

  it('tells jina-embeddings-v3 both roles, in plain strings', async () => {
    const embedder = await open('jina-embeddings-v3');
    const before = server.requests.length;
    await embedder.embed([{ text: 'a' }, { text: 'b' }], 'passage');
    await embedder.embed([{ text: 'a' }], 'query');
    const [passage, query] = server.requests.slice(before).map(({ json }) => json);
    const body = { model: 'jina-embeddings-v3', normalized: true, embedding_type: 'float', truncate: true };
    expect(passage).toEqual({ ...body, task: 'retrieval.passage', input: ['a', 'b'] });
    expect(query).toEqual({ ...body, task: 'retrieval.query', input: ['a'] });
    expect(embedder).toMatchObject({
      space: { model: 'jina:jina-embeddings-v3', dimensions: 1024, roles: { passage: 'retrieval.passage' } },
      accepts: { text: true, image: false },
    });
  });

  it('asks for the dimensions of models it does not know, unless the index does', async () => {
    const before = server.requests.length;
    expect((await open('jina-embeddings-v9')).space.dimensions).toBe(96);
    expect(server.requests).toHaveLength(before + 1);
    const context = { ...vendorContext(server.url), knownDimensions: 48 };
    expect((await provider.embedder?.('jina-embeddings-v9', context))?.space.dimensions).toBe(48);
    expect(server.requests).toHaveLength(before + 1);
  });

  it('takes fields from the configuration, and is another space then', async () => {
    const usual = await open('jina-embeddings-v3');
    const other = await open('jina-embeddings-v3', { body: { task: 'text-matching', late_chunking: true } });
    await other.embed([{ text: 'x' }], 'query');
    expect(server.requests.at(-1)?.json).toMatchObject({ task: 'text-matching', late_chunking: true });
    expect(other.space.roles).toBeUndefined();
    expect(other.space.revision).not.toBe(usual.space.revision);
  });

  it('sends no more pictures at once than one request takes', async () => {
    const embedder = await open('jina-clip-v2');
    const before = server.requests.length;
    const pictures = Array.from({ length: 20 }, (_, i) => ({ picture: plainPixels(i * 10, 0, 0, 8, 8) }));
    expect(await embedder.embed(pictures, 'passage')).toHaveLength(20);
    const sizes = server.requests.slice(before).map(({ json }) => embeddings.parse(json).input.length);
    expect(sizes.sort()).toEqual([16, 4]);
  });

  it('needs a model and a key, and says where they belong', async () => {
    await expect(open('')).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining('clip-v2') });
    const { apiKey: _, baseUrl: __, ...vendor } = vendorContext(server.url).vendor;
    const keyless = { ...vendorContext(server.url), vendor };
    await expect(provider.embedder?.('jina-clip-v2', keyless)).rejects.toThrow(/JINA_API_KEY.*providers\.jina\.apiKey/);
  });

  vendorTroubleContract('an embedder of Jina', {
    keyName: 'JINA_API_KEY',
    good: (request) => embeddingsAnswer(request, 1024),
    ask: async (baseUrl, vendor, signal) =>
      (await open('jina-embeddings-v3', vendor, baseUrl)).embed([{ text: 'a' }, { text: 'b' }], 'passage', signal),
    strange: [
      { data: [{ index: 0, embedding: bagOfWordsVector('a', 1024) }] },
      { data: [0, 0].map((index) => ({ index, embedding: bagOfWordsVector('a', 1024) })) },
      { data: [0, 1].map((index) => ({ index, embedding: [1, 2, 3] })) },
      { data: [0, 1].map((index) => ({ index, embedding: null })) },
    ],
  });
});

describe('rerankers of Jina', () => {
  const reranked = z.object({ documents: z.array(z.unknown()), model: z.string() });
  /** Best first, as the API answers: here the last candidate is the best. */
  const answer = ({ json }: SeenRequest) => {
    const { documents, model } = reranked.parse(json);
    const results = documents.map((_, index) => ({ index, relevance_score: index / 100 })).reverse();
    return { model, usage: { total_tokens: 8 }, results };
  };

  it('gives jina-reranker-v2 strings, and scores in the order of the candidates', async () => {
    const ranker = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
    const reranker = await openReranker('jina-reranker-v2-base-multilingual', {}, ranker.url);
    const scores = await reranker.rerank({ text: 'tents' }, [{ text: 'a tent' }, { text: ' ' }, { text: 'a dog' }]);
    expect(scores).toEqual([0, 0.01, 0.02]);
    expect(ranker.requests[0]).toMatchObject({ method: 'POST', path: '/rerank' });
    expect(ranker.requests[0]?.json).toEqual({
      model: 'jina-reranker-v2-base-multilingual',
      query: 'tents',
      documents: ['a tent', '.', 'a dog'],
      top_n: 3,
      return_documents: false,
    });
    expect(reranker.accepts.candidate).toEqual({ text: true, picture: false });
    expect(await reranker.rerank({ text: 'tents' }, [])).toEqual([]);
    expect(ranker.requests).toHaveLength(1);
    await ranker.close();
  });

  it('shows jina-reranker-m0 pictures, as documents and as the query', async () => {
    const ranker = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
    const reranker = await openReranker('jina-reranker-m0', {}, ranker.url);
    expect(reranker.accepts).toEqual({
      query: { text: true, picture: true },
      candidate: { text: true, picture: true },
    });
    const picture = plainPixels(0, 200, 0);
    const jpeg = expect.stringMatching(/^\/9j\//);
    await reranker.rerank({ text: 'tents' }, [{ text: 'a tent' }, { picture }, { text: 'both', picture }]);
    await reranker.rerank({ picture }, [{ text: 'a tent' }]);
    const [byWords, byPicture] = ranker.requests.map(({ json }) => json);
    expect(byWords).toMatchObject({
      query: 'tents',
      documents: [{ text: 'a tent' }, { image: jpeg }, { text: 'both', image: jpeg }],
    });
    expect(byPicture).toMatchObject({ query: { image: jpeg }, documents: [{ text: 'a tent' }] });
    await ranker.close();
  });

  it('takes fields from the configuration, but those that are for embeddings', async () => {
    const ranker = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
    const body = { top_n: 1, task: { query: 'retrieval.query', passage: 'retrieval.passage' } };
    const reranker = await openReranker('jina-reranker-v2-base-multilingual', { body }, ranker.url);
    await reranker.rerank({ text: 'q' }, [{ text: 'a' }]);
    expect(ranker.requests[0]?.json).toMatchObject({ top_n: 1 });
    expect(ranker.requests[0]?.json).not.toHaveProperty('task');
    await ranker.close();
  });

  it('cuts long candidates, and splits many', async () => {
    const ranker = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
    const reranker = await openReranker('jina-reranker-v2-base-multilingual', {}, ranker.url);
    const candidates = Array.from({ length: 501 }, () => ({ text: 'x' }));
    const scores = await reranker.rerank({ text: 'q' }, [...candidates, { text: 'y'.repeat(100_000) }]);
    expect(scores).toHaveLength(502);
    expect(scores.slice(499)).toEqual([4.99, 0, 0.01]);
    const sent = ranker.requests.map(({ json }) => reranked.parse(json).documents).find(({ length }) => length === 2);
    expect(String(sent?.[1]).length).toBe(reranker.maxTextChars);
    await ranker.close();
  });

  vendorTroubleContract('a reranker of Jina', {
    keyName: 'JINA_API_KEY',
    good: answer,
    ask: async (baseUrl, vendor, signal) =>
      (await openReranker('jina-reranker-m0', vendor, baseUrl)).rerank({ text: 'q' }, [{ text: 'a' }], signal),
    strange: [{ results: [] }, { results: [{ index: 4, relevance_score: 1 }] }, { results: [{ index: 0 }] }],
  });
});
