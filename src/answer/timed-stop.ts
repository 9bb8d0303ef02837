export interface TimedStop {
  /** Aborts when the given one does, and when the time is over. */
  readonly signal: AbortSignal;
  /** To be called at the end: a signal that lives on would keep this one in memory. */
  clear(): void;
}

/** @param afterMs At most 2^31 - 1; no end unless told. */
export function timedStop(afterMs: number | undefined, given: AbortSignal | undefined): TimedStop {
  const stop = new AbortController();
  const abort = (): void => stop.abort(given?.reason);
  const timer = afterMs === undefined ? undefined : setTimeout(() => stop.abort(), afterMs);
  if (given?.aborted) abort();
  given?.addEventListener('abort', abort, { once: true });
  return {
    signal: stop.signal,
    clear() {
      clearTimeout(timer);
      given?.removeEventListener('abort', abort);
    },
  };
}
