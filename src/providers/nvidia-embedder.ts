import type { Embedder } from '../embed/embedder.ts';
import { bodyForRole, openAiEmbeddings, roleMarksOf } from '../embed/openai-embeddings.ts';
import { type RemoteItem, remoteEmbedder, remoteRevision } from '../embed/remote-embedder.ts';
import { SightlineError } from '../support/errors.ts';
import type { HttpClient } from '../support/http.ts';
import type { ProviderContext } from './provider.ts';

interface KnownModel {
  /** Undefined where the documents do not agree: the model is asked then. */
  readonly dimensions?: number;
  /** Tokens of text it reads. */
  readonly tokens: number;
  /** Whether it gives fewer dimensions when asked. */
  readonly isDynamic?: true;
  /** Longer side of the pictures that are sent, for models with eyes. */
  readonly imageSide?: number;
  /** A CLIP: words or a picture, either of them on both sides of a search, which it does not tell apart. */
  readonly isClip?: true;
}

/** Pictures are looked at in tiles of 512 pixels, six at most: 1024 pixels are four, or six of a long page. */
const tiledSide = 1024;

/**
 * By the part of the name that tells. Figures: https://docs.nvidia.com/nim/nemo-retriever/embedding/2.4/support-matrix.html
 * and, for older models, https://docs.nvidia.com/nim/nemo-retriever/text-embedding/1.9.0/support-matrix.html
 */
const models: readonly (readonly [RegExp, KnownModel])[] = [
  [/nemotron-3[._]5-embed-1b/, { dimensions: 2048, tokens: 32_768, isDynamic: true, imageSide: tiledSide }],
  [/nemotron-3[._]5-embed-/, { tokens: 32_768, isDynamic: true, imageSide: tiledSide }],
  [/nemotron-3-embed-1b/, { dimensions: 2048, tokens: 4096 }],
  [/llama-nemotron-embed-vl-1b-v2/, { dimensions: 2048, tokens: 2048, isDynamic: true, imageSide: tiledSide }],
  [/nemoretriever-1b-vlm-embed/, { dimensions: 2048, tokens: 4096, isDynamic: true, imageSide: tiledSide }],
  [/nv-embedqa-1b-v2|llama-nemotron-embed-(1b|300m)-v2/, { dimensions: 2048, tokens: 8192, isDynamic: true }],
  [/nemoretriever-300m-embed/, { dimensions: 2048, tokens: 8192 }],
  [/nv-embedqa-e5-v5|arctic-embed-l/, { dimensions: 1024, tokens: 512 }],
  [/nv-embedqa-mistral-7b-v2/, { dimensions: 4096, tokens: 512 }],
  [/bge-m3/, { dimensions: 1024, tokens: 8192 }],
  [/bge-large-zh/, { dimensions: 1024, tokens: 512 }],
  // https://docs.nvidia.com/nim/nvclip/latest/getting-started.html
  [/nvclip/, { dimensions: 1024, tokens: 77, imageSide: 512, isClip: true }],
];

/**
 * NeMo Retriever embeddings: POST /embeddings with `input_type`, and `modality` for models with eyes.
 *
 * These models take pictures as passages only: the reference allows `query` for text queries alone. A picture to search with
 * is therefore sent as a passage, which puts it where pictures like it are; a picture with words likewise.
 *
 * https://docs.nvidia.com/nim/nemo-retriever/text-embedding/2.0.0/reference.html
 */
export async function nvidiaEmbedder(
  model: string,
  client: HttpClient,
  { vendor, knownDimensions }: Pick<ProviderContext, 'vendor' | 'knownDimensions'>,
): Promise<Embedder> {
  const name = `nvidia:${model}`;
  const known = models.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1];
  const { imageSide, isClip = false } = known ?? (/[-_]vlm?[-_]/.test(model) ? { imageSide: tiledSide } : {});
  const asked = askedDimensions(name, known, vendor.dimensions);
  const body = {
    encoding_format: 'float',
    ...(isClip ? {} : { input_type: { query: 'query', passage: 'passage' }, truncate: 'END' }),
    ...(asked === undefined ? {} : { dimensions: asked }),
    ...vendor.body,
  };
  const roles = roleMarksOf(body);
  return remoteEmbedder({
    space: { model: name, revision: remoteRevision({ body, imageSide }), ...(roles ? { roles } : {}) },
    dimensions: asked ?? known?.dimensions ?? knownDimensions,
    accepts: { text: true, image: imageSide !== undefined, both: imageSide !== undefined && !isClip },
    maxTextTokens: known?.tokens ?? vendor.contextTokens ?? 512,
    cutsText: !isClip,
    ...(imageSide === undefined ? {} : { imageSide }),
    batchSize: 32,
    pictureBatchSize: 8,
    concurrency: client.service.concurrency,
    request: (items, role, signal) => {
      const hasPictures = items.some((item) => item.picture !== undefined);
      const fields = {
        model,
        input: items.map(inputOf),
        ...(imageSide === undefined || isClip ? {} : { modality: items.map(modalityOf) }),
        ...bodyForRole(body, hasPictures ? 'passage' : role),
      };
      return openAiEmbeddings({ name, client, body: fields, signal });
    },
  });
}

/**
 * Words first and the picture after them, as NVIDIA's own pipeline writes the two in one string. A document that quotes a data
 * URL is no picture, and would be refused as a broken one.
 */
function inputOf({ text, picture }: RemoteItem): string {
  const words = text?.replace(/\bdata:(?=image\/)/gi, 'data: ');
  return [words, picture?.dataUrl].filter((part) => part !== undefined).join(' ');
}

function modalityOf({ text, picture }: RemoteItem): 'text' | 'image' | 'text_image' {
  if (!picture) return 'text';
  return text === undefined ? 'image' : 'text_image';
}

/** The dimensions to ask for, which models that always give the same number refuse to be asked. */
function askedDimensions(name: string, known: KnownModel | undefined, asked: number | undefined): number | undefined {
  if (asked === undefined || asked === known?.dimensions) return undefined;
  if (known && (!known.isDynamic || asked > (known.dimensions ?? asked))) {
    throw new SightlineError('bad-option', `${name} does not give ${asked} dimensions.`, {
      remedy: known.isDynamic
        ? `It gives ${known.dimensions} or fewer; change providers.nvidia.dimensions.`
        : `It always gives ${known.dimensions}; leave out providers.nvidia.dimensions.`,
    });
  }
  return asked;
}
