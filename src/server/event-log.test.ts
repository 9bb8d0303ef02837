import { describe, expect, it } from 'vitest';
import { eventLog } from './event-log.ts';

const never = new AbortController().signal;
async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const event of events) found.push(event);
  return found;
}

describe('eventLog', () => {
  it('gives late and early readers the same', async () => {
    const log = eventLog<number>();
    const early = all(log.follow(never));
    for (let i = 0; i < 100; i++) {
      log.push(i);
      if (i % 7 === 0) await Promise.resolve();
    }
    log.end();
    const expected = Array.from({ length: 100 }, (_, i) => i);
    expect(await early).toEqual(expected);
    expect(await all(log.follow(never))).toEqual(expected);
  });

  it('keeps the beginning and the newest of very many, in order and each once', async () => {
    const log = eventLog<number>(100);
    const slow: number[] = [];
    const reading = (async () => {
      for await (const event of log.follow(never)) {
        slow.push(event);
        if (slow.length % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    for (let i = 0; i < 5_000; i++) {
      log.push(i);
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    log.end();
    await reading;
    const late = await all(log.follow(never));
    expect(late.length).toBeLessThanOrEqual(100);
    expect(late.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    for (const seen of [late, slow]) {
      expect(seen.at(-1)).toBe(4_999);
      expect(seen.every((event, i) => i === 0 || event > (seen[i - 1] ?? -1))).toBe(true);
    }
  });

  it('lets a reader go when it is told to', async () => {
    const log = eventLog<number>();
    const stop = new AbortController();
    log.push(1);
    const reading = all(log.follow(stop.signal));
    setTimeout(() => stop.abort(), 10);
    expect(await reading).toEqual([1]);
  });
});
