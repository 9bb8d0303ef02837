import type { JudgedQuery } from './judged-queries.ts';
import { seededRandom } from './seeded-random.ts';

/** Places of the queries in parts of nearly the same size, the same ones each time, with the kinds of queries spread evenly. */
export function dealQueries(queries: readonly Pick<JudgedQuery, 'kind'>[], count: number): number[][] {
  const below = seededRandom(1);
  const order = queries.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
  const kinds = new Map([...new Set(queries.map((query) => query.kind))].map((kind, i) => [kind, i]));
  const rank = (i: number): number => kinds.get(queries[i]?.kind ?? '') ?? 0;
  order.sort((a, b) => rank(a) - rank(b));
  return Array.from({ length: count }, (_, part) => order.filter((_, i) => i % count === part));
}
