import type { Hit } from '../data/hit.ts';
import type { Pixels } from '../data/picture.ts';
import { allWords } from '../data/segment-words.ts';
import { withTimeout } from '../support/concurrency.ts';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import { reorderJudged } from './reorder-judged.ts';
import type { Reranker, RerankItem } from './reranker.ts';

export interface RerankParts {
  readonly reranker: Reranker;
  /** Hits judged: the first ones. */
  readonly depth: number;
  /** The pixels of a hit, for rerankers that look. */
  pixels(hit: Hit): Promise<Pixels | undefined>;
  /** Milliseconds it may take, the loading of pictures included; no limit unless told. */
  readonly budgetMs?: number;
  readonly signal?: AbortSignal;
}

export interface Reranked {
  readonly hits: Hit[];
  /** Why the order is as it was, when the reranker did not give another. */
  readonly notes: readonly string[];
}

/**
 * Puts the first hits into the order of a reranker's scores. Those it cannot judge, such as bare photos before a reranker
 * that only reads, keep their places. A reranker that fails or is late costs its own opinion only: the order stays, and a
 * note says why.
 *
 * @throws SightlineError 'cancelled', and 'bad-option' (a key that is missing or refused), which does not mend by itself.
 */
export async function rerank(query: RerankItem, hits: readonly Hit[], parts: RerankParts): Promise<Reranked> {
  const { reranker, budgetMs = Number.POSITIVE_INFINITY, signal } = parts;
  throwIfAborted(signal);
  const asked = accepted(query, reranker.accepts.query);
  if (!asked) return { hits: [...hits], notes: [] };
  const leftOut = (why: string): Reranked => ({ hits: [...hits], notes: [`The reranker ${reranker.name} ${why}.`] });
  if (budgetMs <= 0) return leftOut('was left out, as no time was left for it');
  try {
    const judge = (stop: AbortSignal): Promise<(number | undefined)[]> => judged(asked, hits, parts, stop);
    const scores = await withTimeout(judge, budgetMs, `The reranker ${reranker.name}`, signal);
    return { hits: reorderJudged(hits, scores, reranker.name), notes: [] };
  } catch (error) {
    throwIfAborted(signal);
    const code = error instanceof SightlineError ? error.code : undefined;
    if (code === 'bad-option') throw error;
    if (code === 'limit-exceeded') return leftOut(`did not answer within ${Math.round(budgetMs)} ms and was left out`);
    return leftOut(`failed and was left out: ${reasonOf(error).replace(/\.$/, '')}`);
  }
}

/** A score for each of the first hits that the reranker can judge, by place. */
async function judged(
  asked: RerankItem,
  hits: readonly Hit[],
  parts: RerankParts,
  stop: AbortSignal,
): Promise<(number | undefined)[]> {
  const { reranker, depth } = parts;
  const items = await Promise.all(hits.slice(0, depth).map((hit) => candidate(hit, parts)));
  const present = items.filter((item) => item !== undefined);
  if (present.length < 2) return [];
  throwIfAborted(stop);
  const scores = await reranker.rerank(asked, present, stop);
  if (scores.length !== present.length || scores.some(Number.isNaN)) {
    throw new SightlineError('model-failed', `It did not give a score for each of its ${present.length} candidates.`);
  }
  const left = [...scores];
  return items.map((item) => (item ? left.shift() : undefined));
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
