import { z } from 'zod';
import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import type { Reranker, RerankItem } from '../retrieve/reranker.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { throwIfAborted } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { relevanceScores } from '../support/relevance-scores.ts';
import type { VendorOptions } from '../support/vendor-options.ts';

/** Of a candidate in one request; the newer models read 8,192 tokens and more. */
const maxTextChars = 20_000;
/** Longer side in pixels: jina-reranker-m0 looks at no more than 768 patches of 28 × 28. */
const pictureSide = 1024;
/** Candidates in one request. */
const textGroup = 500;
const pictureGroup = 32;

const answer = z.looseObject({ results: z.unknown() });

/**
 * POST /rerank. jina-reranker-m0 takes pictures, and its items are objects; the others take plain strings.
 *
 * https://api.jina.ai/scalar, https://jina.ai/news/jina-reranker-m0-multilingual-multimodal-document-reranker
 */
export function jinaReranker(model: string, client: HttpClient, { body = {} }: VendorOptions): Reranker {
  const name = `jina:${model}`;
  const looks = /^jina-reranker-m\d/.test(model);

  const toDocument = async ({ text, picture }: RerankItem): Promise<unknown> => {
    const words = text?.trim().slice(0, maxTextChars);
    if (!looks) return words || '.';
    const image = picture && (await encodePixels(picture, { side: pictureSide }));
    return {
      ...(words || !image ? { text: words || '.' } : {}),
      ...(image ? { image: Buffer.from(image.bytes).toString('base64') } : {}),
    };
  };
  /** Words alone go as a plain string with every model. */
  const toQuery = async ({ text, picture }: RerankItem): Promise<unknown> =>
    looks && picture ? toDocument({ picture }) : text?.trim().slice(0, maxTextChars) || '.';

  return {
    name,
    accepts: { query: { text: true, picture: looks }, candidate: { text: true, picture: looks } },
    maxTextChars,
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      if (candidates.length === 0) return [];
      const asked = await toQuery(query);
      const size = looks && candidates.some(({ picture }) => picture) ? pictureGroup : textGroup;
      const groups = Array.from({ length: Math.ceil(candidates.length / size) }, (_, i) =>
        candidates.slice(i * size, (i + 1) * size),
      );
      const judge = async (group: readonly RerankItem[], stop: AbortSignal): Promise<number[]> => {
        const documents: unknown[] = [];
        for (const item of group) documents.push(await toDocument(item));
        const request = {
          model,
          query: asked,
          documents,
          top_n: group.length,
          return_documents: false,
          ...bodyWithoutRoles(body),
        };
        const found = await client.json('/rerank', { json: request, signal: stop });
        return relevanceScores(answer.safeParse(found).data?.results, group.length, name);
      };
      const scores: number[] = [];
      for await (const some of mapConcurrent(groups, client.service.concurrency, judge, signal)) scores.push(...some);
      return scores;
    },
    close: async () => undefined,
  };
}
