import type { ViewEvidence } from '../data/hit.ts';
import type { VectorView } from '../store/store.ts';
import { deviations } from './background.ts';
import { searchViews } from './search-views.ts';
import { passagesElsewhere, type Ranked, type Strategy } from './strategy.ts';

/**
 * One text–image space: every vector, of a passage or of a picture, is compared with the query's, and all stand in one list. No
 * keywords, no fusion.
 *
 * The space has a gap (Liang et al., Mind the Gap, NeurIPS 2022): words lie near words and pictures near pictures, so that by
 * raw similarity every passage comes before every picture when words ask. A similarity is therefore counted from what is usual
 * for its kind, in standard deviations. What has both vectors counts with the better one.
 */
export const unifiedSpace: Strategy = async (search) => {
  const vectorViews = (search.oneSpace ? (['text', 'image'] as const) : (['image'] as const)).filter((view) =>
    search.allowed.includes(view),
  );
  const searched = await searchViews(search, vectorViews);
  const best = new Map<
    string,
    { readonly view: VectorView; readonly rank: number; readonly score: number; z: number }
  >();
  for (const { view, ranked } of searched.views) {
    if (view === 'keyword') continue;
    for (const [i, { id, score }] of ranked.entries()) {
      const z = deviations(score, searched.backgrounds[view]);
      if (z > (best.get(id)?.z ?? Number.NEGATIVE_INFINITY)) best.set(id, { view, rank: i + 1, score, z });
    }
  }
  const ranked = [...best].flatMap(([id, { view, rank, score, z }]): Ranked[] => {
    const segment = searched.segments.get(id);
    const evidence: ViewEvidence = { rank, score, share: z };
    return segment ? [{ segment, score: z, views: { [view]: evidence } }] : [];
  });
  ranked.sort((a, b) => b.score - a.score || (a.segment.id < b.segment.id ? -1 : 1));
  const skipsPassages = !search.oneSpace && search.allowed.includes('text');
  return { ranked, searched, notes: skipsPassages ? [passagesElsewhere] : [] };
};
