import { bodyWithoutRoles } from '../embed/openai-embeddings.ts';
import { chatCaptioner } from '../enrich/chat-captioner.ts';
import type { Generator } from '../generate/generator.ts';
import { openAiGenerator } from '../generate/openai-generator.ts';
import { apiBaseUrl } from '../support/api-base-url.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import { type VendorDefaults, vendorService } from '../support/vendor-service.ts';
import { chatLimits } from './nvidia-chat-limits.ts';
import { nvidiaEmbedder } from './nvidia-embedder.ts';
import { nvidiaReranker } from './nvidia-reranker.ts';
import type { Provider, ProviderContext } from './provider.ts';

const hosted = 'https://integrate.api.nvidia.com/v1';
/** Models that rank are hosted elsewhere, each under an address of its own. */
const hostedRanking = 'https://ai.api.nvidia.com/v1/retrieval';

/** NVIDIA NIM, hosted (build.nvidia.com) or on a server of one's own, where the key may be left out. */
export const provider: Provider = {
  vendor: 'nvidia',
  description: 'NVIDIA NIM, hosted at build.nvidia.com or self-hosted: embeddings, ranking, chat with pictures',
  examples: [
    'nvidia:nvidia/llama-3.2-nv-embedqa-1b-v2',
    'nvidia:nvidia/llama-nemotron-embed-vl-1b-v2',
    'nvidia:nvidia/llama-3.2-nv-rerankqa-1b-v2',
    'nvidia:nvidia/nemotron-nano-12b-v2-vl',
  ],
  runsAt: (_model, context) => ({ url: ownUrl(context) ?? hosted }),
  embedder: async (model, context) => nvidiaEmbedder(model, clientOf(model, context, hosted), context),
  reranker: async (model, context) => nvidiaReranker(model, clientOf(model, context, hostedRanking), context),
  generator: async (model, context) => chat(model, clientOf(model, context, hosted), context),
  async captioner(model, context) {
    const client = clientOf(model, context, hosted);
    const prompt = context.captionPrompt;
    const { concurrency } = client.service;
    return chatCaptioner(await chat(model, client, context), {
      concurrency,
      ...(prompt === undefined ? {} : { prompt }),
    });
  },
};

/** https://docs.nvidia.com/nim/vision-language-models/latest/examples/nemotron-nano-12b-v2-vl/api.html */
function chat(model: string, client: HttpClient, { vendor }: ProviderContext): Promise<Generator> {
  return openAiGenerator({
    name: `nvidia:${model}`,
    model,
    client,
    limits: chatLimits(model, { isHosted: client.service.baseUrl === hosted, vendor }),
    body: bodyWithoutRoles(vendor.body ?? {}),
  });
}

function clientOf(model: string, context: ProviderContext, baseUrl: string): HttpClient {
  if (model === '') {
    throw new SightlineError('bad-option', 'nvidia: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const own = ownUrl(context);
  const defaults: VendorDefaults = {
    vendor: 'nvidia',
    baseUrl,
    keyNames: ['NVIDIA_API_KEY', 'NGC_API_KEY'],
    keyOptionalElsewhere: true,
  };
  // The hosted service may be named by its address as well; it is the same two services then, and wants a key.
  const isOwn = own !== undefined && own !== hosted;
  const { baseUrl: _, ...rest } = context.vendor;
  return vendorService(defaults, { ...context, vendor: isOwn ? { ...rest, baseUrl: own } : rest });
}

/** The base URL that is set, in the environment or the settings. */
function ownUrl({ vendor, environment }: Pick<ProviderContext, 'vendor' | 'environment'>): string | undefined {
  const given = vendor.baseUrl ?? (environment.NVIDIA_BASE_URL?.trim() || undefined);
  return given === undefined ? undefined : apiBaseUrl(given).replace(/\/+$/, '');
}
