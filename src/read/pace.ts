import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../support/errors.ts';

/** How long a reader may keep the event loop, in milliseconds. */
const turnMs = 20;

/**
 * A function to await between the steps of a long loop: it lets timers and other work run now and then, so that time-outs
 * and cancelling take effect, and throws a SightlineError (`cancelled`) once the signal is aborted.
 */
export function pace(signal: AbortSignal): () => Promise<void> {
  let turned = performance.now();
  return async () => {
    throwIfAborted(signal);
    if (performance.now() - turned < turnMs) return;
    await setImmediate();
    turned = performance.now();
    throwIfAborted(signal);
  };
}
