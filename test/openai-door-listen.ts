import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import OpenAI, { APIError } from 'openai';
import type { Sightline } from 'sightline';
import type { OpenAiOptions } from '../src/server/openai/openai-options.ts';
import { openAiRoutes } from '../src/server/openai/openai-routes.ts';

export interface OpenAiDoor {
  readonly origin: string;
  readonly client: OpenAI;
  /** Sends a body as it is; the client would not send some. */
  post(path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** For tests: the door of an engine on a real socket, and the official client before it. */
export async function listenOpenAi(served: Sightline, options: OpenAiOptions = {}): Promise<OpenAiDoor> {
  const app = new OpenAPIHono();
  app.route('/', openAiRoutes(served, options));
  const server = await new Promise<ServerType>((resolve) => {
    const one: ServerType = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(one));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    client: new OpenAI({ apiKey: 'none', baseURL: `${origin}/v1`, maxRetries: 0 }),
    post: (path, body) =>
      fetch(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Clients keep their connections open for the next request.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** The error that a request of the client fails with. */
export async function apiErrorOf(request: Promise<unknown>): Promise<APIError> {
  const error = await request.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof APIError) return error;
  throw new Error(`No API error: ${String(error)}`);
}
