import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { embedderContract, plainPixels } from '../embed/embedder.contract.ts';
import type { Embedder } from '../embed/embedder.ts';
import { embeddingsAnswer } from '../embed/fake-embeddings.ts';
import { remoteEmbedderContract } from '../embed/remote-embedder.contract.ts';
import { collect } from '../generate/collect.ts';
import type { Generator } from '../generate/generator.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { fakeHttpServer, type SeenRequest, sendEvents, sendJson } from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { fakeProviderContext } from './fake-provider-context.ts';
import { provider } from './openai.ts';
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
const embeddings =
  (dimensions: number) =>
  (request: SeenRequest, response: ServerResponse): void =>
    sendJson(response, embeddingsAnswer(request.json, dimensions));
const textsOf = (body: unknown): string[] => z.looseObject({ input: z.array(z.string()) }).parse(body).input;
const small = 'text-embedding-3-small';

embedderContract(`openai:${small}`, async () => {
  const server = await fakeHttpServer(embeddings(1536));
  const embedder = await open(small, contextOf({ baseUrl: server.url }));
  return { ...embedder, close: () => server.close() };
});

embedderContract('openai:nomic-embed-text at another server', async () => {
  const server = await fakeHttpServer(embeddings(64));
  const embedder = await open('nomic-embed-text', contextOf({ baseUrl: server.url }));
  return { ...embedder, close: () => server.close() };
});

remoteEmbedderContract('openai', {
  path: '/v1/embeddings',
  open: (vendor) => open(small, contextOf(vendor)),
  texts: textsOf,
  answer: (vectors) => ({ object: 'list', data: vectors.map((embedding, index) => ({ index, embedding })) }),
});

describe('openai embeddings', () => {
  // https://platform.openai.com/docs/api-reference/embeddings/create
  it('asks as the reference says, without dimensions', async () => {
    const server = await serve(embeddings(1536));
    const embedder = await open(small, contextOf({ baseUrl: `${server.url}/v1`, apiKey: 'sk-of-the-test' }));
    await embedder.embed([{ text: 'one' }, { text: '' }], 'passage');
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/embeddings',
      headers: { authorization: 'Bearer sk-of-the-test', 'content-type': 'application/json' },
    });
    // An empty text is refused, says the reference.
    expect(server.requests[0]?.json).toEqual({ model: small, input: ['one', '.'], encoding_format: 'float' });
    expect(embedder.space).toMatchObject({ model: `openai:${small}`, dimensions: 1536, normalised: true });
    expect(embedder.space.roles).toBeUndefined();
  });

  it('asks for dimensions when told to', async () => {
    const server = await serve(embeddings(256));
    const embedder = await open('text-embedding-3-large', contextOf({ baseUrl: server.url, dimensions: 256 }));
    const [vector] = await embedder.embed([{ text: 'x' }], 'query');
    expect(vector).toHaveLength(256);
    expect(server.requests[0]?.json).toMatchObject({ dimensions: 256 });
    await expect(open('text-embedding-ada-002', contextOf({ apiKey: 'sk-1', dimensions: 256 }))).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  it('never loses input_type: fields of the settings reach the wire, and follow the role where told', async () => {
    const server = await serve(embeddings(16));
    const body = { input_type: { query: 'query', passage: 'passage' }, truncate: 'END' };
    const embedder = await open('nvidia/nv-embedqa-e5-v5', contextOf({ baseUrl: server.url, body }));
    await embedder.embed([{ text: 'a question' }], 'query');
    await embedder.embed([{ text: 'a passage' }], 'passage');
    // The first request found out the dimensions, and that as a query.
    const types = server.requests.map(({ json }) =>
      z.looseObject({ input_type: z.string(), truncate: z.string() }).parse(json),
    );
    expect(types.map((each) => [each.input_type, each.truncate])).toEqual([
      ['query', 'END'],
      ['query', 'END'],
      ['passage', 'END'],
    ]);
    expect(embedder.space.roles).toEqual({ by: 'input_type', query: 'query', passage: 'passage' });
  });

  it('puts the prefixes of known open models before words, unless a field tells the roles apart', async () => {
    const server = await serve(embeddings(16));
    const model = 'intfloat/multilingual-e5-large';
    const embedder = await open(model, contextOf({ baseUrl: server.url, dimensions: 16 }));
    await embedder.embed([{ text: 'a tent' }], 'query');
    await embedder.embed([{ text: 'a tent' }], 'passage');
    expect(server.requests.map(({ json }) => textsOf(json))).toEqual([['query: a tent'], ['passage: a tent']]);
    expect(embedder.space.roles).toEqual({ by: 'prefix', query: 'query: ', passage: 'passage: ' });
    const body = { prompt_name: { query: 'query', passage: 'document' } };
    const told = await open(model, contextOf({ baseUrl: server.url, dimensions: 16, body }));
    await told.embed([{ text: 'a tent' }], 'passage');
    expect(server.requests.at(-1)?.json).toMatchObject({ input: ['a tent'], prompt_name: 'document' });
  });

  it('keeps requests below the limit of tokens', async () => {
    const server = await serve((request, response) => {
      const embedding = new Array<number>(1536).fill(1);
      sendJson(response, { data: textsOf(request.json).map((_, index) => ({ index, embedding })) });
    });
    const embedder = await open(small, contextOf({ baseUrl: server.url }));
    const long = 'tent '.repeat(20_000);
    const vectors = await embedder.embed(
      Array.from({ length: 60 }, () => ({ text: long })),
      'passage',
    );
    expect(vectors).toHaveLength(60);
    expect(server.requests.length).toBeGreaterThan(1);
    for (const { json } of server.requests) {
      const tokens = textsOf(json).map((text) => text.trim().split(/\s+/).length);
      expect(Math.max(...tokens)).toBeLessThanOrEqual(8191);
      expect(tokens.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(300_000);
    }
  });

  it('shortens the one text that is refused as too long, and no other', async () => {
    const server = await serve((request, response) => {
      const texts = textsOf(request.json);
      if (texts.some((text) => text.length > 900)) {
        const message = "This model's maximum context length is 8192 tokens, however you requested 9001 tokens.";
        sendJson(response, { error: { message, type: 'invalid_request_error' } }, 400);
      } else embeddings(1536)(request, response);
    });
    const embedder = await open(small, contextOf({ baseUrl: server.url }));
    // Few words, and so few tokens by estimate.
    const items = [{ text: 'a dog' }, { text: `${'x'.repeat(30)} `.repeat(60) }, { text: 'a tent' }];
    const vectors = await embedder.embed(items, 'passage');
    const [alone] = await embedder.embed([{ text: 'a tent' }], 'passage');
    expect(vectors).toHaveLength(3);
    expect(vectors[2]).toEqual(alone);
    expect(vectors.every((vector) => vector.some((value) => value !== 0))).toBe(true);
    const refusing = await serve((_, response) => sendJson(response, { error: { message: 'too many tokens' } }, 400));
    const never = await open(small, contextOf({ baseUrl: refusing.url }));
    await expect(never.embed(items, 'passage')).rejects.toMatchObject({ code: 'model-failed' });
    expect(refusing.requests.length).toBeLessThan(40);
  });

  it('reads vectors in base64, as some servers answer whatever they are asked', async () => {
    const server = await serve((_, response) => {
      const bytes = Buffer.from(Float32Array.of(3, 0, 4, 0).buffer);
      sendJson(response, { data: [{ embedding: bytes.toString('base64') }] });
    });
    const embedder = await open('any', contextOf({ baseUrl: server.url }));
    const [vector] = await embedder.embed([{ text: 'x' }], 'query');
    expect([...(vector ?? [])].map((value) => value.toFixed(3))).toEqual(['0.600', '0.000', '0.800', '0.000']);
  });

  it.each([
    ['the same place twice', [0, 0]],
    ['a place that is none', [0, 9]],
  ])('refuses %s', async (_, places) => {
    const server = await serve((_request, response) =>
      sendJson(response, { data: places.map((index) => ({ index, embedding: [1, 2] })) }),
    );
    const embedder = await open('any', { ...contextOf({ baseUrl: server.url }), knownDimensions: 2 });
    await expect(embedder.embed([{ text: 'x' }, { text: 'y' }], 'query')).rejects.toMatchObject({
      code: 'model-failed',
    });
  });
});

describe('where OpenAI is', () => {
  it('wants a key there and nowhere else', async () => {
    await expect(open(small, contextOf({}))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/OPENAI_API_KEY.*providers\.openai\.apiKey/),
    });
    const server = await serve(embeddings(1536));
    const embedder = await open(small, contextOf({}, { OPENAI_BASE_URL: server.url }));
    await embedder.embed([{ text: 'x' }], 'query');
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('openai chat', () => {
  const writer = async (model: string, vendor: VendorOptions): Promise<Generator> => {
    const generator = await provider.generator?.(model, contextOf(vendor));
    if (!generator) throw new Error('no generator');
    return generator;
  };
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    data: {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      model: 'gpt-4o',
      choices: [{ index: 0, delta, finish_reason }],
    },
  });
  const usage = {
    data: { id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 95, completion_tokens: 3, total_tokens: 98 } },
  };
  const stream = (_: SeenRequest, response: ServerResponse): void =>
    sendEvents(response, [
      chunk({ role: 'assistant', content: 'It is ' }),
      chunk({ content: 'red.' }),
      chunk({}, 'stop'),
      usage,
      { data: '[DONE]' },
    ]);

  // https://platform.openai.com/docs/api-reference/chat/create
  // https://platform.openai.com/docs/guides/images-vision
  it('streams an answer about a picture that it is told to look at closely', async () => {
    const server = await serve(stream);
    const generator = await writer('gpt-4o', {
      baseUrl: server.url,
      apiKey: 'sk-2',
      body: { store: false, input_type: { query: 'q', passage: 'p' } },
    });
    const picture = await encodePixels(plainPixels(200, 20, 20));
    const answer = await collect(generator, {
      messages: [
        { role: 'system', text: 'Be brief.' },
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'Which colour?' },
            { type: 'picture', ...picture, detail: 'high' },
          ],
        },
      ],
      temperature: 0,
      maxOutputTokens: 20,
    });
    expect(answer).toMatchObject({ text: 'It is red.', reason: 'stop', usage: { inputTokens: 95, outputTokens: 3 } });
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-2' },
    });
    const body = server.requests[0]?.json;
    expect(body).toMatchObject({
      model: 'gpt-4o',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      max_tokens: 20,
      store: false,
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Which colour?' },
            {
              type: 'image_url',
              image_url: { url: expect.stringMatching(/^data:image\/jpeg;base64,/), detail: 'high' },
            },
          ],
        },
      ],
    });
    expect(body).not.toHaveProperty('input_type');
  });

  it('says that an answer was cut off, and does not show a refused key', async () => {
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] }];
    const cut = await serve((_, response) => sendEvents(response, [chunk({ content: 'It is ' })], { cut: true }));
    await expect(collect(await writer('gpt-4o', { baseUrl: cut.url, retries: 0 }), { messages })).rejects.toMatchObject(
      {
        code: 'network-failed',
      },
    );
    const shut = await serve((_, response) =>
      sendJson(
        response,
        { error: { message: 'Incorrect API key provided: sk-refused-1', code: 'invalid_api_key' } },
        401,
      ),
    );
    const refused = collect(await writer('gpt-4o', { baseUrl: shut.url, apiKey: 'sk-refused-1' }), { messages });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad-option', message: expect.stringContaining('OPENAI_API_KEY') });
    expect(String(error)).not.toContain('sk-refused-1');
    expect(shut.requests).toHaveLength(1);
  });

  it('does not send what reasoning models refuse', async () => {
    const server = await serve(stream);
    const generator = await writer('gpt-5-mini', { baseUrl: server.url });
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] }];
    await collect(generator, { messages, temperature: 0, maxOutputTokens: 20 });
    const body = server.requests[0]?.json;
    expect(body).toMatchObject({ max_completion_tokens: 20 });
    expect(body).not.toHaveProperty('temperature');
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('knows what its models take, and is careful with others', async () => {
    const limits = async (model: string, vendor: VendorOptions = { apiKey: 'sk-3' }) =>
      (await writer(model, vendor)).limits;
    expect(await limits('gpt-4o')).toMatchObject({ contextTokens: 128_000, outputTokens: 16_384, pictures: 50 });
    expect(await limits('gpt-4.1-mini')).toMatchObject({ contextTokens: 1_047_576, outputTokens: 32_768 });
    expect(await limits('gpt-5')).toMatchObject({ contextTokens: 400_000, outputTokens: 128_000 });
    expect(await limits('gpt-3.5-turbo')).toMatchObject({ pictures: 0 });
    expect(await limits('gpt-4')).toMatchObject({ contextTokens: 8192, outputTokens: 4096, pictures: 0 });
    expect(await limits('gpt-7-vast')).toMatchObject({ contextTokens: 128_000, pictures: 50 });
    const elsewhere = { baseUrl: 'http://localhost:1234/v1' };
    expect(await limits('qwen2.5-7b-instruct', elsewhere)).toMatchObject({ contextTokens: 8192, pictures: 0 });
    expect(await limits('Qwen/Qwen2.5-VL-7B-Instruct', elsewhere)).toMatchObject({ pictures: 1 });
    expect(await limits('llava-hf/llava-1.5-7b-hf', { ...elsewhere, maxPictures: 4 })).toMatchObject({ pictures: 4 });
    expect(await limits('openai/gpt-4o', elsewhere)).toMatchObject({ pictures: 50 });
  });

  it('describes pictures', async () => {
    const server = await serve(stream);
    const captioner = await provider.captioner?.('gpt-4o', {
      ...contextOf({ baseUrl: server.url }),
      captionPrompt: 'Only the colour.',
    });
    const { bytes, mediaType } = await encodePixels(plainPixels(200, 20, 20));
    expect((await captioner?.caption(bytes, mediaType))?.description.caption).toBe('It is red.');
    expect(server.requests[0]?.text).toContain('Only the colour.');
  });
});

it('openai: wants the name of a model', async () => {
  for (const role of [provider.embedder, provider.generator, provider.captioner]) {
    await expect(role?.('', contextOf({ apiKey: 'k' }))).rejects.toMatchObject({ code: 'bad-option' });
  }
});
