import { estimateTokens } from '../support/estimate-tokens.ts';
import type { EmbedItem } from './embedder.ts';

export interface RequestSizes {
  /** Items in one request. */
  readonly batchSize: number;
  /** Items in one request that are or hold pictures, where fewer. */
  readonly pictureBatchSize?: number;
  /** Estimated tokens of all texts in one request. */
  readonly maxBatchTokens?: number;
}

/** Which items go into one request together, as their places: items of one sort (words, pictures, both), within the sizes. */
export function requestPlan(
  items: readonly EmbedItem[],
  { batchSize, pictureBatchSize = batchSize, maxBatchTokens = Number.POSITIVE_INFINITY }: RequestSizes,
): number[][] {
  const plan: number[][] = [];
  const open = new Map<string, { readonly places: number[]; tokens: number }>();
  for (const [place, { text, picture }] of items.entries()) {
    const sort = `${text !== undefined} ${picture !== undefined}`;
    const most = picture ? Math.min(pictureBatchSize, batchSize) : batchSize;
    // Counting takes time, and most vendors do not count.
    const tokens = Number.isFinite(maxBatchTokens) ? estimateTokens(text ?? '') : 0;
    let group = open.get(sort);
    if (!group || group.places.length >= most || group.tokens + tokens > maxBatchTokens) {
      group = { places: [], tokens: 0 };
      open.set(sort, group);
      plan.push(group.places);
    }
    group.places.push(place);
    group.tokens += tokens;
  }
  return plan;
}
