import { z } from 'zod';
import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, roleMarksOf } from '../embed/openai-embeddings.ts';
import { remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { prefixesOf } from '../embed/sentence-families.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { helpfully, modelDigest, showModel } from './ollama-models.ts';
import type { ProviderContext } from './provider.ts';

const answer = z.looseObject({
  embeddings: z.array(
    z.custom<number[]>((value) => Array.isArray(value) && value.every((each) => typeof each === 'number')),
  ),
});

/**
 * POST /api/embed, Ollama's own, rather than its /v1/embeddings: it takes `truncate`, and without that a text longer than the
 * model reads would be refused. Prefixes that a model was trained with are put before the words here, as Ollama does not.
 *
 * The space's revision follows the digest of the model's content: after `ollama pull` brought other weights under the same
 * name, old vectors are not compared with new ones.
 *
 * https://github.com/ollama/ollama/blob/main/docs/openapi.yaml
 */
export async function ollamaEmbedder(
  model: string,
  client: HttpClient,
  { vendor, knownDimensions }: Pick<ProviderContext, 'vendor' | 'knownDimensions'>,
): Promise<Embedder> {
  const name = `ollama:${model}`;
  const { contextTokens } = await showModel(client, model, vendor.contextTokens);
  const digest = await modelDigest(client, model);
  const body = {
    truncate: true,
    ...(vendor.dimensions === undefined ? {} : { dimensions: vendor.dimensions }),
    ...(vendor.contextTokens === undefined ? {} : { options: { num_ctx: vendor.contextTokens } }),
    ...vendor.body,
  };
  const roles = roleMarksOf(body) ?? prefixesOf(model);
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision({ body, digest }), ...(roles ? { roles } : {}) },
    dimensions: vendor.dimensions ?? knownDimensions,
    accepts: { text: true, image: false, both: false },
    maxTextTokens: contextTokens,
    batchSize: 32,
    concurrency: client.service.concurrency,
    request: async (items, role, signal) => {
      const input = items.map((item) => item.text ?? '');
      const json = { model, input, ...bodyForRole(body, role) };
      const found = await helpfully(model, () => client.json('/api/embed', { json, ...(signal ? { signal } : {}) }));
      const parsed = answer.safeParse(found);
      if (parsed.success) return parsed.data.embeddings;
      throw new SightlineError('model-failed', `${name} did not answer with embeddings.`, {
        remedy: 'Choose a model that makes them, such as ollama:nomic-embed-text.',
        cause: parsed.error,
      });
    },
  });
}
