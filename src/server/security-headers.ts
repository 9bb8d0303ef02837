import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from './server-parts.ts';

/** What the page may load and do: its own files, and pictures and recordings that it was given as bytes. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const always: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
};

/** Headers that keep a browser from doing more with an answer than is meant; what a route has set itself stays. */
export function securityHeaders({ isShared }: { readonly isShared: boolean }): MiddlewareHandler<ServerEnv> {
  const headers = Object.entries({
    ...always,
    'cross-origin-resource-policy': isShared ? 'cross-origin' : 'same-origin',
    'cache-control': 'no-store',
  });
  return async (context, next) => {
    await next();
    const own = context.res.headers;
    for (const [name, value] of headers) if (!own.has(name)) own.set(name, value);
  };
}
