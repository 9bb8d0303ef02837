import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mapConcurrent, Semaphore, withTimeout } from './concurrency.ts';
import { SightlineError } from './errors.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Counts how far a source was pulled and whether it was closed. */
function counted(length: number) {
  const state = { pulled: 0, closed: false };
  async function* source() {
    try {
      for (let i = 0; i < length; i++) {
        state.pulled++;
        yield i;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, source: source() };
}

describe('mapConcurrent', () => {
  it('keeps the order, never runs more than the limit, and reaches it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (delays, limit, asynchronous) => {
          let running = 0;
          let most = 0;
          const items = delays.map((delay, index) => ({ delay, index }));
          const source = asynchronous
            ? (async function* () {
                yield* items;
              })()
            : items;
          const results = mapConcurrent(source, limit, async ({ delay, index }) => {
            most = Math.max(most, ++running);
            for (let turn = 0; turn < delay * 5; turn++) await Promise.resolve();
            if (delay > 2) await pause(0);
            running--;
            return index;
          });
          expect(await collect(results)).toEqual(items.map((item) => item.index));
          expect(most).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 60 },
    );
    let running = 0;
    let most = 0;
    await collect(
      mapConcurrent([1, 2, 3, 4, 5, 6], 3, async () => {
        most = Math.max(most, ++running);
        await pause(2);
        running--;
      }),
    );
    expect(most).toBe(3);
  });

  it('does not pull ahead of a slow consumer', async () => {
    const { state, source } = counted(100);
    const results = mapConcurrent(source, 4, (item) => item);
    expect(state.pulled).toBe(0);
    for (let taken = 1; taken <= 5; taken++) {
      await results.next();
      await pause(2);
      expect(state.pulled).toBeLessThanOrEqual(taken + 4);
    }
    await results.return();
    expect(state.closed).toBe(true);
    expect(state.pulled).toBeLessThan(11);
  });

  it('yields a finished result while the source is still looking for the next item', async () => {
    let goOn = () => {};
    async function* slow() {
      yield 'first';
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield 'second';
    }
    const results = mapConcurrent(slow(), 5, (item) => item);
    expect((await results.next()).value).toBe('first');
    goOn();
    expect((await results.next()).value).toBe('second');
    expect((await results.next()).done).toBe(true);
  });

  it('gives the results before a failure, aborts what runs, closes the source and then throws', async () => {
    const { state, source } = counted(1000);
    const aborted: number[] = [];
    const seen: number[] = [];
    const run = async () => {
      for await (const item of mapConcurrent(source, 3, async (item, signal) => {
        signal.addEventListener('abort', () => aborted.push(item));
        if (item === 0) await pause(5);
        if (item === 1) throw new Error('item 1 is broken');
        if (item > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return item;
      }))
        seen.push(item);
    };
    await expect(run()).rejects.toThrow('item 1 is broken');
    expect(seen).toEqual([0]);
    expect(aborted).toContain(2);
    expect(state.closed).toBe(true);
    expect(state.pulled).toBeLessThanOrEqual(4);
  });

  it('passes on a failure of the source after the items before it', async () => {
    async function* failing() {
      yield 1;
      yield 2;
      throw new Error('the source broke');
    }
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const item of mapConcurrent(failing(), 8, (item) => item * 10)) seen.push(item);
      })(),
    ).rejects.toThrow('the source broke');
    expect(seen).toEqual([10, 20]);
  });

  it('leaves no unhandled rejection when the consumer stops while later calls fail', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      for await (const item of mapConcurrent([0, 1, 2, 3], 4, async (item) => {
        await pause(item);
        if (item > 0) throw new Error(`late failure ${item}`);
        return item;
      })) {
        expect(item).toBe(0);
        break;
      }
      await pause(10);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('ends with "cancelled" when the signal aborts, even while the source hangs', async () => {
    const controller = new AbortController();
    async function* hanging() {
      yield 1;
      await new Promise(() => {});
    }
    const results = mapConcurrent(hanging(), 2, (item) => item, controller.signal);
    expect((await results.next()).value).toBe(1);
    const next = results.next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a limit below one', async () => {
    await expect(collect(mapConcurrent([1], 0, (item) => item))).rejects.toThrow(RangeError);
  });

  it('goes through many items', async () => {
    let sum = 0;
    function* many() {
      for (let i = 0; i < 20_000; i++) yield i;
    }
    for await (const item of mapConcurrent(many(), 16, (item) => item)) sum += item;
    expect(sum).toBe((20_000 * 19_999) / 2);
  });
});

describe('Semaphore', () => {
  it('lets callers in by turns, at most as many as it has permits', async () => {
    const semaphore = new Semaphore(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3, 4, 5].map((name) =>
        semaphore.run(async () => {
          order.push(name);
          most = Math.max(most, ++running);
          await pause(1);
          running--;
        }),
      ),
    );
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('releases after a failure', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await semaphore.run(() => 'free')).toBe('free');
  });

  it('lets a waiting caller go when it is cancelled, without losing a permit', async () => {
    const semaphore = new Semaphore(1);
    await semaphore.acquire();
    const controller = new AbortController();
    const waiting = semaphore.acquire(controller.signal);
    const behind = semaphore.acquire();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    semaphore.release();
    await behind;
    semaphore.release();
    expect(() => semaphore.release()).toThrow(RangeError);
  });
});

describe('withTimeout', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives the result and leaves no timer behind', async () => {
    expect(await withTimeout(async () => 'done', 1000, 'Reading a.pdf')).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects after the time, naming what took so long, and aborts the work', async () => {
    let inner: AbortSignal | undefined;
    const result = withTimeout(
      (signal) => {
        inner = signal;
        return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
      1500,
      'Reading a.pdf',
    );
    const expectation = expect(result).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: 'Reading a.pdf took longer than 1.5 s.',
    });
    await vi.advanceTimersByTimeAsync(1499);
    expect(inner?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await expectation;
    expect(inner?.aborted).toBe(true);
  });

  it('follows the parent signal', async () => {
    const parent = new AbortController();
    const result = withTimeout(() => new Promise<never>(() => {}), 1000, 'Reading', parent.signal);
    parent.abort(new Error('Ctrl-C'));
    await expect(result).rejects.toBeInstanceOf(SightlineError);
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(vi.getTimerCount()).toBe(0);
    await expect(withTimeout(async () => 1, 1000, 'Reading', parent.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('takes very long and endless times for what they are', async () => {
    for (const ms of [Number.POSITIVE_INFINITY, 2 ** 40]) {
      const result = withTimeout(() => new Promise<string>((resolve) => setTimeout(resolve, 60_000, 'late')), ms, 'It');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await result).toBe('late');
    }
  });
});
