/** A server-sent event; its data are sent as JSON. */
export interface ServerEvent {
  readonly event?: string;
  readonly data: unknown;
}

/** Silence after which a comment is sent, so that proxies and clients do not take the connection for dead. */
const heartbeatMs = 15_000;

/**
 * Events as a response that is written as fast as the client reads. When the client goes away, `abort` is called and the
 * events are left.
 */
export function eventStream(events: AsyncIterable<ServerEvent>, abort: () => void): Response {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let coming: Promise<IteratorResult<ServerEvent>> | undefined;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      coming ??= iterator.next();
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<'silent'>((resolve) => {
        timer = setTimeout(() => resolve('silent'), heartbeatMs);
      });
      try {
        const next = await Promise.race([coming, silence]);
        if (next === 'silent') return controller.enqueue(encoder.encode(': \n\n'));
        coming = undefined;
        if (next.done) return controller.close();
        const { event, data } = next.value;
        // JSON has no line breaks of its own, so one data line is enough.
        controller.enqueue(encoder.encode(`${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`));
      } catch {
        // Whoever makes the events tells of errors in an event; what is left is a client that has gone.
        controller.close();
      } finally {
        clearTimeout(timer);
      }
    },
    async cancel() {
      abort();
      await coming?.catch(() => undefined);
      await iterator.return?.().catch(() => undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies of the nginx kind would hold events back.
      'x-accel-buffering': 'no',
    },
  });
}
