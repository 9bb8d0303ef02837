import type { Pixels } from '../data/picture.ts';
import type { Embedder } from '../embed/embedder.ts';
import { fitToModel, looksAtMiddle, preprocessorConfig, writePlanar } from '../embed/picture-preprocessing.ts';
import type { Reranker, RerankItem } from '../retrieve/reranker.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { dot, jointVector, normalise } from '../support/vector-math.ts';
import { batchesByLength, mostTokens, runBatches } from './local-batches.ts';
import { openClipGraphs } from './local-clip-graphs.ts';
import { checked, type LocalEncoder } from './local-encoder.ts';
import { openTokens, type TokenRow } from './local-tokens.ts';
import { vectorCut } from './local-vector-cut.ts';
import type { ProviderContext } from './provider.ts';

/** Pictures in one run of the graph. */
const pictureBatch = 16;

/** Words and pictures in one space, as vectors of length 1. */
interface DualEncoder {
  readonly dimensions: number;
  readonly maxTextTokens: number;
  readonly imageSide: number;
  readonly looksAtMiddle: boolean;
  /** What makes up the vectors, for the revision. */
  readonly settings: readonly unknown[];
  countTokens(text: string): number;
  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  embedPictures(pictures: readonly Pixels[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** Models of the CLIP, SigLIP, Jina CLIP and Chinese CLIP families, as an embedder. */
export async function clipEmbedder(encoder: LocalEncoder, context: ProviderContext): Promise<Embedder> {
  const dual = await openDualEncoder(encoder);
  const cut = vectorCut(encoder, dual.dimensions, context.vendor.dimensions);
  return {
    space: {
      model: encoder.name,
      dimensions: cut.dimensions,
      normalised: true,
      revision: await encoder.revision(...dual.settings),
    },
    accepts: { text: true, image: true, both: false },
    maxTextTokens: dual.maxTextTokens,
    countTokens: dual.countTokens,
    imageSide: dual.imageSide,
    looksAtMiddle: dual.looksAtMiddle,
    batchSize: pictureBatch,
    async embed(items, _role, signal) {
      throwIfAborted(signal);
      const seen = items.flatMap((item) => (item.picture ? [item.picture] : []));
      const read = items.flatMap((item) => (item.picture ? [] : [item.text ?? '']));
      const visual = (await dual.embedPictures(seen, signal)).values();
      const textual = (await dual.embedTexts(read, signal)).values();
      return items.map((item) => cut.apply((item.picture ? visual : textual).next().value ?? new Float32Array()));
    },
    close: encoder.close,
  };
}

/** The same models as a reranker: the cosine of what is asked, words or a picture or both, with each candidate picture. */
export async function clipReranker(encoder: LocalEncoder): Promise<Reranker> {
  const dual = await openDualEncoder(encoder);
  const vectorOf = async ({ text, picture }: RerankItem, signal?: AbortSignal): Promise<Float32Array | undefined> => {
    const [words] = text === undefined ? [] : await dual.embedTexts([text], signal);
    const [pixels] = picture === undefined ? [] : await dual.embedPictures([picture], signal);
    return jointVector([
      { vector: words, weight: 1 },
      { vector: pixels, weight: 1 },
    ]);
  };
  return {
    name: encoder.name,
    accepts: { query: { text: true, picture: true }, candidate: { text: false, picture: true } },
    maxTextChars: dual.maxTextTokens * 4,
    async rerank(query, candidates, signal) {
      throwIfAborted(signal);
      if (candidates.length === 0) return [];
      const asked = await vectorOf(query, signal);
      if (!asked) {
        throw new SightlineError('bad-query', `${encoder.name} was asked with neither words nor a picture.`);
      }
      const pictures = candidates.flatMap(({ picture }) => (picture ? [picture] : []));
      const vectors = (await dual.embedPictures(pictures, signal)).values();
      // A candidate that shows nothing is as far from the query as can be.
      return candidates.map(({ picture }) => (picture ? dot(asked, vectors.next().value ?? new Float32Array()) : -1));
    },
    close: encoder.close,
  };
}

async function openDualEncoder(encoder: LocalEncoder): Promise<DualEncoder> {
  const { config, library, load, folder } = encoder;
  if (config.model_type === 'siglip2') {
    throw new SightlineError(
      'bad-option',
      `${encoder.name} looks at pictures in their own shape (NaFlex), which is not supported.`,
      {
        remedy: 'Choose a SigLIP 2 model of fixed size, such as local:onnx-community/siglip2-base-patch16-224-ONNX.',
      },
    );
  }
  const preprocessor = await load('preprocessor', (options) =>
    library.AutoImageProcessor.from_pretrained(folder, options),
  );
  const pictures = checked(preprocessorConfig, preprocessor.config, `${encoder.name}: preprocessor_config.json`);
  const tokens = await openTokens(encoder);
  const siglip = config.model_type.startsWith('siglip');
  const { width, height } = pictures.input;
  const graphs = openClipGraphs(encoder, pictures.input);

  const most = Math.min(
    config.text_config?.max_position_embeddings ?? (siglip ? 64 : /jina/.test(config.model_type) ? mostTokens : 77),
    mostTokens,
    // Chinese CLIP has a BERT of 512 positions that was trained on 52 (https://github.com/OFA-Sys/Chinese-CLIP).
    config.model_type === 'chinese_clip' ? 52 : (tokens.most ?? mostTokens),
  );
  const dimensions =
    config.projection_dim ??
    config.text_config?.projection_size ??
    config.text_config?.embed_dim ??
    // Configurations leave out what is the default of their class in the Python library.
    (siglip ? (config.text_config?.hidden_size ?? 768) : 512);

  return {
    dimensions,
    maxTextTokens: most,
    imageSide: Math.max(width, height),
    looksAtMiddle: looksAtMiddle(pictures),
    settings: [config.model_type, pictures, most],
    countTokens: tokens.count,
    async embedTexts(texts, signal) {
      // SigLIP 2 was trained on text in lower case, and its tokenizer keeps capitals
      // (https://github.com/huggingface/transformers/pull/43101).
      const rows = texts.map((text) => tokens.single(siglip ? text.toLowerCase() : text, most));
      return runBatches(
        batchesByLength(rows.map((row) => (siglip ? most : row.ids.length))),
        async (places) => {
          const batch = places.map((place) => rows[place] as TokenRow);
          // SigLIP was trained on texts padded to full length and places shorter ones elsewhere.
          return (await graphs.texts(tokens.inputs(batch, siglip ? most : undefined), batch.length)).map(normalise);
        },
        signal,
      );
    },
    async embedPictures(all, signal) {
      const size = 3 * width * height;
      const places = all.map((_, place) => place);
      const batches = Array.from({ length: Math.ceil(all.length / pictureBatch) }, (_, b) =>
        places.slice(b * pictureBatch, (b + 1) * pictureBatch),
      );
      return runBatches(
        batches,
        async (batch) => {
          const planes = new Float32Array(batch.length * size);
          const fitted = await Promise.all(batch.map((place) => fitToModel(all[place] as Pixels, pictures)));
          for (const [i, rgb] of fitted.entries()) writePlanar(rgb, pictures, planes, i * size);
          const pixels = new library.Tensor('float32', planes, [batch.length, 3, height, width]);
          return (await graphs.pictures(pixels, batch.length)).map(normalise);
        },
        signal,
      );
    },
  };
}
