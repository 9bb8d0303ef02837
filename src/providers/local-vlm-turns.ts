import { Semaphore } from '../support/concurrency.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';

/** One model's work, one request after the other, until it is closed. */
export interface Turns {
  /**
   * Runs `work` when it is its turn. Its signal aborts when `given` does and when the model is closed.
   *
   * @throws SightlineError 'cancelled', 'closed'; 'model-failed' for whatever else is thrown that is none.
   */
  run<R>(work: (signal: AbortSignal) => Promise<R>, given?: AbortSignal): Promise<R>;
  /** Stops what is under way and frees the model once no token is being computed any more. */
  close(free: () => Promise<void>): Promise<void>;
}

/** @param name `local:model`, for errors. */
export function takeTurns(name: string): Turns {
  const oneAtATime = new Semaphore(1);
  const stops = new Set<AbortController>();
  let isClosed = false;
  const closed = () => new SightlineError('closed', `${name} was closed.`);

  return {
    async run(work, given) {
      if (isClosed) throw closed();
      throwIfAborted(given);
      // Not AbortSignal.any: on Node 20 each one that is made of a signal that lives on stays in memory.
      const stop = new AbortController();
      const onAbort = () => stop.abort(given?.reason);
      given?.addEventListener('abort', onAbort, { once: true });
      stops.add(stop);
      try {
        return await oneAtATime.run(() => work(stop.signal), stop.signal);
      } catch (error) {
        if (isClosed) throw closed();
        if (error instanceof SightlineError) throw error;
        throw new SightlineError('model-failed', `${name} failed: ${reasonOf(error).replace(/\.$/, '')}.`, {
          remedy: 'Its ONNX files may not fit together; download it again, or choose another precision or model.',
          cause: error,
        });
      } finally {
        given?.removeEventListener('abort', onAbort);
        stops.delete(stop);
      }
    },
    async close(free) {
      if (isClosed) return;
      isClosed = true;
      for (const stop of stops) stop.abort();
      await oneAtATime.run(free);
    },
  };
}
