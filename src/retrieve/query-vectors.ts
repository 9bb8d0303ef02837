import type { PreparedQuery } from '../data/query.ts';
import type { Embedder } from '../embed/embedder.ts';
import type { VectorView } from '../store/store.ts';
import { modelCall, withSpan } from '../support/tracing.ts';
import { jointVector } from '../support/vector-math.ts';

/** The vector that each view is searched with; absent where its model takes nothing of the query. */
export type QueryVectors = Partial<Record<VectorView, Float32Array>>;

/** The share of the picture in a query of picture and words, unless told. */
export const defaultPictureShare = 0.6;

/**
 * The query in the space of each view: its words and its pictures as one vector, their weighted average at length 1. Several
 * pictures count alike and share the weight of one.
 *
 * @param pictureShare weight of the pictures against the words, 0 to 1; without words, or without pictures, it has no effect.
 */
export async function queryVectors(
  { text, pictures = [] }: Pick<PreparedQuery, 'text' | 'pictures'>,
  embedders: Readonly<Record<VectorView, Embedder>>,
  pictureShare: number,
  signal?: AbortSignal,
): Promise<QueryVectors> {
  const one = async (embedder: Embedder): Promise<Float32Array | undefined> => {
    const words = text && embedder.accepts.text ? [{ item: { text }, weight: 1 - pictureShare }] : [];
    const seen = embedder.accepts.image ? pictures : [];
    // Words that are given no weight are all there is to search with where the model does not see.
    const alone = seen.length === 0 || words.length === 0;
    const parts = [
      ...words,
      ...seen.map(({ pixels }) => ({ item: { picture: pixels }, weight: pictureShare / seen.length })),
    ];
    if (parts.length === 0) return undefined;
    const { model, dimensions } = embedder.space;
    const { name, notes } = modelCall('embeddings', model);
    const items = parts.map(({ item }) => item);
    const vectors = await withSpan(name, { ...notes, 'gen_ai.embeddings.dimension.count': dimensions }, () =>
      embedder.embed(items, 'query', signal),
    );
    return jointVector(parts.map(({ weight }, i) => ({ vector: vectors[i], weight: alone ? 1 : weight })));
  };
  const visual = one(embedders.image);
  const textual = embedders.text === embedders.image ? visual : one(embedders.text);
  const [textVector, imageVector] = await Promise.all([textual, visual]);
  return { ...(textVector ? { text: textVector } : {}), ...(imageVector ? { image: imageVector } : {}) };
}
