import { z } from 'zod';
import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import type { Reranker } from '../retrieve/reranker.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { throwIfAborted } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { relevanceScores } from '../support/relevance-scores.ts';
import type { VendorOptions } from '../support/vendor-options.ts';

/** Of a candidate. The query counts once for each of them, and one request takes 600,000 tokens. */
const maxTextChars = 12_000;
const maxQueryChars = 4000;
/** Candidates in one request. */
const groupSize = 100;

const answer = z.looseObject({ data: z.unknown() });

/** POST /rerank. https://docs.voyageai.com/reference/reranker-api */
export function voyageReranker(model: string, client: HttpClient, { body = {} }: VendorOptions): Reranker {
  const name = `voyage:${model}`;
  return {
    name,
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: false } },
    maxTextChars,
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      // An empty text is refused. A full stop says as little.
      const words = (text = '', length: number): string => text.trim().slice(0, length) || '.';
      const documents = candidates.map(({ text }) => words(text, maxTextChars));
      const groups = Array.from({ length: Math.ceil(documents.length / groupSize) }, (_, i) =>
        documents.slice(i * groupSize, (i + 1) * groupSize),
      );
      const judge = async (group: readonly string[], stop: AbortSignal): Promise<number[]> => {
        const asked = {
          model,
          query: words(query.text, maxQueryChars),
          documents: group,
          truncation: true,
          ...bodyWithoutRoles(body),
        };
        const found = await client.json('/rerank', { json: asked, signal: stop });
        return relevanceScores(answer.safeParse(found).data?.data, group.length, name);
      };
      const scores: number[] = [];
      for await (const some of mapConcurrent(groups, client.service.concurrency, judge, signal)) scores.push(...some);
      return scores;
    },
    close: async () => undefined,
  };
}
