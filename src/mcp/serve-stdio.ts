import type { Readable, Writable } from 'node:stream';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js';

export interface StdioOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the serving. */
  readonly signal: AbortSignal;
  /** Calls under way when the input ends may take so long: 5 s unless told. */
  readonly graceMs?: number;
}

/** Longest message that is read, in bytes: pictures come inside of messages. */
const maxMessageBytes = 64 * 1024 * 1024;

/** Speaks MCP over two streams until the input ends or the signal aborts; what was asked by then is answered. */
export async function serveStdio(server: McpServer, options: StdioOptions): Promise<void> {
  const { input, output, signal, graceMs = 5_000 } = options;
  const transport = new StdioServerTransport(input, output, { maxBufferSize: maxMessageBytes });
  const underWay = new Set<RequestId>();
  let answered = (): void => undefined;
  const settle = (id: RequestId): void => {
    underWay.delete(id);
    if (underWay.size === 0) answered();
  };
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    input.once('end', resolve).once('close', resolve);
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(transport);
  const { onmessage } = transport;
  transport.onmessage = (message: JSONRPCMessage) => {
    if ('method' in message && 'id' in message) underWay.add(message.id);
    const cancelled = cancelledId(message);
    if (cancelled !== undefined) settle(cancelled);
    onmessage?.(message);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message: JSONRPCMessage) => {
    await send(message);
    if (!('method' in message) && message.id !== undefined) settle(message.id);
  };
  await Promise.race([ended, closed]);
  if (underWay.size > 0) await withGrace(new Promise<void>((resolve) => (answered = resolve)), graceMs);
  await server.close();
}

/** The request that a message cancels: it will never be answered. */
function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  const id = message.params?.requestId;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

async function withGrace(done: Promise<void>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}
