import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AnswerEvent } from '../../data/answer.ts';
import { eventStream, type ServerEvent } from '../event-stream.ts';
import { problemOf } from '../problem-response.ts';
import { queryOf } from '../query-of.ts';
import { problems } from '../route-answers.ts';
import { answerViewSchema, askBodySchema } from '../schemas.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';

const route = createRoute({
  method: 'post',
  path: '/api/ask',
  tags: ['Ask'],
  summary: 'Answer from the index with cited evidence, as it is written',
  description:
    'Events: `hits` (SearchReply), `round` ({round, query, why, …}: the generator searches again), `text` ({text}), `answer` (Answer), `error` (Problem) and, last, `done` ({}). What goes wrong before the first event is an ordinary problem.',
  request: { body: { required: true, content: { 'application/json': { schema: askBodySchema } } } },
  responses: {
    200: {
      description: 'Server-sent events, each with JSON as its data',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(400, 401, 404, 413, 429),
  },
});

export function askRoute(app: OpenAPIHono<ServerEnv>, parts: ServerParts): void {
  const { engine, options, views, metrics } = parts;
  // No route answers with it whole: it is what an event holds.
  app.openAPIRegistry.register('Answer', answerViewSchema);
  app.openapi(route, async (context) => {
    const { agentic, ...body } = context.req.valid('json');
    const stop = new AbortController();
    const { signal } = context.req.raw;
    if (signal.aborted) stop.abort();
    signal.addEventListener('abort', () => stop.abort(), { once: true });
    const maxPixels = options.settings.maxPixels;
    const { query, options: search } = await queryOf(body, engine, { maxPixels, signal: stop.signal });
    const answer = engine
      .askStream(query, { ...search, ...(agentic === undefined ? {} : { agentic }) })
      [Symbol.asyncIterator]();
    // The first event comes when the search is done: what is wrong with the question is known by then.
    const first = await answer.next();
    metrics.search('ask', search.strategy ?? 'late');

    async function* events(): AsyncGenerator<ServerEvent> {
      try {
        for (let next = first; !next.done; next = await answer.next()) yield await shown(next.value);
      } catch (error) {
        const requestId = context.get('requestId');
        parts.log.warn({ requestId, err: error }, 'an answer broke off');
        yield { event: 'error', data: problemOf(error, { requestId, privateFolders: parts.privateFolders }) };
      } finally {
        await answer.return?.(undefined);
      }
      yield { event: 'done', data: {} };
    }
    async function shown(event: AnswerEvent): Promise<ServerEvent> {
      switch (event.type) {
        case 'retrieved':
          return { event: 'hits', data: await views.result(event, body.text ?? '') };
        case 'finished':
          return { event: 'answer', data: await views.answer(event.answer) };
        default: {
          const { type, ...data } = event;
          return { event: type, data };
        }
      }
    }
    return eventStream(events(), () => stop.abort());
  });
}
