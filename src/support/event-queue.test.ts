import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

async function all<T>(queue: EventQueue<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const event of queue) seen.push(event);
  return seen;
}

it('gives a reader every event in order, also those from before it came', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  const reading = all(queue);
  queue.push(2);
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (let i = 3; i <= 50; i++) queue.push(i);
  queue.end();
  expect(await reading).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

it('keeps only the latest while nobody reads', async () => {
  const queue = new EventQueue<number>(10);
  for (let i = 0; i < 1000; i++) queue.push(i);
  queue.end();
  const seen = await all(queue);
  expect(seen.length).toBeLessThanOrEqual(20);
  expect(seen.at(-1)).toBe(999);
});

it('hands a failure on, after what came before it', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.fail(new Error('broken'));
  const seen: number[] = [];
  await expect(
    (async () => {
      for await (const event of queue) seen.push(event);
    })(),
  ).rejects.toThrow('broken');
  expect(seen).toEqual([1]);
});
