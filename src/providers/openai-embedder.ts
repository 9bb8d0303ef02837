import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, openAiEmbeddings, roleMarksOf } from '../embed/openai-embeddings.ts';
import { remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { prefixesOf } from '../embed/sentence-families.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import type { ProviderContext } from './provider.ts';

/** https://platform.openai.com/docs/guides/embeddings */
const models: Readonly<Record<string, { readonly dimensions: number; readonly isDynamic: boolean }>> = {
  'text-embedding-3-small': { dimensions: 1536, isDynamic: true },
  'text-embedding-3-large': { dimensions: 3072, isDynamic: true },
  'text-embedding-ada-002': { dimensions: 1536, isDynamic: false },
};
const officialTokens = 8191;

/**
 * POST /embeddings as OpenAI describes it. Longer inputs than a model reads are refused, so they are cut here, and so are requests
 * of more than 300,000 tokens, so batches are bounded by tokens as well.
 *
 * On other servers well-known open models get the prefixes they were trained with, unless the settings' `body` already
 * tells the roles apart by a field of the request.
 *
 * https://platform.openai.com/docs/api-reference/embeddings/create
 */
export async function openAiEmbedder(
  model: string,
  client: HttpClient,
  {
    vendor,
    knownDimensions,
    isOfficial,
  }: Pick<ProviderContext, 'vendor' | 'knownDimensions'> & { readonly isOfficial: boolean },
): Promise<Embedder> {
  const name = `openai:${model}`;
  // LiteLLM names models with their vendor in front.
  const known = models[model.replace(/^openai\//, '')];
  const asked = vendor.dimensions === known?.dimensions ? undefined : vendor.dimensions;
  if (asked !== undefined && known && (!known.isDynamic || asked > known.dimensions)) {
    throw new SightlineError('bad-option', `${name} does not give ${asked} dimensions.`, {
      remedy: `It gives ${known.dimensions}${known.isDynamic ? ' or fewer' : ''}; change providers.openai.dimensions or leave it out.`,
    });
  }
  const body = { encoding_format: 'float', ...(asked === undefined ? {} : { dimensions: asked }), ...vendor.body };
  const roles = roleMarksOf(body) ?? (isOfficial ? undefined : prefixesOf(model));
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision({ body }), ...(roles ? { roles } : {}) },
    dimensions: asked ?? known?.dimensions ?? knownDimensions,
    accepts: { text: true, image: false, both: false },
    // Most open models of this kind were made from BERT, which reads 512 tokens.
    maxTextTokens: known || isOfficial ? officialTokens : (vendor.contextTokens ?? 512),
    cutsText: false,
    batchSize: 128,
    // Estimates err, and so the limit is not used up.
    maxBatchTokens: 200_000,
    concurrency: client.service.concurrency,
    request: (items, role, signal) => {
      const fields = bodyForRole(body, role);
      const send = (input: readonly string[]) =>
        openAiEmbeddings({ name, client, body: { model, input, ...fields }, signal });
      return sendShortened(
        items.map((item) => item.text ?? ''),
        send,
      );
    },
  });
}

/**
 * Tokens are estimated, and a text that makes more of them than was thought is refused with the whole request. Halves are
 * then sent until it stands alone, and it alone is shortened, so that no vector depends on what else was in its request.
 */
async function sendShortened(
  texts: readonly string[],
  send: (texts: readonly string[]) => Promise<number[][]>,
): Promise<number[][]> {
  try {
    return await send(texts);
  } catch (error) {
    if (!isTooLong(error)) throw error;
    const [text = ''] = texts;
    const middle = Math.ceil(texts.length / 2);
    if (texts.length > 1) {
      const first = await sendShortened(texts.slice(0, middle), send);
      return [...first, ...(await sendShortened(texts.slice(middle), send))];
    }
    // A few words are not too long for any model: something else is meant.
    if (text.length < 200) throw error;
    return sendShortened([text.slice(0, Math.floor(text.length * 0.7)).replace(/[\ud800-\udbff]$/, '')], send);
  }
}

/** Servers say it in words of their own. */
function isTooLong(error: unknown): boolean {
  if (!(error instanceof SightlineError) || error.code !== 'model-failed') return false;
  return /\btokens?\b|context (length|window)|too long|max(imum)? (input|sequence) length/i.test(error.message);
}
