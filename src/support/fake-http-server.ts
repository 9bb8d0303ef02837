import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from './errors.ts';

/** One request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
  /** The body as UTF-8. */
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface FakeHttpServer {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/**
 * For tests: a real server on this machine that remembers what it was asked. Where `answer` throws, as for a request that is
 * not what a test expects, the answer is status 418 with the reason, which no client asks for again.
 */
export async function fakeHttpServer(
  answer: (request: SeenRequest, response: ServerResponse) => void | Promise<void>,
): Promise<FakeHttpServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const text = bytes.toString('utf8');
      const { method = '', url: path = '', headers } = request;
      const seen: SeenRequest = { method, path, headers, bytes, text, json: parsed(text) };
      requests.push(seen);
      (async () => answer(seen, response))().catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(418);
        response.end(`The test's server failed: ${reasonOf(error)}`);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** Answers with server-sent events, one for each value; strings go as they are (`[DONE]`). `cut` breaks off the connection. */
export function sendEvents(
  response: ServerResponse,
  events: readonly { readonly event?: string; readonly data: unknown }[],
  { cut = false } = {},
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { event, data } of events) {
    if (event !== undefined) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  if (cut) setTimeout(() => response.destroy(), 20);
  else response.end();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
