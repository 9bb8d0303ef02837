import { afterAll, describe, expect, it } from 'vitest';
import { paintedPdf, reportPage } from './pdf-fixtures.ts';
import type { PdfSource } from './pdf-messages.ts';
import { pdfPool } from './pdf-pool.ts';

const pool = pdfPool({ threads: 1, idleMs: 60_000 });
afterAll(() => pool.close());

let sources = 1000;
const source = async (pages: number): Promise<PdfSource> => {
  const bytes = await paintedPdf(...Array.from({ length: pages }, (_, at) => reportPage(`Part ${at + 1}`)));
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return { id: ++sources, bytes: shared, passwords: [] };
};
const calm = () => ({ timeoutMs: 60_000, signal: new AbortController().signal });

describe('the threads that read PDFs', () => {
  it('give up a task that takes too long, and do the next ones in a fresh thread', async () => {
    const one = await source(2);
    const { plan } = await pool.run({ type: 'open', source: one, sampleMs: 1000 }, calm());
    const draw = (page: number) => ({ type: 'draw', source: one, page, side: 1500 }) as const;
    const late = pool.run(draw(1), { ...calm(), timeoutMs: 1 });
    const after = pool.run(draw(2), calm());
    await expect(late).rejects.toMatchObject({ kind: 'timeout', message: 'It took longer than 1 ms.' });
    expect((await after)?.length).toBeGreaterThan(1000);
    const pictures = { pageSide: 100, pages: 'none', figures: false } as const;
    const read = await pool.run({ type: 'page', source: one, page: 2, plan, pictures }, calm());
    expect(read.blocks[0]).toMatchObject({ type: 'heading', text: 'Part 2' });
  });

  it('lose only what a thread was at when it ends', async () => {
    const one = await source(1);
    const running = pool.run({ type: 'draw', source: one, page: 1, side: 1500 }, calm());
    const waiting = pool.run({ type: 'draw', source: one, page: 1, side: 50 }, calm());
    const [lost, done] = await Promise.allSettled([running, waiting, pool.close()]);
    expect(lost).toMatchObject({ status: 'rejected', reason: { kind: 'crashed' } });
    expect(done.status).toBe('fulfilled');
  });

  it('hear a cancellation while tasks wait and while they run', async () => {
    const one = await source(1);
    const controller = new AbortController();
    const options = { timeoutMs: 60_000, signal: controller.signal };
    const tasks = [1, 2, 3, 4].map(() => pool.run({ type: 'draw', source: one, page: 1, side: 2000 }, options));
    controller.abort();
    for (const outcome of await Promise.allSettled(tasks))
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    await expect(pool.run({ type: 'open', source: one, sampleMs: 0 }, options)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await pool.run({ type: 'draw', source: one, page: 7, side: 50 }, calm())).toBeUndefined();
  });

  it('open a document again that was released', async () => {
    const one = await source(1);
    expect((await pool.run({ type: 'open', source: one, sampleMs: 1000 }, calm())).pages).toBe(1);
    pool.release(one);
    expect((await pool.run({ type: 'draw', source: one, page: 1, side: 50 }, calm()))?.length).toBeGreaterThan(100);
  });
});
