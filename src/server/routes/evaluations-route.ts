import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { HttpProblem } from '../http-problem.ts';
import { problems } from '../route-answers.ts';
import type { ServerEnv } from '../server-parts.ts';
import { evaluationListSchema } from '../status-schemas.ts';

const evaluations = createRoute({
  method: 'get',
  path: '/api/evaluations',
  tags: ['Evaluations'],
  summary: 'Evaluation reports, the newest first',
  responses: {
    200: { description: 'The reports', content: { 'application/json': { schema: evaluationListSchema } } },
    ...problems(401),
  },
});
const evaluation = createRoute({
  method: 'get',
  path: '/api/evaluations/{id}',
  tags: ['Evaluations'],
  summary: 'A report as a page that needs nothing else',
  request: { params: z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: {
    200: { description: 'The report', content: { 'text/html': { schema: z.string() } } },
    ...problems(401, 404),
  },
});

/** What is listed of a report; it holds much more. */
const listedReport = z.object({
  name: z.string().optional(),
  createdAt: z.string().optional(),
  queries: z.number(),
  measures: z.record(
    z.string(),
    z.object({ mean: z.number(), low: z.number().optional(), high: z.number().optional() }),
  ),
});
type Listed = z.infer<typeof evaluationListSchema>['reports'][number];

const fileName = /^([\w-][\w.-]{0,100})\.json$/;
const mostReports = 200;
const maxReportBytes = 64 * 2 ** 20;

/** Reports lie in a folder as `ID.json`, with the page `ID.html` beside it. */
export function evaluationsRoute(app: OpenAPIHono<ServerEnv>, folder: string | undefined): void {
  app.openapi(evaluations, async (context) => {
    const names = folder === undefined ? [] : await readdir(folder).catch(() => []);
    const reports: Listed[] = [];
    for (const name of names.slice(0, 10 * mostReports)) {
      const id = fileName.exec(name)?.[1];
      const report = folder !== undefined && id !== undefined ? await listed(folder, id) : undefined;
      if (report) reports.push(report);
    }
    reports.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return context.json({ reports: reports.slice(0, mostReports) }, 200);
  });

  app.openapi(evaluation, async (context) => {
    const { id } = context.req.valid('param');
    // Whatever is no plain name could lead out of the folder.
    const isName = fileName.test(`${id}.json`);
    const page =
      isName && folder !== undefined ? await readFile(join(folder, `${id}.html`)).catch(() => undefined) : undefined;
    if (!page) throw new HttpProblem('not-found', 'There is no such report.', { remedy: 'See /api/evaluations.' });
    return new Response(Uint8Array.from(page), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
        'x-frame-options': 'SAMEORIGIN',
      },
    });
  });
}

async function listed(folder: string, id: string): Promise<Listed | undefined> {
  const file = join(folder, `${id}.json`);
  try {
    const { size, mtime } = await stat(file);
    if (size > maxReportBytes) return undefined;
    const {
      name = id,
      createdAt = mtime.toISOString(),
      queries,
      measures,
    } = listedReport.parse(JSON.parse(await readFile(file, 'utf8')));
    return { id, name, createdAt, queries, measures };
  } catch {
    // A file that is no report is none of ours.
    return undefined;
  }
}
