/**
 * Sessions of MCP over HTTP: how many there may be, how they end, and what becomes of a connection that is cut. The protocol:
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { open, type Sightline } from 'sightline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type McpHttp, type McpHttpOptions, mcpOverHttp } from '../src/mcp/mcp-over-http.ts';
import { nothingFound } from './fixtures/nothing-found.ts';

let engine: Sightline;
const toClose: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  engine = await open({ index: 'memory:', ocr: 'off' });
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(() => engine.close());

function door(options: Partial<McpHttpOptions> = {}, served: Sightline = engine): McpHttp {
  const mcp = mcpOverHttp(served, { version: '1.2.3', ...options });
  toClose.push(() => mcp.close());
  return mcp;
}
const version = '2025-11-25';
function request(method: string, body?: object, headers: Record<string, string> = {}, signal?: AbortSignal): Request {
  return new Request('http://localhost/mcp', {
    method,
    headers: {
      'content-type': 'application/json',
      accept: method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
      'mcp-protocol-version': version,
      ...headers,
    },
    ...(body ? { body: JSON.stringify({ jsonrpc: '2.0', ...body }) } : {}),
    ...(signal ? { signal } : {}),
  });
}
/** Opens a session, as a client does, and gives its id. */
async function begin(mcp: McpHttp): Promise<string> {
  const params = { protocolVersion: version, capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  const response = await mcp.handle(request('POST', { id: 1, method: 'initialize', params }));
  await response.text();
  const session = response.headers.get('mcp-session-id') ?? '';
  await mcp.handle(request('POST', { method: 'notifications/initialized' }, { 'mcp-session-id': session }));
  return session;
}
const call = (mcp: McpHttp, session: string, name: string, args: object = {}) =>
  mcp.handle(
    request('POST', { id: 7, method: 'tools/call', params: { name, arguments: args } }, { 'mcp-session-id': session }),
  );

/** An engine whose answers end when they are let, and that tells whether it was stopped. */
function slowEngine() {
  let finish: () => void = () => undefined;
  const state = { asked: 0, stopped: 0, finish: () => finish() };
  const served: Sightline = {
    ...engine,
    askStream: async function* (_question, { signal } = {}) {
      state.asked++;
      yield nothingFound;
      await new Promise<void>((resolve, reject) => {
        finish = resolve;
        signal?.addEventListener('abort', () => {
          state.stopped++;
          reject(new Error('stopped'));
        });
      });
      const answer = { status: 'answered', text: 'Forty-two.', citations: [], hits: [], by: 'extractive' } as const;
      yield { type: 'finished', answer };
    },
  };
  return { state, served };
}

describe('sessions', () => {
  it('that are opened and abandoned take no more memory than those that may be open', async () => {
    const mcp = door({ maxSessions: 20 });
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const heap = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) await begin(mcp);
      collect();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const [first, second] = [await heap(60), await heap(500)];
    expect(mcp.sessions).toBe(20);
    // A session takes about 45 KB: 500 that stayed would be 22 MB.
    expect(second - first).toBeLessThan(6);
  });

  it('end by themselves when nobody uses them, also where no other comes', async () => {
    const mcp = door({ idleMs: 60 });
    const session = await begin(mcp);
    expect(mcp.sessions).toBe(1);
    await expect.poll(() => mcp.sessions).toBe(0);
    expect((await call(mcp, session, 'status')).status).toBe(404);
  });

  it('in use do not end for being old, nor make room for others', async () => {
    const { state, served } = slowEngine();
    const mcp = door({ idleMs: 40, maxSessions: 1 }, served);
    const session = await begin(mcp);
    const asking = (await call(mcp, session, 'ask', { text: 'x' })).text();
    await expect.poll(() => state.asked).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const full = await mcp.handle(request('POST', { id: 1, method: 'initialize', params: {} }));
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5']);
    state.finish();
    expect(await asking).toContain('Forty-two.');
  });

  it('are ended by DELETE, with what they were doing, and are not found any more', async () => {
    const { state, served } = slowEngine();
    const mcp = door({}, served);
    const session = await begin(mcp);
    const asking = await call(mcp, session, 'ask', { text: 'x' });
    await expect.poll(() => state.asked).toBe(1);
    expect((await mcp.handle(request('DELETE', undefined, { 'mcp-session-id': session }))).status).toBe(200);
    expect(mcp.sessions).toBe(0);
    await expect.poll(() => state.stopped).toBe(1);
    expect(await asking.text()).not.toContain('Forty-two');
    for (const method of ['DELETE', 'GET']) {
      expect((await mcp.handle(request(method, undefined, { 'mcp-session-id': session }))).status).toBe(404);
    }
    expect((await call(mcp, session, 'status')).status).toBe(404);
  });

  it('refuse other methods, versions nobody knows, and pages of other sites at every request', async () => {
    const mcp = door();
    const session = await begin(mcp);
    const own = { 'mcp-session-id': session };
    expect((await mcp.handle(request('PUT', {}, own))).status).toBe(405);
    const list = { id: 2, method: 'tools/list' };
    expect((await mcp.handle(request('POST', list, { ...own, 'mcp-protocol-version': '1999-01-01' }))).status).toBe(
      400,
    );
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null', '']) {
      expect((await mcp.handle(request('POST', list, { ...own, origin }))).status).toBe(403);
    }
    expect((await mcp.handle(request('DELETE', undefined, { ...own, origin: 'https://evil.example' }))).status).toBe(
      403,
    );
    expect(mcp.sessions).toBe(1);
  });
});

describe('a connection that is cut', () => {
  const eventId = (text: string): string => /^id: (.+)$/m.exec(text)?.[1] ?? '';
  async function firstPiece(response: Response): Promise<string> {
    const reader = response.body?.getReader();
    const piece = await reader?.read();
    await reader?.cancel();
    return new TextDecoder().decode(piece?.value);
  }

  it('costs nothing: the call goes on, and its result is there when the client comes back', async () => {
    const { state, served } = slowEngine();
    const mcp = door({}, served);
    const session = await begin(mcp);
    const last = eventId(await firstPiece(await call(mcp, session, 'ask', { text: 'x' })));
    expect(last).not.toBe('');
    await expect.poll(() => state.asked).toBe(1);
    state.finish();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(state.stopped).toBe(0);
    const back = await mcp.handle(request('GET', undefined, { 'mcp-session-id': session, 'last-event-id': last }));
    expect(back.status).toBe(200);
    expect(await firstPiece(back)).toContain('Forty-two.');
  });

  it('is taken up by its own session only, and from a message that there was', async () => {
    const mcp = door();
    const [own, other] = [await begin(mcp), await begin(mcp)];
    const last = eventId(await (await call(mcp, own, 'status')).text());
    expect(last).not.toBe('');
    for (const [session, id] of [
      [other, `9${last}`],
      [own, 'nonsense'],
      [own, '999999.abc'],
      [own, `${'9'.repeat(40)}.x`],
    ] as const) {
      const response = await mcp.handle(request('GET', undefined, { 'mcp-session-id': session, 'last-event-id': id }));
      expect([id, response.status]).toEqual([id, 400]);
    }
  });
});
