import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { SightlineError, systemCode } from '../support/errors.ts';
import type { ServerApp } from './app.ts';

export interface ListenOptions {
  /** `127.0.0.1` unless told. */
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Whether the server asks for keys. */
  readonly hasKeys: boolean;
  /** Longest time for the headers of a request; 10 s unless told. */
  readonly headersTimeoutMs?: number;
  /** Longest time for a request's body that is no form with files; 30 s unless told. */
  readonly bodyTimeoutMs?: number;
  /** Longest time for a whole request to arrive; 10 minutes unless told, as uploads may be large. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for requests under way when the server stops; 10 s unless told. */
  readonly stopMs?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:7878`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, lets those under way end, and cancels jobs. Once; later calls wait for the same end. */
  stop(): Promise<void>;
}

const usual = { headersMs: 10_000, bodyMs: 30_000, requestMs: 600_000, stopMs: 10_000 };
/** Largest head of a request. */
const maxHeaderBytes = 16 * 1024;
const mostConnections = 1_024;

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

/**
 * Puts an app on a socket.
 *
 * @throws SightlineError 'bad-option' when others could reach it and no key is needed, or the address cannot be had.
 */
export async function listen(app: ServerApp, options: ListenOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port, hasKeys } = options;
  if (!isLoopback(host) && !hasKeys) {
    throw new SightlineError('bad-option', `On ${host} others can reach the server, and it has no key.`, {
      remedy:
        'Set SIGHTLINE_API_KEY (make one: openssl rand -hex 24) or give --api-key-file, or leave out --host to serve this machine only.',
    });
  }
  const headersTimeout = options.headersTimeoutMs ?? usual.headersMs;
  const requestTimeout = options.requestTimeoutMs ?? usual.requestMs;
  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, env),
    overrideGlobalObjects: true,
    serverOptions: {
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      requestTimeout,
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(headersTimeout / 4)),
      keepAliveTimeout: 5_000,
      maxHeaderSize: maxHeaderBytes,
    },
  }) as Server;
  server.maxConnections = mostConnections;
  server.prependListener('request', cutSlowBodies(options.bodyTimeoutMs ?? usual.bodyMs));
  await new Promise<void>((resolve, reject) => {
    const failed = (error: unknown): void => reject(unavailable(error, host, port));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const { port: bound } = server.address() as AddressInfo;
  let stopped: Promise<void> | undefined;

  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), options.stopMs ?? usual.stopMs);
    try {
      await app.stop();
      // Those that had a request under way when it began, and have none any more.
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      await closed.finally(() => clearInterval(idle));
      await app.close();
    } finally {
      clearTimeout(late);
    }
  };
  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${bound}`,
    port: bound,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Node's own limit is one for all requests, and has to leave time for large uploads. */
function cutSlowBodies(timeoutMs: number): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const { headers } = incoming;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    // Uploads have a limit on silence.
    if (!hasBody || /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return;
    const timer = setTimeout(() => {
      if (!outgoing.headersSent) incoming.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      incoming.socket.destroySoon();
    }, timeoutMs);
    const arrived = (): void => clearTimeout(timer);
    incoming.once('end', arrived).once('close', arrived);
  };
}

function unavailable(error: unknown, host: string, port: number): SightlineError {
  const code = systemCode(error);
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: 'Something else listens there: choose another with --port (0 for any free one), or stop it.',
    EACCES: 'Ports below 1024 are for administrators: choose another with --port.',
    EADDRNOTAVAIL: 'This machine has no such address: leave out --host, or give one of its own.',
    ENOTFOUND: 'The name is not known: give an address.',
  };
  const remedy = remedies[code ?? ''];
  return new SightlineError('bad-option', `The server cannot listen on ${host}, port ${port} (${code ?? 'unknown'}).`, {
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  });
}
