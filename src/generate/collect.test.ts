import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collect, generateJson } from './collect.ts';
import type { GenerateEvent, GenerateRequest, Generator } from './generator.ts';

const hello = { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] } as const;
const usage = { inputTokens: 5, outputTokens: undefined };

/** A generator that says these events, and remembers what it was asked. */
function saying(...events: readonly GenerateEvent[]): Generator & { readonly asked: GenerateRequest[] } {
  const asked: GenerateRequest[] = [];
  return {
    name: 'test:model',
    limits: { contextTokens: 1, outputTokens: 1, pictures: 0, pictureSide: 1, pictureBytes: 1, pictureTokens: 1 },
    asked,
    async *generate(request) {
      asked.push(request);
      yield* events;
    },
    close: async () => undefined,
  };
}

const saysText = (text: string) => saying({ type: 'text', text }, { type: 'finished', reason: 'stop', usage });

describe('collect', () => {
  it('puts an answer together', async () => {
    const generator = saying(
      { type: 'text', text: 'two ' },
      { type: 'tool-call', id: 'a', name: 'search', input: { q: 'tent' } },
      { type: 'text', text: 'tents' },
      { type: 'finished', reason: 'length', usage },
    );
    expect(await collect(generator, hello)).toEqual({
      text: 'two tents',
      toolCalls: [{ id: 'a', name: 'search', input: { q: 'tent' } }],
      reason: 'length',
      usage,
    });
  });

  it('does not take an answer without an end', async () => {
    await expect(collect(saying({ type: 'text', text: 'two ' }), hello)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('test:model'),
    });
  });
});

describe('generateJson', () => {
  const wanted = { name: 'paint', type: z.object({ colour: z.string(), coats: z.number().default(1) }) };

  it.each([
    ['bare', '{"colour": "red"}'],
    ['in a code fence', '```json\n{"colour": "red"}\n```'],
    ['in prose', 'Here you are: {"colour": "red"} I hope that helps.'],
  ])('reads JSON %s', async (_, said) => {
    const generator = saysText(said);
    expect(await generateJson(generator, hello, wanted)).toEqual({ value: { colour: 'red', coats: 1 }, usage });
    expect(generator.asked[0]?.json).toMatchObject({
      name: 'paint',
      schema: { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] },
    });
  });

  it.each([
    ['prose', 'Red, I think.'],
    ['JSON of another shape', '{"colour": 7}'],
    ['JSON that is cut', '{"colour": "re'],
    ['a list', '["red"]'],
    ['nothing', ''],
    ['braces the wrong way round', '} {'],
  ])('refuses %s', async (_, said) => {
    await expect(generateJson(saysText(said), hello, wanted)).rejects.toMatchObject({
      code: 'model-failed',
      message: expect.stringContaining('test:model'),
    });
  });
});
