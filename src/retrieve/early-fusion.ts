import type { ViewEvidence } from '../data/hit.ts';
import type { ViewName } from '../data/segment.ts';
import type { VectorStore, VectorView } from '../store/store.ts';
import { dot, jointVector } from '../support/vector-math.ts';
import { type Background, deviations } from './background.ts';
import type { RankedView } from './fuse.ts';
import { searchViews } from './search-views.ts';
import { passagesElsewhere, type Ranked, type Strategy } from './strategy.ts';

/** Candidates of each view whose joint vectors are compared. */
const candidates = 100;

/**
 * Picture and words are combined before anything is compared: the query is one vector, and so is each segment, the weighted
 * average of its picture's and its words' vectors in the joint space. A segment that lacks one of the two keeps the other as it
 * is, not drawn to the origin.
 *
 * Joint vectors are made of the stored ones for the candidates of both views. They are compared in standard deviations from what
 * is usual for such a mixture, as in {@link unifiedSpace}: a mixture has another usual similarity than its parts.
 */
export const earlyFusion: Strategy = async (search) => {
  const vectorViews = (search.oneSpace ? (['text', 'image'] as const) : (['image'] as const)).filter((view) =>
    search.allowed.includes(view),
  );
  const searched = await searchViews(search, vectorViews);
  const skipsPassages = !search.oneSpace && search.allowed.includes('text');
  const notes = skipsPassages ? [passagesElsewhere] : [];
  const query = search.vectors.image ?? search.vectors.text;
  if (!query) return { ranked: [], searched, notes };
  const ids = new Set(searched.views.flatMap(({ ranked }) => ranked.slice(0, candidates).map(({ id }) => id)));
  const weights = { text: 1 - search.pictureShare, image: search.pictureShare };
  const joint = await jointSimilarities(search.store, [...ids], query, vectorViews, weights, searched.backgrounds);
  const places = new Map(searched.views.map((view) => [view.view, placesOf(view)] as const));
  const ranked = [...joint].flatMap(([id, { z, shares }]): Ranked[] => {
    const segment = searched.segments.get(id);
    if (!segment) return [];
    const views: Partial<Record<ViewName, ViewEvidence>> = {};
    for (const view of vectorViews) {
      const place = places.get(view)?.get(id);
      if (place) views[view] = { ...place, share: shares[view] ?? 0 };
    }
    return [{ segment, score: z, views }];
  });
  ranked.sort((a, b) => b.score - a.score || (a.segment.id < b.segment.id ? -1 : 1));
  return { ranked, searched, notes };
};

function placesOf({ ranked }: RankedView): ReadonlyMap<string, { readonly rank: number; readonly score: number }> {
  return new Map(ranked.map(({ id, score }, i) => [id, { rank: i + 1, score }]));
}

/** How each segment's joint vector compares with the query, in deviations, and what of that comes from each part. */
async function jointSimilarities(
  store: VectorStore,
  ids: readonly string[],
  query: Float32Array,
  views: readonly VectorView[],
  weights: Readonly<Record<VectorView, number>>,
  backgrounds: Readonly<Partial<Record<VectorView, Background>>>,
): Promise<Map<string, { readonly z: number; readonly shares: Partial<Record<VectorView, number>> }>> {
  const stored = new Map(await Promise.all(views.map(async (view) => [view, await store.vectors(view, ids)] as const)));
  const found = new Map<string, { readonly z: number; readonly shares: Partial<Record<VectorView, number>> }>();
  for (const id of ids) {
    const parts = views.flatMap((view) => {
      const vector = stored.get(view)?.get(id);
      return vector ? [{ view, vector, weight: weights[view] }] : [];
    });
    const [only, other] = parts;
    if (!only) continue;
    const joint = other ? jointVector(parts) : only.vector;
    if (!joint) continue;
    const similarity = dot(query, joint);
    // The length of the sum before it was normalised is what its mean and deviation shrink by.
    const sum = parts.reduce((all, { vector, weight }) => all + weight * dot(joint, vector), 0);
    const usual = other ? mixture(parts, backgrounds, sum) : backgrounds[only.view];
    const z = deviations(similarity, usual);
    const total = parts.reduce((all, { vector, weight }) => all + Math.abs(weight * dot(query, vector)), 0);
    const shares = Object.fromEntries(
      parts.map(({ view, vector, weight }) => [view, total === 0 ? 0 : (z * weight * dot(query, vector)) / total]),
    );
    found.set(id, { z, shares });
  }
  return found;
}

/** What is usual for a weighted sum of two independent similarities, at a given length of the summed vector. */
function mixture(
  parts: readonly { readonly view: VectorView; readonly weight: number }[],
  backgrounds: Readonly<Partial<Record<VectorView, Background>>>,
  length: number,
): Background | undefined {
  let mean = 0;
  let variance = 0;
  for (const { view, weight } of parts) {
    const usual = backgrounds[view];
    if (!usual || length === 0) return undefined;
    mean += (weight * usual.mean) / length;
    variance += ((weight * usual.deviation) / length) ** 2;
  }
  return { mean, deviation: Math.sqrt(variance) };
}
