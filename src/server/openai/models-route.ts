import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { modelNames, unknownModel } from './model-names.ts';
import { openAiErrorSchema } from './openai-error.ts';

const model = z
  .object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })
  .openapi('Model');
const failure = { description: 'An error', content: { 'application/json': { schema: openAiErrorSchema } } };

const list = createRoute({
  method: 'get',
  path: '/v1/models',
  tags: ['OpenAI-compatible'],
  summary: 'Names that chats and embeddings take as their model',
  responses: {
    200: {
      description: 'The models',
      content: { 'application/json': { schema: z.object({ object: z.literal('list'), data: z.array(model) }) } },
    },
    default: failure,
  },
});

const one = createRoute({
  method: 'get',
  path: '/v1/models/{model}',
  tags: ['OpenAI-compatible'],
  summary: 'Whether there is a model of this name; its slash is percent-encoded',
  request: { params: z.object({ model: z.string().openapi({ param: { name: 'model', in: 'path' } }) }) },
  responses: {
    200: { description: 'The model', content: { 'application/json': { schema: model } } },
    default: failure,
  },
});

/** When the server was started: clients want to see a time. */
const created = Math.floor(Date.now() / 1000);
const modelOf = (id: string) => ({ id, object: 'model' as const, created, owned_by: 'sightline' });

export function modelsRoute(app: OpenAPIHono): void {
  app.openapi(list, (c) => c.json({ object: 'list' as const, data: modelNames.map(modelOf) }, 200));
  app.openapi(one, (c) => c.json(known(c.req.valid('param').model), 200));
  // Some clients leave the slash of a name as it is, which a path of the OpenAPI document cannot say.
  app.get('/v1/models/:model{.+}', (c) => c.json(known(c.req.param('model'))));
}

function known(name: string): z.infer<typeof model> {
  if (modelNames.includes(name)) return modelOf(name);
  throw unknownModel(name, modelNames);
}
