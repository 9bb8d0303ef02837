import type { MiddlewareHandler } from 'hono';
import { bodyChunks } from './body-chunks.ts';
import type { ServerEnv } from './server-parts.ts';

/**
 * Refuses bodies that are too large: by what they say of their length before anything is read, and those that do not say (sent
 * in chunks) while they are read. Hono's own limit makes a request out of a request, which that of the Node server does not
 * allow.
 *
 * @param limits.idleMs Longest silence in the middle of a body.
 * @param tooLarge throws what the client is told.
 */
export function limitBody(
  { maxBytes, idleMs }: { readonly maxBytes: number; readonly idleMs: number },
  tooLarge: () => never,
): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const { raw } = context.req;
    const { headers } = raw;
    const stated = headers.get('content-length');
    if (stated !== null && !headers.has('transfer-encoding')) {
      // Not a number is no length.
      if (!(Number(stated) <= maxBytes)) tooLarge();
      return next();
    }
    if (
      !headers.has('transfer-encoding') &&
      (raw.method === 'GET' || raw.method === 'HEAD' || raw.method === 'DELETE')
    ) {
      return next();
    }
    if (!raw.body) return next();
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for await (const chunk of bodyChunks(raw, { idleMs })) {
      size += chunk.byteLength;
      if (size > maxBytes) tooLarge();
      chunks.push(Uint8Array.from(chunk));
    }
    const { url, method, signal } = raw;
    context.req.raw = new Request(url, { method, headers, signal, body: new Blob(chunks) });
    return next();
  };
}
