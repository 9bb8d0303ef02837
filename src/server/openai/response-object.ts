import { randomUUID } from 'node:crypto';
import type { FinishedChat } from './chat-events.ts';
import type { OutputMessage, OutputText, ResponseObject, ResponseRequest } from './response-schemas.ts';

/** A response before its answer, as streams begin with it. */
export function begunResponse({ model, instructions, max_output_tokens, metadata }: ResponseRequest): ResponseObject {
  return {
    id: `resp_${randomUUID().replaceAll('-', '')}`,
    object: 'response',
    created_at: nowSeconds(),
    completed_at: null,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: instructions ?? null,
    max_output_tokens: max_output_tokens ?? null,
    metadata: metadata ?? {},
    model,
    output: [],
    parallel_tool_calls: false,
    previous_response_id: null,
    store: false,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: null,
  };
}

/** The message that an answer is, before anything of it is written. */
export function begunMessage(): OutputMessage {
  const id = `msg_${randomUUID().replaceAll('-', '')}`;
  return { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
}

/** The same with its answer. */
export function finishedResponse(response: ResponseObject, message: OutputMessage, chat: FinishedChat): ResponseObject {
  const { ending, usage, sightline } = chat;
  const isWhole = ending === 'stop';
  return {
    ...response,
    status: isWhole ? 'completed' : 'incomplete',
    completed_at: isWhole ? nowSeconds() : null,
    incomplete_details: isWhole ? null : { reason: ending === 'length' ? 'max_output_tokens' : 'content_filter' },
    output: [{ ...message, status: isWhole ? 'completed' : 'incomplete', content: [outputText(chat)] }],
    usage: {
      input_tokens: usage.prompt_tokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.completion_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: usage.total_tokens,
    },
    sightline,
  };
}

/** Citations as annotations, which are flat here and nested in chats. */
function outputText({ content, annotations }: Pick<FinishedChat, 'content' | 'annotations'>): OutputText {
  return {
    type: 'output_text',
    text: content,
    annotations: annotations.map(({ type, url_citation }) => ({ type, ...url_citation })),
    logprobs: [],
  };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
