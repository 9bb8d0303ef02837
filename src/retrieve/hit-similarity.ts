import type { Hit } from '../data/hit.ts';
import type { VectorStore, VectorView } from '../store/store.ts';
import { dot } from '../support/vector-math.ts';
import type { HitSimilarity } from './diversify.ts';

const views: readonly VectorView[] = ['text', 'image'];
const sampleSize = 64;
/** Fewer vectors than this say nothing of what is usual. */
const smallestSample = 16;
/** A cosine from here on is that of a copy: resized, recompressed, or a passage with a letter changed. */
const sameCosine = 0.99;

/** Measured once for each open store; a store that grows much is opened anew often enough. */
const usual = new WeakMap<VectorStore, Map<VectorView, Promise<number | undefined>>>();

/**
 * How alike hits are, by their stored vectors, which are loaded once: text with text, picture with picture, and the mean of
 * the two where both have both. Without a view in common two hits count as unlike.
 *
 * Models differ in how close any two things are to them (two photos to CLIP: about 0.5), and so do the views of one. The
 * cosine is therefore measured from the mean one of stored pairs, which counts 0, to that of copies, which counts 1.
 */
export async function hitSimilarity(store: VectorStore, hits: readonly Hit[]): Promise<HitSimilarity> {
  const known = await Promise.all(
    views.map(async (view) => {
      const ids = hits.flatMap(({ segment }) => (segment.views.includes(view) ? [segment.id] : []));
      // One vector has nothing to be like.
      if (ids.length < 2) return { vectors: new Map<string, Float32Array>(), from: 0 };
      const [vectors, from = 0] = await Promise.all([store.vectors(view, ids), usualCosine(store, view)]);
      return { vectors, from };
    }),
  );
  return (a, b) => {
    if (a.segment.id === b.segment.id) return 1;
    const found = known.flatMap(({ vectors, from }) => {
      const [one, other] = [vectors.get(a.segment.id), vectors.get(b.segment.id)];
      return one && other ? [likeness(dot(one, other), from)] : [];
    });
    return found.length === 0 ? 0 : found.reduce((sum, like) => sum + like, 0) / found.length;
  };
}

function likeness(cosine: number, from: number): number {
  if (cosine >= sameCosine) return 1;
  return Math.max(0, (cosine - from) / (sameCosine - from));
}

/** The mean cosine of stored vectors with each other; undefined while too few are stored to tell. */
async function usualCosine(store: VectorStore, view: VectorView): Promise<number | undefined> {
  const ofStore = usual.get(store) ?? new Map<VectorView, Promise<number | undefined>>();
  usual.set(store, ofStore);
  const measuring = ofStore.get(view) ?? measured(store, view);
  ofStore.set(view, measuring);
  const mean = await measuring.catch(() => undefined);
  if (mean === undefined) ofStore.delete(view);
  return mean;
}

async function measured(store: VectorStore, view: VectorView): Promise<number | undefined> {
  const sample = await store.sample(view, sampleSize);
  if (sample.length < smallestSample) return undefined;
  let sum = 0;
  for (const [i, one] of sample.entries()) for (const other of sample.slice(0, i)) sum += dot(one, other);
  const mean = sum / ((sample.length * (sample.length - 1)) / 2);
  // Where nearly everything is a copy of one thing, copies are still told from the rest.
  return Math.min(0.9, Math.max(0, mean));
}
