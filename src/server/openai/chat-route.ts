import { randomUUID } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Sightline } from '../../engine/engine.ts';
import { SightlineError } from '../../support/errors.ts';
import { type AskedChat, chatEvents } from './chat-events.ts';
import { type ChatRequest, chatCompletion, chatRequest } from './chat-schemas.ts';
import { chatChunks, eventStreamResponse } from './chat-stream.ts';
import { conversationOf } from './conversation.ts';
import { openAiErrorSchema } from './openai-error.ts';
import { type OpenAiOptions, originOf } from './openai-options.ts';
import { ignoredParameters, refuseUnsupported } from './refuse-unsupported.ts';
import { resumed } from './resumed.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/chat/completions',
  tags: ['OpenAI-compatible'],
  summary: 'Answer the last question of a chat from the index',
  request: { body: { required: true, content: { 'application/json': { schema: chatRequest } } } },
  responses: {
    200: {
      description: 'The answer, or with `stream` its pieces as server-sent events',
      content: { 'application/json': { schema: chatCompletion }, 'text/event-stream': { schema: z.string() } },
    },
    default: { description: 'An error', content: { 'application/json': { schema: openAiErrorSchema } } },
  },
});

export function chatRoute(app: OpenAPIHono, engine: Sightline, options: OpenAiOptions): void {
  app.openapi(route, async (c) => {
    const request = c.req.valid('json');
    refuseUnsupported(request);
    const gone = new AbortController();
    const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
    const generator = await options.generator?.();
    const events = chatEvents(engine, askedChat(request), { origin: originOf(c.req.url, options), generator, signal });
    const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: request.model };
    if (request.stream === true) {
      // What fails before the first piece still gets a status of its own.
      const first = await events.next();
      const includeUsage = request.stream_options?.include_usage === true;
      const chunks = chatChunks(resumed(first, events), head, { includeUsage, ...options });
      return eventStreamResponse(chunks, () => gone.abort());
    }
    for await (const event of events) {
      if (event.type !== 'finished') continue;
      const { content, ending, annotations, usage, sightline } = event.chat;
      const message = { role: 'assistant' as const, content, refusal: null, annotations };
      const choice = { index: 0, finish_reason: ending, logprobs: null, message };
      return c.json({ ...head, object: 'chat.completion' as const, choices: [choice], usage, sightline }, 200);
    }
    throw new SightlineError('model-failed', 'The answer broke off before its end.', { remedy: 'Ask again.' });
  });
}

function askedChat(request: ChatRequest): AskedChat {
  const { model, messages, max_tokens, max_completion_tokens, stop, sightline } = request;
  return {
    model,
    conversation: conversationOf(messages),
    limits: {
      maxTokens: max_completion_tokens ?? max_tokens ?? undefined,
      stop: typeof stop === 'string' ? [stop] : (stop ?? []),
    },
    ...(sightline ? { search: sightline } : {}),
    ignored: ignoredParameters(request, 'chat'),
  };
}
