/** What happened, for however many want to know it, also for those who come late. */
export interface EventLog<T> {
  push(event: T): void;
  /** Nothing comes any more. */
  end(): void;
  /** All that is kept, in order, and what comes until the end or until `signal` aborts. */
  follow(signal: AbortSignal): AsyncIterable<T>;
}

/** @param most events that are kept: the first half of them, and the newest. */
export function eventLog<T>(most = 4_000): EventLog<T> {
  const head: T[] = [];
  let tail: T[] = [];
  /** How many were dropped between the two. */
  let dropped = 0;
  let ended = false;
  const listeners = new Set<() => void>();
  const mostHead = Math.ceil(most / 2);
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  async function* follow(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    let next = 0;
    let wake: () => void = () => undefined;
    const listener = (): void => wake();
    listeners.add(listener);
    signal.addEventListener('abort', listener, { once: true });
    try {
      while (!signal.aborted) {
        // Whoever is slower than events are dropped goes on with the oldest that is left.
        if (next >= head.length) next = Math.max(next, head.length === mostHead ? mostHead + dropped : next);
        if (next < head.length + dropped + tail.length) {
          yield (next < head.length ? head[next] : tail[next - head.length - dropped]) as T;
          next++;
        } else if (ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      listeners.delete(listener);
      signal.removeEventListener('abort', listener);
    }
  }

  return {
    push(event) {
      if (head.length < mostHead) head.push(event);
      else tail.push(event);
      // Dropped in halves: taking the first of a long list each time is slow.
      if (tail.length > most - mostHead) {
        const kept = Math.ceil(tail.length / 2);
        dropped += tail.length - kept;
        tail = tail.slice(-kept);
      }
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    follow,
  };
}
