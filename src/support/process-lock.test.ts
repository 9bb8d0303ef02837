import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryLock } from './process-lock.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-lock-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dead = { pid: 2 ** 30, host: hostname(), started: '1', since: '2020-01-01T00:00:00.000Z' };

describe('tryLock', () => {
  it('is had by one, told of to others, and free again when released', async () => {
    const file = join(folder, 'a.lock');
    const first = await tryLock(file);
    expect(first.taken).toBe(true);
    expect(await tryLock(file)).toMatchObject({ taken: false, holder: { pid: process.pid, host: hostname() } });
    if (first.taken) await first.release();
    const again = await tryLock(file);
    expect(again.taken).toBe(true);
    if (again.taken) await again.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that is gone, by one only however many try', async () => {
    for (let round = 0; round < 40; round++) {
      const file = join(folder, `b${round}.lock`);
      await writeFile(file, JSON.stringify(dead));
      const tries = await Promise.all(Array.from({ length: 8 }, () => tryLock(file)));
      const taken = tries.flatMap((one) => (one.taken ? [one] : []));
      expect(taken).toHaveLength(1);
      await taken[0]?.release();
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over although a process was killed while it removed the dead lock', async () => {
    const file = join(folder, 'd.lock');
    await writeFile(file, JSON.stringify(dead));
    await writeFile(`${file}.removing`, '');
    const then = new Date(Date.now() - 60_000);
    await utimes(`${file}.removing`, then, then);
    const lock = await tryLock(file);
    expect(lock.taken).toBe(true);
    if (lock.taken) await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits for the heartbeat of another machine, and a moment for one being written', async () => {
    const file = join(folder, 'c.lock');
    for (const [text, age, isTaken] of [
      [JSON.stringify({ ...dead, host: 'elsewhere' }), 1, false],
      [JSON.stringify({ ...dead, host: 'elsewhere' }), 90, true],
      ['{"pid":', 0, false],
      ['{"pid":', 10, true],
    ] as const) {
      await writeFile(file, text);
      const then = new Date(Date.now() - age * 1000);
      await utimes(file, then, then);
      const lock = await tryLock(file);
      expect({ text, age, taken: lock.taken }).toEqual({ text, age, taken: isTaken });
      if (lock.taken) await lock.release();
    }
  });
});
