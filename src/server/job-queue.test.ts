import { describe, expect, it } from 'vitest';
import type { IndexEvent, IndexSummary } from '../data/events.ts';
import type { IndexRun } from '../engine/engine.ts';
import { SightlineError } from '../support/errors.ts';
import { jobQueue } from './job-queue.ts';

const summary: IndexSummary = {
  indexed: 1,
  unchanged: 0,
  removed: 0,
  failed: 0,
  warnings: 0,
  segments: 1,
  embedded: 0,
  cached: 0,
  seconds: 0,
};
const never = new AbortController().signal;
const shownName = (source: string): string => source;

/** An engine whose runs end when they are let, and that says how many ran at once. */
function fakeEngine() {
  const seen: string[] = [];
  const gates: (() => void)[] = [];
  let atOnce = 0;
  let most = 0;
  return {
    seen,
    most: () => most,
    letOneEnd: () => gates.shift()?.(),
    add(sources: string | readonly string[], { signal }: { readonly signal?: AbortSignal } = {}): IndexRun {
      const source = String([sources].flat()[0]);
      const finished = (async () => {
        most = Math.max(most, ++atOnce);
        seen.push(source);
        try {
          await new Promise<void>((resolve, reject) => {
            gates.push(resolve);
            signal?.addEventListener('abort', () => reject(new SightlineError('cancelled', 'Cancelled.')));
          });
          if (source === 'locked') throw new SightlineError('index-locked', 'Another program writes to it.');
          return summary;
        } finally {
          atOnce--;
        }
      })();
      async function* events(): AsyncGenerator<IndexEvent> {
        yield { type: 'discovered', found: 1, done: true };
        await finished;
        yield { type: 'indexed', source, name: source, segments: 1, bytes: 1, warnings: [] };
      }
      finished.catch(() => undefined);
      return { finished: () => finished, [Symbol.asyncIterator]: events };
    },
  };
}
const states = async (queue: ReturnType<typeof jobQueue>, id: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const { type, state } of queue.events(id, never) ?? []) found.push(state ?? type);
  return found;
};
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('jobQueue', () => {
  it('does one job at a time, in the order in which they came, and tells of each', async () => {
    const engine = fakeEngine();
    const ended: string[] = [];
    const queue = jobQueue(engine, { onEnd: ({ state }) => ended.push(state) });
    const ids = ['a', 'b', 'locked'].map((source) => queue.start({ sources: [source], shownName }).id);
    expect(queue.list().map(({ state }) => state)).toEqual(['waiting', 'waiting', 'running']);
    for (let i = 0; i < 3; i++) {
      await soon();
      engine.letOneEnd();
    }
    expect(await states(queue, ids[0] ?? '')).toEqual(['discovered', 'indexed', 'done']);
    expect(await states(queue, ids[2] ?? '')).toEqual(['discovered', 'failed']);
    expect(queue.get(ids[2] ?? '')).toMatchObject({ state: 'failed', reason: 'Another program writes to it.' });
    expect([engine.most(), ended]).toEqual([1, ['done', 'done', 'failed']]);
  });

  it('cancels jobs that run and jobs that wait, and calls their end once', async () => {
    const engine = fakeEngine();
    const queue = jobQueue(engine);
    const ends: string[] = [];
    const [running, waiting] = ['a', 'b'].map((source) =>
      queue.start({ sources: [source], shownName, onEnd: async () => void ends.push(source) }),
    );
    queue.cancel(waiting?.id ?? '');
    queue.cancel(running?.id ?? '');
    queue.cancel(running?.id ?? '');
    expect((await states(queue, running?.id ?? '')).at(-1)).toBe('cancelled');
    expect((await states(queue, waiting?.id ?? '')).at(-1)).toBe('cancelled');
    expect([engine.seen, ends.sort()]).toEqual([['a'], ['a', 'b']]);
  });

  it('does other work between jobs, before those that wait, and gives up waiting when told', async () => {
    const engine = fakeEngine();
    const queue = jobQueue(engine);
    queue.start({ sources: ['a'], shownName });
    const last = queue.start({ sources: ['b'], shownName });
    const order: string[] = [];
    const impatient = new AbortController();
    const given = queue.exclusively(async () => void order.push('never'), impatient.signal);
    const done = queue.exclusively(async () => void order.push(`with ${engine.seen.length} run`), never);
    impatient.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    await soon();
    engine.letOneEnd();
    await done;
    await soon();
    engine.letOneEnd();
    await states(queue, last.id);
    expect(order).toEqual(['with 1 run']);
    await expect(queue.exclusively(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  });

  it('cancels everything when it is closed, and takes nothing any more', async () => {
    const engine = fakeEngine();
    const queue = jobQueue(engine);
    queue.start({ sources: ['a'], shownName });
    queue.start({ sources: ['b'], shownName });
    await queue.close();
    expect(queue.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(() => queue.start({ sources: ['c'], shownName })).toThrow('stopping');
  });
});
