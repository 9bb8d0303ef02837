import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract } from '../embed/embedder.contract.ts';
import { bagOfWordsVector } from '../embed/fake-embeddings.ts';
import { type FakeHttpServer, fakeHttpServer, type SeenRequest, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { testKey, vendorContext, vendorTroubleContract } from '../support/vendor-trouble.contract.ts';
import { provider } from './huggingface.ts';

// The shapes are those of https://huggingface.co/docs/inference-providers/tasks/feature-extraction and
// https://huggingface.co/docs/api-inference/tasks/image-to-text; the paths are those that
// https://github.com/huggingface/huggingface.js makes (packages/inference/src/providers/hf-inference.ts).

const embedded = z.object({ inputs: z.array(z.string()) });
const vectorsAnswer = ({ json }: SeenRequest, dimensions = 384) =>
  embedded.parse(json).inputs.map((text) => bagOfWordsVector(text, dimensions));

const opened: FakeHttpServer[] = [];
afterAll(() => Promise.all(opened.map((server) => server.close())));
async function serve(answer: (request: SeenRequest) => unknown): Promise<FakeHttpServer> {
  const server = await fakeHttpServer((request, response) => sendJson(response, answer(request)));
  opened.push(server);
  return server;
}

const open = async (model: string, baseUrl: string, vendor: VendorOptions = {}) =>
  provider.embedder?.(model, vendorContext(baseUrl, vendor)) ?? Promise.reject();
const openCaptioner = async (baseUrl: string, vendor: VendorOptions = {}) =>
  provider.captioner?.('Salesforce/blip-image-captioning-large', vendorContext(baseUrl, vendor)) ?? Promise.reject();

const shared = await serve((request) => vectorsAnswer(request, request.path.includes('e5') ? 1024 : 384));
const router = `${shared.url}/hf-inference`;

embedderContract('all-MiniLM-L6-v2', () => open('sentence-transformers/all-MiniLM-L6-v2', router));
embedderContract('multilingual-e5-large', () => open('intfloat/multilingual-e5-large', router));

describe('embeddings of Hugging Face', () => {
  it('asks the router for feature extraction by the model of that name', async () => {
    const embedder = await open('sentence-transformers/all-MiniLM-L6-v2', router);
    await embedder.embed([{ text: 'a tent' }, { text: 'a dog' }], 'passage');
    const request = shared.requests.at(-1);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hf-inference/models/sentence-transformers/all-MiniLM-L6-v2/pipeline/feature-extraction',
    });
    expect(request?.headers.authorization).toBe(`Bearer ${testKey}`);
    expect(request?.json).toEqual({ inputs: ['a tent', 'a dog'], truncate: true });
    expect(embedder.space.dimensions).toBe(384);
    expect(embedder.space.roles).toBeUndefined();
  });

  it.each([
    ['intfloat/multilingual-e5-large', 'query: tents', 'passage: tents'],
    ['BAAI/bge-small-en-v1.5', 'Represent this sentence for searching relevant passages: tents', 'tents'],
  ])('puts the prefixes of %s before the words', async (model, query, passage) => {
    const embedder = await open(model, router);
    await embedder.embed([{ text: 'tents' }], 'query');
    await embedder.embed([{ text: 'tents' }], 'passage');
    const sent = shared.requests.slice(-2).flatMap(({ json }) => embedded.parse(json).inputs);
    expect(sent).toEqual([query, passage]);
    expect(embedder.space.roles).toMatchObject({ by: 'prefix' });
  });

  it('leaves prefixes to the service where the configuration names its prompts', async () => {
    const body = { prompt_name: { query: 'query', passage: 'document' } };
    const embedder = await open('BAAI/bge-small-en-v1.5', router, { body });
    await embedder.embed([{ text: 'tents' }], 'query');
    expect(shared.requests.at(-1)?.json).toEqual({ inputs: ['tents'], prompt_name: 'query', truncate: true });
    expect(embedder.space.roles).toEqual({ by: 'prompt_name', query: 'query', passage: 'document' });
  });

  it("asks an endpoint of one's own at its root, without a key", async () => {
    const own = await serve(vectorsAnswer);
    const { apiKey: _, ...vendor } = vendorContext(own.url).vendor;
    const context = { ...vendorContext(own.url), vendor };
    const embedder = await provider.embedder?.('my/model', context);
    expect(embedder?.space.dimensions).toBe(384);
    expect(own.requests[0]).toMatchObject({ path: '/', json: { inputs: ['dimensions'] } });
    expect(own.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('refuses vectors of single tokens, and says which models do better', async () => {
    const tokens = await serve(() => [
      [
        [0.1, 0.2],
        [0.3, 0.4],
      ],
    ]);
    const embedder = await open('sentence-transformers/all-MiniLM-L6-v2', `${tokens.url}/hf-inference`);
    await expect(embedder.embed([{ text: 'a' }], 'query')).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('sentence-transformers'),
    });
  });

  it('finds the key in either variable', async () => {
    for (const name of ['HF_TOKEN', 'HUGGINGFACE_API_KEY']) {
      const { apiKey: _, ...vendor } = vendorContext(router).vendor;
      const context = { ...vendorContext(router), vendor, environment: { [name]: 'hf_from_environment' } };
      const embedder = await provider.embedder?.('sentence-transformers/all-MiniLM-L6-v2', context);
      await embedder?.embed([{ text: 'x' }], 'query');
      expect(shared.requests.at(-1)?.headers.authorization).toBe('Bearer hf_from_environment');
    }
    await expect(provider.embedder?.('x/y', { ...vendorContext(router), vendor: {} })).rejects.toThrow(
      /HF_TOKEN or HUGGINGFACE_API_KEY/,
    );
  });

  vendorTroubleContract('an embedder of Hugging Face', {
    keyName: 'HF_TOKEN',
    good: (request) => vectorsAnswer(request),
    ask: async (baseUrl, vendor, signal) =>
      (await open('sentence-transformers/all-MiniLM-L6-v2', `${baseUrl}/hf-inference`, vendor)).embed(
        [{ text: 'a' }, { text: 'b' }],
        'query',
        signal,
      ),
    strange: [[bagOfWordsVector('a', 384)], [[1], [2]], [['a'], ['b']]],
  });
});

describe('captions of Hugging Face', () => {
  const image = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

  it('sends the bytes of the picture, and fills in the caption alone', async () => {
    const server = await serve(() => [{ generated_text: ' a red tent\n on a beach ' }]);
    const captioner = await openCaptioner(`${server.url}/hf-inference`);
    expect(await captioner.caption(image, 'image/jpeg')).toEqual({
      description: { caption: 'a red tent on a beach', objects: [], colours: [], text: '', kind: '' },
      usage: { inputTokens: undefined, outputTokens: undefined },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/hf-inference/models/Salesforce/blip-image-captioning-large',
    });
    expect(request?.headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-length': '7' });
    expect(Uint8Array.from(request?.bytes ?? [])).toEqual(image);
    expect(captioner.name).toBe('huggingface:Salesforce/blip-image-captioning-large');
  });

  it('sends parameters as JSON with the picture in base64, and caches such captions apart', async () => {
    const server = await serve(() => ({ generated_text: 'a tent' }));
    const body = { parameters: { max_new_tokens: 20 } };
    const captioner = await openCaptioner(server.url, { body });
    expect((await captioner.caption(image, 'image/jpeg')).description.caption).toBe('a tent');
    expect(server.requests[0]).toMatchObject({
      path: '/',
      json: { inputs: Buffer.from(image).toString('base64'), ...body },
    });
    expect(captioner.settings).not.toBe((await openCaptioner(server.url)).settings);
  });

  it('reads what the endpoint template for BLIP answers', async () => {
    const server = await serve(() => ({ captions: ['a tent'] }));
    const captioner = await openCaptioner(server.url);
    expect((await captioner.caption(image, 'image/png')).description.caption).toBe('a tent');
  });

  it('waits while the model is being loaded', async () => {
    const server = await fakeHttpServer((_, response) => {
      const body = { error: 'Model Salesforce/blip is currently loading', estimated_time: 0.3 };
      if (server.requests.length === 1) sendJson(response, body, 503);
      else sendJson(response, [{ generated_text: 'a tent' }]);
    });
    opened.push(server);
    const start = performance.now();
    const captioner = await openCaptioner(server.url);
    expect((await captioner.caption(image, 'image/png')).description.caption).toBe('a tent');
    expect(performance.now() - start).toBeGreaterThan(280);
  });

  it('keeps a caption that goes on for ever to a size', async () => {
    const server = await serve(() => [{ generated_text: 'and '.repeat(100_000) }]);
    const { description } = await (await openCaptioner(server.url)).caption(image, 'image/png');
    expect(description.caption.length).toBeLessThanOrEqual(2000);
  });

  vendorTroubleContract('a captioner of Hugging Face', {
    keyName: 'HF_TOKEN',
    good: () => [{ generated_text: 'a tent' }],
    ask: async (baseUrl, vendor, signal) =>
      (await openCaptioner(`${baseUrl}/hf-inference`, vendor)).caption(image, 'image/jpeg', signal),
    strange: [[{ generated_text: 7 }], { error: 'x' }, { captions: [] }],
  });
});
