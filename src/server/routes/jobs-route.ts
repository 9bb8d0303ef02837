import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type JobEvent, jobEventSchema, jobListSchema, jobSchema } from '../document-schemas.ts';
import { eventStream, type ServerEvent } from '../event-stream.ts';
import { HttpProblem } from '../http-problem.ts';
import { problems } from '../route-answers.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';

const params = z.object({
  job: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'job', in: 'path' } }),
});

const jobs = createRoute({
  method: 'get',
  path: '/api/jobs',
  tags: ['Documents'],
  summary: 'Indexing jobs, the newest first',
  responses: {
    200: { description: 'The jobs', content: { 'application/json': { schema: jobListSchema } } },
    ...problems(401),
  },
});
const job = createRoute({
  method: 'get',
  path: '/api/jobs/{job}',
  tags: ['Documents'],
  summary: 'How far a job is',
  request: { params },
  responses: {
    200: { description: 'The job', content: { 'application/json': { schema: jobSchema } } },
    ...problems(401, 404),
  },
});
const jobEvents = createRoute({
  method: 'get',
  path: '/api/jobs/{job}/events',
  tags: ['Documents'],
  summary: 'What happened in a job so far, and what happens until its end',
  description: 'Each event has a JobEvent as its data and its type as its name; the last one is `finished`.',
  request: { params },
  responses: {
    200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems(401, 404),
  },
});
const cancelJob = createRoute({
  method: 'delete',
  path: '/api/jobs/{job}',
  tags: ['Documents'],
  summary: 'Stop a job; what is indexed by then stays',
  request: { params },
  responses: {
    200: { description: 'The job', content: { 'application/json': { schema: jobSchema } } },
    ...problems(401, 403, 404),
  },
});

export function jobsRoute(app: OpenAPIHono<ServerEnv>, { jobs: queue }: ServerParts): void {
  // No route answers with it whole: it is what events hold.
  app.openAPIRegistry.register('JobEvent', jobEventSchema);
  app.openapi(jobs, (context) => context.json({ jobs: queue.list() }, 200));
  app.openapi(job, (context) => context.json(there(queue.get(context.req.valid('param').job)), 200));
  app.openapi(cancelJob, (context) => context.json(there(queue.cancel(context.req.valid('param').job)), 200));
  app.openapi(jobEvents, (context) => {
    const stop = new AbortController();
    context.req.raw.signal.addEventListener('abort', () => stop.abort(), { once: true });
    const events = there(queue.events(context.req.valid('param').job, stop.signal));
    return eventStream(named(events), () => stop.abort());
  });
}

async function* named(events: AsyncIterable<JobEvent>): AsyncGenerator<ServerEvent> {
  for await (const event of events) yield { event: event.type, data: event };
}

function there<T>(found: T | undefined): T {
  if (found !== undefined) return found;
  throw new HttpProblem('not-found', 'There is no such job.', {
    remedy: 'The server remembers the last hundred, until it is stopped.',
  });
}
