import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import { chatCaptioner } from '../enrich/chat-captioner.ts';
import type { Generator } from '../generate/generator.ts';
import { openAiGenerator } from '../generate/openai-generator.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { vendorService } from '../support/vendor-service.ts';
import { chatLimits } from './ollama-chat-limits.ts';
import { ollamaEmbedder } from './ollama-embedder.ts';
import { ollamaUrl } from './ollama-host.ts';
import { showModel } from './ollama-models.ts';
import type { Provider, ProviderContext } from './provider.ts';

/** A model answers one request after another on most machines; a second one waits while the first is computed. */
const concurrency = 2;

const cloudUrl = 'https://ollama.com';

/** Models of an Ollama server, on this machine or another. */
export const provider: Provider = {
  vendor: 'ollama',
  description: 'models that an Ollama server runs, on this machine or another: embeddings, chat with pictures',
  examples: ['ollama:nomic-embed-text', 'ollama:llava', 'ollama:qwen2.5vl'],
  runsAt: (model, context) => ({ url: isCloudModel(model) ? cloudUrl : urlOf(context) }),
  embedder: async (model, context) => ollamaEmbedder(model, clientOf(model, context), context),
  generator,
  async captioner(model, context) {
    const prompt = context.captionPrompt;
    return chatCaptioner(await generator(model, context), {
      concurrency: context.vendor.concurrency ?? concurrency,
      ...(prompt === undefined ? {} : { prompt }),
    });
  },
};

/** Chat goes through the API in the shape of OpenAI: https://docs.ollama.com/api/openai-compatibility */
async function generator(model: string, context: ProviderContext): Promise<Generator> {
  const { vendor } = context;
  const shown = await showModel(clientOf(model, context), model, vendor.contextTokens);
  return openAiGenerator({
    name: `ollama:${model}`,
    model,
    client: clientOf(model, context, '/v1'),
    limits: chatLimits(model, shown, vendor),
    body: bodyWithoutRoles(vendor.body ?? {}),
    detail: false,
  });
}

function clientOf(model: string, context: ProviderContext, path = ''): HttpClient {
  if (model === '') {
    throw new SightlineError('bad-option', 'ollama: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const url = urlOf(context);
  // A key is asked for by Ollama's own cloud alone.
  const isCloud = /^https:\/\/ollama\.com(\/|$)/.test(url);
  return vendorService(
    {
      vendor: 'ollama',
      baseUrl: url,
      keyNames: isCloud ? ['OLLAMA_API_KEY'] : [],
      concurrency,
      // A model is loaded into memory by the first request that wants it.
      timeoutMs: 300_000,
    },
    { ...context, vendor: { ...context.vendor, baseUrl: `${url}${path}` } },
  );
}

function urlOf({ vendor, environment }: Pick<ProviderContext, 'vendor' | 'environment'>): string {
  return ollamaUrl(vendor.baseUrl ?? environment.OLLAMA_HOST);
}

/**
 * Models with such a tag (`gpt-oss:120b-cloud`, `kimi-k2.5:cloud`) are asked of the server on this machine, which hands the
 * request on to Ollama's own: https://docs.ollama.com/cloud
 */
function isCloudModel(model: string): boolean {
  return /:(?:[^:/]*-)?cloud$/i.test(model);
}
