import type { ChatEvent, FinishedChat } from './chat-events.ts';
import { openAiError } from './openai-error.ts';
import type { OpenAiOptions } from './openai-options.ts';
import { begunMessage, finishedResponse } from './response-object.ts';
import type { ResponseObject } from './response-schemas.ts';

/**
 * A chat's events as those of a streamed response (https://platform.openai.com/docs/api-reference/responses-streaming), each with
 * its number. What goes wrong on the way comes as `error` and `response.failed`, as the status is sent by then.
 */
export async function* responseEvents(
  events: AsyncIterable<ChatEvent>,
  begun: ResponseObject,
  { privateFolders, onError }: Pick<OpenAiOptions, 'privateFolders' | 'onError'>,
): AsyncGenerator<string> {
  let sequence_number = 0;
  const event = (type: string, rest: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...rest })}\n\n`;
  const message = begunMessage();
  const item = { output_index: 0 };
  const part = { item_id: message.id, ...item, content_index: 0 };
  try {
    yield event('response.created', { response: begun });
    yield event('response.in_progress', { response: begun });
    yield event('response.output_item.added', { ...item, item: message });
    const empty = { type: 'output_text', text: '', annotations: [], logprobs: [] };
    yield event('response.content_part.added', { ...part, part: empty });
    let finished: FinishedChat | undefined;
    for await (const one of events) {
      if (one.type === 'text') yield event('response.output_text.delta', { ...part, delta: one.text, logprobs: [] });
      if (one.type === 'finished') finished = one.chat;
    }
    if (!finished) return;
    const response = finishedResponse(begun, message, finished);
    const [whole = message] = response.output;
    const [text] = whole.content;
    for (const [annotation_index, annotation] of (text?.annotations ?? []).entries()) {
      yield event('response.output_text.annotation.added', { ...part, annotation_index, annotation });
    }
    yield event('response.output_text.done', { ...part, text: finished.content, logprobs: [] });
    yield event('response.content_part.done', { ...part, part: text });
    yield event('response.output_item.done', { ...item, item: whole });
    yield event(response.status === 'completed' ? 'response.completed' : 'response.incomplete', { response });
  } catch (error) {
    const { status, body } = openAiError(error, privateFolders);
    if (status === 500) onError?.(error);
    const { message: reason, param, code } = body.error;
    yield event('error', { code: code ?? 'server_error', message: reason, param });
    const failure = { code: status < 500 ? 'invalid_prompt' : 'server_error', message: reason };
    yield event('response.failed', { response: { ...begun, status: 'failed', error: failure } });
  }
}
