import { z } from 'zod';
import type { Embedder, EmbedItem } from '../embed/embedder.ts';
import { fitToModel, preprocessorConfig, writePlanar } from '../embed/picture-preprocessing.ts';
import { SightlineError, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { openModelSource } from '../support/transformers-models.ts';
import { normalise } from '../support/vector-math.ts';
import type { Provider, ProviderContext } from './provider.ts';

/** Any dual encoder in the CLIP or SigLIP layout, from a folder or a model hub, through Transformers.js. */
export const provider: Provider = {
  vendor: 'local',
  description: 'CLIP- and SigLIP-layout models from a folder or a model hub, run on this machine',
  examples: ['local:Xenova/clip-vit-base-patch32', 'local:./my-clip-model'],
  embedder: localEmbedder,
};

const modelConfig = z.object({
  model_type: z.string(),
  projection_dim: z.number().optional(),
  text_config: z
    .object({ max_position_embeddings: z.number().optional(), hidden_size: z.number().optional() })
    .default({}),
});

async function localEmbedder(model: string, context: ProviderContext): Promise<Embedder> {
  if (!model) {
    throw new SightlineError('bad-option', 'local: needs the name of a model.', {
      remedy: `Such as ${provider.examples.join(' or ')}.`,
    });
  }
  const { library, name, load, close, dtype, ...source } = await openModelSource(model, context);
  const config = modelConfig.parse(
    await load('configuration', (options) => library.AutoConfig.from_pretrained(name, options)),
  );
  if (!/clip|siglip/.test(config.model_type)) {
    throw new SightlineError(
      'model-missing',
      `local:${model} is a ${config.model_type} model; pictures and words need a dual encoder.`,
      {
        remedy: 'Choose a model of the CLIP or SigLIP family.',
      },
    );
  }
  const siglip = config.model_type.startsWith('siglip');
  const preprocessor = await load('preprocessor', (options) =>
    library.AutoImageProcessor.from_pretrained(name, options),
  );
  const pictures = preprocessorConfig.parse(preprocessor.config);
  const tokenizer = await load('tokenizer', (options) => library.AutoTokenizer.from_pretrained(name, options));
  const [TextTower, PictureTower] = siglip
    ? [library.SiglipTextModel, library.SiglipVisionModel]
    : [library.CLIPTextModelWithProjection, library.CLIPVisionModelWithProjection];
  const textTower = source.tower('text tower', (options) => TextTower.from_pretrained(name, options));
  const pictureTower = source.tower('picture tower', (options) => PictureTower.from_pretrained(name, options));
  const maxTextTokens = config.text_config.max_position_embeddings ?? 77;
  const dimensions = config.projection_dim ?? config.text_config.hidden_size ?? 0;

  const embedTexts = async (texts: readonly string[]): Promise<Float32Array[]> => {
    // SigLIP was trained on texts padded to full length and places shorter ones elsewhere.
    const inputs: unknown = tokenizer([...texts], {
      padding: siglip ? 'max_length' : true,
      truncation: true,
      max_length: maxTextTokens,
    });
    const tower = await textTower();
    return split(await tower(inputs), texts.length, model);
  };
  const embedPictures = async (items: readonly EmbedItem[]): Promise<Float32Array[]> => {
    const { width, height } = pictures.input;
    const planes = new Float32Array(items.length * 3 * width * height);
    const fitted = await Promise.all(items.map((item) => item.picture && fitToModel(item.picture, pictures)));
    for (const [i, rgb] of fitted.entries()) if (rgb) writePlanar(rgb, pictures, planes, i * 3 * width * height);
    const tower = await pictureTower();
    return split(
      await tower({ pixel_values: new library.Tensor('float32', planes, [items.length, 3, height, width]) }),
      items.length,
      model,
    );
  };

  return {
    space: {
      model: `local:${model}`,
      dimensions,
      normalised: true,
      revision: contentHash(JSON.stringify([config, pictures, dtype]), await source.fingerprint()).slice(0, 12),
    },
    accepts: { text: true, image: true, both: false },
    maxTextTokens,
    countTokens: (text) => tokenizer.encode(text).length,
    imageSide: Math.max(pictures.input.width, pictures.input.height),
    batchSize: 16,
    async embed(items, _role, signal) {
      throwIfAborted(signal);
      const seen = items.filter((item) => item.picture);
      const read = items.filter((item) => !item.picture);
      const visual = seen.length > 0 ? await embedPictures(seen) : [];
      const textual = read.length > 0 ? await embedTexts(read.map((item) => item.text ?? '')) : [];
      return items.map((item) => (item.picture ? visual : textual).shift() ?? new Float32Array(dimensions));
    },
    close,
  };
}

const output = z.object({ data: z.instanceof(Float32Array), dims: z.array(z.number()) });
const outputs = z.union([
  z.object({ text_embeds: output }).transform((found) => found.text_embeds),
  z.object({ image_embeds: output }).transform((found) => found.image_embeds),
  z.object({ pooler_output: output }).transform((found) => found.pooler_output),
]);

function split(result: unknown, count: number, model: string): Float32Array[] {
  const parsed = outputs.safeParse(result);
  const width = parsed.data?.dims.at(-1);
  if (!parsed.success || width === undefined || parsed.data.data.length !== count * width) {
    throw new SightlineError('model-failed', `local:${model} gave no vector for each of its ${count} inputs.`, {
      remedy: 'Its ONNX files should have the outputs text_embeds and image_embeds, or pooler_output.',
    });
  }
  const { data } = parsed.data;
  return Array.from({ length: count }, (_, i) => normalise(data.slice(i * width, (i + 1) * width)));
}
