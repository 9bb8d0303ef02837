import { describe, expect, it } from 'vitest';
import { pictureCache } from './picture-cache.ts';
import type { ServedPicture } from './served-picture.ts';

const never = new AbortController().signal;
const ofSize = (bytes: number): ServedPicture => ({ bytes: new Uint8Array(bytes), mediaType: 'image/png' });
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('pictureCache', () => {
  it('makes what several ask for at once only once, and a failure is not theirs', async () => {
    const cache = pictureCache();
    let made = 0;
    const make = async (): Promise<ServedPicture> => {
      await soon();
      if (++made === 1) throw new Error('the first one left');
      return ofSize(1);
    };
    const [first, second] = await Promise.allSettled([cache.get('a', make, never), cache.get('a', make, never)]);
    expect([first.status, second.status, made]).toEqual(['rejected', 'fulfilled', 2]);
    await cache.get('a', make, never);
    expect(made).toBe(2);
  });

  it('keeps no more bytes than told, the longest unused go first', async () => {
    const cache = pictureCache({ maxBytes: 80 });
    const made: string[] = [];
    const get = (key: string, bytes = 10): Promise<unknown> =>
      cache.get(
        key,
        async () => {
          made.push(key);
          return ofSize(bytes);
        },
        never,
      );
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'a', 'i', 'a', 'b']) await get(key);
    expect(made.join('')).toBe('abcdefghib');
    await get('huge', 40);
    await get('huge', 40);
    expect(made.filter((key) => key === 'huge')).toHaveLength(2);
  });

  it('makes only a few at a time, and those that wait can leave', async () => {
    const cache = pictureCache({ atOnce: 1 });
    const order: string[] = [];
    const impatient = new AbortController();
    const get = (key: string, signal: AbortSignal): Promise<unknown> =>
      cache.get(
        key,
        async () => {
          await soon();
          order.push(key);
          return ofSize(1);
        },
        signal,
      );
    const slow = get('slow', never);
    const left = get('left', impatient.signal);
    const last = get('last', never);
    impatient.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await Promise.all([slow, last]);
    expect(order).toEqual(['slow', 'last']);
  });
});
