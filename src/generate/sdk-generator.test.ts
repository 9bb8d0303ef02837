import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3StreamPart } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { SightlineError } from '../support/errors.ts';
import { collect } from './collect.ts';
import type { GenerateEvent, GenerateRequest, Generator } from './generator.ts';
import { sdkGenerator } from './sdk-generator.ts';

const limits = {
  contextTokens: 8000,
  outputTokens: 1000,
  pictures: 4,
  pictureSide: 512,
  pictureBytes: 100_000,
  pictureTokens: 500,
};
const hello: GenerateRequest = { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] };
const usage = {
  inputTokens: { total: 7, noCache: 7, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 3, text: 3, reasoning: 0 },
};
type Finish = Extract<LanguageModelV3StreamPart, { type: 'finish' }>['finishReason'];
const finish = (unified: Finish['unified'], raw: string | undefined): LanguageModelV3StreamPart => ({
  type: 'finish',
  finishReason: { unified, raw },
  usage,
});
const text = (delta: string): LanguageModelV3StreamPart => ({ type: 'text-delta', id: '0', delta });

/** A model that streams these parts; what it was asked is kept in `asked`. */
function modelOf(open: () => ReadableStream<LanguageModelV3StreamPart>, asked: LanguageModelV3CallOptions[] = []) {
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider: 'test',
    modelId: 'model',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('Not streamed.')),
    async doStream(options) {
      asked.push(options);
      return { stream: open() };
    },
  };
  return sdkGenerator({ name: 'test:model', limits, model, secrets: ['topsecret'] });
}

function streaming(...parts: readonly (LanguageModelV3StreamPart | Error)[]): Generator {
  return modelOf(
    () =>
      new ReadableStream({
        start(controller) {
          for (const part of parts) {
            if (part instanceof Error) {
              controller.error(part);
              return;
            }
            controller.enqueue(part);
          }
          controller.close();
        },
      }),
  );
}

describe('sdkGenerator', () => {
  it('gives text and calls as they come, and one end', async () => {
    const generator = streaming(
      { type: 'stream-start', warnings: [] },
      { type: 'text-start', id: '0' },
      text('a'),
      text(''),
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      text('b'),
      { type: 'tool-call', toolCallId: 'c', toolName: 'search', input: '{"q":1}' },
      finish('tool-calls', 'tool_use'),
    );
    const events: GenerateEvent[] = [];
    for await (const event of generator.generate(hello)) events.push(event);
    expect(events).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'tool-call', id: 'c', name: 'search', input: { q: 1 } },
      { type: 'finished', reason: 'tool-calls', usage: { inputTokens: 7, outputTokens: 3 } },
    ]);
  });

  it('makes one system message of several, and sends no empty parts', async () => {
    const asked: LanguageModelV3CallOptions[] = [];
    const generator = modelOf(
      () => new ReadableStream({ start: (controller) => controller.enqueue(finish('stop', 'end_turn')) }),
      asked,
    );
    await collect(generator, {
      messages: [
        { role: 'system', text: 'One.' },
        { role: 'user', parts: [{ type: 'text', text: '' }] },
        { role: 'assistant', text: '' },
        { role: 'system', text: 'Two.' },
      ],
    });
    expect(asked[0]?.prompt).toEqual([
      { role: 'system', content: 'One.\n\nTwo.' },
      { role: 'user', content: [{ type: 'text', text: '(a picture that cannot be shown)' }] },
    ]);
  });

  it.each([
    ['no end at all', [text('a')]],
    ['an end without a reason', [text('a'), finish('other', undefined)]],
    ['an error as its end', [text('a'), finish('error', undefined)]],
  ])('does not take %s for an answer', async (_, parts) => {
    await expect(collect(streaming(...parts), hello)).rejects.toMatchObject({
      code: 'network-failed',
      message: 'The answer of test:model broke off before its end. Try again.',
    });
  });

  it('takes an unknown reason for an end all the same', async () => {
    expect(await collect(streaming(text('a'), finish('other', 'pause_turn')), hello)).toMatchObject({
      reason: 'other',
    });
  });

  it('says when the model itself stopped in error', async () => {
    await expect(collect(streaming(finish('error', 'engine_dead')), hello)).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('engine_dead'),
    });
  });

  it('finds our own error inside those of the library', async () => {
    const own = new SightlineError('limit-exceeded', 'Too large.');
    const wrapped = new Error('Failed to process successful response', { cause: new Error('x', { cause: own }) });
    await expect(collect(streaming(text('a'), wrapped), hello)).rejects.toBe(own);
    await expect(collect(streaming({ type: 'error', error: wrapped }), hello)).rejects.toBe(own);
  });

  it('does not take a connection that something else stopped for the wish of whoever asked', async () => {
    const stopped = new DOMException('This operation was aborted', 'AbortError');
    await expect(collect(streaming({ type: 'error', error: stopped }), hello)).rejects.toMatchObject({
      code: 'network-failed',
    });
  });

  it('survives errors that hold each other', async () => {
    const first = new Error('first');
    first.cause = new Error('second', { cause: first });
    await expect(collect(streaming(first), hello)).rejects.toMatchObject({ code: 'model-failed' });
  });

  it.each([
    [{ type: 'overloaded_error', message: 'Overloaded' }, 'network-failed', 'test:model failed: Overloaded.'],
    [{ type: 'invalid_request_error', message: 'bad topsecret' }, 'model-failed', 'test:model failed: bad ***.'],
    [{ odd: true }, 'model-failed', 'it did not say why'],
    ['plain words', 'model-failed', 'plain words'],
    [null, 'model-failed', 'null'],
  ])('puts %o from the stream into words', async (error, code, said) => {
    await expect(collect(streaming({ type: 'error', error }), hello)).rejects.toMatchObject({
      name: 'SightlineError',
      code,
      message: expect.stringContaining(said),
    });
  });

  it('is cancelled at once, even while the model says nothing', async () => {
    let gaveUp = false;
    const generator = modelOf(
      () =>
        new ReadableStream({
          start: (controller) => controller.enqueue(text('a')),
          pull: () => new Promise(() => undefined),
          cancel: () => {
            gaveUp = true;
          },
        }),
    );
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    await expect(collect(generator, hello, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(gaveUp).toBe(true);
  });

  it('is cancelled before the model has begun', async () => {
    const model: LanguageModelV3 = {
      specificationVersion: 'v3',
      provider: 'test',
      modelId: 'model',
      supportedUrls: {},
      doGenerate: () => new Promise(() => undefined),
      doStream: () => new Promise(() => undefined),
    };
    const generator = sdkGenerator({ name: 'test:model', limits, model, secrets: [] });
    await expect(collect(generator, hello, AbortSignal.timeout(30))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('closes what it was given to close', async () => {
    let closed = 0;
    const model = {} as LanguageModelV3;
    await sdkGenerator({ name: 'x', limits, model, secrets: [], close: async () => void closed++ }).close();
    await sdkGenerator({ name: 'x', limits, model, secrets: [] }).close();
    expect(closed).toBe(1);
  });
});
