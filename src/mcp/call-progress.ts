import type { CallContext } from './tool-result.ts';

/** Least time between two notifications: clients show them to people. */
const leastMs = 100;

export interface Progress {
  readonly done: number;
  readonly total?: number;
  readonly message: string;
}

/**
 * Tells a client that asked for it how far a call has come. The number must grow with every notification, so what comes too
 * soon or says nothing new is left out; `last` is always told.
 */
export function callProgress({ _meta, sendNotification, signal }: CallContext): {
  tell(progress: Progress): void;
  last(progress: Progress): void;
} {
  const progressToken = _meta?.progressToken;
  let told = -1;
  let toldAt = Number.NEGATIVE_INFINITY;
  const send = ({ done, total, message }: Progress): void => {
    if (progressToken === undefined || signal.aborted || done <= told) return;
    told = done;
    toldAt = performance.now();
    const params = { progressToken, progress: done, message, ...(total === undefined ? {} : { total }) };
    // A client that has gone misses it, and nothing else depends on it.
    sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
  };
  return {
    tell(progress) {
      if (performance.now() - toldAt >= leastMs) send(progress);
    },
    last: send,
  };
}
