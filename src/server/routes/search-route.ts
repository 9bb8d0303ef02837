import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { queryOf } from '../query-of.ts';
import { problems } from '../route-answers.ts';
import { searchBodySchema, searchReplySchema } from '../schemas.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';

const route = createRoute({
  method: 'post',
  path: '/api/search',
  tags: ['Search'],
  summary: 'Find what answers words, pictures, or both',
  request: { body: { required: true, content: { 'application/json': { schema: searchBodySchema } } } },
  responses: {
    200: { description: 'What was found, best first', content: { 'application/json': { schema: searchReplySchema } } },
    ...problems(400, 401, 404, 413, 429),
  },
});

export function searchRoute(app: OpenAPIHono<ServerEnv>, { engine, options, views, metrics }: ServerParts): void {
  app.openapi(route, async (context) => {
    const { signal } = context.req.raw;
    const body = context.req.valid('json');
    const { query, options: search } = await queryOf(body, engine, { maxPixels: options.settings.maxPixels, signal });
    const result = await engine.search(query, search);
    metrics.search('search', result.strategy ?? 'late');
    return context.json(await views.result(result, body.text ?? ''), 200);
  });
}
