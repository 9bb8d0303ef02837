import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import type { Embedder } from '../embed/embedder.ts';
import { bagOfWordsVector } from '../embed/fake-embeddings.ts';
import { remoteEmbedderContract } from '../embed/remote-embedder.contract.ts';
import { collect } from '../generate/collect.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { fakeHttpServer, type SeenRequest, sendEvents, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { fakeProviderContext } from './fake-provider-context.ts';
import { provider } from './ollama.ts';
import { ollamaUrl } from './ollama-host.ts';
import type { ProviderContext } from './provider.ts';

const contextOf = (vendor: VendorOptions, environment: Record<string, string> = {}): ProviderContext =>
  fakeProviderContext({ vendor, environment });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const textsOf = (body: unknown): string[] => z.looseObject({ input: z.array(z.string()) }).parse(body).input;
const modelOf = (body: unknown): string => z.looseObject({ model: z.string() }).parse(body).model;

/** What POST /api/show tells of the models this server has. https://docs.ollama.com/api-reference/show-model-details */
const shows: Readonly<Record<string, unknown>> = {
  'nomic-embed-text': {
    capabilities: ['embedding'],
    parameters: 'num_ctx                        8192',
    model_info: { 'general.architecture': 'nomic-bert', 'nomic-bert.context_length': 2048 },
  },
  'mxbai-embed-large': {
    parameters: 'num_ctx                        512',
    model_info: { 'bert.context_length': 512 },
  },
  'all-minilm': { capabilities: ['embedding'], model_info: { 'bert.context_length': 512 } },
  llava: { capabilities: ['completion', 'vision'], model_info: { 'llama.context_length': 32_768 } },
  'qwen2.5vl': {
    capabilities: ['completion', 'vision'],
    parameters: 'temperature 0.1\nnum_ctx 16384',
    model_info: { 'qwen25vl.context_length': 128_000 },
  },
  'llama3.2': { capabilities: ['completion', 'tools'], model_info: { 'llama.context_length': 131_072 } },
};
const digests: Record<string, string> = {
  'nomic-embed-text:latest': '0a109f422b47',
  'all-minilm:latest': '1b226e2802db',
};

function ollama(request: SeenRequest, response: ServerResponse): void {
  if (request.path === '/api/tags') {
    sendJson(response, { models: Object.entries(digests).map(([name, digest]) => ({ name, model: name, digest })) });
    return;
  }
  const model = modelOf(request.json);
  const shown = shows[model];
  if (!shown) sendJson(response, { error: `model "${model}" not found, try pulling it first` }, 404);
  else if (request.path === '/api/show') sendJson(response, shown);
  else if (request.path === '/api/embed') {
    sendJson(response, { model, embeddings: textsOf(request.json).map((text) => bagOfWordsVector(text, 48)) });
  } else sendJson(response, { error: 'not found' }, 404);
}

async function serve(answer = ollama) {
  const server = await fakeHttpServer(answer);
  closing.push(() => server.close());
  return server;
}

const open = async (model: string, context: ProviderContext): Promise<Embedder> => {
  const embedder = await provider.embedder?.(model, context);
  if (!embedder) throw new Error('no embedder');
  return embedder;
};

embedderContract('ollama:nomic-embed-text', async () => {
  const server = await fakeHttpServer(ollama);
  const embedder = await open('nomic-embed-text', contextOf({ baseUrl: server.url }));
  return { ...embedder, close: () => server.close() };
});

remoteEmbedderContract('ollama', {
  path: '/api/embed',
  open: (vendor) => open('all-minilm', { ...contextOf(vendor), knownDimensions: 48 }),
  texts: textsOf,
  answer: (embeddings) => ({ model: 'all-minilm', embeddings }),
  other: ollama,
});

describe('ollama embeddings', () => {
  // https://github.com/ollama/ollama/blob/main/docs/openapi.yaml
  it('asks as the reference says, with the prefix of each side', async () => {
    const server = await serve();
    const embedder = await open('nomic-embed-text', contextOf({ baseUrl: server.url }));
    await embedder.embed([{ text: 'a tent' }], 'query');
    await embedder.embed([{ text: 'a tent' }, { text: 'a dog' }], 'passage');
    const embeds = server.requests.filter(({ path }) => path === '/api/embed');
    expect(embeds.map(({ json }) => json)).toEqual([
      // The dimensions are found out with one short text.
      { model: 'nomic-embed-text', input: ['search_query: dimensions'], truncate: true },
      { model: 'nomic-embed-text', input: ['search_query: a tent'], truncate: true },
      { model: 'nomic-embed-text', input: ['search_document: a tent', 'search_document: a dog'], truncate: true },
    ]);
    expect(embeds[0]?.headers.authorization).toBeUndefined();
    expect(embedder.space).toMatchObject({
      model: 'ollama:nomic-embed-text',
      dimensions: 48,
      roles: { by: 'prefix', query: 'search_query: ', passage: 'search_document: ' },
    });
  });

  it.each([
    ['nomic-embed-text', 2048],
    ['mxbai-embed-large', 512],
    ['all-minilm', 512],
  ])('reads no more of a text than %s does', async (model, tokens) => {
    const server = await serve();
    expect((await open(model, contextOf({ baseUrl: server.url }))).maxTextTokens).toBe(tokens);
  });

  it('marks queries alone where a model wants it so, and nothing where it wants nothing', async () => {
    const server = await serve();
    const context = contextOf({ baseUrl: server.url });
    const mxbai = await open('mxbai-embed-large', context);
    expect(mxbai.space.roles).toMatchObject({ by: 'prefix', passage: '' });
    await mxbai.embed([{ text: 'a tent' }], 'passage');
    expect(server.requests.at(-1)?.json).toMatchObject({ input: ['a tent'] });
    expect((await open('all-minilm', context)).space.roles).toBeUndefined();
  });

  it('has another revision when other weights came under the same name', async () => {
    const server = await serve();
    const context = contextOf({ baseUrl: server.url });
    const [first, again] = [await open('all-minilm', context), await open('all-minilm', context)];
    expect(again.space).toEqual(first.space);
    const was = digests['all-minilm:latest'] ?? '';
    digests['all-minilm:latest'] = 'ffffffffffff';
    const pulled = await open('all-minilm', context);
    digests['all-minilm:latest'] = was;
    expect(pulled.space.revision).not.toBe(first.space.revision);
  });

  it('does without digests and capabilities on servers that do not tell', async () => {
    const server = await serve((request, response) => {
      if (request.path === '/api/tags') sendJson(response, { error: 'not found' }, 404);
      else ollama(request, response);
    });
    const embedder = await open('mxbai-embed-large', contextOf({ baseUrl: server.url }));
    expect(await embedder.embed([{ text: 'x' }], 'query')).toHaveLength(1);
  });

  it('asks for dimensions and a window when told to', async () => {
    const server = await serve((request, response) =>
      request.path === '/api/embed'
        ? sendJson(response, { embeddings: textsOf(request.json).map((text) => bagOfWordsVector(text, 16)) })
        : ollama(request, response),
    );
    const embedder = await open('all-minilm', contextOf({ baseUrl: server.url, dimensions: 16, contextTokens: 256 }));
    expect(embedder.maxTextTokens).toBe(256);
    await embedder.embed([{ text: 'x' }], 'query');
    expect(server.requests.at(-1)?.json).toMatchObject({ dimensions: 16, options: { num_ctx: 256 } });
  });

  it('says which command helps', async () => {
    const server = await serve();
    await expect(open('no-such-model', contextOf({ baseUrl: server.url }))).rejects.toMatchObject({
      code: 'model-missing',
      remedy: expect.stringContaining('ollama pull no-such-model'),
    });
    await server.close();
    const started = Date.now();
    const error = await open('all-minilm', contextOf({ baseUrl: server.url })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'network-failed', remedy: expect.stringContaining('ollama serve') });
    expect(String(error)).not.toContain('Check the base URL');
    expect(Date.now() - started).toBeLessThan(1000);
    closing.pop();
  });

  it('does not take another server for Ollama, and repeats what Ollama says of a model that does not embed', async () => {
    const server = await serve((_, response) => sendJson(response, ['hello']));
    await expect(open('all-minilm', contextOf({ baseUrl: server.url }))).rejects.toMatchObject({
      code: 'model-failed',
    });
    const refusing = await serve((request, response) =>
      request.path === '/api/embed'
        ? sendJson(response, { error: 'this model does not support embeddings' }, 400)
        : ollama(request, response),
    );
    await expect(open('llava', contextOf({ baseUrl: refusing.url }))).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('does not support embeddings'),
    });
  });
});

describe('OLLAMA_HOST', () => {
  // The spellings of https://github.com/ollama/ollama/blob/main/envconfig/config_test.go
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['', 'http://127.0.0.1:11434'],
    ['1.2.3.4', 'http://1.2.3.4:11434'],
    ['1.2.3.4:80', 'http://1.2.3.4'],
    [':1234', 'http://127.0.0.1:1234'],
    ['example.com', 'http://example.com:11434'],
    ['example.com:1234', 'http://example.com:1234'],
    ['http://1.2.3.4', 'http://1.2.3.4'],
    ['https://example.com', 'https://example.com'],
    ['https://example.com:8443/', 'https://example.com:8443'],
    ['http://localhost:11434/v1', 'http://localhost:11434'],
    ['https://gateway.example/ollama/', 'https://gateway.example/ollama'],
    ['"localhost"', 'http://localhost:11434'],
    [" ' example.com ' ", 'http://example.com:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['::1', 'http://[::1]:11434'],
    ['[::]:11435', 'http://[::1]:11435'],
    ['http://', 'http://'],
  ])('%j means %s', (given, meant) => {
    expect(ollamaUrl(given)).toBe(meant);
  });

  it('is followed', async () => {
    const server = await serve();
    await open('all-minilm', contextOf({}, { OLLAMA_HOST: server.url.replace('http://', '') }));
    expect(server.requests.length).toBeGreaterThan(0);
  });
});

describe('ollama chat', () => {
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    data: {
      id: 'chatcmpl-7',
      object: 'chat.completion.chunk',
      model: 'llava',
      choices: [{ index: 0, delta, finish_reason }],
    },
  });
  const talking = (request: SeenRequest, response: ServerResponse): void => {
    if (request.path !== '/v1/chat/completions') ollama(request, response);
    else {
      sendEvents(response, [
        chunk({ role: 'assistant', content: 'A red ' }),
        chunk({ role: 'assistant', content: 'square.' }),
        chunk({ role: 'assistant', content: '' }, 'stop'),
        {
          data: {
            id: 'chatcmpl-7',
            choices: [],
            usage: { prompt_tokens: 600, completion_tokens: 4, total_tokens: 604 },
          },
        },
        { data: '[DONE]' },
      ]);
    }
  };
  const writer = async (model: string, vendor: VendorOptions) => {
    const generator = await provider.generator?.(model, contextOf(vendor));
    if (!generator) throw new Error('no generator');
    return generator;
  };

  // https://docs.ollama.com/api/openai-compatibility
  it('streams an answer about a picture', async () => {
    const server = await serve(talking);
    const generator = await writer('llava', { baseUrl: server.url });
    const picture = await encodePixels(plainPixels(200, 20, 20));
    const answer = await collect(generator, {
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'picture', ...picture, detail: 'low' },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
      maxOutputTokens: 30,
    });
    expect(answer).toMatchObject({
      text: 'A red square.',
      reason: 'stop',
      usage: { inputTokens: 600, outputTokens: 4 },
    });
    const request = server.requests.at(-1);
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.json).toMatchObject({
      model: 'llava',
      stream: true,
      max_tokens: 30,
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
    expect(request?.text).not.toContain('"detail"');
  });

  it('says that an answer was cut off', async () => {
    const server = await serve((request, response) => {
      if (request.path !== '/v1/chat/completions') ollama(request, response);
      else sendEvents(response, [chunk({ role: 'assistant', content: 'A red ' })], { cut: true });
    });
    const generator = await writer('llava', { baseUrl: server.url, retries: 0 });
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] }];
    await expect(collect(generator, { messages })).rejects.toMatchObject({ code: 'network-failed' });
  });

  it('learns from the server whether a model sees and how much it reads', async () => {
    const server = await serve();
    const limits = async (model: string, vendor: VendorOptions = {}) =>
      (await writer(model, { baseUrl: server.url, ...vendor })).limits;
    expect(await limits('llava')).toMatchObject({ pictures: 1, contextTokens: 4096 });
    expect(await limits('qwen2.5vl')).toMatchObject({ pictures: 4, contextTokens: 16_384 });
    expect(await limits('llama3.2')).toMatchObject({ pictures: 0 });
    expect(await limits('llama3.2', { contextTokens: 500_000 })).toMatchObject({ contextTokens: 131_072 });
  });

  it('describes pictures with models that see', async () => {
    const server = await serve(talking);
    const captioner = await provider.captioner?.('llava', contextOf({ baseUrl: server.url }));
    const { bytes, mediaType } = await encodePixels(plainPixels(200, 20, 20));
    expect((await captioner?.caption(bytes, mediaType))?.description.caption).toBe('A red square.');
    await expect(provider.captioner?.('llama3.2', contextOf({ baseUrl: server.url }))).rejects.toMatchObject({
      code: 'bad-option',
    });
    await expect(provider.generator?.('gone', contextOf({ baseUrl: server.url }))).rejects.toMatchObject({
      code: 'model-missing',
      remedy: expect.stringContaining('ollama pull gone'),
    });
  });
});

it('ollama: wants the name of a model', async () => {
  for (const role of [provider.embedder, provider.generator, provider.captioner]) {
    await expect(role?.('', contextOf({ apiKey: 'k' }))).rejects.toMatchObject({ code: 'bad-option' });
  }
});
