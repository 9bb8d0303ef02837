import { resolve } from 'node:path';
import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { pino } from 'pino';
import type { Sightline } from '../engine/engine.ts';
import { indexFolder } from '../engine/index-folder.ts';
import { access } from './access.ts';
import { usualIdleMs } from './body-chunks.ts';
import { documentCatalogue } from './document-catalogue.ts';
import { HttpProblem } from './http-problem.ts';
import { jobQueue } from './job-queue.ts';
import { limitBody } from './limit-body.ts';
import { serverMetrics } from './metrics.ts';
import { openAiRoutes } from './openai/openai-routes.ts';
import { originalLink } from './original-link.ts';
import { pictureCache } from './picture-cache.ts';
import { problemOf, problemResponse } from './problem-response.ts';
import { rateLimit } from './rate-limit.ts';
import { requestOrigin } from './request-origin.ts';
import { requestRecord } from './request-record.ts';
import { addingRoute } from './routes/adding-route.ts';
import { askRoute } from './routes/ask-route.ts';
import { descriptionRoute } from './routes/description-route.ts';
import { documentsRoute } from './routes/documents-route.ts';
import { evaluationsRoute } from './routes/evaluations-route.ts';
import { jobsRoute } from './routes/jobs-route.ts';
import { searchRoute } from './routes/search-route.ts';
import { segmentsRoute } from './routes/segments-route.ts';
import { statusOf, statusRoute } from './routes/status-route.ts';
import { securityHeaders } from './security-headers.ts';
import { segmentViews } from './segment-view.ts';
import type { ServerOptions } from './server-options.ts';
import type { ServerEnv, ServerParts } from './server-parts.ts';
import { builtPage, staticPage } from './static-page.ts';
import { uploadFolder } from './uploads.ts';

/** The server without a socket: requests in, responses out. */
export interface ServerApp {
  fetch(request: Request, env?: unknown): Promise<Response> | Response;
  /** From now on, requests are refused; those under way go on, and jobs are cancelled. */
  stop(): Promise<void>;
  /** After that, and when no request is under way: takes away what is temporary. */
  close(): Promise<void>;
  /** Indexes sources as a job of the server's own; gives its id. */
  index(sources: readonly string[]): string;
  readonly parts: ServerParts;
  /** Every route there is, for checks. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

const usualRate = { perMinute: 1_200, burst: 400 };
const usualBody = 48 * 2 ** 20;
const usualUpload = { files: 100, bytes: 2 ** 30 };
const inMemory = 'memory:';

/** The HTTP API over an open index, and the page. The index stays the caller's: it closes it after {@link ServerApp.close}. */
export function createApp(engine: Sightline, options: ServerOptions): ServerApp {
  const { settings, keys = [], readOnly = false, origins = [], doors = [] } = options;
  const folder = settings.index === inMemory ? undefined : resolve(settings.index);
  const log = options.logger ?? pino({ enabled: false });
  const documents = documentCatalogue(engine);
  const uploadsPlace = options.uploads ?? (folder === undefined ? undefined : indexFolder(folder).uploads);
  const uploads = uploadFolder(
    uploadsPlace,
    {
      maxFileBytes: settings.maxFileBytes,
      maxFiles: options.maxUploadFiles ?? usualUpload.files,
      maxBytes: options.maxUploadBytes ?? usualUpload.bytes,
    },
    () => documents.all(),
  );
  const jobs = jobQueue(engine, {
    onChange: documents.forget,
    onEnd({ id, state, indexed, failed }) {
      metrics.job(state);
      log.info({ job: id, state, indexed, failed: failed.length }, 'job ended');
    },
  });
  const metrics = serverMetrics({ counts: () => statusOf(engine), jobsRunning: () => jobs.running });
  const parts: ServerParts = {
    engine,
    options,
    documents,
    views: segmentViews(documents, originalLink(settings)),
    jobs,
    uploads,
    metrics,
    pictures: pictureCache(),
    log,
    privateFolders: [uploadsPlace, folder].filter((one) => one !== undefined),
  };
  let stopping = false;

  const app = new OpenAPIHono<ServerEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const [issue] = result.error.issues;
      const where = issue?.path.join('.');
      throw new HttpProblem(
        'bad-request',
        `${where ? `"${where}" is not right: ` : ''}${issue?.message ?? 'It is malformed'}.`,
        {
          remedy: 'See /docs for what this takes.',
        },
      );
    },
  });
  const problem = (error: unknown, requestId: string, path: string): Response =>
    problemResponse(
      problemOf(error, { requestId, privateFolders: parts.privateFolders }),
      path,
      error instanceof HttpProblem ? error.headers : {},
    );
  app.onError((error, context) => problem(error, context.get('requestId') ?? '', context.req.path));
  app.notFound((context) => {
    const missing = new HttpProblem('not-found', 'There is nothing here.', { remedy: 'See /docs for what there is.' });
    return problem(missing, context.get('requestId') ?? '', context.req.path);
  });

  app.use(requestRecord(log, metrics));
  app.use(securityHeaders({ isShared: origins.length > 0 }));
  app.use(async (_, next) => {
    if (stopping) {
      throw new HttpProblem('stopping', 'The server is stopping.', {
        remedy: 'Come again when it was started anew.',
        headers: { connection: 'close', 'retry-after': '10' },
      });
    }
    await next();
  });
  app.use(requestOrigin({ hosts: options.hosts, origins }));
  if (origins.length > 0) {
    const exposeHeaders = ['x-request-id', 'retry-after', 'x-sightline-page-width', 'x-sightline-page-height'];
    app.use(cors({ origin: [...origins], exposeHeaders, maxAge: 600 }));
  }
  const rate = options.rate ?? (keys.length > 0 ? usualRate : false);
  app.use(access({ keys, readOnly, rate: rate === false ? undefined : rateLimit(rate), doors }));
  const maxBody = options.maxBodyBytes ?? usualBody;
  const limited = limitBody({ maxBytes: maxBody, idleMs: options.idleMs ?? usualIdleMs }, () => {
    throw new HttpProblem('too-large', `The request is larger than ${maxBody} bytes.`, {
      remedy: 'Make its pictures smaller, or upload them as documents.',
      headers: { connection: 'close' },
    });
  });
  // Uploads have limits of their own, as they are never in memory whole.
  app.use((context, next) => (isUpload(context.req.raw) ? next() : limited(context, next)));

  searchRoute(app, parts);
  askRoute(app, parts);
  segmentsRoute(app, parts);
  documentsRoute(app, parts);
  addingRoute(app, parts);
  jobsRoute(app, parts);
  evaluationsRoute(app, options.evaluations ?? (folder === undefined ? undefined : indexFolder(folder).evaluations));
  statusRoute(app, parts);
  app.route(
    '/',
    openAiRoutes(engine, {
      generator: () => engine.generator(),
      privateFolders: parts.privateFolders,
      onError: (error) => log.error({ err: error }, 'openai'),
    }),
  );
  for (const { path, fetch } of doors) {
    for (const one of [path, `${path}/*`]) {
      app.all(one, (context) => fetch(context.req.raw, { scope: context.get('scope') }));
    }
  }
  descriptionRoute(app, options.version);
  const page = staticPage(options.page === false ? undefined : (options.page ?? builtPage()));
  app.get('/*', async (context, next) => {
    const { path } = context.req;
    if (/^\/(?:api|v1|mcp|metrics)(?:\/|$)/.test(path)) return next();
    return (await page.answer(path, context.req.header('if-none-match'))) ?? next();
  });

  return {
    fetch: (request, env) => app.fetch(request, env ?? {}),
    async stop() {
      stopping = true;
      await jobs.close();
    },
    close: () => uploads.close(),
    index: (sources) => jobs.start({ sources, shownName: uploads.shownName }).id,
    parts,
    routes: app.routes,
  };
}

function isUpload(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return (
    request.method === 'POST' &&
    /^multipart\/form-data\b/i.test(type) &&
    new URL(request.url).pathname === '/api/documents'
  );
}
