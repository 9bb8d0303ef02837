import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import { chatCaptioner } from '../enrich/chat-captioner.ts';
import type { Generator } from '../generate/generator.ts';
import { openAiGenerator } from '../generate/openai-generator.ts';
import { apiBaseUrl } from '../support/api-base-url.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { vendorService } from '../support/vendor-service.ts';
import { chatLimits, isReasoning } from './openai-chat-limits.ts';
import { openAiEmbedder } from './openai-embedder.ts';
import type { Provider, ProviderContext } from './provider.ts';

const officialUrl = 'https://api.openai.com/v1';

/**
 * OpenAI, and every server that speaks its API at another base URL, where the key may be left out: vLLM, LM Studio, llama.cpp,
 * LiteLLM.
 */
export const provider: Provider = {
  vendor: 'openai',
  description: 'OpenAI, and any server that speaks its API (vLLM, LM Studio, llama.cpp, LiteLLM) at another base URL',
  examples: ['openai:text-embedding-3-small', 'openai:gpt-4o', 'openai:gpt-4.1-mini'],
  runsAt: (_model, context) => ({ url: ownUrl(context) ?? officialUrl }),
  async embedder(model, context) {
    const client = clientOf(model, context);
    return openAiEmbedder(model, client, { ...context, isOfficial: isOfficial(client) });
  },
  generator: async (model, context) => chat(model, clientOf(model, context), context),
  async captioner(model, context) {
    const client = clientOf(model, context);
    const prompt = context.captionPrompt;
    const { concurrency } = client.service;
    return chatCaptioner(await chat(model, client, context), {
      concurrency,
      ...(prompt === undefined ? {} : { prompt }),
    });
  },
};

/** https://platform.openai.com/docs/api-reference/chat/create */
function chat(model: string, client: HttpClient, { vendor }: ProviderContext): Promise<Generator> {
  // These models choose by themselves how freely they write, and refuse to be told.
  const withoutChoice = isReasoning(model) ? { temperature: undefined } : {};
  return openAiGenerator({
    name: `openai:${model}`,
    model,
    client,
    limits: chatLimits(model, { isOfficial: isOfficial(client), vendor }),
    body: { ...withoutChoice, ...bodyWithoutRoles(vendor.body ?? {}) },
    // `max_tokens` is deprecated there and refused by newer models; other servers know nothing else.
    maxTokensField: isOfficial(client) || isReasoning(model) ? 'max_completion_tokens' : 'max_tokens',
  });
}

/** Regions have names of their own: `https://eu.api.openai.com/v1`. */
function isOfficial(client: HttpClient): boolean {
  return /^https:\/\/([a-z]+\.)?api\.openai\.com\//.test(client.service.baseUrl);
}

function clientOf(model: string, context: ProviderContext): HttpClient {
  if (model === '') {
    throw new SightlineError('bad-option', 'openai: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const own = ownUrl(context);
  const { baseUrl: _, ...rest } = context.vendor;
  return vendorService(
    { vendor: 'openai', baseUrl: officialUrl, keyNames: ['OPENAI_API_KEY'], keyOptionalElsewhere: true },
    { ...context, vendor: own === undefined || own === officialUrl ? rest : { ...rest, baseUrl: own } },
  );
}

/** The base URL that is set, in the environment or the settings. */
function ownUrl({ vendor, environment }: Pick<ProviderContext, 'vendor' | 'environment'>): string | undefined {
  const given = vendor.baseUrl ?? (environment.OPENAI_BASE_URL?.trim() || undefined);
  return given === undefined ? undefined : apiBaseUrl(given).replace(/\/+$/, '');
}
