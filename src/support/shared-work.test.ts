import { describe, expect, it } from 'vitest';
import { SharedWork } from './shared-work.ts';

describe('SharedWork', () => {
  it('does the same work once for all who want it at the time, and anew afterwards', async () => {
    const shared = new SharedWork<number>();
    let done = 0;
    const work = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return ++done;
    };
    expect(await Promise.all([shared.run('a', work), shared.run('a', work), shared.run('b', work)])).toEqual([1, 1, 2]);
    expect(await shared.run('a', work)).toBe(3);
  });

  it('lets the next one try when the first is cancelled', async () => {
    const shared = new SharedWork<string>();
    const cancelled = shared.run('a', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('cancelled');
    });
    const waiting = Promise.all([shared.run('a', async () => 'mine'), shared.run('a', async () => 'never')]);
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await waiting).toEqual(['mine', 'mine']);
  });

  it('stops waiting for others when told', async () => {
    const shared = new SharedWork<string>();
    const stop = new AbortController();
    const first = shared.run('a', async () => 'done');
    const second = shared.run('a', async () => 'never', stop.signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(await first).toBe('done');
  });
});
