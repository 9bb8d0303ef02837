import { basename, resolve } from 'node:path';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { strategyChoices } from '../../data/strategy.ts';
import type { IndexStatus, Sightline } from '../../engine/engine.ts';
import { SightlineError } from '../../support/errors.ts';
import { problems } from '../route-answers.ts';
import type { ServerEnv, ServerParts } from '../server-parts.ts';
import { healthSchema, statusSchema } from '../status-schemas.ts';

const statusAnswer = createRoute({
  method: 'get',
  path: '/api/status',
  tags: ['Server'],
  summary: 'What the index holds, which models it uses, and what may be done here',
  responses: {
    200: { description: 'The status', content: { 'application/json': { schema: statusSchema } } },
    ...problems(401, 429),
  },
});

const health = createRoute({
  method: 'get',
  path: '/api/health',
  tags: ['Server'],
  summary: 'Whether the server is there; needs no key',
  security: [],
  responses: { 200: { description: 'It is', content: { 'application/json': { schema: healthSchema } } } },
});

const metricsText = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Server'],
  summary: 'Counts and times for Prometheus',
  responses: {
    200: { description: 'In the text format of Prometheus', content: { 'text/plain': { schema: z.string() } } },
    ...problems(401, 429),
  },
});

/** Problems that are shown. */
const mostProblems = 200;

export function statusRoute(app: OpenAPIHono<ServerEnv>, parts: ServerParts): void {
  const { engine, options, metrics, uploads } = parts;
  const { settings } = options;
  app.openapi(statusAnswer, async (context) => {
    const status = await statusOf(engine);
    const { image, text } = status.spaces ?? {};
    const models = {
      embedder: image?.model ?? settings.embedder ?? 'builtin',
      ...(text && text.model !== image?.model ? { textEmbedder: text.model } : {}),
      ...named('generator', settings.generator),
      ...named('reranker', settings.reranker),
      ...named('captioner', settings.captioner),
    };
    const shown = {
      version: options.version,
      index: settings.index === 'memory:' ? 'memory:' : basename(resolve(settings.index)),
      documents: status.documents,
      segments: status.segments,
      kinds: Object.fromEntries(Object.entries(status.kinds)),
      models,
      strategies: strategyChoices,
      readOnly: options.readOnly ?? false,
      localOnly: settings.localOnly,
      notices: status.notices,
      problems: status.problems
        .slice(0, mostProblems)
        .map(({ source, reason }) => ({ name: uploads.shownName(source), reason })),
      limits: {
        maxFileBytes: settings.maxFileBytes,
        maxPixels: settings.maxPixels,
        maxUploadFiles: options.maxUploadFiles ?? 100,
      },
    };
    return context.json(shown, 200);
  });
  app.openapi(health, (context) => context.json({ status: 'ok' as const }, 200));
  app.openapi(metricsText, async (context) =>
    context.text(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );
}

type KnownStatus = Pick<IndexStatus, 'documents' | 'segments' | 'kinds' | 'notices' | 'problems'> &
  Partial<Pick<IndexStatus, 'spaces'>>;

/** Where nothing was ever indexed there is nothing, which is no error here: one may come to add the first document. */
export async function statusOf(engine: Pick<Sightline, 'status'>): Promise<KnownStatus> {
  try {
    return await engine.status();
  } catch (error) {
    if (!(error instanceof SightlineError && error.code === 'index-missing')) throw error;
    return { documents: 0, segments: 0, kinds: {}, notices: [], problems: [] };
  }
}

function named<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}
