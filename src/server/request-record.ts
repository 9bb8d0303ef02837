import { randomUUID } from 'node:crypto';
import {
  context as activeContext,
  propagation,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';
import type { ServerEnv } from './server-parts.ts';

const headerGetter: TextMapGetter<Headers> = {
  get: (headers, name) => headers.get(name) ?? undefined,
  keys: (headers) => [...headers.keys()],
};
/** Ids that a proxy in front may have given. */
const soundId = /^[\w.:-]{1,64}$/;

/**
 * Gives each request an id, and says of it what may be said: method, path, status, time, and which key. Never what was asked
 * for, which is in bodies and queries. Spans go nowhere unless the program that holds this server has set up OpenTelemetry.
 */
export function requestRecord(log: Logger, metrics: Pick<Metrics, 'request'>): MiddlewareHandler<ServerEnv> {
  const tracer = trace.getTracer('sightline');
  return async (context, next) => {
    const given = context.req.header('x-request-id');
    const requestId = given !== undefined && soundId.test(given) ? given : randomUUID();
    context.set('requestId', requestId);
    const { method, path } = context.req;
    const from = performance.now();
    // Whoever called may have begun the trace. Nothing is read of it unless a propagator is registered.
    const caller = propagation.extract(activeContext.active(), context.req.raw.headers, headerGetter);
    await tracer.startActiveSpan(method, { kind: SpanKind.SERVER }, caller, async (span) => {
      try {
        await next();
      } finally {
        const { status } = context.res;
        const ms = performance.now() - from;
        // What ends in a star is something that is done for many routes.
        const label = matchedRoutes(context).findLast(({ path: one }) => !one.endsWith('*'))?.path ?? 'other';
        metrics.request({ method, route: label, status }, ms / 1000);
        const client = context.get('client');
        const entry = {
          requestId,
          method,
          path,
          status,
          ms: Math.round(ms * 10) / 10,
          ...(client ? { key: client } : {}),
        };
        if (status >= 500) log.error({ ...entry, err: context.error }, 'request failed');
        else log.info(entry, 'request');
        span.updateName(`${method} ${label}`);
        span.setAttributes({ 'http.request.method': method, 'http.route': label, 'http.response.status_code': status });
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
    });
    context.res.headers.set('x-request-id', requestId);
  };
}
