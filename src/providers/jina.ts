import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, openAiEmbeddings, roleMarksOf } from '../embed/openai-embeddings.ts';
import { type RemoteItem, remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { SightlineError } from '../support/errors.ts';
import { type VendorDefaults, vendorService, vendorUrl } from '../support/vendor-service.ts';
import { jinaReranker } from './jina-reranker.ts';
import type { Provider, ProviderContext } from './provider.ts';

/** Jina AI's hosted models, and services in the same shape. https://api.jina.ai/scalar */
export const provider: Provider = {
  vendor: 'jina',
  description: 'Jina AI: embeddings of words and pictures in one space, rerankers that read or look',
  examples: ['jina:jina-clip-v2', 'jina:jina-embeddings-v4', 'jina:jina-reranker-m0'],
  runsAt: (_model, context) => ({ url: vendorUrl(defaults, context) }),
  embedder: jinaEmbedder,
  reranker: async (model, context) => jinaReranker(named(model), vendorService(defaults, context), context.vendor),
};

const defaults: VendorDefaults = {
  vendor: 'jina',
  baseUrl: 'https://api.jina.ai/v1',
  keyNames: ['JINA_API_KEY'],
  keyOptionalElsewhere: true,
};

interface JinaModel {
  readonly name: RegExp;
  readonly dimensions?: number;
  readonly maxTextTokens: number;
  /** Longer side of the pictures that are sent; absent for models without eyes. */
  readonly imageSide?: number;
  /** The roles that the model can be told. */
  readonly roles: 'both' | 'query' | 'none';
  /** Whether it takes the field `truncate`; what is too long is refused otherwise. */
  readonly cutsText: boolean;
}

/**
 * From the model cards, https://huggingface.co/jinaai. The first match wins; the last one stands for models to come.
 * jina-clip-v2 was trained with an instruction for queries alone, and the API takes `retrieval.query` as its only task.
 */
const models: readonly JinaModel[] = [
  { name: /^jina-clip-v1/, dimensions: 768, maxTextTokens: 8192, imageSide: 224, roles: 'none', cutsText: false },
  { name: /^jina-clip/, dimensions: 1024, maxTextTokens: 8192, imageSide: 512, roles: 'query', cutsText: false },
  {
    name: /^jina-embeddings-v4/,
    dimensions: 2048,
    maxTextTokens: 32_768,
    imageSide: 1024,
    roles: 'both',
    cutsText: true,
  },
  { name: /^jina-embeddings-v3/, dimensions: 1024, maxTextTokens: 8192, roles: 'both', cutsText: true },
  { name: /^jina-embeddings-v2/, maxTextTokens: 8192, roles: 'none', cutsText: true },
  { name: /^/, maxTextTokens: 8192, roles: 'both', cutsText: true },
];

const tasks = {
  both: { query: 'retrieval.query', passage: 'retrieval.passage' },
  query: { query: 'retrieval.query', passage: undefined },
  none: undefined,
};

async function jinaEmbedder(model: string, context: ProviderContext): Promise<Embedder> {
  const name = `jina:${named(model)}`;
  const { vendor } = context;
  const client = vendorService(defaults, context);
  const { imageSide, maxTextTokens, roles, cutsText, ...known } = models.find((one) =>
    one.name.test(model),
  ) as JinaModel;
  const looks = imageSide !== undefined;
  const body = {
    model,
    task: tasks[roles],
    normalized: true,
    embedding_type: 'float',
    ...(cutsText ? { truncate: true } : {}),
    ...(vendor.dimensions === undefined ? {} : { dimensions: vendor.dimensions }),
    ...vendor.body,
  };
  const marks = roleMarksOf(body);
  const toInput = ({ text = '', picture }: RemoteItem) => {
    if (picture) return { image: picture.base64 };
    return looks ? { text } : text;
  };
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision({ ...body, imageSide }), ...(marks ? { roles: marks } : {}) },
    dimensions: vendor.dimensions ?? known.dimensions ?? context.knownDimensions,
    accepts: { text: true, image: looks, both: false },
    maxTextTokens,
    cutsText,
    ...(looks ? { imageSide } : {}),
    batchSize: 64,
    // A picture of 1024 pixels has about 300 kB in base64.
    pictureBatchSize: 16,
    concurrency: client.service.concurrency,
    request: (items, role, signal) =>
      openAiEmbeddings({ name, client, body: { ...bodyForRole(body, role), input: items.map(toInput) }, signal }),
  });
}

function named(model: string): string {
  if (model !== '') return model;
  throw new SightlineError('bad-option', 'jina: needs the name of a model.', {
    remedy: `Such as ${provider.examples.join(' or ')}.`,
  });
}
