import { describe, expect, it } from 'vitest';
import { batchesByLength, runBatches } from './local-batches.ts';

describe('batchesByLength', () => {
  it('holds every place once, the longest first', () => {
    const lengths = [5, 9, 3, 9, 7];
    expect(batchesByLength(lengths)).toEqual([[1, 3, 4, 0, 2]]);
    expect(batchesByLength([])).toEqual([]);
  });

  it('keeps the padding of a batch small, and what one holds bounded', () => {
    const lengths = Array.from({ length: 200 }, (_, i) => ((i * 37) % 500) + 1);
    const batches = batchesByLength(lengths);
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    for (const batch of batches) {
      const width = Math.max(...batch.map((place) => lengths[place] as number));
      expect(batch.length * width ** 2).toBeLessThanOrEqual(2048 ** 2);
      expect(batch.length).toBeLessThanOrEqual(32);
      if (width > 48) for (const place of batch) expect(lengths[place]).toBeGreaterThanOrEqual(width * 0.7);
    }
    const padded = batches.reduce(
      (sum, batch) => sum + batch.length * Math.max(...batch.map((p) => lengths[p] ?? 0)),
      0,
    );
    expect(padded / lengths.reduce((a, b) => a + b)).toBeLessThan(1.2);
  });

  it('runs one text alone when it is larger than a batch', () => {
    expect(batchesByLength([20_000, 3])).toEqual([[0], [1]]);
  });
});

describe('runBatches', () => {
  it('gives the results in the order of the rows', async () => {
    const found = await runBatches([[2, 0], [1]], async (places) => places.map((place) => `row ${place}`));
    expect(found).toEqual(['row 0', 'row 1', 'row 2']);
  });

  it('stops between two batches', async () => {
    const stop = new AbortController();
    const ran: number[] = [];
    const run = runBatches(
      [[0], [1], [2]],
      async ([place = -1]) => {
        ran.push(place);
        // As someone else would, while the batch is computed.
        setImmediate(() => stop.abort());
        return [place];
      },
      stop.signal,
    );
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(ran).toEqual([0]);
  });
});
