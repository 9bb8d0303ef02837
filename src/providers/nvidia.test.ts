import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import type { Embedder } from '../embed/embedder.ts';
import { embeddingsAnswer } from '../embed/fake-embeddings.ts';
import { remoteEmbedderContract } from '../embed/remote-embedder.contract.ts';
import { collect } from '../generate/collect.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { fakeHttpServer, type SeenRequest, sendEvents, sendJson } from '../support/fake-http-server.ts';
import { dot } from '../support/vector-math.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { fakeProviderContext } from './fake-provider-context.ts';
import { provider } from './nvidia.ts';
import type { ProviderContext } from './provider.ts';

const contextOf = (vendor: VendorOptions, environment: Record<string, string> = {}): ProviderContext =>
  fakeProviderContext({ offline: false, vendor, environment });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answer: (request: SeenRequest, response: ServerResponse) => void) {
  const server = await fakeHttpServer(answer);
  closing.push(() => server.close());
  return server;
}

const open = async (model: string, context: ProviderContext): Promise<Embedder> => {
  const embedder = await provider.embedder?.(model, context);
  if (!embedder) throw new Error('no embedder');
  return embedder;
};
const e5 = 'nvidia/nv-embedqa-e5-v5';
const text = 'nvidia/llama-3.2-nv-embedqa-1b-v2';
const visual = 'nvidia/llama-nemotron-embed-vl-1b-v2';
const dimensionsOf = (body: unknown): number =>
  z.looseObject({ model: z.string() }).parse(body).model === e5 ? 1024 : 2048;
const embeddings = (request: SeenRequest, response: ServerResponse): void =>
  sendJson(response, embeddingsAnswer(request.json, dimensionsOf(request.json)));
const textsOf = (body: unknown): string[] => z.looseObject({ input: z.array(z.string()) }).parse(body).input;
const red = plainPixels(200, 20, 20);

for (const model of [text, visual, e5]) {
  embedderContract(`nvidia:${model}`, async () => {
    const server = await fakeHttpServer(embeddings);
    const embedder = await open(model, contextOf({ baseUrl: server.url }));
    return { ...embedder, close: () => server.close() };
  });
}

remoteEmbedderContract('nvidia', {
  path: '/v1/embeddings',
  open: (vendor) => open(e5, contextOf(vendor)),
  texts: textsOf,
  answer: (vectors) => ({ object: 'list', data: vectors.map((embedding, index) => ({ index, embedding })) }),
});

describe('nvidia embeddings', () => {
  // https://docs.nvidia.com/nim/nemo-retriever/text-embedding/2.0.0/reference.html
  it('asks a text model as the reference says, with the role of each side', async () => {
    const server = await serve(embeddings);
    const embedder = await open(text, contextOf({ baseUrl: `${server.url}/v1`, apiKey: 'nvapi-of-the-test' }));
    await embedder.embed([{ text: 'what is a query?' }], 'query');
    await embedder.embed([{ text: 'one passage' }, { text: 'another' }], 'passage');
    const [query, passage] = server.requests;
    expect(query).toMatchObject({ method: 'POST', path: '/v1/embeddings' });
    expect(query?.headers).toMatchObject({
      authorization: 'Bearer nvapi-of-the-test',
      'content-type': 'application/json',
      accept: 'application/json',
    });
    const usual = { model: text, encoding_format: 'float', truncate: 'END' };
    expect(query?.json).toEqual({ ...usual, input: ['what is a query?'], input_type: 'query' });
    expect(passage?.json).toEqual({ ...usual, input: ['one passage', 'another'], input_type: 'passage' });
    expect(embedder.space).toMatchObject({
      model: `nvidia:${text}`,
      dimensions: 2048,
      roles: { by: 'input_type', query: 'query', passage: 'passage' },
    });
    expect(embedder.accepts).toEqual({ text: true, image: false, both: false });
    expect(embedder.maxTextTokens).toBe(8192);
  });

  it('sends pictures as passages whatever their role, and says what each input is', async () => {
    const server = await serve(embeddings);
    const embedder = await open(visual, contextOf({ baseUrl: server.url }));
    expect(embedder.accepts).toEqual({ text: true, image: true, both: true });
    const items = [{ text: 'red things' }, { picture: red }, { text: 'a red square', picture: red }];
    for (const role of ['query', 'passage'] as const) await embedder.embed(items, role);
    const { bytes } = await encodePixels(red, { side: 1024 });
    const dataUrl = `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
    const usual = { model: visual, encoding_format: 'float', truncate: 'END' };
    const pictures = [
      { ...usual, input: [dataUrl], input_type: 'passage', modality: ['image'] },
      { ...usual, input: [`a red square ${dataUrl}`], input_type: 'passage', modality: ['text_image'] },
    ];
    expect(server.requests.slice(0, 3).map(({ json }) => json)).toEqual(
      expect.arrayContaining([
        { ...usual, input: ['red things'], input_type: 'query', modality: ['text'] },
        ...pictures,
      ]),
    );
    expect(server.requests.slice(3).map(({ json }) => json)).toEqual(
      expect.arrayContaining([
        { ...usual, input: ['red things'], input_type: 'passage', modality: ['text'] },
        ...pictures,
      ]),
    );
  });

  it('does not take a text that quotes a data URL for a picture', async () => {
    const server = await serve(embeddings);
    const embedder = await open(visual, contextOf({ baseUrl: server.url }));
    await embedder.embed([{ text: 'write <img src="data:image/png;base64,AAAA">', picture: red }], 'passage');
    expect(textsOf(server.requests[0]?.json)[0]?.match(/data:image/g)).toHaveLength(1);
  });

  it('finds a picture with that picture', async () => {
    const server = await serve(embeddings);
    const embedder = await open(visual, contextOf({ baseUrl: server.url }));
    const [[asked], [stored]] = [
      await embedder.embed([{ picture: red }], 'query'),
      await embedder.embed([{ picture: red }], 'passage'),
    ];
    expect(dot(asked as Float32Array, stored as Float32Array)).toBeCloseTo(1, 5);
  });

  it('asks for dimensions only when told to, and only models that take it', async () => {
    const server = await serve((request, response) => sendJson(response, embeddingsAnswer(request.json, 512)));
    const embedder = await open(text, contextOf({ baseUrl: server.url, dimensions: 512 }));
    await embedder.embed([{ text: 'x' }], 'query');
    expect(server.requests[0]?.json).toMatchObject({ dimensions: 512 });
    expect(embedder.space.dimensions).toBe(512);
    const usual = await open(text, contextOf({ baseUrl: server.url }));
    expect(embedder.space.revision).not.toBe(usual.space.revision);
    const same = await open(text, contextOf({ baseUrl: server.url, dimensions: 2048 }));
    expect(same.space).toEqual(usual.space);
    await expect(open(e5, contextOf({ baseUrl: server.url, dimensions: 512 }))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('always gives 1024'),
    });
    await expect(open(text, contextOf({ baseUrl: server.url, dimensions: 4096 }))).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  it('puts the fields of the settings over its own', async () => {
    const server = await serve(embeddings);
    const body = { truncate: 'START', user: 'me', input_type: { query: 'passage', passage: 'passage' } };
    const embedder = await open(text, contextOf({ baseUrl: server.url, body }));
    await embedder.embed([{ text: 'x' }], 'query');
    expect(server.requests[0]?.json).toMatchObject({ truncate: 'START', user: 'me', input_type: 'passage' });
    expect(embedder.space.roles).toBeUndefined();
  });

  it('asks a model it does not know for one vector, unless the index knows its dimensions', async () => {
    const server = await serve((request, response) => sendJson(response, embeddingsAnswer(request.json, 24)));
    const context = contextOf({ baseUrl: server.url });
    expect((await open('me/new-embedder', context)).space.dimensions).toBe(24);
    expect(server.requests).toHaveLength(1);
    expect((await open('me/new-embedder', { ...context, knownDimensions: 24 })).space.dimensions).toBe(24);
    expect(server.requests).toHaveLength(1);
  });

  // https://build.nvidia.com/nvidia/nvclip/deploy
  it('asks NV-CLIP without roles, and cuts long texts for it', async () => {
    const server = await serve((request, response) => sendJson(response, embeddingsAnswer(request.json, 1024)));
    const embedder = await open('nvidia/nvclip', contextOf({ baseUrl: server.url }));
    await embedder.embed([{ text: 'tent '.repeat(500) }], 'query');
    const body = server.requests[0]?.json;
    expect(body).toEqual({ model: 'nvidia/nvclip', encoding_format: 'float', input: [expect.any(String)] });
    expect(textsOf(body)[0]?.length).toBeLessThan(77 * 5);
    expect(embedder.space.roles).toBeUndefined();
  });
});

describe('where NVIDIA is', () => {
  it('wants a key for the hosted service alone', async () => {
    await expect(open(text, contextOf({}))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/NVIDIA_API_KEY or NGC_API_KEY.*providers\.nvidia\.apiKey/),
    });
    // The hosted service named by its address wants one just as well.
    await expect(open(text, contextOf({ baseUrl: 'https://integrate.api.nvidia.com/v1/' }))).rejects.toMatchObject({
      code: 'bad-option',
    });
    await expect(open(text, contextOf({}, { NGC_API_KEY: 'nvapi-1' }))).resolves.toBeDefined();
    await expect(open(text, contextOf({}, { NVIDIA_BASE_URL: 'http://nim.local:8000' }))).resolves.toBeDefined();
  });

  it('takes its address from the environment', async () => {
    const server = await serve(embeddings);
    const embedder = await open(text, contextOf({}, { NVIDIA_BASE_URL: server.url, NVIDIA_API_KEY: 'nvapi-2' }));
    await embedder.embed([{ text: 'x' }], 'query');
    expect(server.requests[0]).toMatchObject({ path: '/v1/embeddings', headers: { authorization: 'Bearer nvapi-2' } });
  });

  it('stays away from the network when offline', async () => {
    const embedder = await open(text, { ...contextOf({ apiKey: 'nvapi-3' }), offline: true });
    await expect(embedder.embed([{ text: 'x' }], 'query')).rejects.toMatchObject({ code: 'network-refused' });
  });
});

describe('nvidia ranking', () => {
  const model = 'nvidia/llama-3.2-nv-rerankqa-1b-v2';
  const rankerOf = async (name: string, vendor: VendorOptions) => {
    const reranker = await provider.reranker?.(name, contextOf(vendor));
    if (!reranker) throw new Error('no reranker');
    return reranker;
  };
  const passages = (json: unknown): unknown[] => z.looseObject({ passages: z.array(z.unknown()) }).parse(json).passages;
  /** Scores by place in the request, the best first, as the service answers. */
  const ranking = (request: SeenRequest, response: ServerResponse): void => {
    const rankings = passages(request.json).map((_, index) => ({ index, logit: index - 3.5 }));
    sendJson(response, { rankings: rankings.reverse() });
  };

  // https://docs.nvidia.com/nim/nemo-retriever/text-reranking/latest/using-reranking.html
  it('asks as the reference says, and puts the scores into the order of the candidates', async () => {
    const server = await serve(ranking);
    const reranker = await rankerOf(model, { baseUrl: server.url, body: { input_type: { query: 'a', passage: 'b' } } });
    const scores = await reranker.rerank({ text: 'which way?' }, [{ text: 'two roads' }, { text: 'a wood' }]);
    expect(scores).toEqual([-3.5, -2.5]);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/ranking' });
    expect(server.requests[0]?.json).toEqual({
      model,
      query: { text: 'which way?' },
      passages: [{ text: 'two roads' }, { text: 'a wood' }],
      truncate: 'END',
    });
  });

  // https://docs.api.nvidia.com/nim/reference/nvidia-llama-3_2-nv-rerankqa-1b-v2-infer
  it.each([
    [model, '/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking'],
    ['nv-rerank-qa-mistral-4b:1', '/v1/retrieval/nvidia/reranking'],
    ['nvidia/nv-rerankqa-mistral-4b-v3', '/v1/retrieval/nvidia/nv-rerankqa-mistral-4b-v3/reranking'],
  ])('names the hosted %s in the path', async (name, path) => {
    const server = await serve(ranking);
    const reranker = await rankerOf(name, { baseUrl: `${server.url}/v1/retrieval` });
    await reranker.rerank({ text: 'x' }, [{ text: 'y' }]);
    expect(server.requests[0]?.path).toBe(path);
  });

  // https://docs.nvidia.com/nim/nemo-retriever/text-reranking/2.0.0/use-the-api-openai.html
  it('shows pictures to models with eyes, and leaves out empty words', async () => {
    const server = await serve(ranking);
    const reranker = await rankerOf('nvidia/llama-nemotron-rerank-vl-1b-v2', { baseUrl: server.url });
    expect(reranker.accepts).toEqual({
      query: { text: true, picture: false },
      candidate: { text: true, picture: true },
    });
    await reranker.rerank({ text: 'red' }, [{ picture: red }, { text: 'a square', picture: red }, { text: 'words' }]);
    const image = expect.stringMatching(/^data:image\/jpeg;base64,[\w+/=]+$/);
    expect(passages(server.requests[0]?.json)).toEqual([{ image }, { text: 'a square', image }, { text: 'words' }]);
    const hosted = await rankerOf('nvidia/llama-nemotron-rerank-vl-1b-v2', { baseUrl: `${server.url}/v1/retrieval` });
    await hosted.rerank({ text: 'red' }, [{ picture: red }]);
    expect(passages(server.requests[1]?.json)).toEqual([{ text: '.', image }]);
  });

  it('ranks many candidates in several requests', async () => {
    const server = await serve(ranking);
    const reranker = await rankerOf(model, { baseUrl: server.url });
    const scores = await reranker.rerank(
      { text: 'x' },
      Array.from({ length: 230 }, (_, i) => ({ text: `${i}` })),
    );
    expect(scores).toHaveLength(230);
    expect([scores[0], scores[99], scores[100], scores[229]]).toEqual([-3.5, 95.5, -3.5, 25.5]);
    expect(server.requests.map(({ json }) => passages(json).length).sort()).toEqual([100, 100, 30]);
  });

  it.each([
    ['too few scores', { rankings: [{ index: 0, logit: 1 }] }],
    [
      'one place twice',
      {
        rankings: [
          { index: 0, logit: 1 },
          { index: 0, logit: 2 },
        ],
      },
    ],
    [
      'a place that is none',
      {
        rankings: [
          { index: 0, logit: 1 },
          { index: 7, logit: 2 },
        ],
      },
    ],
    ['another shape', { results: [] }],
  ])('refuses %s', async (_, answer) => {
    const server = await serve((_request, response) => sendJson(response, answer));
    const reranker = await rankerOf(model, { baseUrl: server.url });
    await expect(reranker.rerank({ text: 'x' }, [{ text: 'y' }, { text: 'z' }])).rejects.toMatchObject({
      code: 'model-failed',
    });
  });

  it('cannot rank for a picture', async () => {
    const reranker = await rankerOf(model, { baseUrl: 'http://127.0.0.1:9' });
    await expect(reranker.rerank({ picture: red }, [{ text: 'x' }])).rejects.toMatchObject({ code: 'bad-query' });
  });
});

describe('nvidia chat', () => {
  const model = 'nvidia/nemotron-nano-12b-v2-vl';
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    data: { id: 'chat-1', object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason }] },
  });
  const usage = {
    data: { id: 'chat-1', choices: [], usage: { prompt_tokens: 281, completion_tokens: 4, total_tokens: 285 } },
  };
  const stream = (_: SeenRequest, response: ServerResponse): void =>
    sendEvents(response, [
      chunk({ role: 'assistant', content: 'A red ' }),
      chunk({ content: 'square.' }),
      chunk({}, 'stop'),
      usage,
      { data: '[DONE]' },
    ]);

  // https://docs.nvidia.com/nim/vision-language-models/latest/examples/nemotron-nano-12b-v2-vl/api.html
  it('streams an answer about a picture', async () => {
    const server = await serve(stream);
    const generator = await provider.generator?.(model, contextOf({ baseUrl: server.url, apiKey: 'nvapi-4' }));
    if (!generator) throw new Error('no generator');
    expect(generator.name).toBe(`nvidia:${model}`);
    const { bytes, mediaType } = await encodePixels(red);
    const answer = await collect(generator, {
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'picture', bytes, mediaType },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
      maxOutputTokens: 50,
    });
    expect(answer).toMatchObject({
      text: 'A red square.',
      reason: 'stop',
      usage: { inputTokens: 281, outputTokens: 4 },
    });
    expect(server.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer nvapi-4' },
    });
    expect(server.requests[0]?.json).toMatchObject({
      model,
      stream: true,
      max_tokens: 50,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) } },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
    });
  });

  it('says that an answer was cut off', async () => {
    const server = await serve((_, response) => sendEvents(response, [chunk({ content: 'A red ' })], { cut: true }));
    const generator = await provider.generator?.(model, contextOf({ baseUrl: server.url, retries: 0 }));
    if (!generator) throw new Error('no generator');
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] }];
    await expect(collect(generator, { messages })).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('knows what its models take', async () => {
    const limits = async (name: string, vendor: VendorOptions = { apiKey: 'nvapi-5' }) =>
      (await provider.generator?.(name, contextOf(vendor)))?.limits;
    expect(await limits(model)).toMatchObject({
      contextTokens: 131_072,
      pictures: 4,
      pictureSide: 2048,
      pictureBytes: 134_000,
    });
    expect((await limits(model, { baseUrl: 'http://nim.local:8000' }))?.pictureBytes).toBeGreaterThan(1_000_000);
    expect(await limits('meta/llama-3.2-90b-vision-instruct')).toMatchObject({ pictures: 1 });
    expect(await limits('nvidia/llama-3.3-nemotron-super-49b-v1')).toMatchObject({ pictures: 0 });
    expect(await limits('me/other', { apiKey: 'k', maxPictures: 3, contextTokens: 9000 })).toMatchObject({
      pictures: 3,
      contextTokens: 9000,
      outputTokens: 4096,
    });
  });

  it('describes pictures, and does not try with a model that cannot see', async () => {
    const server = await serve(stream);
    const captioner = await provider.captioner?.(model, contextOf({ baseUrl: server.url }));
    const { bytes, mediaType } = await encodePixels(red);
    expect((await captioner?.caption(bytes, mediaType))?.description.caption).toBe('A red square.');
    await expect(provider.captioner?.('me/blind', contextOf({ baseUrl: server.url }))).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});

it('nvidia: wants the name of a model', async () => {
  for (const role of [provider.embedder, provider.generator, provider.captioner, provider.reranker]) {
    await expect(role?.('', contextOf({ apiKey: 'k' }))).rejects.toMatchObject({ code: 'bad-option' });
  }
});
