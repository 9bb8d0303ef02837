import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import {
  type FakeHttpServer,
  fakeHttpServer,
  type SeenRequest,
  sendEvents,
  sendJson,
} from '../support/fake-http-server.ts';
import type { VendorOptions } from '../support/vendor-options.ts';
import { vendorService } from '../support/vendor-service.ts';
import { collect, generateJson } from './collect.ts';
import { fakePicture } from './fake-picture.ts';
import type { GenerateEvent, GenerateRequest, Generator, PicturePart } from './generator.ts';
import { type OpenAiGeneratorOptions, openAiGenerator } from './openai-generator.ts';

// Request and chunks as the public reference shows them:
// https://platform.openai.com/docs/api-reference/chat/create
// https://platform.openai.com/docs/api-reference/chat-streaming

const key = 'sk-verysecret-0123456789';
const limits = {
  contextTokens: 8000,
  outputTokens: 1000,
  pictures: 20,
  pictureSide: 1024,
  pictureBytes: 500_000,
  pictureTokens: 800,
};
const hello: GenerateRequest = { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] };

const servers: FakeHttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** A generator whose server answers each request with the next of the answers, and the last one for good. */
async function generatorOver(
  answers: readonly Answer[],
  options: Partial<OpenAiGeneratorOptions> = {},
  vendor: Partial<VendorOptions> = {},
): Promise<{ generator: Generator; server: FakeHttpServer }> {
  const server: FakeHttpServer = await fakeHttpServer((request, response) => {
    const answer = answers[Math.min(server.requests.length, answers.length) - 1];
    answer?.(response, request);
  });
  servers.push(server);
  const client = vendorService(
    { vendor: 'openai', baseUrl: 'https://api.openai.com/v1', keyNames: ['OPENAI_API_KEY'] },
    { vendor: { apiKey: key, baseUrl: `${server.url}/v1`, retries: 2, ...vendor }, environment: {}, offline: false },
  );
  const generator = await openAiGenerator({
    name: 'openai:gpt-4o-mini',
    model: 'gpt-4o-mini',
    client,
    limits,
    ...options,
  });
  return { generator, server };
}

function chunk(delta: unknown, finish_reason: string | null = null): { data: unknown } {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  return { data: { ...envelope, choices } };
}
const envelope = {
  id: 'chatcmpl-123',
  object: 'chat.completion.chunk',
  created: 1_694_268_190,
  model: 'gpt-4o-mini',
  system_fingerprint: 'fp_44709d6fcb',
};
const usage = {
  data: { ...envelope, choices: [], usage: { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 } },
};
const done = { data: '[DONE]' };

const says =
  (...pieces: readonly string[]): Answer =>
  (response) =>
    sendEvents(response, [
      chunk({ role: 'assistant', content: '' }),
      ...pieces.map((content) => chunk({ content })),
      chunk({}, 'stop'),
      usage,
      done,
    ]);
const fails =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    sendJson(response, { error: { message: `No luck with ${key}`, type: 'x', code: null } }, status, headers);

async function failure(generator: Generator, request = hello, signal?: AbortSignal): Promise<Error & { code: string }> {
  return collect(generator, request, signal).then(
    () => expect.fail('It did not fail.'),
    (error) => error,
  );
}

const sentBody = z.looseObject({ messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })) });

describe('openAiGenerator', () => {
  it('sends what the reference asks for, and streams the answer', async () => {
    const { generator, server } = await generatorOver([says('Hel', 'lo!')]);
    const request: GenerateRequest = {
      messages: [{ role: 'system', text: 'Be brief.' }, ...hello.messages],
      maxOutputTokens: 5000,
      temperature: 0.2,
    };
    const events: GenerateEvent[] = [];
    for await (const event of generator.generate(request)) events.push(event);
    expect(events).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo!' },
      { type: 'finished', reason: 'stop', usage: { inputTokens: 19, outputTokens: 10 } },
    ]);
    const [seen] = server.requests;
    expect([seen?.method, seen?.path]).toEqual(['POST', '/v1/chat/completions']);
    expect(seen?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
    expect(seen?.json).toEqual({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
      max_tokens: 1000,
      temperature: 0.2,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('sends pictures between their labels, with their detail where it belongs', async () => {
    const { generator, server } = await generatorOver([says('A tent.')]);
    const picture = await fakePicture(40, 30, { format: 'jpeg' });
    const url = `data:image/jpeg;base64,${Buffer.from(picture.bytes).toString('base64')}`;
    const parts = [
      { type: 'text' as const, text: '[S1]' },
      { ...picture, detail: 'low' as const },
      { type: 'text' as const, text: '[S2]' },
      picture,
    ];
    await collect(generator, { messages: [{ role: 'user', parts }] });
    expect(sentBody.parse(server.requests[0]?.json).messages[0]?.content).toEqual([
      { type: 'text', text: '[S1]' },
      { type: 'image_url', image_url: { url, detail: 'low' } },
      { type: 'text', text: '[S2]' },
      { type: 'image_url', image_url: { url } },
    ]);
  });

  it('looks at all pictures with the usual detail, and says nothing of it where it is not known', async () => {
    const picture = await fakePicture(40, 30);
    const parts = [picture, { ...picture, detail: 'low' as const }];
    for (const [detail, sent] of [
      ['high', ['high', 'low']],
      [false, [undefined, undefined]],
    ] as const) {
      const { generator, server } = await generatorOver([says('A tent.')], { detail });
      await collect(generator, { messages: [{ role: 'user', parts }] });
      const content = z
        .array(z.object({ image_url: z.object({ detail: z.string().optional() }) }))
        .parse(sentBody.parse(server.requests[0]?.json).messages[0]?.content);
      expect(content.map((part) => part.image_url.detail)).toEqual(sent);
    }
  });

  it('sends 20 of 25 pictures, the rest as words, and makes large ones smaller', async () => {
    const { generator, server } = await generatorOver([says('Many.')]);
    const large = await fakePicture(9000, 90, { format: 'jpeg', standIn: 'large' });
    const small = await fakePicture(16, 16, { standIn: 'small' });
    const parts: PicturePart[] = [large, ...Array.from({ length: 24 }, () => small)];
    await collect(generator, { messages: [{ role: 'user', parts }] });
    const content = z
      .array(z.looseObject({ type: z.string() }))
      .parse(sentBody.parse(server.requests[0]?.json).messages[0]?.content);
    expect(content.filter((part) => part.type === 'image_url')).toHaveLength(20);
    expect(content.slice(20)).toEqual(Array.from({ length: 5 }, () => ({ type: 'text', text: 'small' })));
    expect(server.requests[0]?.text.length).toBeLessThan(200_000);
  });

  it('gives a model that cannot see the words', async () => {
    const { generator, server } = await generatorOver([says('Ok.')], { limits: { ...limits, pictures: 0 } });
    const parts = [{ type: 'text' as const, text: 'Which?' }, await fakePicture(9, 9, { standIn: 'a red tent' })];
    const bare = [await fakePicture(9, 9)];
    await collect(generator, {
      messages: [
        { role: 'user', parts },
        { role: 'user', parts: bare },
      ],
    });
    expect(sentBody.parse(server.requests[0]?.json).messages.map((message) => message.content)).toEqual([
      [
        { type: 'text', text: 'Which?' },
        { type: 'text', text: 'a red tent' },
      ],
      '(a picture that cannot be shown)',
    ]);
  });

  it('carries a call of a tool there and back', async () => {
    const calls = [
      chunk({
        role: 'assistant',
        content: null,
        tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'search', arguments: '' } }],
      }),
      ...['{"que', 'ry": "te', 'nt"}'].map((piece) =>
        chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
      ),
      chunk({
        tool_calls: [{ index: 1, id: 'call_b', type: 'function', function: { name: 'count', arguments: '' } }],
      }),
      chunk({}, 'tool_calls'),
      usage,
      done,
    ];
    const { generator, server } = await generatorOver([(response) => sendEvents(response, calls), says('Two.')]);
    const input = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] };
    const tools = [
      { name: 'search', description: 'Searches the index.', input },
      { name: 'count', description: 'Counts.', input: { type: 'object', properties: {} } },
    ];
    const first = await collect(generator, { ...hello, tools });
    expect(first.reason).toBe('tool-calls');
    expect(first.toolCalls).toEqual([
      { id: 'call_a', name: 'search', input: { query: 'tent' } },
      { id: 'call_b', name: 'count', input: {} },
    ]);
    await collect(generator, {
      messages: [
        ...hello.messages,
        { role: 'assistant', text: '', toolCalls: first.toolCalls },
        { role: 'tool', callId: 'call_a', name: 'search', result: 'two tents' },
        { role: 'tool', callId: 'call_b', name: 'count', result: '2' },
      ],
      tools,
    });
    expect(server.requests[0]?.json).toMatchObject({
      tool_choice: 'auto',
      tools: [
        { type: 'function', function: { name: 'search', description: 'Searches the index.', parameters: input } },
        { type: 'function', function: { name: 'count' } },
      ],
    });
    expect(sentBody.parse(server.requests[1]?.json).messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_a', type: 'function', function: { name: 'search', arguments: '{"query":"tent"}' } },
          { id: 'call_b', type: 'function', function: { name: 'count', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_a', content: 'two tents' },
      { role: 'tool', tool_call_id: 'call_b', content: '2' },
    ]);
  });

  it('refuses arguments that are not JSON', async () => {
    const { generator } = await generatorOver([
      (response) =>
        sendEvents(response, [
          chunk({
            tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'search', arguments: '{"q' } }],
          }),
          chunk({}, 'length'),
          done,
        ]),
    ]);
    const error = await failure(generator);
    expect(error).toMatchObject({ code: 'model-failed' });
    expect(error.message).toContain('asked for search with arguments that are not JSON');
  });

  it('asks for JSON by its schema, strictly where the schema leaves nothing open', async () => {
    const { generator, server } = await generatorOver([says('{"colour": "red"}')]);
    const closed = z.strictObject({ colour: z.string() });
    const open = z.object({ colour: z.string().optional() });
    for (const type of [closed, open]) {
      const { value } = await generateJson(generator, hello, { name: 'paint', type });
      expect(value).toEqual({ colour: 'red' });
    }
    const formats = server.requests.map((request) =>
      z.looseObject({ response_format: z.unknown() }).parse(request.json),
    );
    expect(formats.map((sent) => sent.response_format)).toMatchObject([
      { type: 'json_schema', json_schema: { name: 'paint', strict: true, schema: { required: ['colour'] } } },
      { type: 'json_schema', json_schema: { name: 'paint', strict: false, schema: { type: 'object' } } },
    ]);
  });

  it('tells a server without schemas about them in words', async () => {
    const { generator, server } = await generatorOver([says('{"colour": "red"}')], { jsonSchema: false });
    const type = z.strictObject({ colour: z.string() });
    const request: GenerateRequest = { messages: [{ role: 'system', text: 'Be brief.' }, ...hello.messages] };
    expect((await generateJson(generator, request, { name: 'paint', type })).value).toEqual({ colour: 'red' });
    expect(server.requests[0]?.json).toMatchObject({ response_format: { type: 'json_object' } });
    const { messages } = sentBody.parse(server.requests[0]?.json);
    expect(messages.map((message) => message.role)).toEqual(['system', 'user']);
    expect(messages[0]?.content).toMatch(/^Be brief\.\n\n.*JSON Schema:\n.*"colour"/s);
  });

  it.each([true, false])('does without a form that the server refuses (schemas: %s)', async (jsonSchema) => {
    const refuses: Answer = (response) =>
      sendJson(response, { error: { message: 'response_format is not supported by this model', code: 400 } }, 400);
    const { generator, server } = await generatorOver([refuses, says('{"colour": "red"}')], { jsonSchema });
    const wanted = { name: 'paint', type: z.strictObject({ colour: z.string() }) };
    for (let i = 0; i < 2; i++) expect((await generateJson(generator, hello, wanted)).value).toEqual({ colour: 'red' });
    const sent = server.requests.map((request) => sentBody.parse(request.json));
    expect(sent.map((body) => body.response_format !== undefined)).toEqual([true, false, false]);
    expect(sent[1]?.messages[0]?.content).toContain('JSON Schema');
  });

  it('does not take any other refusal for one of the form', async () => {
    const { generator, server } = await generatorOver([fails(400)]);
    const wanted = { name: 'paint', type: z.strictObject({ colour: z.string() }) };
    await expect(generateJson(generator, hello, wanted)).rejects.toMatchObject({ code: 'model-failed' });
    expect(server.requests).toHaveLength(1);
  });

  it('puts extra fields over its own, and names the longest answer as the server does', async () => {
    const { generator, server } = await generatorOver([says('Ok.')], {
      body: { reasoning_effort: 'low', temperature: 1 },
      maxTokensField: 'max_completion_tokens',
    });
    await collect(generator, { ...hello, temperature: 0, maxOutputTokens: 9 });
    const { reasoning_effort, temperature, max_tokens, max_completion_tokens } = z
      .record(z.string(), z.unknown())
      .parse(server.requests[0]?.json);
    expect({ reasoning_effort, temperature, max_tokens, max_completion_tokens }).toEqual({
      reasoning_effort: 'low',
      temperature: 1,
      max_tokens: undefined,
      max_completion_tokens: 9,
    });
  });

  it('keeps a query of the base URL', async () => {
    const { generator, server } = await generatorOver([says('Ok.')]);
    const client = vendorService(
      { vendor: 'openai', baseUrl: `${server.url}/v1?api-version=2024-10-21`, keyNames: [] },
      { vendor: {}, environment: {}, offline: false },
    );
    await collect(await openAiGenerator({ name: generator.name, model: 'x', client, limits }), hello);
    expect(server.requests[0]?.path).toBe('/v1/chat/completions?api-version=2024-10-21');
  });

  it('leaves thinking out of the answer', async () => {
    const { generator } = await generatorOver([
      (response) =>
        sendEvents(response, [
          chunk({ reasoning_content: 'Hmm.' }),
          chunk({ content: 'Yes.' }),
          chunk({}, 'stop'),
          done,
        ]),
    ]);
    expect(await collect(generator, hello)).toMatchObject({
      text: 'Yes.',
      usage: { inputTokens: undefined, outputTokens: undefined },
    });
  });
});

describe('openAiGenerator in trouble', () => {
  it('names option and variable for a refused key, and keeps the key to itself', async () => {
    const { generator, server } = await generatorOver([fails(401)]);
    const error = await failure(generator);
    expect(error.code).toBe('bad-option');
    expect(error.message).toMatch(/OPENAI_API_KEY.*providers\.openai\.apiKey/);
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });

  it('waits when told to, and goes on', async () => {
    const { generator, server } = await generatorOver([fails(429, { 'retry-after': '1' }), says('Ok.')]);
    const start = Date.now();
    expect((await collect(generator, hello)).text).toBe('Ok.');
    expect(Date.now() - start).toBeGreaterThan(950);
    expect(server.requests).toHaveLength(2);
  });

  it('gives up on a server that stays broken', async () => {
    const { generator, server } = await generatorOver([fails(500, { 'retry-after-ms': '1' })]);
    const error = await failure(generator);
    expect(error).toMatchObject({ code: 'network-failed' });
    expect(error.message).toContain('500');
    expect(error.message).not.toContain(key);
    expect(server.requests).toHaveLength(3);
  });

  it('says so when the model is not there', async () => {
    const { generator } = await generatorOver([fails(404)]);
    expect(await failure(generator)).toMatchObject({ code: 'model-missing' });
  });

  it.each([
    ['no JSON', '{"choices": [{"del'],
    ['JSON of another shape', { choices: 'none' }],
  ])('does not take %s in the stream for an answer', async (_, data) => {
    const { generator } = await generatorOver([
      (response) => sendEvents(response, [chunk({ content: 'Once ' }), { data }, chunk({}, 'stop'), done]),
    ]);
    const error = await failure(generator);
    expect(error).toMatchObject({ code: 'model-failed' });
    expect(error.message).toContain('openai:gpt-4o-mini answered in a form that is not its own protocol');
    expect(error.message.length).toBeLessThan(600);
  });

  it('gives the words of an error in the stream, without the key', async () => {
    const said = { error: { message: `The server with ${key} had an error`, type: 'server_error', code: null } };
    const { generator } = await generatorOver([
      (response) => sendEvents(response, [chunk({ content: 'Once ' }), { data: said }]),
    ]);
    const error = await failure(generator);
    expect(error.message).toContain('The server with *** had an error');
    expect(error.code).toBe('network-failed');
  });

  it.each([true, false])('does not take half an answer for a whole one (connection cut: %s)', async (cut) => {
    const { generator } = await generatorOver([
      (response) => sendEvents(response, [chunk({ content: 'Once upon' })], { cut }),
    ]);
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const event of generator.generate(hello)) if (event.type === 'text') pieces.push(event.text);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringMatching(/broke off/),
    });
    expect(pieces).toEqual(['Once upon']);
  });

  it.each([
    ['a web page', 'text/html', '<!doctype html><title>Welcome</title>'],
    ['a whole answer', 'application/json', '{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}'],
    ['nothing', 'text/event-stream', ''],
  ])('says what to check when %s comes instead of a stream', async (_, type, body) => {
    const { generator } = await generatorOver([
      (response) => {
        response.writeHead(200, { 'content-type': type });
        response.end(body);
      },
    ]);
    const error = await failure(generator);
    expect(error).toMatchObject({ code: 'network-failed' });
    expect(error.message).toContain('openai:gpt-4o-mini gave no answer');
    expect(error.message).toContain('check the base URL');
  });

  it.each([
    ['before it begins', 0],
    ['in the middle', 1],
  ])('gives up on an answer that falls silent %s', async (_, pieces) => {
    const { generator } = await generatorOver(
      [
        (response) => {
          if (pieces === 0) return;
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(`data: ${JSON.stringify(chunk({ content: 'Once ' }).data)}\n\n`);
        },
      ],
      {},
      { timeoutMs: 150, retries: 0 },
    );
    const start = Date.now();
    expect(await failure(generator)).toMatchObject({ code: 'network-failed' });
    expect(Date.now() - start).toBeLessThan(2000);
  });

  it('stops in the middle of an answer when told, and hangs up', async () => {
    let hungUp: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const { generator } = await generatorOver([
      (response) => {
        response.on('close', hungUp);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'Once ' }).data)}\n\n`);
      },
    ]);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const event of generator.generate(hello, controller.signal)) {
        if (event.type === 'text') controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await closed;
  });

  it('hangs up when nobody wants the rest', async () => {
    let hungUp: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const { generator } = await generatorOver([
      (response) => {
        response.on('close', hungUp);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'Once ' }).data)}\n\n`);
      },
    ]);
    for await (const event of generator.generate(hello)) if (event.type === 'text') break;
    await closed;
  });

  it('asks nothing when it is cancelled before', async () => {
    const { generator, server } = await generatorOver([says('Ok.')]);
    expect(await failure(generator, hello, AbortSignal.abort())).toMatchObject({ code: 'cancelled' });
    expect(server.requests).toHaveLength(0);
  });

  it('ends in an answer or in an error of ours, whatever a server streams', async () => {
    let events: readonly { readonly data: unknown }[] = [];
    const { generator } = await generatorOver([(response) => sendEvents(response, events)]);
    const call = fc.record(
      {
        index: fc.nat(2),
        id: fc.string(),
        function: fc.record({ name: fc.string(), arguments: fc.string() }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    const delta = fc.record(
      { content: fc.oneof(fc.string(), fc.jsonValue()), tool_calls: fc.array(call) },
      { requiredKeys: [] },
    );
    const event = fc.oneof(
      delta.map((given) => chunk(given)),
      fc.oneof(fc.string(), fc.jsonValue()).map((data) => ({ data })),
      fc.constantFrom(chunk({}, 'stop'), usage, done),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 6 }), async (given) => {
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
