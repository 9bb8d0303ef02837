import { throwIfAborted } from '../support/errors.ts';

/** Attention holds a number for each head and pair of tokens in a row: with 16 heads this is 268 MB. */
const mostPairs = 2048 ** 2;
const mostRows = 32;
/** A model that reads more is not given more: one text alone would take gigabytes. */
export const mostTokens = 2048;
/** Rows shorter than this share of the batch's width would mostly be padding; below this width nobody minds. */
const leastFill = 0.7;
const smallWidth = 48;

/**
 * Places of rows, put together by length, the longest first, so that little of a batch is padding and the largest
 * batch, if any, is the one that fails.
 */
export function batchesByLength(lengths: readonly number[]): number[][] {
  const order = lengths.map((_, place) => place).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  let width = 0;
  for (const place of order) {
    const length = lengths[place] ?? 0;
    const sparse = width > smallWidth && length < width * leastFill;
    if (batch.length > 0 && (sparse || batch.length === mostRows || (batch.length + 1) * width ** 2 > mostPairs)) {
      batches.push(batch);
      batch = [];
    }
    if (batch.length === 0) width = length;
    batch.push(place);
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Runs the batches one after the other; each gives one result a place, and all come back in the order of the rows. */
export async function runBatches<T>(
  batches: readonly (readonly number[])[],
  run: (places: readonly number[]) => Promise<readonly T[]>,
  signal?: AbortSignal,
): Promise<T[]> {
  const results: T[] = [];
  for (const [i, places] of batches.entries()) {
    // The runtime computes on this thread: between batches others get their turn, and a wish to stop is heard.
    if (i > 0) await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(signal);
    const found = await run(places);
    for (const [n, place] of places.entries()) results[place] = found[n] as T;
  }
  return results;
}
