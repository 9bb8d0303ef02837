import { z } from 'zod';
import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, bodyWithoutRoles, roleMarksOf } from '../embed/openai-embeddings.ts';
import { remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { prefixesOf } from '../embed/sentence-families.ts';
import { SightlineError } from '../support/errors.ts';
import { type VendorDefaults, vendorService, vendorUrl } from '../support/vendor-service.ts';
import { huggingfaceCaptioner } from './huggingface-captioner.ts';
import type { Provider, ProviderContext } from './provider.ts';

/**
 * Models of the Hugging Face hub, run by its own inference provider or by an endpoint of one's own.
 * https://huggingface.co/docs/inference-providers/providers/hf-inference
 */
export const provider: Provider = {
  vendor: 'huggingface',
  description: 'Hugging Face inference, hosted or an endpoint of your own: captions and sentence embeddings',
  examples: [
    'huggingface:Salesforce/blip-image-captioning-large',
    'huggingface:sentence-transformers/all-MiniLM-L6-v2',
    'huggingface:intfloat/multilingual-e5-large',
  ],
  runsAt: (_model, context) => ({ url: vendorUrl(defaults, context) }),
  embedder: huggingfaceEmbedder,
  async captioner(model, context) {
    const client = vendorService(defaults, context);
    const path = modelPath(named(model), client.service.baseUrl);
    return huggingfaceCaptioner({ model, client, path, body: bodyWithoutRoles(context.vendor.body ?? {}) });
  },
};

const defaults: VendorDefaults = {
  vendor: 'huggingface',
  baseUrl: 'https://router.huggingface.co/hf-inference',
  keyNames: ['HF_TOKEN', 'HUGGINGFACE_API_KEY'],
  keyOptionalElsewhere: true,
};

/** Dimensions and tokens of text, from the model cards; the first match wins. */
const models: readonly (readonly [RegExp, dimensions: number | undefined, maxTextTokens: number])[] = [
  [/all-minilm-l6/, 384, 256],
  [/all-minilm-l12/, 384, 128],
  [/all-mpnet-base/, 768, 384],
  [/bge-m3/, 1024, 8192],
  [/(bge|e5|gte)-small/, 384, 512],
  [/(bge|e5|gte)-base/, 768, 512],
  [/(bge|e5|gte)-large/, 1024, 512],
  [/^/, undefined, 512],
];

/** Numbers for each input. Looked over here, as a schema for each number would take longer than the model. */
const vectors = z.array(
  z.custom<number[]>((value) => Array.isArray(value) && value.every((each) => typeof each === 'number')),
);

/**
 * Sentence embeddings: POST the inputs to the pipeline `feature-extraction`.
 * https://huggingface.co/docs/inference-providers/tasks/feature-extraction
 */
async function huggingfaceEmbedder(model: string, context: ProviderContext): Promise<Embedder> {
  const name = `huggingface:${named(model)}`;
  const { vendor } = context;
  const client = vendorService(defaults, context);
  const hosted = modelPath(model, client.service.baseUrl);
  const path = hosted === '' ? '' : `${hosted}/pipeline/feature-extraction`;
  const lower = model.toLowerCase();
  const [, dimensions, maxTextTokens] = models.find(([pattern]) => pattern.test(lower)) as (typeof models)[number];
  const body = { truncate: true, ...vendor.body };
  // Prefixes go into the words; a body that names the role, such as `prompt_name`, has the service put them there.
  const marks = roleMarksOf(body) ?? prefixesOf(model);
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision(body), ...(marks ? { roles: marks } : {}) },
    dimensions: vendor.dimensions ?? dimensions ?? context.knownDimensions,
    accepts: { text: true, image: false, both: false },
    maxTextTokens,
    batchSize: 32,
    concurrency: client.service.concurrency,
    async request(items, role, signal) {
      const json = { ...bodyForRole(body, role), inputs: items.map(({ text = '' }) => text) };
      const found = await client.json(path, { json, ...(signal ? { signal } : {}) });
      const parsed = vectors.safeParse(found);
      if (parsed.success) return parsed.data;
      throw new SightlineError('model-failed', `${name} did not answer with one vector for each input.`, {
        remedy: 'Choose a model made for sentences (library sentence-transformers); others answer token by token.',
      });
    },
  });
}

/** Where a model is asked: the router holds all of them, an endpoint of one's own is a model by itself. */
function modelPath(model: string, baseUrl: string): string {
  if (!/\/hf-inference$/.test(baseUrl)) return '';
  return `/models/${model.split('/').map(encodeURIComponent).join('/')}`;
}

function named(model: string): string {
  if (model !== '') return model;
  throw new SightlineError('bad-option', 'huggingface: needs the name of a model.', {
    remedy: `Such as ${provider.examples.join(' or ')}.`,
  });
}
