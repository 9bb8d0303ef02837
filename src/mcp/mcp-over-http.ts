import { randomUUID } from 'node:crypto';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Sightline } from '../engine/engine.ts';
import { createMcpServer } from './create-mcp-server.ts';
import { eventMemory } from './event-memory.ts';
import { type McpOptions, writeScope } from './mcp-options.ts';

export interface McpHttpOptions extends McpOptions {
  /** Sessions that may be open at once: 64 unless told. An idle one makes room for a new one. */
  readonly maxSessions?: number;
  /** A session that nobody used for so long is closed: half an hour unless told. */
  readonly idleMs?: number;
  /** Largest message: 32 MiB unless told, as pictures come inside of messages. */
  readonly maxRequestBytes?: number;
  /** Origins of web pages that may call, beside those of this machine: `https://chat.example.com`. Programs send none. */
  readonly allowedOrigins?: readonly string[];
}

export interface McpHttp {
  /**
   * Answers one request to `/mcp`: POST, GET or DELETE. Whoever calls this has checked the key.
   *
   * @param access.readOnly What this request's key may not do: `add` is refused.
   */
  handle(request: Request, access?: { readonly readOnly?: boolean }): Promise<Response>;
  /** Sessions that are open. */
  readonly sessions: number;
  /** Ends all sessions. */
  close(): Promise<void>;
}

interface Session {
  readonly server: McpServer;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  usedAt: number;
  /** Requests that are not answered in full yet. */
  open: number;
}

/**
 * MCP over streamable HTTP, to be mounted at `/mcp`: a session for each client, over one engine. A client whose connection is cut
 * can go on from the last message it got. Over HTTP, files can be named only in `roots`, none unless told.
 */
export function mcpOverHttp(engine: Sightline, options: McpHttpOptions): McpHttp {
  const { maxSessions = 64, idleMs = 30 * 60_000, maxRequestBytes = 32 * 1024 * 1024, allowedOrigins = [] } = options;
  const sessions = new Map<string, Session>();
  /** Being opened: they count as well. */
  let opening = 0;
  let closed = false;
  const isOld = ({ open, usedAt }: Session): boolean => open === 0 && Date.now() - usedAt > idleMs;
  const sweep = setInterval(
    () => {
      for (const [id, session] of sessions) if (isOld(session)) void end(id);
    },
    Math.min(60_000, Math.max(10, idleMs / 2)),
  );
  sweep.unref();

  const end = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.server.close().catch(() => undefined);
  };
  /** Closes what nobody used for long, and, where there is no room, what nobody uses now. */
  const makeRoom = async (): Promise<boolean> => {
    const idle = [...sessions].filter(([, { open }]) => open === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    await Promise.all(idle.filter(([, session]) => isOld(session)).map(([id]) => end(id)));
    const next = idle.find(([id]) => sessions.has(id));
    if (sessions.size + opening >= maxSessions && next) await end(next[0]);
    return sessions.size + opening < maxSessions;
  };
  const openSession = async (request: Request, authInfo: ReturnType<typeof access>): Promise<Response> => {
    if (!(await makeRoom())) return refusal(503, 'Too many sessions are open.', { 'retry-after': '5' });
    opening++;
    try {
      const server = createMcpServer(engine, { ...options, roots: options.roots ?? [] });
      const session: Session = {
        server,
        usedAt: Date.now(),
        open: 0,
        transport: new WebStandardStreamableHTTPServerTransport({
          sessionIdGenerator: randomUUID,
          eventStore: eventMemory(),
          maxRequestBodySize: maxRequestBytes,
          onsessioninitialized: (id) => void sessions.set(id, session),
          onsessionclosed: (id) => void sessions.delete(id),
        }),
      };
      await server.connect(session.transport);
      const response = await session.transport.handleRequest(request, { authInfo });
      // It was no proper beginning, and the response says so.
      if (session.transport.sessionId === undefined) await server.close();
      else if (closed) await end(session.transport.sessionId);
      return counted(response, session);
    } finally {
      opening--;
    }
  };

  return {
    get sessions() {
      return sessions.size;
    },
    async handle(request, { readOnly = false } = {}) {
      if (closed) return refusal(503, 'The server is stopping.');
      const origin = request.headers.get('origin');
      if (origin !== null && !isAllowedOrigin(origin, allowedOrigins)) {
        return refusal(403, 'Web pages of that origin may not call this server.');
      }
      const id = request.headers.get('mcp-session-id');
      if (id === null) {
        if (request.method === 'POST') return openSession(request, access(readOnly));
        return refusal(400, 'A session is needed: begin with a POST of "initialize".');
      }
      const session = sessions.get(id);
      // The client begins a new one.
      if (!session) return refusal(404, 'Session not found', {}, -32_001);
      session.usedAt = Date.now();
      return counted(await session.transport.handleRequest(request, { authInfo: access(readOnly) }), session);
    },
    async close() {
      closed = true;
      clearInterval(sweep);
      await Promise.all([...sessions.keys()].map(end));
    },
  };
}

/** What tools are told about the key of a request. The key itself is not passed on. */
function access(readOnly: boolean) {
  return { token: '', clientId: '', scopes: readOnly ? ['read'] : ['read', writeScope] };
}

/** Programs send no origin. A page of another site must not reach a server on this machine through its user's browser. */
function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
}

/** Keeps the session in use until the response has been read or given up. */
function counted(response: Response, session: Session): Response {
  if (!response.body) return response;
  session.open++;
  let isOpen = true;
  const done = (): void => {
    if (isOpen) session.open--;
    isOpen = false;
    session.usedAt = Date.now();
  };
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done: isLast } = await reader.read();
        if (!isLast) return controller.enqueue(value);
        done();
        controller.close();
      } catch (error) {
        done();
        controller.error(error);
      }
    },
    async cancel(reason) {
      done();
      await reader.cancel(reason);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function refusal(status: number, message: string, headers: Record<string, string> = {}, code = -32_000): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status, headers });
}
