import type { LanguageModelV3, LanguageModelV3StreamPart, LanguageModelV3ToolCall } from '@ai-sdk/provider';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { fitPictures } from './fit-pictures.ts';
import type { FinishReason, GenerateEvent, GenerateRequest, Generator, GeneratorLimits } from './generator.ts';
import { brokeOff, sdkFailure } from './sdk-failure.ts';
import { toSdkOptions } from './sdk-prompt.ts';

export interface SdkGeneratorOptions {
  /** `vendor:model`. */
  readonly name: string;
  readonly limits: GeneratorLimits;
  readonly model: LanguageModelV3;
  /** Keys, which must not be seen in an error. */
  readonly secrets: readonly string[];
  close?(): Promise<void>;
}

/** A generator over a model of the AI SDK, which knows the vendor's way to say things. */
export function sdkGenerator({ name, limits, model, secrets, close }: SdkGeneratorOptions): Generator {
  return {
    name,
    limits,
    async *generate(request, signal) {
      throwIfAborted(signal);
      const messages = await fitPictures(request.messages, limits, signal);
      const options = toSdkOptions(withinLimits({ ...request, messages }, limits), signal);
      let begun = false;
      try {
        for await (const part of streamParts(model, options, signal)) {
          const event = toEvent(part, name);
          begun ||= part.type !== 'stream-start';
          if (!event) continue;
          yield event;
          if (event.type === 'finished') return;
        }
      } catch (error) {
        throwIfAborted(signal);
        throw sdkFailure(error, { name, secrets, begun });
      }
      throw brokeOff(name, begun);
    },
    close: async () => close?.(),
  };
}

function withinLimits(request: GenerateRequest, { outputTokens }: GeneratorLimits): GenerateRequest {
  const { maxOutputTokens } = request;
  return maxOutputTokens === undefined
    ? request
    : { ...request, maxOutputTokens: Math.min(maxOutputTokens, outputTokens) };
}

/** The parts of a model's stream. Cancelling takes effect at once, whatever the model is waiting for. */
async function* streamParts(
  model: LanguageModelV3,
  options: Parameters<LanguageModelV3['doStream']>[0],
  signal: AbortSignal | undefined,
): AsyncGenerator<LanguageModelV3StreamPart, void, undefined> {
  const reader = await openStream(model, options, signal);
  // A read that is waiting ends then, too. A stream that is left half read would hold its connection.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      throwIfAborted(signal);
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

async function openStream(
  model: LanguageModelV3,
  options: Parameters<LanguageModelV3['doStream']>[0],
  signal: AbortSignal | undefined,
): Promise<ReadableStreamDefaultReader<LanguageModelV3StreamPart>> {
  const opening = model.doStream(options);
  let cancel: () => void = () => undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new SightlineError('cancelled', 'Cancelled.', { cause: signal?.reason }));
  });
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    const { stream } = await Promise.race([opening, cancelled]);
    return stream.getReader();
  } catch (error) {
    // What opens after all is closed again.
    opening.then(
      ({ stream }) => stream.cancel().catch(() => undefined),
      () => undefined,
    );
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function toEvent(part: LanguageModelV3StreamPart, name: string): GenerateEvent | undefined {
  switch (part.type) {
    case 'text-delta':
      return part.delta === '' ? undefined : { type: 'text', text: part.delta };
    case 'tool-call':
      return { type: 'tool-call', id: part.toolCallId, name: part.toolName, input: toolInput(part, name) };
    case 'error':
      throw part.error;
    case 'finish': {
      const { unified, raw } = part.finishReason;
      // What the SDK says when the connection ended and the model had not said that it stopped.
      if (raw === undefined && (unified === 'error' || unified === 'other')) throw brokeOff(name, true);
      if (unified === 'error') {
        throw new SightlineError('model-failed', `${name} stopped because of an error of its own (${raw}).`, {
          remedy: 'Try again.',
        });
      }
      const reason: FinishReason = unified;
      const { inputTokens, outputTokens } = part.usage;
      return { type: 'finished', reason, usage: { inputTokens: inputTokens.total, outputTokens: outputTokens.total } };
    }
    default:
      // Thinking, sources, metadata: nothing that belongs into an answer.
      return undefined;
  }
}

function toolInput({ toolName, input }: LanguageModelV3ToolCall, name: string): unknown {
  // Of a tool without parameters many servers send nothing.
  if (input.trim() === '') return {};
  try {
    return JSON.parse(input);
  } catch {
    throw new SightlineError('model-failed', `${name} asked for ${toolName} with arguments that are not JSON.`, {
      remedy: 'Try again, allow it a longer answer, or choose a model that is trained on tools.',
    });
  }
}
