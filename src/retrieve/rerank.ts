import type { Hit } from '../data/hit.ts';
import type { Pixels } from '../data/picture.ts';
import { allWords } from '../data/segment-words.ts';
import type { Reranker, RerankItem } from './reranker.ts';

export interface RerankParts {
  readonly reranker: Reranker;
  /** Hits judged: the first ones. */
  readonly depth: number;
  /** The pixels of a hit, for rerankers that look. */
  pixels(hit: Hit): Promise<Pixels | undefined>;
  readonly signal?: AbortSignal;
}

/**
 * Puts the first hits into the order of a reranker's scores. Those it cannot judge, such as bare photos before a reranker that
 * only reads, keep their places: not being judged speaks neither for nor against them.
 */
export async function rerank(query: RerankItem, hits: readonly Hit[], parts: RerankParts): Promise<Hit[]> {
  const { reranker, depth, signal } = parts;
  const asked = accepted(query, reranker.accepts.query);
  if (!asked) return [...hits];
  const items = await Promise.all(hits.slice(0, depth).map((hit) => candidate(hit, parts)));
  const places = items.flatMap((item, place) => (item ? [place] : []));
  if (places.length < 2) return [...hits];
  const scores = await reranker.rerank(
    asked,
    places.map((place) => items[place] as RerankItem),
    signal,
  );
  const judged = places
    .map((place, i) => ({ place, score: scores[i] ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => b.score - a.score || a.place - b.place);
  const reordered = [...hits];
  for (const [i, { place, score }] of judged.entries()) {
    const hit = hits[place] as Hit;
    reordered[places[i] as number] = { ...hit, reranked: { by: reranker.name, from: place + 1, score } };
  }
  return reordered;
}

async function candidate(hit: Hit, { reranker, pixels }: RerankParts): Promise<RerankItem | undefined> {
  const { accepts, maxTextChars } = reranker;
  const { colour: _, ...words } = hit.segment.words;
  const text = allWords(words).slice(0, maxTextChars);
  const picture = accepts.candidate.picture && hit.segment.picture ? await pixels(hit) : undefined;
  // A file's name alone says nothing that could be judged.
  const { name: _name, ...telling } = words;
  const isTelling = Object.keys(telling).length > 0 || hit.segment.kind === 'record';
  return accepted({ ...(isTelling ? { text } : {}), ...(picture ? { picture } : {}) }, accepts.candidate);
}

function accepted(
  { text, picture }: RerankItem,
  takes: { readonly text: boolean; readonly picture: boolean },
): RerankItem | undefined {
  const item: RerankItem = {
    ...(text && takes.text ? { text } : {}),
    ...(picture && takes.picture ? { picture } : {}),
  };
  return item.text === undefined && item.picture === undefined ? undefined : item;
}
