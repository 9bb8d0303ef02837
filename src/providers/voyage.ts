import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, openAiEmbeddings, roleMarksOf } from '../embed/openai-embeddings.ts';
import { type RemoteItem, remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { SightlineError } from '../support/errors.ts';
import { type VendorDefaults, vendorService, vendorUrl } from '../support/vendor-service.ts';
import type { Provider, ProviderContext } from './provider.ts';
import { voyageReranker } from './voyage-reranker.ts';

/** Voyage AI's hosted models, also at MongoDB (base URL https://ai.mongodb.com/v1). https://docs.voyageai.com/reference */
export const provider: Provider = {
  vendor: 'voyage',
  description: 'Voyage AI: embeddings of words, and of words and pictures together; rerankers',
  examples: ['voyage:voyage-multimodal-3', 'voyage:voyage-3.5', 'voyage:rerank-2.5'],
  runsAt: (_model, context) => ({ url: vendorUrl(defaults, context) }),
  embedder: voyageEmbedder,
  reranker: async (model, context) => voyageReranker(named(model), vendorService(defaults, context), context.vendor),
};

const defaults: VendorDefaults = {
  vendor: 'voyage',
  baseUrl: 'https://api.voyageai.com/v1',
  keyNames: ['VOYAGE_API_KEY'],
  keyOptionalElsewhere: true,
};

/** Dimensions and tokens of text, from https://docs.voyageai.com/docs/embeddings; the first match wins. */
const models: readonly (readonly [RegExp, dimensions: number | undefined, maxTextTokens: number])[] = [
  [/^voyage-3-lite/, 512, 32_000],
  [/^voyage-(3|4|code-3|multimodal-3|finance-2|multilingual-2)/, 1024, 32_000],
  [/^voyage-law-2/, 1024, 16_000],
  [/^voyage-(large|code)-2/, 1536, 16_000],
  [/^voyage-2/, 1024, 4000],
  [/^/, undefined, 32_000],
];

async function voyageEmbedder(model: string, context: ProviderContext): Promise<Embedder> {
  const name = `voyage:${named(model)}`;
  const { vendor } = context;
  const client = vendorService(defaults, context);
  const [, dimensions, maxTextTokens] = models.find(([pattern]) => pattern.test(model)) as (typeof models)[number];
  const looks = model.includes('multimodal');
  const imageSide = looks ? 1024 : undefined;
  const body = {
    model,
    input_type: { query: 'query', passage: 'document' },
    truncation: true,
    ...(vendor.dimensions === undefined ? {} : { output_dimension: vendor.dimensions }),
    ...vendor.body,
  };
  const marks = roleMarksOf(body);
  const endpoint = looks ? { ...client, json: atMultimodal(client.json) } : client;
  const toInputs = (items: readonly RemoteItem[]) =>
    looks ? { inputs: items.map(toContent) } : { input: items.map(({ text = '' }) => text) };
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision({ ...body, imageSide }), ...(marks ? { roles: marks } : {}) },
    dimensions: vendor.dimensions ?? dimensions ?? context.knownDimensions,
    accepts: { text: true, image: looks, both: looks },
    maxTextTokens,
    ...(imageSide === undefined ? {} : { imageSide }),
    batchSize: 64,
    // A picture of 1024 pixels has about 300 kB in base64, and counts as about 1,900 tokens of 320,000.
    pictureBatchSize: 16,
    // The large models take 120,000 tokens in one request; an estimate may be off.
    maxBatchTokens: 80_000,
    concurrency: client.service.concurrency,
    request: (items, role, signal) =>
      openAiEmbeddings({ name, client: endpoint, body: { ...bodyForRole(body, role), ...toInputs(items) }, signal }),
  });
}

type Json = ReturnType<typeof vendorService>['json'];

/** The answer has the shape of /embeddings at another path. */
function atMultimodal(json: Json): Json {
  return (_path, request) => json('/multimodalembeddings', request);
}

/** Words come before the picture, as in the reference. */
function toContent({ text, picture }: RemoteItem) {
  return {
    content: [
      ...(text === undefined ? [] : [{ type: 'text', text }]),
      ...(picture ? [{ type: 'image_base64', image_base64: picture.dataUrl }] : []),
    ],
  };
}

function named(model: string): string {
  if (model !== '') return model;
  throw new SightlineError('bad-option', 'voyage: needs the name of a model.', {
    remedy: `Such as ${provider.examples.join(' or ')}.`,
  });
}
