import type { ScoredId, VectorStore, VectorView } from '../store/store.ts';
import { dot } from '../support/vector-math.ts';

/**
 * The cosine similarity of a query with the stored vectors of these segments, best first, however large the store is. Segments
 * without such a vector are left out.
 *
 * @param query of length 1, in the space of the view.
 */
export async function exactSimilarities(
  store: VectorStore,
  view: VectorView,
  query: Float32Array,
  ids: readonly string[],
): Promise<ScoredId[]> {
  const vectors = await store.vectors(view, ids);
  return [...vectors]
    .map(([id, vector]) => ({ id, score: dot(vector, query) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
