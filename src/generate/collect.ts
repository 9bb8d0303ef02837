import { z } from 'zod';
import { SightlineError } from '../support/errors.ts';
import type { FinishReason, GenerateRequest, Generator, JsonSchema, TokenUsage, ToolCall } from './generator.ts';

/** A whole answer. */
export interface Generated {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly reason: FinishReason;
  readonly usage: TokenUsage;
}

/** Waits for the end of an answer and gives it whole. Fails as {@link Generator.generate} does. */
export async function collect(
  generator: Generator,
  request: GenerateRequest,
  signal?: AbortSignal,
): Promise<Generated> {
  let text = '';
  const toolCalls: ToolCall[] = [];
  for await (const event of generator.generate(request, signal)) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'tool-call') toolCalls.push({ id: event.id, name: event.name, input: event.input });
    else return { text, toolCalls, reason: event.reason, usage: event.usage };
  }
  throw new SightlineError('network-failed', `The answer of ${generator.name} broke off before its end.`, {
    remedy: 'Try again.',
  });
}

/**
 * One JSON value of a schema's type. Models wrap JSON in prose and code fences all the same, so the outermost object in the
 * answer is taken, and what it holds is checked.
 *
 * @throws SightlineError 'model-failed' when there is no such value in the answer, and whatever {@link Generator.generate} does.
 */
export async function generateJson<T>(
  generator: Generator,
  request: Omit<GenerateRequest, 'json' | 'tools'>,
  wanted: { readonly name: string; readonly type: z.ZodType<T> },
  signal?: AbortSignal,
): Promise<{ readonly value: T; readonly usage: TokenUsage }> {
  const schema = z.toJSONSchema(wanted.type, { target: 'draft-7', io: 'input' }) as JsonSchema;
  const { text, usage } = await collect(generator, { ...request, json: { name: wanted.name, schema } }, signal);
  const parsed = wanted.type.safeParse(parseOutermostObject(text));
  if (parsed.success) return { value: parsed.data, usage };
  throw new SightlineError('model-failed', `${generator.name} did not answer with the JSON it was asked for.`, {
    remedy: 'Try again, or choose another model.',
    cause: parsed.error,
  });
}

function parseOutermostObject(text: string): unknown {
  const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
