import { background, standOut } from './background.ts';
import { exactSimilarities } from './exact-similarities.ts';
import type { RankedView } from './fuse.ts';
import { fuseViews, lateFusion } from './late-fusion.ts';
import { searchViews } from './search-views.ts';
import { sees } from './standing.ts';
import type { Ranked, Strategy, StrategySearch } from './strategy.ts';

/** Hits that the second stage looks at. */
const shortlist = 100;

/**
 * Cheap first: words are looked up by the views that read (keywords and passages), and only the shortlist is looked at: the
 * pictures on it are compared with the query exactly, and that is fused with what the words said. A reranker that is set judges
 * the shortlist afterwards, as it does for every strategy. What has no words cannot be on such a list, so where the list is
 * short the pictures are searched as well.
 */
export const cascade: Strategy = async (search) => {
  const reading = search.allowed.filter((view) => view !== 'image');
  const isLooking = search.allowed.includes('image');
  if (!search.text || reading.length === 0) return lateFusion(search);
  const searched = await searchViews(search, reading);
  const read = fuseViews(search, searched).slice(0, shortlist);
  if (!isLooking) return { ranked: read, searched, notes: [] };
  if (read.length < search.wanted) {
    const found = read.length === 0 ? 'nothing' : `${read.length} of ${search.wanted}`;
    const note = `Words found ${found}, so all pictures were searched by their looks as well.`;
    return { ...(await lateFusion(search)), notes: [note] };
  }
  const looked = await lookAt(read, search);
  if (!looked) return { ranked: read, searched, notes: [] };
  const listed = new Set(read.map(({ segment }) => segment.id));
  const views = [...searched.views, looked].map((view) => ({
    ...view,
    ranked: view.ranked.filter(({ id }) => listed.has(id)),
  }));
  return { ranked: fuseViews(search, { views, segments: searched.segments }), searched, notes: [] };
};

/** The pictures of a shortlist as a view of their own, by exact similarity; undefined when there is nothing to look at. */
async function lookAt(read: readonly Ranked[], search: StrategySearch): Promise<RankedView | undefined> {
  const { store, vectors, withPicture, depth } = search;
  const query = vectors.image;
  const ids = read.flatMap(({ segment }) =>
    segment.views.includes('image') && (withPicture || sees(segment)) ? [segment.id] : [],
  );
  if (!query || ids.length === 0) return undefined;
  const found = await exactSimilarities(store, 'image', query, ids);
  const confidence = standOut('image', await background(store, 'image', query), withPicture);
  const ranked = found.map((one) => ({ ...one, confidence: confidence(one.score) }));
  // Only the shortlist was looked at: nothing is said of what is not on it.
  return { view: 'image', ranked, places: depth, listsAll: false };
}
