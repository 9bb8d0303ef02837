import { setMaxListeners } from 'node:events';
import { SightlineError, throwIfAborted } from './errors.ts';

/** The longest delay setTimeout keeps; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

type Outcome<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown };

/**
 * Runs `fn` over the items with at most `limit` at a time and yields the results in the order of the items.
 *
 * Backpressure: an item is pulled only while fewer than `limit` results are in work or wait to be taken, so a slow
 * consumer slows the source. When `fn` or the source fails, nothing more is pulled, the results before the failure are
 * still yielded, the calls in work are aborted through the signal that `fn` was given, and once they have ended the error
 * is thrown. When the consumer stops early the same happens without the error. Rejects with `cancelled` when `signal`
 * aborts.
 */
export async function* mapConcurrent<T, R>(
  iterable: AsyncIterable<T> | Iterable<T>,
  limit: number,
  fn: (item: T, signal: AbortSignal) => Promise<R> | R,
  signal?: AbortSignal,
): AsyncGenerator<R, void, undefined> {
  if (!(limit >= 1)) throw new RangeError(`mapConcurrent needs a limit of at least 1, not ${limit}.`);
  throwIfAborted(signal);
  const stop = new AbortController();
  // Each call in work may listen, and listen again inside.
  setMaxListeners(0, stop.signal);
  // One wake-up for everything that can happen. Racing long-lived promises instead would keep a reaction for every item.
  let wake: () => void = () => {};
  const onAbort = () => {
    stop.abort(signal?.reason);
    wake();
  };
  signal?.addEventListener('abort', onAbort, { once: true });

  const iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
  const slots: { outcome?: Outcome<R>; readonly settled: Promise<void> }[] = [];
  let pulling = false;
  let closed = false;

  const start = (work: () => Promise<R> | R) => {
    const slot: { outcome?: Outcome<R>; settled: Promise<void> } = { settled: Promise.resolve() };
    slot.settled = (async () => work())().then(
      (value) => {
        slot.outcome = { ok: true, value };
        wake();
      },
      (error: unknown) => {
        slot.outcome = { ok: false, error };
        closed = true;
        wake();
      },
    );
    slots.push(slot);
  };
  const pull = () => {
    pulling = true;
    void (async () => iterator.next())().then(
      (next) => {
        pulling = false;
        if (next.done) closed = true;
        else if (!stop.signal.aborted) start(() => fn(next.value, stop.signal));
        wake();
      },
      (error: unknown) => {
        pulling = false;
        start(() => Promise.reject(error));
      },
    );
  };

  try {
    for (;;) {
      throwIfAborted(signal);
      if (!closed && !pulling && slots.length < limit) pull();
      const outcome = slots[0]?.outcome;
      if (outcome) {
        slots.shift();
        if (!outcome.ok) throw outcome.error;
        yield outcome.value;
      } else if (slots.length === 0 && closed && !pulling) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    closed = true;
    signal?.removeEventListener('abort', onAbort);
    stop.abort(new SightlineError('cancelled', 'Stopped.'));
    await Promise.all(slots.map((slot) => slot.settled));
    // A source that is still busy with an item closes when it comes to it; waiting for it could take for ever.
    const closing = (async () => iterator.return?.())().catch(() => {});
    if (!pulling) await closing;
  }
}

/** Lets at most `permits` callers in at once; the others wait in the order in which they came. */
export class Semaphore {
  readonly #permits: number;
  #held = 0;
  readonly #waiting = new Set<() => void>();

  constructor(permits: number) {
    if (!(permits >= 1)) throw new RangeError(`A semaphore needs at least 1 permit, not ${permits}.`);
    this.#permits = permits;
  }

  /** Resolves when the caller may go on; it must then {@link release}. Rejects with `cancelled` when `signal` aborts. */
  async acquire(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#held < this.#permits) {
      this.#held++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(enter);
        reject(new SightlineError('cancelled', 'Cancelled.', { cause: signal?.reason }));
      };
      const enter = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.add(enter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next) {
      // The permit goes over to the one who waits, so that nobody who comes meanwhile overtakes.
      this.#waiting.delete(next);
      next();
    } else if (this.#held > 0) {
      this.#held--;
    } else {
      throw new RangeError('A semaphore was released more often than it was acquired.');
    }
  }

  /** Runs `fn` inside the semaphore and releases it however `fn` ends. */
  async run<R>(fn: () => Promise<R> | R, signal?: AbortSignal): Promise<R> {
    await this.acquire(signal);
    try {
      return await fn();
    } finally {
      this.release();
    }
  }
}

/**
 * The promise's result, unless it takes longer than `ms`: then `limit-exceeded`, naming `what`, and the signal given to
 * the factory is aborted. Rejects with `cancelled` as soon as `parentSignal` aborts. A time of Infinity never ends.
 */
export async function withTimeout<R>(
  promiseFactory: (signal: AbortSignal) => Promise<R>,
  ms: number,
  what: string,
  parentSignal?: AbortSignal,
): Promise<R> {
  throwIfAborted(parentSignal);
  const controller = new AbortController();
  let giveUp: (error: SightlineError) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (error) => {
      reject(error);
      controller.abort(error);
    };
  });
  const onAbort = () => giveUp(new SightlineError('cancelled', 'Cancelled.', { cause: parentSignal?.reason }));
  parentSignal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    ms <= longestTimerMs
      ? setTimeout(() => giveUp(new SightlineError('limit-exceeded', `${what} took longer than ${seconds(ms)}.`)), ms)
      : undefined;
  try {
    return await Promise.race([promiseFactory(controller.signal), givenUp]);
  } finally {
    clearTimeout(timer);
    parentSignal?.removeEventListener('abort', onAbort);
  }
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}
