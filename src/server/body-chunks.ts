import { HttpProblem } from './http-problem.ts';

/** Longest silence in the middle of a body, unless told. */
export const usualIdleMs = 30_000;

/**
 * The pieces of a request's body as they come, with an end to silence: a client that sends nothing for `idleMs` is cut off, and
 * so is one that goes away.
 */
export async function* bodyChunks(
  request: Request,
  { idleMs }: { readonly idleMs: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = request.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        const slow = new HttpProblem('too-slow', `Nothing came for ${idleMs / 1000} s in the middle of the request.`, {
          remedy: 'Send it again, over a better connection or in smaller parts.',
          headers: { connection: 'close' },
        });
        timer = setTimeout(() => reject(slow), idleMs);
      });
      try {
        const next = await Promise.race([reader.read(), silence]);
        if (next.done) return;
        yield next.value;
      } finally {
        clearTimeout(timer);
      }
    }
  } finally {
    // What is left of it is of no use; the connection is closed by whoever answers.
    await reader.cancel().catch(() => undefined);
  }
}
