import type { ViewEvidence } from '../data/hit.ts';
import type { ViewName } from '../data/segment.ts';
import type { FusionName } from '../data/strategy.ts';

/** One view's ranked list. */
export interface RankedView {
  readonly view: ViewName;
  /** Best first. `confidence` (1 unless told, 0 to 1) is how much the view has to say of this one segment. */
  readonly ranked: readonly { readonly id: string; readonly score: number; readonly confidence?: number }[];
  /** Whether the view compares every segment it knows, so that absence from its list speaks against one. */
  readonly listsAll: boolean;
  /** How many places the list stands for: its own length when it holds every segment the view knows, else its depth. */
  readonly places: number;
}

/** How a segment is to be judged. */
export interface Standing {
  /** How much each view is believed of this segment, against the others; 0 leaves it out. */
  readonly weights: Readonly<Record<ViewName, number>>;
  /** The views that tell what it is; the others may name it only in passing. */
  readonly by: readonly ViewName[];
  /** The weight that counts as 1: that of the most believed view in `by`, unless told. */
  readonly fullWeight?: number;
}

export interface Fused {
  readonly id: string;
  readonly score: number;
  readonly views: Partial<Record<ViewName, ViewEvidence>>;
}

/**
 * The constant of reciprocal rank. The paper has 60, for the long lists of web search; on the sets of bench/retrieval 10 was
 * better or equal everywhere, as it lets a view that is sure of its first places say so.
 */
export const defaultRankConstant = 10;

export interface FuseOptions {
  /** Whether places, scores, or both alike are evidence; both unless told. */
  readonly by?: FusionName;
  readonly rankConstant?: number;
}

/**
 * Modality-aware fusion.
 *
 * Plain reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009) sums 1/(c + rank) over the views that found a
 * segment. What cannot be in every view is buried by it: a photo without words, first of all pictures, loses to whatever
 * is mediocre in two views. Here a view's say is evidence for or against, measured from the view's own average place:
 *
 *     e(rank) = (1/(c + rank) - n) / (1/(c + 1) - n),   n = mean of 1/(c + r) over the places r of the list
 *
 * so the first place counts 1, an average place 0, and the last ones a little less than 0. By score it is the same with the
 * view's own score s in place of 1/(c + rank): how far BM25 or cosine similarity stands above the list's mean, the best being
 * 1. That keeps how far the first is ahead of the second, which places do not tell, and is misled by a list whose scores lie
 * close together. The mean of the two was within a point of the better one on every set of bench/retrieval, which neither was by
 * itself. The sum is that of weight * confidence * e over the views; confidence is calibrated, by a view's background.
 *
 * A view that the segment lacks adds nothing for or against it: missing is neutral. A view that compared the segment and did
 * not list it counts as the place after the list's end.
 *
 * Weights are relative to the most believed view that tells what the segment is: one with words and pixels is judged by its
 * words first, a photo without words by its pixels, and at full weight.
 * @returns best first; ties by id, so that the result never depends on the order of the views.
 */
export function fuse(
  views: readonly RankedView[],
  standing: (id: string) => Standing,
  { by: measure = 'both', rankConstant = defaultRankConstant }: FuseOptions = {},
): Fused[] {
  const active = views
    .filter((view) => view.ranked.length > 0)
    .map((view) => ({
      ...view,
      evidence: evidenceOf(view, measure, rankConstant),
      found: new Map(view.ranked.map((entry, i) => [entry.id, { ...entry, rank: i + 1 }] as const)),
    }));
  const ids = new Set(active.flatMap((view) => view.ranked.map((entry) => entry.id)));
  const fused = [...ids].map((id): Fused => {
    const evidence: Partial<Record<ViewName, ViewEvidence>> = {};
    const { weights, by, fullWeight } = standing(id);
    const base = fullWeight ?? Math.max(0, ...views.map(({ view }) => (by.includes(view) ? weights[view] : 0)));
    let score = 0;
    for (const { view, found, listsAll, evidence: e } of active) {
      const weight = base > 0 ? Math.min(1, weights[view] / base) : weights[view];
      const place = found.get(id);
      if (weight > 0 && place) {
        const said = e(place);
        // An unsure view praises less; it does not blame less.
        const share = weight * (said > 0 ? (place.confidence ?? 1) : 1) * said;
        evidence[view] = { rank: place.rank, score: place.score, share };
        score += share;
      } else if (listsAll && by.includes(view)) score += weight * e(undefined);
    }
    return { id, score, views: evidence };
  });
  return fused
    .filter((one) => Object.keys(one.views).length > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** e of {@link fuse} for what stands at a place, or (undefined) was compared and not listed. */
type Evidence = (place: { readonly rank: number; readonly score: number } | undefined) => number;

function evidenceOf(view: RankedView, measure: FusionName, rankConstant: number): Evidence {
  const byRank = evidenceByRank(view, rankConstant);
  const byScore = evidenceByScore(view);
  if (measure === 'rank') return byRank;
  return measure === 'score' ? byScore : (place) => (byRank(place) + byScore(place)) / 2;
}

/** A list of one place says nothing: its evidence is 0, as the segment had no rival. */
function evidenceByRank({ places }: RankedView, rankConstant: number): Evidence {
  let sum = 0;
  for (let rank = 1; rank <= places; rank++) sum += 1 / (rankConstant + rank);
  const neutral = sum / places;
  const scale = 1 / (rankConstant + 1) - neutral;
  return (place) => (scale <= 0 ? 0 : (1 / (rankConstant + (place?.rank ?? places + 1)) - neutral) / scale);
}

/** Places that the list stands for and does not fill count as places of nothing found. */
function evidenceByScore({ ranked, places, listsAll }: RankedView): Evidence {
  const scores = ranked.map((entry) => entry.score);
  const best = Math.max(...scores);
  const absent = listsAll ? Math.min(...scores) : 0;
  const neutral = scores.reduce((sum, score) => sum + score, 0) / Math.max(places, scores.length);
  return (place) => (best <= neutral ? 0 : ((place?.score ?? absent) - neutral) / (best - neutral));
}
