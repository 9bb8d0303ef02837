import type { VectorStore, VectorView } from '../store/store.ts';
import { dot } from '../support/vector-math.ts';

/** How similar a query is to what is stored in general: the noise its hits have to stand out from. */
export interface Background {
  readonly mean: number;
  readonly deviation: number;
}

const sampleSize = 128;
/** Fewer vectors than this say nothing of what is usual. */
const smallestSample = 16;
/**
 * Deviations above the mean at which a hit begins to stand out, and at which it does so fully. Words meet words more
 * closely than pictures: a caption of the same scene was seen 3.5 deviations up, the scene's picture 2.1.
 */
const standsOut = { text: { from: 2, fully: 4 }, image: { from: 1, fully: 3 } } as const;
/**
 * How sure the image view may be of words in a handful of files, where nothing tells what is usual: the only photo among notes is
 * the nearest one to whatever is asked, and must not go before a note that says it.
 */
const onlyPicture = 0.6;
/** What is left of a view's say when nothing stands out: its order still counts among its own. */
const leastConfidence = 0.1;

/** Samples are taken once for each open store; a store that grows much is opened anew often enough. */
const samples = new WeakMap<VectorStore, Map<VectorView, Promise<Float32Array[]>>>();

/** Some of the view's vectors: the same array each time, or, while there are few, taken anew, as they may become more. */
export async function sampleOf(store: VectorStore, view: VectorView): Promise<readonly Float32Array[]> {
  const ofStore = samples.get(store) ?? new Map<VectorView, Promise<Float32Array[]>>();
  samples.set(store, ofStore);
  const sampling = ofStore.get(view) ?? store.sample(view, sampleSize);
  ofStore.set(view, sampling);
  const sample = await sampling.catch((): Float32Array[] => []);
  if (sample.length < smallestSample) ofStore.delete(view);
  return sample;
}

/** The similarity of a query to a sample of the stored vectors; undefined while too few are stored to tell. */
export async function background(
  store: VectorStore,
  view: VectorView,
  query: Float32Array,
): Promise<Background | undefined> {
  const sample = await sampleOf(store, view);
  if (sample.length < smallestSample) return undefined;
  const scores = sample.map((vector) => dot(vector, query));
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  return { mean, deviation };
}

/**
 * How sure a view may be of a hit, from 0 to 1, by how far its similarity stands out from the background. Every query has
 * a nearest vector; a first place that is no nearer than usual is no find.
 */
export function standOut(
  view: VectorView,
  noise: Background | undefined,
  withPicture: boolean,
): (score: number) => number {
  if (!noise || noise.deviation === 0) return () => (view === 'image' && !withPicture ? onlyPicture : 1);
  const from = noise.mean + standsOut[view].from * noise.deviation;
  const fully = noise.mean + standsOut[view].fully * noise.deviation;
  return (score) => Math.min(1, Math.max(leastConfidence, (score - from) / (fully - from)));
}

/** How many standard deviations a similarity stands above what is usual; itself where that is not known. */
export function deviations(score: number, usual: Background | undefined): number {
  return usual && usual.deviation > 0 ? (score - usual.mean) / usual.deviation : score;
}
