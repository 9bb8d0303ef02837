import type { Segment } from '../data/segment.ts';
import { fuse, type RankedView, type Standing } from './fuse.ts';
import { type SearchedViews, searchViews } from './search-views.ts';
import { type AskedWith, tellingViews, weightsOf } from './standing.ts';
import type { Ranked, Strategy, StrategySearch } from './strategy.ts';

/** Every view searches by itself, keywords, sense and looks, and their lists are fused. */
export const lateFusion: Strategy = async (search) => {
  const searched = await searchViews(search, search.allowed);
  return { ranked: fuseViews(search, searched), searched, notes: [] };
};

/** The lists of the views as one, each segment judged by the views that tell what it is. */
export function fuseViews(
  search: Pick<StrategySearch, 'text' | 'withPicture' | 'oneSpace' | 'weights' | 'fusion'>,
  { views, segments }: Pick<SearchedViews, 'views' | 'segments'>,
): Ranked[] {
  const { withPicture, text, oneSpace, weights: factors, fusion } = search;
  const asked: AskedWith = withPicture ? (text ? 'both' : 'picture') : 'words';
  const standing = (id: string): Standing => {
    const segment = segments.get(id) as Segment;
    const weights = weightsOf(segment, asked, oneSpace);
    return {
      weights: {
        keyword: weights.keyword * (factors.keyword ?? 1),
        text: weights.text * (factors.text ?? 1),
        image: weights.image * (factors.image ?? 1),
      },
      by: tellingViews(segment, withPicture),
      // Who shows a picture looks for what can be seen: a passage does not stand in for it.
      ...(withPicture ? { fullWeight: 1 } : {}),
    };
  };
  const known = views.map(
    (view): RankedView => ({ ...view, ranked: view.ranked.filter(({ id }) => segments.has(id)) }),
  );
  return fuse(known, standing, { by: fusion }).flatMap((fused) => {
    const segment = segments.get(fused.id);
    return segment ? [{ segment, score: fused.score, views: fused.views }] : [];
  });
}
