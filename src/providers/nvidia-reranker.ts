import { z } from 'zod';
import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import type { Reranker, RerankItem } from '../retrieve/reranker.ts';
import { mapConcurrent } from '../support/concurrency.ts';
import { encodePixels } from '../support/encode-pixels.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import type { ProviderContext } from './provider.ts';

/** Passages in one request; the reference allows 512, and a picture weighs some hundred kilobytes. */
const textsAtOnce = 100;
const picturesAtOnce = 8;
const pictureSide = 1024;

const answer = z.looseObject({
  rankings: z.array(z.looseObject({ index: z.number().int().min(0), logit: z.number() })),
});

/**
 * NeMo Retriever ranking: POST /ranking on a server of one's own; hosted, each model has its own address. The query is always
 * text; the models with eyes (`-vl-`) look at candidates.
 *
 * https://docs.nvidia.com/nim/nemo-retriever/text-reranking/2.0.0/use-the-api-openai.html
 */
export async function nvidiaReranker(
  model: string,
  client: HttpClient,
  { vendor }: Pick<ProviderContext, 'vendor'>,
): Promise<Reranker> {
  const name = `nvidia:${model}`;
  const sees = /[-_]vlm?[-_]/.test(model);
  const isHosted = client.service.baseUrl.endsWith('/retrieval');
  const path = isHosted ? hostedPath(model) : '/ranking';

  const rank = async (query: string, items: readonly RerankItem[], signal: AbortSignal): Promise<number[]> => {
    const passages = await Promise.all(items.map((item) => passageOf(item, { sees, isHosted })));
    const body = { model, query: { text: query }, passages, truncate: 'END', ...bodyWithoutRoles(vendor.body ?? {}) };
    return scoresOf(await client.json(path, { json: body, signal }), items.length, name);
  };

  return {
    name,
    accepts: { query: { text: true, picture: false }, candidate: { text: true, picture: sees } },
    maxTextChars: 4 * (vendor.contextTokens ?? (/mistral-4b/.test(model) ? 512 : 8192)),
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      const text = query.text?.trim();
      if (!text) {
        throw new SightlineError('bad-query', `${name} ranks by words, and there are none in the query.`, {
          remedy: 'Ask with words, or leave out the reranker.',
        });
      }
      const most = candidates.some((item) => item.picture && sees) ? picturesAtOnce : textsAtOnce;
      const groups = Array.from({ length: Math.ceil(candidates.length / most) }, (_, n) =>
        candidates.slice(n * most, (n + 1) * most),
      );
      const ranked = (items: readonly RerankItem[], stop: AbortSignal) => rank(text, items, stop);
      const scores: number[] = [];
      for await (const some of mapConcurrent(groups, client.service.concurrency, ranked, signal)) scores.push(...some);
      return scores;
    },
    close: async () => undefined,
  };
}

/** Hosted models are named in the path, dots written as underscores: `/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking`. */
function hostedPath(model: string): string {
  // The first one had the address to itself.
  if (/rerank-qa-mistral-4b/.test(model)) return '/nvidia/reranking';
  const parts = (model.includes('/') ? model : `nvidia/${model}`).replaceAll('.', '_').split('/');
  return `/${parts.map(encodeURIComponent).join('/')}/reranking`;
}

/**
 * A picture alone goes without the field `text`, which must not be empty. The hosted service wants the field all the same:
 * https://docs.api.nvidia.com/nim/reference/nvidia-llama-nemotron-rerank-vl-1b-v2-infer
 */
async function passageOf(
  { text, picture }: RerankItem,
  { sees, isHosted }: { readonly sees: boolean; readonly isHosted: boolean },
): Promise<{ text?: string; image?: string }> {
  const words = text?.trim() ?? '';
  if (!picture || !sees) return { text: words || '.' };
  const { bytes, mediaType } = await encodePixels(picture, { side: pictureSide });
  const image = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
  if (words !== '') return { text: words, image };
  return isHosted ? { text: '.', image } : { image };
}

function scoresOf(found: unknown, count: number, name: string): number[] {
  const parsed = answer.safeParse(found);
  const scores = new Map(parsed.data?.rankings.map(({ index, logit }) => [index, logit]));
  const inOrder = Array.from({ length: count }, (_, i) => scores.get(i)).filter((score) => score !== undefined);
  if (inOrder.length === count && scores.size === count) return inOrder;
  throw new SightlineError('model-failed', `${name} did not answer with one score for each of ${count} candidates.`, {
    remedy: 'Check that the model ranks and that the base URL leads to it.',
    ...(parsed.success ? {} : { cause: parsed.error }),
  });
}
