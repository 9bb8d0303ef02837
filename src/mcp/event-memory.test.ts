import { describe, expect, it } from 'vitest';
import { eventMemory } from './event-memory.ts';

const message = (text: string) => ({ jsonrpc: '2.0', method: text }) as const;

describe('eventMemory', () => {
  it('gives what came after an event on its stream, in order, and nothing of other streams', async () => {
    const memory = eventMemory();
    const begun = await memory.storeEvent('a', {} as never);
    await memory.storeEvent('b', message('other'));
    const first = await memory.storeEvent('a', message('first'));
    await memory.storeEvent('a', message('second'));
    const replayed = async (id: string): Promise<unknown[]> => {
      const sent: unknown[] = [];
      expect(await memory.replayEventsAfter(id, { send: async (_, one) => void sent.push(one) })).toBe('a');
      return sent;
    };
    expect(await replayed(begun)).toEqual([message('first'), message('second')]);
    expect(await replayed(first)).toEqual([message('second')]);
    expect(await memory.getStreamIdForEventId?.(first)).toBe('a');
    for (const id of ['', 'a', '0.a', '99.a', `${first}/`, '1.2.3']) {
      expect(await memory.getStreamIdForEventId?.(id)).toBeUndefined();
      await expect(memory.replayEventsAfter(id, { send: async () => undefined })).rejects.toThrow('no such event');
    }
  });

  it('keeps only so many events and characters, the newest', async () => {
    const memory = eventMemory({ events: 3, chars: 200 });
    const begun = await memory.storeEvent('a', {} as never);
    const kept = async (): Promise<number> => {
      let count = 0;
      await memory.replayEventsAfter(begun, { send: async () => void count++ });
      return count;
    };
    for (let i = 0; i < 50; i++) await memory.storeEvent('a', message(`${i}`));
    expect(await kept()).toBe(3);
    await memory.storeEvent('a', message('x'.repeat(120)));
    expect(await kept()).toBe(2);
    // What is larger than all of it would only push the rest out.
    await memory.storeEvent('a', message('x'.repeat(500)));
    expect(await kept()).toBe(2);
  });
});
