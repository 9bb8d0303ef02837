import type { Hit } from '../data/hit.ts';
import type { Query } from '../data/query.ts';

/** How many hits a query wants: `k`, or its two quotas together where only they are given. */
export function wantedHits({ k, nText, nImages }: Pick<Query, 'k' | 'nText' | 'nImages'>): number {
  if (k !== undefined) return k;
  return nText !== undefined && nImages !== undefined ? nText + nImages : 10;
}

/** The first hits, with at most `nText` to read and `nImages` to look at. */
export function withinQuotas(hits: readonly Hit[], query: Pick<Query, 'k' | 'nText' | 'nImages'>): Hit[] {
  const left = { text: query.nText ?? Number.POSITIVE_INFINITY, images: query.nImages ?? Number.POSITIVE_INFINITY };
  const total = wantedHits(query);
  const chosen: Hit[] = [];
  for (const hit of hits) {
    if (chosen.length >= total) break;
    const { picture, kind } = hit.segment;
    const quota = picture && kind !== 'table' ? 'images' : 'text';
    if (left[quota] <= 0) continue;
    left[quota]--;
    chosen.push(hit);
  }
  return chosen;
}
