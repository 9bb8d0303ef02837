import { SightlineError } from './errors.ts';
import { SilenceError } from './vendor-failure.ts';

/** The longest delay setTimeout keeps; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export interface Watch {
  readonly signal: AbortSignal | undefined;
  /** Longest wait for the head, and for each piece of the body. */
  readonly timeoutMs: number;
  /** Most bytes of the body, unpacked. */
  readonly maxBytes: number;
  /** For messages. */
  readonly name: string;
  /** Called once, when the exchange needs its place no longer. */
  release(): void;
  /** What is thrown instead of whatever the network library threw. */
  failure(error: unknown, begun: boolean): SightlineError;
}

/**
 * Sends a request under watch: silence ends it, its size is bounded, cancelling it takes effect at once, and whatever
 * happens its place is released when it ends. Time does not run against the server while the reader is the slow one; an
 * answer that nobody reads any more loses its place after a while.
 */
export async function watchedAnswer(send: (signal: AbortSignal) => Promise<Response>, watch: Watch): Promise<Response> {
  const { signal, maxBytes } = watch;
  const timeoutMs = Math.min(watch.timeoutMs, longestTimerMs);
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let released = false;
  const release = (): void => {
    if (!released) watch.release();
    released = true;
  };
  const listen = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new SilenceError(watch.timeoutMs)), timeoutMs);
  };
  const idle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(release, timeoutMs).unref();
  };
  // A listener of our own, as AbortSignal.any keeps something for every request for as long as the signal lives.
  const onAbort = (): void => {
    stop.abort(signal?.reason);
    end();
  };
  const end = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    release();
  };
  const failed = (error: unknown, begun: boolean): SightlineError => {
    end();
    if (signal?.aborted) return new SightlineError('cancelled', 'Cancelled.', { cause: signal.reason });
    if (error instanceof SightlineError) return error;
    return watch.failure(stop.signal.aborted ? stop.signal.reason : error, begun);
  };

  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) stop.abort(signal.reason);
  listen();
  let response: Response;
  try {
    response = await send(stop.signal);
  } catch (error) {
    throw failed(error, false);
  }
  const { body, status, statusText, headers } = response;
  if (!body) {
    end();
    return response;
  }
  idle();
  const reader = body.getReader();
  let size = 0;
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          listen();
          const { done, value } = await reader.read();
          if (done) {
            end();
            controller.close();
            return;
          }
          size += value.byteLength;
          if (size > maxBytes) {
            void reader.cancel().catch(() => undefined);
            throw new SightlineError(
              'limit-exceeded',
              `The answer of ${watch.name} is larger than ${maxBytes} bytes.`,
              {
                remedy: 'Check the base URL; it should lead to the API itself.',
              },
            );
          }
          idle();
          controller.enqueue(value);
        } catch (error) {
          controller.error(failed(error, true));
        }
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason).catch(() => undefined);
      },
    },
    // Nothing is read ahead, so that time runs only while someone waits.
    { highWaterMark: 0 },
  );
  return new Response(watched, { status, statusText, headers });
}
