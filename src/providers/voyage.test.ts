import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import { bagOfWordsVector, embeddingsAnswer } from '../embed/fake-embeddings.ts';
import { fakeHttpServer, type SeenRequest, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { testKey, vendorContext, vendorTroubleContract } from '../support/vendor-trouble.contract.ts';
import { provider } from './voyage.ts';

// The shapes are those of https://docs.voyageai.com/reference/embeddings-api,
// https://docs.voyageai.com/reference/multimodal-embeddings-api and https://docs.voyageai.com/reference/reranker-api.

const part = z.union([
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('image_base64'), image_base64: z.string().startsWith('data:image/jpeg;base64,') }),
]);
const multimodal = z.object({ inputs: z.array(z.strictObject({ content: z.array(part).min(1) })) });

function multimodalAnswer({ json }: SeenRequest, dimensions: number) {
  const data = multimodal.parse(json).inputs.map(({ content }, index) => {
    const words = content.map((one) => (one.type === 'text' ? one.text : one.image_base64)).join(' ');
    return { object: 'embedding', embedding: bagOfWordsVector(words, dimensions), index };
  });
  const usage = { text_tokens: 5, image_pixels: 2_000_000, total_tokens: 3576 };
  return { object: 'list', data, model: 'voyage-multimodal-3', usage };
}

const server = await fakeHttpServer((request, response) => {
  const { output_dimension: dimensions = 1024 } = z
    .object({ output_dimension: z.number().optional() })
    .parse(request.json);
  if (request.path === '/multimodalembeddings') sendJson(response, multimodalAnswer(request, dimensions));
  else sendJson(response, embeddingsAnswer(request.json, dimensions));
});
afterAll(() => server.close());

const open = async (model: string, vendor: VendorOptions = {}, baseUrl = server.url) =>
  provider.embedder?.(model, vendorContext(baseUrl, vendor)) ?? Promise.reject();
const openReranker = async (vendor: VendorOptions, baseUrl: string) =>
  provider.reranker?.('rerank-2.5', vendorContext(baseUrl, vendor)) ?? Promise.reject();

embedderContract('voyage-3.5', () => open('voyage-3.5'));
embedderContract('voyage-multimodal-3', () => open('voyage-multimodal-3'));

describe('embeddings of Voyage', () => {
  it('tells text models both roles', async () => {
    const embedder = await open('voyage-3.5', { dimensions: 256 });
    const before = server.requests.length;
    await embedder.embed([{ text: 'a' }, { text: 'b' }], 'passage');
    await embedder.embed([{ text: 'a' }], 'query');
    const [passage, query] = server.requests.slice(before);
    expect(passage).toMatchObject({ method: 'POST', path: '/embeddings' });
    expect(passage?.headers.authorization).toBe(`Bearer ${testKey}`);
    const body = { model: 'voyage-3.5', truncation: true, output_dimension: 256 };
    expect(passage?.json).toEqual({ ...body, input_type: 'document', input: ['a', 'b'] });
    expect(query?.json).toEqual({ ...body, input_type: 'query', input: ['a'] });
    expect(embedder.space).toMatchObject({
      model: 'voyage:voyage-3.5',
      dimensions: 256,
      roles: { by: 'input_type', query: 'query', passage: 'document' },
    });
  });

  it('sends words, a picture, and both at once to the multimodal model', async () => {
    const embedder = await open('voyage-multimodal-3');
    const before = server.requests.length;
    const picture = plainPixels(200, 20, 20);
    const vectors = await embedder.embed([{ text: 'a tent' }, { picture }, { text: 'a tent', picture }], 'passage');
    await embedder.embed([{ text: 'a tent', picture }], 'query');
    const sent = server.requests.slice(before);
    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/multimodalembeddings']));
    const words = { type: 'text', text: 'a tent' };
    const image = { type: 'image_base64', image_base64: expect.stringMatching(/^data:image\/jpeg;base64,\/9j\//) };
    const body = { model: 'voyage-multimodal-3', truncation: true };
    const passage = { ...body, input_type: 'document' };
    const bodies = sent.map(({ json }) => json);
    expect(bodies).toContainEqual({ ...passage, inputs: [{ content: [words] }] });
    expect(bodies).toContainEqual({ ...passage, inputs: [{ content: [image] }] });
    expect(bodies).toContainEqual({ ...passage, inputs: [{ content: [words, image] }] });
    expect(bodies[3]).toEqual({ ...body, input_type: 'query', inputs: [{ content: [words, image] }] });
    expect(embedder.accepts).toEqual({ text: true, image: true, both: true });
    expect(vectors.map(({ length }) => length)).toEqual([1024, 1024, 1024]);
  });

  it('keeps requests below the tokens that one may have', async () => {
    const embedder = await open('voyage-3-large');
    const before = server.requests.length;
    const long = 'word '.repeat(10_000);
    await embedder.embed(
      Array.from({ length: 20 }, () => ({ text: long })),
      'passage',
    );
    const sizes = server.requests.slice(before).map(({ text }) => text.split('word').length);
    for (const size of sizes) expect(size).toBeLessThan(120_000);
  });

  it('needs a model and a key', async () => {
    await expect(open('')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('voyage-3.5'),
    });
    const keyless = { ...vendorContext(server.url), vendor: {} };
    await expect(provider.embedder?.('voyage-3.5', keyless)).rejects.toThrow(/VOYAGE_API_KEY/);
  });

  vendorTroubleContract('an embedder of Voyage', {
    keyName: 'VOYAGE_API_KEY',
    good: (request) => multimodalAnswer(request, 1024),
    ask: async (baseUrl, vendor, signal) =>
      (await open('voyage-multimodal-3', vendor, baseUrl)).embed([{ text: 'a' }, { text: 'b' }], 'passage', signal),
    strange: [
      { data: [{ index: 0, embedding: bagOfWordsVector('a', 1024) }] },
      { data: [0, 1].map((index) => ({ index, embedding: [0.5] })) },
      { data: [0, 1].map((index) => ({ index, embedding: 'not numbers' })) },
    ],
  });
});

describe('rerankers of Voyage', () => {
  const reranked = z.object({ query: z.string(), documents: z.array(z.string().min(1)).max(1000) });
  const answer = ({ json }: SeenRequest) => {
    const data = reranked.parse(json).documents.map((_, index) => ({ index, relevance_score: index / 100 }));
    return { object: 'list', data: data.reverse(), model: 'rerank-2.5', usage: { total_tokens: 26 } };
  };

  it('sends the query and the documents as strings, and gives scores in their order', async () => {
    const ranker = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
    const reranker = await openReranker({}, ranker.url);
    expect(await reranker.rerank({ text: 'tents' }, [{ text: 'a tent' }, { text: '' }])).toEqual([0, 0.01]);
    expect(ranker.requests[0]).toMatchObject({ method: 'POST', path: '/rerank' });
    expect(ranker.requests[0]?.json).toEqual({
      model: 'rerank-2.5',
      query: 'tents',
      documents: ['a tent', '.'],
      truncation: true,
    });
    expect(await reranker.rerank({ text: 'tents' }, [])).toEqual([]);
    await ranker.close();
  });

  it('keeps the order over several requests, and stays below the tokens that one may have', async () => {
    const ranker = await fakeHttpServer((request, response) => {
      const delay = reranked.parse(request.json).documents.length === 100 ? 30 : 0;
      setTimeout(() => sendJson(response, answer(request)), delay);
    });
    const reranker = await openReranker({}, ranker.url);
    const candidates = Array.from({ length: 103 }, () => ({ text: 'word '.repeat(50_000) }));
    const scores = await reranker.rerank({ text: 'q '.repeat(100_000) }, candidates);
    expect(scores.slice(98)).toEqual([0.98, 0.99, 0, 0.01, 0.02]);
    for (const { json } of ranker.requests) {
      const { query, documents } = reranked.parse(json);
      // 600,000 tokens of at least three characters.
      expect(documents.join('').length + documents.length * query.length).toBeLessThan(1_800_000);
    }
    await ranker.close();
  });

  vendorTroubleContract('a reranker of Voyage', {
    keyName: 'VOYAGE_API_KEY',
    good: answer,
    ask: async (baseUrl, vendor, signal) =>
      (await openReranker(vendor, baseUrl)).rerank({ text: 'q' }, [{ text: 'a' }], signal),
    strange: [{ data: [] }, { data: [{ index: 0, relevance_score: 'high' }] }, { results: [{ index: 0 }] }],
  });
});
