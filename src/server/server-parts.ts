import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Sightline } from '../engine/engine.ts';
import type { Scope } from './api-keys.ts';
import type { DocumentCatalogue } from './document-catalogue.ts';
import type { JobQueue } from './job-queue.ts';
import type { Metrics } from './metrics.ts';
import type { PictureCache } from './picture-cache.ts';
import type { Views } from './segment-view.ts';
import type { ServerOptions } from './server-options.ts';
import type { Uploads } from './uploads.ts';

/** What the routes share. */
export interface ServerParts {
  readonly engine: Sightline;
  readonly options: ServerOptions;
  readonly documents: DocumentCatalogue;
  readonly views: Views;
  readonly jobs: JobQueue;
  readonly uploads: Uploads;
  readonly metrics: Metrics;
  readonly pictures: PictureCache;
  readonly log: Logger;
  /** Paths that no message to a client holds. */
  readonly privateFolders: readonly string[];
}

/** What is known of a request while it is served. */
export interface ServerEnv {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } } };
  Variables: { requestId: string; scope: Scope; client: string };
}

export type ServerContext = Context<ServerEnv>;
