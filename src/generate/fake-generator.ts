import { throwIfAborted } from '../support/errors.ts';
import type { FinishReason, GenerateRequest, Generator, GeneratorLimits } from './generator.ts';

export interface FakeGenerator extends Generator {
  readonly requests: readonly GenerateRequest[];
}

/** For tests: says what it is told to, in pieces of a few characters, and remembers what it was asked. */
export function fakeGenerator(
  answer: (request: GenerateRequest) => string | Promise<string>,
  limits: Partial<GeneratorLimits> = {},
  reason: FinishReason = 'stop',
): FakeGenerator {
  const requests: GenerateRequest[] = [];
  return {
    name: 'fake:writer',
    limits: {
      contextTokens: 8_000,
      outputTokens: 1_000,
      pictures: 4,
      pictureSide: 1_024,
      pictureBytes: 1_000_000,
      pictureTokens: 100,
      ...limits,
    },
    requests,
    async *generate(request, signal) {
      throwIfAborted(signal);
      requests.push(request);
      const text = await answer(request);
      for (let at = 0; at < text.length; at += 3) {
        throwIfAborted(signal);
        yield { type: 'text', text: text.slice(at, at + 3) };
      }
      yield { type: 'finished', reason, usage: { inputTokens: 100, outputTokens: Math.ceil(text.length / 4) } };
    },
    close: async () => undefined,
  };
}

/** All text of the last message's parts, a line each; pictures as `<picture>`. */
export function askedText({ messages }: GenerateRequest): string {
  const parts = messages.flatMap((message) => (message.role === 'user' ? message.parts : []));
  return parts.map((part) => (part.type === 'text' ? part.text : '<picture>')).join('\n');
}
