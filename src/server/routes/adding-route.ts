import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { bodyChunks, usualIdleMs } from '../body-chunks.ts';
import type { JobView } from '../document-schemas.ts';
import { addUrlsSchema, startedJobSchema } from '../document-schemas.ts';
import { HttpProblem } from '../http-problem.ts';
import type { JobRequest } from '../job.ts';
import { problems } from '../route-answers.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';
import type { Received } from '../uploads.ts';
import { documentParams, recordOf } from './documents-route.ts';

const started = {
  202: {
    description: 'It is being indexed; the job says how far it is',
    content: { 'application/json': { schema: startedJobSchema } },
  },
};
const reindex = createRoute({
  method: 'post',
  path: '/api/documents/{id}/reindex',
  tags: ['Documents'],
  summary: 'Read a document again, changed or not; one whose file is gone is removed',
  request: { params: documentParams },
  responses: { ...started, ...problems(401, 403, 404) },
});
const path = '/api/documents';
const files = z.object({
  files: z
    .array(z.string().openapi({ format: 'binary' }))
    .openapi({ description: 'The files, in fields of this name.' }),
});

export function addingRoute(app: OpenAPIHono<ServerEnv>, parts: ServerParts): void {
  const { options, documents, uploads, jobs } = parts;

  const startJob = ({ sources, ...request }: Received & Pick<JobRequest, 'force'>): JobView =>
    jobs.start({
      sources,
      ...request,
      shownName: uploads.shownName,
      async onEnd(failed) {
        documents.forget();
        await uploads.settle(sources, failed);
      },
    });

  // Described by hand: a schema that checks the form would read all of it into memory first.
  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    tags: ['Documents'],
    summary: 'Add files, or documents from the web',
    request: {
      body: {
        required: true,
        content: { 'multipart/form-data': { schema: files }, 'application/json': { schema: addUrlsSchema } },
      },
    },
    responses: { ...started, ...problems(400, 401, 403, 413, 415, 429) },
  });
  app.post(path, async (context) => {
    const contentType = context.req.header('content-type') ?? '';
    if (!/^application\/json\b/i.test(contentType)) {
      const chunks = bodyChunks(context.req.raw, { idleMs: options.idleMs ?? usualIdleMs });
      return context.json({ job: startJob(await uploads.receive(contentType, chunks)).id }, 202);
    }
    const parsed = addUrlsSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) {
      throw new HttpProblem('bad-request', 'The addresses are not right.', {
        remedy: 'Send {"urls": ["https://…"]} with 1 to 100 whole http(s) addresses.',
      });
    }
    return context.json({ job: startJob({ sources: parsed.data.urls, rejected: [] }).id }, 202);
  });

  app.openapi(reindex, async (context) => {
    const { source } = await recordOf(parts, context.req.valid('param').id);
    return context.json({ job: startJob({ sources: [source], rejected: [], force: true }).id }, 202);
  });
}
