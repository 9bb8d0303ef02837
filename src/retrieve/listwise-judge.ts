import { generateJson } from '../generate/collect.ts';
import type { Generator } from '../generate/generator.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { bestGrade, listwiseAnswer, repairedOrder } from './listwise-answer.ts';
import { answerTokens, listwisePrompt } from './listwise-prompt.ts';
import type { Reranker, RerankItem } from './reranker.ts';

/** Candidates in one prompt. Small models lose count of more, and pictures fill their context. */
const windowSize = 10;
/** Characters of one candidate: a window of them is a long page. */
const maxTextChars = 900;

/**
 * A language model as reranker: it sees the query and a window of candidates at once and puts them in order with a grade
 * from 0 to 3 each. The window slides over the list from its end, and the better half of it goes on into the next one, so
 * that a candidate can rise from the last place to the first (RankGPT: Sun et al., "Is ChatGPT Good at Search?", EMNLP 2023).
 *
 * A score is in 0..1, made of grade and final place: from 0.75 on what answers the query, below 0.25 what does not.
 * Candidates that are alike to the letter are shown once and share their score. One that can be neither shown nor told, such
 * as a photo before a model that takes no more pictures, keeps its place.
 *
 * The generator stays the caller's to close.
 */
export function listwiseJudge(generator: Generator): Reranker {
  const { limits } = generator;
  const accepts = { text: true, picture: limits.pictures > 0 };
  return {
    name: `judge:${generator.name}`,
    accepts: { query: accepts, candidate: accepts },
    maxTextChars,
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      const keys = candidates.map(keyOf);
      const distinct = [...new Map(candidates.map((candidate, i) => [keys[i] ?? '', candidate]))];
      const order = await slidOver(
        distinct.map(([key, item]) => ({ key, item })),
        (window) => rankedWindow(generator, query, window, signal),
        `${generator.name} did not put the candidates in order`,
      );
      const scores = scoresOf(order);
      return keys.map((key) => scores.get(key) ?? 0);
    },
    close: async () => undefined,
  };
}

interface Candidate {
  readonly key: string;
  readonly item: RerankItem;
  /** As last judged; none when it never was. */
  readonly grade?: number;
}

function keyOf({ text = '', picture }: RerankItem): string {
  return picture ? contentHash(text, `${picture.width}x${picture.height}`, picture.data) : contentHash(text);
}

/**
 * The candidates in order. A window whose answer is of no use stays as it is; when that goes for all of them, it fails as the
 * last one did.
 */
async function slidOver(
  candidates: readonly Candidate[],
  rank: (window: readonly Candidate[]) => Promise<Candidate[]>,
  failure: string,
): Promise<Candidate[]> {
  const order = [...candidates];
  let answered = order.length < 2;
  let trouble: unknown;
  for (let end = order.length; end > 1; ) {
    const start = Math.max(0, end - windowSize);
    try {
      order.splice(start, end - start, ...(await rank(order.slice(start, end))));
      answered = true;
    } catch (error) {
      if (!(error instanceof SightlineError && error.code === 'model-failed')) throw error;
      trouble = error;
    }
    if (start === 0) break;
    end = start + Math.ceil((end - start) / 2);
  }
  if (answered) return order;
  if (trouble instanceof SightlineError) throw trouble;
  throw new SightlineError('model-failed', `${failure}.`, { remedy: 'Try again, or choose another model.' });
}

async function rankedWindow(
  generator: Generator,
  query: RerankItem,
  window: readonly Candidate[],
  signal: AbortSignal | undefined,
): Promise<Candidate[]> {
  const { messages, shown } = await listwisePrompt(
    query,
    window.map(({ item }) => item),
    generator.limits,
  );
  if (shown.length < 2) return [...window];
  throwIfAborted(signal);
  const { value } = await generateJson(
    generator,
    { messages, maxOutputTokens: Math.min(answerTokens, generator.limits.outputTokens), temperature: 0 },
    { name: 'ranking', type: listwiseAnswer },
    signal,
  );
  const graded = repairedOrder(value, shown.length);
  if (!graded) {
    throw new SightlineError('model-failed', `${generator.name} ranked none of the candidates it was shown.`, {
      remedy: 'Try again, or choose another model.',
    });
  }
  const ranked = [...window];
  for (const [i, { place, grade }] of graded.entries()) {
    const [from, to] = [window[shown[place] ?? -1], shown[i]];
    if (from && to !== undefined) ranked[to] = { ...from, grade };
  }
  return ranked;
}

/** Higher the better the place. A grade counts as far as nothing before it had a lower one, as windows grade each by itself. */
function scoresOf(order: readonly Candidate[]): Map<string, number> {
  let lowest = bestGrade;
  return new Map(
    order.map(({ key, grade }, place) => {
      lowest = Math.min(lowest, grade ?? lowest);
      return [key, (lowest + 1 - place / order.length) / (bestGrade + 1)] as const;
    }),
  );
}
