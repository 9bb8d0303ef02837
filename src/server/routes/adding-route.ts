import { basename, relative, sep } from 'node:path';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { DocumentRecord } from '../../data/document.ts';
import { bodyChunks, usualIdleMs } from '../body-chunks.ts';
import type { JobView } from '../document-schemas.ts';
import { addUrlsSchema, startedJobSchema } from '../document-schemas.ts';
import { HttpProblem } from '../http-problem.ts';
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
  summary: 'Bring a document up to date; unchanged ones cost nothing',
  request: { params: documentParams },
  responses: { ...started, ...problems(401, 403, 404, 409) },
});
const path = '/api/documents';
const files = z.object({
  files: z
    .array(z.string().openapi({ format: 'binary' }))
    .openapi({ description: 'The files, in fields of this name.' }),
});

export function addingRoute(app: OpenAPIHono<ServerEnv>, parts: ServerParts): void {
  const { options, documents, uploads, jobs } = parts;

  const startJob = ({ sources, rejected }: Received): JobView =>
    jobs.start({
      sources,
      rejected,
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
    const record = await recordOf(parts, context.req.valid('param').id);
    // A document inside another comes with that one.
    const known = new Map((await documents.all()).map((one) => [one.source, one]));
    let outer = record;
    for (let up = outer.parent; up !== undefined; up = outer.parent) {
      const found = known.get(up);
      if (!found) break;
      outer = found;
    }
    return context.json({ job: startJob({ sources: [sourceOf(outer, parts.indexed)], rejected: [] }).id }, 202);
  });
}

/**
 * What is to be indexed for a document. A file that was found in a folder is named by its path from there, which only indexing
 * the folder keeps; and that is done only where this server has done it, as others may have left out files that it would take.
 */
function sourceOf({ source, name }: Pick<DocumentRecord, 'source' | 'name'>, indexed: ReadonlySet<string>): string {
  if (/^https?:/i.test(source) || basename(source) === name) return source;
  const folder = [...indexed].find((one) => relative(one, source).split(sep).join('/') === name);
  if (folder !== undefined) return folder;
  throw new HttpProblem('conflict', `${name} was found in a folder that this server did not index.`, {
    remedy: 'Index the folder again as it was done before: sightline index FOLDER',
  });
}
