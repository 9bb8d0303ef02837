import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collect, generateJson } from '../generate/collect.ts';
import { fakePicture } from '../generate/fake-picture.ts';
import type { GenerateRequest, Generator, PicturePart } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';
import {
  type FakeHttpServer,
  fakeHttpServer,
  type SeenRequest,
  sendEvents,
  sendJson,
} from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { provider } from './anthropic.ts';
import type { ProviderContext } from './provider.ts';

// Requests, events and errors as the public reference shows them:
// https://platform.claude.com/docs/en/api/messages
// https://platform.claude.com/docs/en/build-with-claude/streaming
// https://platform.claude.com/docs/en/build-with-claude/vision
// https://platform.claude.com/docs/en/api/errors

const key = 'sk-ant-verysecret-0123456789';
const hello: GenerateRequest = { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] };

const servers: FakeHttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function contextWith(vendor: VendorOptions, environment: ProviderContext['environment'] = {}): ProviderContext {
  return {
    vendor,
    environment,
    modelsDirs: [],
    offline: false,
    threads: 1,
    precision: 'auto',
    device: 'cpu',
  };
}

type Answer = (response: ServerResponse, request: SeenRequest) => void;

async function serverOf(...answers: readonly Answer[]): Promise<FakeHttpServer> {
  const server: FakeHttpServer = await fakeHttpServer((request, response) => {
    answers[Math.min(server.requests.length, answers.length) - 1]?.(response, request);
  });
  servers.push(server);
  return server;
}

async function generatorAt(server: FakeHttpServer, vendor: VendorOptions = {}, model = 'claude-sonnet-4-5') {
  const options = { apiKey: key, baseUrl: `${server.url}/v1`, retries: 2, ...vendor };
  const generator = await provider.generator?.(model, contextWith(options));
  if (!generator) throw new Error('There is no generator.');
  return generator;
}

function event(type: string, fields: Readonly<Record<string, unknown>> = {}) {
  return { event: type, data: { type, ...fields } };
}

const start = event('message_start', {
  message: {
    id: 'msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY',
    type: 'message',
    role: 'assistant',
    content: [],
    model: 'claude-sonnet-4-5-20250929',
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 25, output_tokens: 1 },
  },
});
const block = (index: number, content_block: unknown, ...deltas: readonly unknown[]) => [
  event('content_block_start', { index, content_block }),
  ...deltas.map((delta) => event('content_block_delta', { index, delta })),
  event('content_block_stop', { index }),
];
const textBlock = (index: number, ...pieces: readonly string[]) =>
  block(index, { type: 'text', text: '' }, ...pieces.map((text) => ({ type: 'text_delta', text })));
const end = (stop_reason: string) => [
  event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 15 } }),
  event('message_stop'),
];
const says =
  (...pieces: readonly string[]): Answer =>
  (response) =>
    sendEvents(response, [start, event('ping'), ...textBlock(0, ...pieces), ...end('end_turn')]);
const fails =
  (status: number, type: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    sendJson(response, { type: 'error', error: { type, message: `${type} for ${key}` } }, status, headers);

async function failure(generator: Generator, signal?: AbortSignal): Promise<Error & { code: string }> {
  return collect(generator, hello, signal).then(
    () => expect.fail('It did not fail.'),
    (error) => error,
  );
}

const sentBody = z.looseObject({
  max_tokens: z.number(),
  messages: z.array(z.object({ role: z.string(), content: z.array(z.looseObject({ type: z.string() })) })),
});

describe('the generator of anthropic', () => {
  it('sends what the reference asks for, and streams the answer', async () => {
    const server = await serverOf(says('Hel', 'lo!'));
    const generator = await generatorAt(server, { body: { metadata: { user_id: 'u1' } } });
    expect(generator.name).toBe('anthropic:claude-sonnet-4-5');
    const answer = await collect(generator, {
      messages: [{ role: 'system', text: 'Be brief.' }, ...hello.messages],
      maxOutputTokens: 300,
      temperature: 0.2,
    });
    expect(answer).toEqual({
      text: 'Hello!',
      toolCalls: [],
      reason: 'stop',
      usage: { inputTokens: 25, outputTokens: 15 },
    });
    const [seen] = server.requests;
    expect([seen?.method, seen?.path]).toEqual(['POST', '/v1/messages']);
    expect(seen?.headers).toMatchObject({ 'x-api-key': key, 'anthropic-version': '2023-06-01' });
    expect(seen?.headers.authorization).toBeUndefined();
    expect(seen?.json).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 300,
      temperature: 0.2,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
      metadata: { user_id: 'u1' },
    });
  });

  it('sends pictures as base64 between their labels', async () => {
    const server = await serverOf(says('A tent.'));
    const picture = await fakePicture(40, 30, { format: 'webp' });
    const parts = [
      { type: 'text' as const, text: '[S1]' },
      { ...picture, detail: 'low' as const },
    ];
    await collect(await generatorAt(server), { messages: [{ role: 'user', parts }] });
    const data = Buffer.from(picture.bytes).toString('base64');
    expect(sentBody.parse(server.requests[0]?.json).messages[0]?.content).toEqual([
      { type: 'text', text: '[S1]' },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data } },
    ]);
  });

  it('sends 20 of 25 pictures and makes large ones smaller, so that the request is within 32 MB', async () => {
    const server = await serverOf(says('Many.'));
    const noise = await fakePicture(2400, 1600, { noise: true, format: 'jpeg' });
    const small = await fakePicture(16, 16, { standIn: 'small' });
    const parts: PicturePart[] = [noise, ...Array.from({ length: 24 }, () => small)];
    const generator = await generatorAt(server);
    await collect(generator, { messages: [{ role: 'user', parts }] });
    const content = sentBody.parse(server.requests[0]?.json).messages[0]?.content ?? [];
    expect(content.filter((part) => part.type === 'image')).toHaveLength(20);
    expect(content.filter((part) => part.type === 'text')).toHaveLength(5);
    expect(generator.limits.pictures * generator.limits.pictureBytes * (4 / 3)).toBeLessThan(32_000_000);
    expect(server.requests[0]?.text.length).toBeLessThan(1.4 * generator.limits.pictureBytes + 20_000);
  });

  it('carries a call of a tool there and back', async () => {
    const use = block(
      1,
      { type: 'tool_use', id: 'toolu_01', name: 'search', input: {} },
      { type: 'input_json_delta', partial_json: '' },
      { type: 'input_json_delta', partial_json: '{"query": "te' },
      { type: 'input_json_delta', partial_json: 'nt"}' },
    );
    const server = await serverOf(
      (response) => sendEvents(response, [start, ...textBlock(0, 'Let me look.'), ...use, ...end('tool_use')]),
      says('Two.'),
    );
    const generator = await generatorAt(server);
    const input = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] };
    const tools = [{ name: 'search', description: 'Searches the index.', input }];
    const { text, toolCalls, reason } = await collect(generator, { ...hello, tools });
    expect([text, reason]).toEqual(['Let me look.', 'tool-calls']);
    expect(toolCalls).toEqual([{ id: 'toolu_01', name: 'search', input: { query: 'tent' } }]);
    await collect(generator, {
      messages: [
        ...hello.messages,
        { role: 'assistant', text, toolCalls },
        { role: 'tool', callId: 'toolu_01', name: 'search', result: 'two tents' },
      ],
      tools,
    });
    expect(server.requests[0]?.json).toMatchObject({
      tools: [{ name: 'search', description: 'Searches the index.', input_schema: input }],
      tool_choice: { type: 'auto' },
    });
    expect(sentBody.parse(server.requests[1]?.json).messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_01', name: 'search', input: { query: 'tent' } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_01', content: 'two tents' }] },
    ]);
  });

  it('asks for JSON by its schema, or by a tool where the model knows no schemas', async () => {
    const wanted = { name: 'paint', type: z.strictObject({ colour: z.string() }) };
    const tool = block(
      0,
      { type: 'tool_use', id: 'toolu_02', name: 'json', input: {} },
      { type: 'input_json_delta', partial_json: '{"colour": "red"}' },
    );
    const server = await serverOf(says('{"colour": "red"}'), (response) =>
      sendEvents(response, [start, ...tool, ...end('tool_use')]),
    );
    for (const model of ['claude-sonnet-4-5', 'claude-3-haiku-20240307']) {
      const { value } = await generateJson(await generatorAt(server, {}, model), hello, wanted);
      expect(value).toEqual({ colour: 'red' });
    }
    expect(server.requests[0]?.json).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: { required: ['colour'] } } },
    });
    expect(server.requests[1]?.json).toMatchObject({
      tools: [{ name: 'json', input_schema: { required: ['colour'] } }],
      tool_choice: { type: 'any' },
    });
  });

  it('asks models that it does not know for no more than the least of them', async () => {
    const server = await serverOf(says('Ok.'));
    const { limits } = await generatorAt(server, {}, 'some-gateway-model');
    expect(limits).toMatchObject({ contextTokens: 200_000, pictures: 20, pictureSide: 1568 });
    expect(limits.outputTokens).toBeLessThanOrEqual(4096);
    const told = await generatorAt(server, { contextTokens: 1_000_000, maxPictures: 100 }, 'some-gateway-model');
    expect(told.limits).toMatchObject({ contextTokens: 1_000_000, pictures: 100 });
    expect(told.limits.pictures * told.limits.pictureBytes * (4 / 3)).toBeLessThan(32_000_000);
    await collect(told, hello);
    expect(sentBody.parse(server.requests[0]?.json).max_tokens).toBeLessThanOrEqual(4096);
  });

  it('does without a key at another address, and finds both in the environment', async () => {
    const server = await serverOf(says('Ok.'));
    const keyless = await provider.generator?.('claude-x', contextWith({ baseUrl: server.url }));
    await collect(keyless as Generator, hello);
    expect(server.requests[0]?.headers['x-api-key']).toBeUndefined();
    const environment = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: `${server.url}/v1/` };
    const found = await provider.generator?.('claude-x', contextWith({}, environment));
    await collect(found as Generator, hello);
    expect(server.requests[1]).toMatchObject({ path: '/v1/messages', headers: { 'x-api-key': key } });
  });

  it.each([
    ['', '/v1/messages'],
    ['/', '/v1/messages'],
    ['/v1', '/v1/messages'],
    ['/anthropic', '/anthropic/v1/messages'],
    ['/v1/?team=a', '/v1/messages?team=a'],
  ])('takes an address as its own programs do: %o', async (path, asked) => {
    const server = await serverOf(says('Ok.'));
    await collect(await generatorAt(server, { baseUrl: `${server.url}${path}` }), hello);
    expect(server.requests[0]?.path).toBe(asked);
  });

  it('says what is missing: a key, a model', async () => {
    const message = /ANTHROPIC_API_KEY.*providers\.anthropic\.apiKey/;
    await expect(provider.generator?.('claude-x', contextWith({}))).rejects.toMatchObject({
      code: 'bad-option',
      message,
    });
    await expect(provider.generator?.('', contextWith({ apiKey: key }))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('anthropic:claude-sonnet-4-5'),
    });
  });
});

describe('the generator of anthropic in trouble', () => {
  it('names option and variable for a refused key, and keeps the key to itself', async () => {
    const server = await serverOf(fails(401, 'authentication_error'));
    const error = await failure(await generatorAt(server));
    expect(error).toMatchObject({ code: 'bad-option' });
    expect(error.message).toMatch(/ANTHROPIC_API_KEY.*providers\.anthropic\.apiKey/);
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain(key);
  });

  it('waits when told to, and goes on', async () => {
    const server = await serverOf(fails(429, 'rate_limit_error', { 'retry-after': '0' }), says('Ok.'));
    expect((await collect(await generatorAt(server), hello)).text).toBe('Ok.');
    expect(server.requests).toHaveLength(2);
  });

  it('gives up on a server that stays overloaded', async () => {
    const server = await serverOf(fails(529, 'overloaded_error', { 'retry-after-ms': '1' }));
    expect(await failure(await generatorAt(server))).toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('overloaded_error for ***'),
    });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['at its beginning', []],
    [
      'after its first words',
      [start, event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })],
    ],
  ])('gives the words of an error in the stream, %s', async (_, before) => {
    const overloaded = event('error', { error: { type: 'overloaded_error', message: `Overloaded ${key}` } });
    const server = await serverOf((response) => sendEvents(response, [...before, overloaded]));
    const error = await failure(await generatorAt(server));
    expect(error).toMatchObject({ code: 'network-failed' });
    expect(error.message).toContain('Overloaded ***');
  });

  it('does not take what is not JSON for an answer', async () => {
    const server = await serverOf((response) =>
      sendEvents(response, [start, { event: 'content_block_start', data: '{"type": "cont' }, ...end('end_turn')]),
    );
    expect(await failure(await generatorAt(server))).toMatchObject({ code: 'model-failed' });
  });

  it.each([true, false])('does not take half an answer for a whole one (connection cut: %s)', async (cut) => {
    const server = await serverOf((response) =>
      sendEvents(response, [start, ...textBlock(0, 'Once upon').slice(0, 2)], { cut }),
    );
    const error = await failure(await generatorAt(server));
    expect(error).toMatchObject({ code: 'network-failed', message: expect.stringMatching(/broke off/) });
  });

  it('gives up on an answer that falls silent', async () => {
    const server = await serverOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: message_start\ndata: ${JSON.stringify(start.data)}\n\n`);
    });
    const begun = Date.now();
    const error = await failure(await generatorAt(server, { timeoutMs: 150, retries: 0 }));
    expect(error).toMatchObject({ code: 'network-failed' });
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  it('stops when told', async () => {
    const server = await serverOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: message_start\ndata: ${JSON.stringify(start.data)}\n\n`);
    });
    expect(await failure(await generatorAt(server), AbortSignal.timeout(60))).toMatchObject({ code: 'cancelled' });
  });

  it('ends in an answer or in an error of ours, whatever a server streams', async () => {
    let events: readonly { readonly data: unknown }[] = [];
    const server = await serverOf((response) => sendEvents(response, events));
    const generator = await generatorAt(server);
    const type = fc.constantFrom(
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'error',
    );
    const piece = fc.oneof(
      fc.constantFrom(start, ...textBlock(0, 'Once'), ...end('end_turn')),
      fc
        .tuple(type, fc.dictionary(fc.constantFrom('index', 'delta', 'content_block', 'error'), fc.jsonValue()))
        .map(([name, fields]) => event(name, fields)),
      fc.oneof(fc.string(), fc.jsonValue()).map((data) => ({ data })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (given) => {
        events = given;
        await collect(generator, hello).then(
          ({ text }) => expect(text).toBeTypeOf('string'),
          (error) => expect(error).toBeInstanceOf(SightlineError),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('the captioner of anthropic', () => {
  it('describes a picture', async () => {
    const said = { caption: 'A red tent.', objects: ['tent'], colours: ['red'], text: '', kind: 'photo' };
    const server = await serverOf(says(JSON.stringify(said)));
    const context = {
      ...contextWith({ apiKey: key, baseUrl: server.url, concurrency: 2 }),
      captionPrompt: 'Name the tent.',
    };
    const captioner = await provider.captioner?.('claude-haiku-4-5', context);
    const { bytes, mediaType } = await fakePicture(40, 30);
    expect(await captioner?.caption(bytes, mediaType)).toEqual({
      description: said,
      usage: { inputTokens: 25, outputTokens: 15 },
    });
    expect(captioner).toMatchObject({ name: 'anthropic:claude-haiku-4-5', concurrency: 2, imageSide: 1568 });
    const content = sentBody.parse(server.requests[0]?.json).messages[0]?.content;
    expect(content?.map((part) => part.type)).toEqual(['image', 'text']);
    expect(content?.[1]?.text).toMatch(/^Name the tent\./);
  });
});
