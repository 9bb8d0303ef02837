import type { ChatEnding, ChatEvent, FinishedChat } from './chat-events.ts';
import { openAiError } from './openai-error.ts';
import type { OpenAiOptions } from './openai-options.ts';

export interface ChunkHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/**
 * A chat's events as the server-sent events of a streamed completion
 * (https://platform.openai.com/docs/api-reference/chat-streaming). Errors come as an event as well, as the status is sent by then.
 */
export async function* chatChunks(
  events: AsyncIterable<ChatEvent>,
  { id, created, model }: ChunkHead,
  {
    includeUsage,
    privateFolders,
    onError,
  }: Pick<OpenAiOptions, 'privateFolders' | 'onError'> & { readonly includeUsage: boolean },
): AsyncGenerator<string> {
  const head = { id, object: 'chat.completion.chunk', created, model };
  const usage = includeUsage ? { usage: null } : {};
  const chunk = (delta: object, finish: ChatEnding | null = null, more: object = {}): string =>
    line({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usage, ...more });
  try {
    yield chunk({ role: 'assistant', content: '' });
    let finished: FinishedChat | undefined;
    for await (const event of events) {
      if (event.type === 'text') yield chunk({ content: event.text });
      if (event.type === 'finished') finished = event.chat;
    }
    if (finished) {
      const { annotations, ending, sightline } = finished;
      if (annotations.length > 0) yield chunk({ annotations });
      yield chunk({}, ending, { sightline });
      if (includeUsage) yield line({ ...head, choices: [], usage: finished.usage });
    }
    yield 'data: [DONE]\n\n';
  } catch (error) {
    const { status, body } = openAiError(error, privateFolders);
    if (status === 500) onError?.(error);
    yield line(body);
  }
}

function line(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** Text as it comes, as a response; `stop` is called when the client has gone. */
export function eventStreamResponse(pieces: AsyncGenerator<string>, stop: () => void): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: stop,
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
