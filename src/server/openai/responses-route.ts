import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Sightline } from '../../engine/engine.ts';
import { SightlineError } from '../../support/errors.ts';
import { chatEvents } from './chat-events.ts';
import { eventStreamResponse } from './chat-stream.ts';
import { openAiErrorSchema } from './openai-error.ts';
import { type OpenAiOptions, originOf } from './openai-options.ts';
import { ignoredParameters, refuseUnsupportedResponse } from './refuse-unsupported.ts';
import { conversationOfInput } from './response-input.ts';
import { begunMessage, begunResponse, finishedResponse } from './response-object.ts';
import { responseObject, responseRequest } from './response-schemas.ts';
import { responseEvents } from './response-stream.ts';
import { resumed } from './resumed.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/responses',
  tags: ['OpenAI-compatible'],
  summary: 'Answer the last question of an input from the index',
  description: 'Nothing is kept: `store` is false, and every request brings the whole conversation.',
  request: { body: { required: true, content: { 'application/json': { schema: responseRequest } } } },
  responses: {
    200: {
      description: 'The answer, or with `stream` its events as server-sent events',
      content: { 'application/json': { schema: responseObject }, 'text/event-stream': { schema: z.string() } },
    },
    default: { description: 'An error', content: { 'application/json': { schema: openAiErrorSchema } } },
  },
});

export function responsesRoute(app: OpenAPIHono, engine: Sightline, options: OpenAiOptions): void {
  app.openapi(route, async (c) => {
    const request = c.req.valid('json');
    refuseUnsupportedResponse(request);
    const { model, max_output_tokens, sightline } = request;
    const asked = {
      model,
      conversation: conversationOfInput(request),
      limits: { maxTokens: max_output_tokens ?? undefined },
      ...(sightline ? { search: sightline } : {}),
      ignored: ignoredParameters(request, 'responses'),
    };
    const gone = new AbortController();
    const signal = AbortSignal.any([c.req.raw.signal, gone.signal]);
    const generator = await options.generator?.();
    const events = chatEvents(engine, asked, { origin: originOf(c.req.url, options), generator, signal });
    const begun = begunResponse(request);
    if (request.stream === true) {
      // What fails before the first piece still gets a status of its own.
      const first = await events.next();
      return eventStreamResponse(responseEvents(resumed(first, events), begun, options), () => gone.abort());
    }
    for await (const event of events) {
      if (event.type === 'finished') return c.json(finishedResponse(begun, begunMessage(), event.chat), 200);
    }
    throw new SightlineError('model-failed', 'The answer broke off before its end.', { remedy: 'Ask again.' });
  });
}
