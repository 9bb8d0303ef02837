import { chatCaptioner } from '../enrich/chat-captioner.ts';
import type { Generator, GeneratorLimits } from '../generate/generator.ts';
import { sdkGenerator } from '../generate/sdk-generator.ts';
import { SightlineError } from '../support/errors.ts';
import { type VendorDefaults, vendorService, vendorUrl } from '../support/vendor-service.ts';
import type { Provider, ProviderContext } from './provider.ts';

/** Claude through Anthropic's Messages API: https://platform.claude.com/docs/en/api/messages */
export const provider: Provider = {
  vendor: 'anthropic',
  description: "Claude models at Anthropic's API, or at another address that speaks it",
  examples: ['anthropic:claude-sonnet-4-5', 'anthropic:claude-haiku-4-5', 'anthropic:claude-opus-4-5'],
  runsAt: (_model, context) => ({ url: vendorUrl(defaults, withOwnUrl(context)) }),
  generator: anthropicGenerator,
  async captioner(model, context) {
    const { captionPrompt, vendor } = context;
    return chatCaptioner(await anthropicGenerator(model, context), {
      ...(captionPrompt === undefined ? {} : { prompt: captionPrompt }),
      concurrency: vendor.concurrency ?? usualConcurrency,
    });
  },
};

const usualConcurrency = 4;
/** Every model since Claude 3 takes so many tokens or more: https://platform.claude.com/docs/en/about-claude/models/overview */
const contextTokens = 200_000;
/** Above 20 pictures the API takes smaller ones only, and 100 are its end: .../docs/en/build-with-claude/vision */
const pictures = 20;
/** Larger ones are made smaller on the other side, which costs time and shows the model no more (same page). */
const pictureSide = 1568;
/** Such a picture in the shape of a photo, by the documented width * height / 750; older models see it smaller, at 1600. */
const pictureTokens = 2500;
/** The API takes 5 MB a picture, counted in base64. */
const mostPictureBytes = (5 * 2 ** 20 * 3) / 4;
/** A whole request may have 32 MB, in base64: https://platform.claude.com/docs/en/api/overview. Room is left for words. */
const mostBytesTogether = (28 * 2 ** 20 * 3) / 4;

async function anthropicGenerator(model: string, context: ProviderContext): Promise<Generator> {
  if (!model) {
    throw new SightlineError('bad-option', 'anthropic: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const { vendor } = context;
  const client = vendorService(defaults, withOwnUrl(context));
  // The inner class: the outer function wants a key of its own and looks into the environment for one.
  const { AnthropicMessagesLanguageModel, getModelCapabilities } = await import('@ai-sdk/anthropic/internal');
  const outputTokens = getModelCapabilities(model).maxOutputTokens;
  return sdkGenerator({
    name: `anthropic:${model}`,
    limits: limitsOf(vendor, outputTokens),
    secrets: client.service.secrets,
    model: new AnthropicMessagesLanguageModel(model, {
      provider: 'anthropic',
      baseURL: client.service.baseUrl,
      // The client puts its base URL before the path, and keeps the query of that where it belongs.
      buildRequestUrl: () => '/messages',
      headers: {},
      fetch: client.fetch,
      transformRequestBody: (body) => ({ ...body, ...vendor.body }),
    }),
  });
}

const defaults: VendorDefaults = {
  vendor: 'anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  keyNames: ['ANTHROPIC_API_KEY'],
  keyHeaders: (key) => ({ 'x-api-key': key }),
  headers: { 'anthropic-version': '2023-06-01' },
  keyOptionalElsewhere: true,
  concurrency: usualConcurrency,
};

function withOwnUrl<C extends Pick<ProviderContext, 'vendor' | 'environment'>>(context: C): C {
  const { vendor, environment } = context;
  const given = vendor.baseUrl ?? (environment.ANTHROPIC_BASE_URL?.trim() || undefined);
  return given === undefined ? context : { ...context, vendor: { ...vendor, baseUrl: versioned(given) } };
}

/** Anthropic's own programs put `/v1` after ANTHROPIC_BASE_URL themselves, and so people leave it out. */
function versioned(given: string): string {
  if (!URL.canParse(given.trim())) return given;
  const url = new URL(given.trim());
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = /\/v\d+$/.test(path) ? path : `${path}/v1`;
  return url.href;
}

/** Models differ in how much they write; in all else the least that any takes is taken. */
function limitsOf(vendor: ProviderContext['vendor'], outputTokens: number): GeneratorLimits {
  const most = vendor.maxPictures ?? pictures;
  return {
    contextTokens: vendor.contextTokens ?? contextTokens,
    outputTokens,
    pictures: most,
    pictureSide,
    pictureBytes: Math.floor(Math.min(mostPictureBytes, mostBytesTogether / Math.max(1, most))),
    pictureTokens,
  };
}
