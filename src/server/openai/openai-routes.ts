import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { Sightline } from '../../engine/engine.ts';
import { chatRoute } from './chat-route.ts';
import { embeddingsRoute } from './embeddings-route.ts';
import { modelsRoute } from './models-route.ts';
import { openAiError, RefusedRequest } from './openai-error.ts';
import type { OpenAiOptions } from './openai-options.ts';
import { responsesRoute } from './responses-route.ts';

/**
 * The engine for clients of OpenAI's API: `/v1/chat/completions`, `/v1/responses`, `/v1/embeddings` and `/v1/models`. To be mounted
 * at `/`, behind whatever checks keys.
 */
export function openAiRoutes(engine: Sightline, options: OpenAiOptions = {}): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error);
    },
  });
  app.onError((error, c) => {
    const { status, body } = openAiError(
      error instanceof HTTPException ? malformed(error) : error,
      options.privateFolders,
    );
    if (status === 500) options.onError?.(error);
    return c.json(body, status);
  });
  const maxSize = options.maxRequestBytes ?? 64 * 1024 * 1024;
  app.use(
    '/v1/*',
    bodyLimit({
      maxSize,
      onError: () => {
        throw new RefusedRequest(`The request is larger than ${maxSize} bytes. Send smaller pictures.`, {
          status: 413,
        });
      },
    }),
  );
  chatRoute(app, engine, options);
  responsesRoute(app, engine, options);
  embeddingsRoute(app, engine);
  modelsRoute(app);
  app.all('/v1/*', (c) => {
    throw new RefusedRequest(`There is no ${c.req.method} ${c.req.path} here.`, { status: 404, code: 'unknown_url' });
  });
  return app;
}

/** The first thing that is wrong with a request, and where: `messages[0].role`. */
function invalid(error: Pick<z.core.$ZodError, 'issues'>): RefusedRequest {
  const [issue] = error.issues;
  const param = (issue?.path ?? []).reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    '',
  );
  const where = param === '' ? 'The request' : `"${param}"`;
  return new RefusedRequest(`${where} is not right: ${issue?.message ?? 'it cannot be read'}.`, {
    param: param === '' ? null : param,
  });
}

function malformed({ status, message }: HTTPException): RefusedRequest {
  return new RefusedRequest(
    status === 415
      ? 'The body must be JSON: send content-type application/json.'
      : `The request cannot be read: ${message}.`,
  );
}
