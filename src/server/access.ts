import type { MiddlewareHandler } from 'hono';
import { type ApiKey, matchingKey, type Scope } from './api-keys.ts';
import { HttpProblem } from './http-problem.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Door } from './server-options.ts';
import type { ServerContext, ServerEnv } from './server-parts.ts';

export interface AccessOptions {
  readonly keys: readonly ApiKey[];
  readonly readOnly: boolean;
  readonly rate: RateLimit | undefined;
  readonly doors: readonly Pick<Door, 'path' | 'scope'>[];
}

/** What changes nothing though it is sent with POST. */
const readingPosts = /^\/(?:api\/(?:search|ask)|v1\/[\w/-]+)$/;
/** A wrong key costs as much as so many requests. */
const wrongKeyTokens = 10;

/** Lets in who has the key for it, and not too often: 401, 403 and 429 are said here. */
export function access({ keys, readOnly, rate, doors }: AccessOptions): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const scope = neededScope(context.req.method, context.req.path, doors);
    const address = context.env?.incoming?.socket.remoteAddress ?? 'unknown';
    if (scope === undefined) {
      if (context.req.path !== '/api/health') limit(rate, `address ${address}`);
      return next();
    }
    const key =
      keys.length === 0 ? undefined : keyOf(context, keys, () => limit(rate, `address ${address}`, wrongKeyTokens));
    limit(rate, key ? `key ${key.name}` : `address ${address}`);
    if (scope === 'write' && readOnly) {
      throw new HttpProblem('forbidden', 'This server only reads: nothing can be added or removed here.', {
        remedy: 'Start it without --read-only.',
      });
    }
    if (scope === 'write' && key?.scope === 'read') {
      throw new HttpProblem('forbidden', 'This key may only read.', { remedy: 'Use a key that may write.' });
    }
    context.set('client', key?.name ?? '');
    context.set('scope', readOnly ? 'read' : (key?.scope ?? 'write'));
    await next();
  };
}

/** What a request takes; undefined for what everybody may have: the page, the description of the API, a sign of life. */
function neededScope(method: string, path: string, doors: AccessOptions['doors']): Scope | undefined {
  const door = doors.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  if (door) return door.scope;
  const isReading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  if (path === '/api/health' || (isReading && !/^\/(?:api|v1|metrics)(?:\/|$)/.test(path))) return undefined;
  return isReading || (method === 'POST' && readingPosts.test(path)) ? 'read' : 'write';
}

function keyOf(context: ServerContext, keys: readonly ApiKey[], onWrong: () => void): ApiKey {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(context.req.header('authorization') ?? '')?.[1];
  const given = bearer ?? context.req.header('x-api-key');
  const headers = { 'www-authenticate': 'Bearer realm="sightline"' };
  if (given === undefined) {
    throw new HttpProblem('unauthorized', 'A key is needed.', {
      remedy: 'Send it as "Authorization: Bearer KEY" or in the header x-api-key.',
      headers,
    });
  }
  const key = matchingKey(given, keys);
  if (key) return key;
  onWrong();
  throw new HttpProblem('unauthorized', 'There is no such key.', {
    remedy: 'Check it against SIGHTLINE_API_KEY of the server.',
    headers,
  });
}

function limit(rate: RateLimit | undefined, client: string, tokens?: number): void {
  const seconds = rate?.take(client, tokens) ?? 0;
  if (seconds === 0) return;
  throw new HttpProblem('too-many-requests', 'Too many requests.', {
    remedy: `Come again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  });
}
