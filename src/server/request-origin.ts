import type { MiddlewareHandler } from 'hono';
import { HttpProblem } from './http-problem.ts';
import type { ServerEnv } from './server-parts.ts';

/** Names of this machine for itself. `localhost` and what ends in it never leaves it (RFC 6761). */
const loopbackName = /^(?:localhost|[\w-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Refuses requests that came under a foreign name, or from a page of another origin.
 *
 * A page on the web can make its own name point at 127.0.0.1 and then speak with this server as if it were its own (DNS
 * rebinding); the Host header gives it away. It can also send forms here without reading the answers; the Origin header, or
 * Sec-Fetch-Site, gives that away.
 */
export function requestOrigin({
  hosts,
  origins,
}: {
  readonly hosts: readonly string[] | 'any' | undefined;
  readonly origins: readonly string[];
}): MiddlewareHandler<ServerEnv> {
  const isAllowedHost = (name: string): boolean =>
    hosts === 'any' ||
    (hosts === undefined ? loopbackName.test(name) : hosts.includes(name) || loopbackName.test(name));
  return async (context, next) => {
    const host = (context.req.header('host') ?? new URL(context.req.url).host).toLowerCase();
    const name = host.replace(/:\d+$/, '');
    if (!isAllowedHost(name)) {
      throw new HttpProblem('forbidden', 'This server is not called by that name.', {
        remedy: 'Use the address it printed when it started, or allow the name with --allow-host.',
      });
    }
    const origin = context.req.header('origin');
    const isForeign =
      origin === undefined
        ? context.req.header('sec-fetch-site') === 'cross-site' && context.req.method !== 'GET'
        : !isSameOrigin(origin, host) && !origins.includes(origin);
    if (isForeign) {
      throw new HttpProblem('forbidden', 'Pages of other origins may not use this server.', {
        remedy: 'Allow the origin with --cors, if it is yours.',
      });
    }
    await next();
  };
}

function isSameOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol) && new URL(origin).host === host;
}
