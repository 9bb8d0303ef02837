import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { z } from 'zod';
import type { Pixels } from '../data/picture.ts';
import type { PicturePart } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';
import type { openModelSource } from '../support/transformers-models.ts';
import {
  decodePicture,
  fixedView,
  resizedView,
  sideForView,
  type Tiling,
  takeOverScaling,
  tiledSize,
} from './local-vlm-pictures.ts';

type ModelSource = Awaited<ReturnType<typeof openModelSource>>;

/** What `generate` of a model is given. */
export type ModelInputs = { readonly input_ids: Tensor } & Readonly<Record<string, unknown>>;

/** How a family looks at pictures. */
export interface Eyes {
  /** Longest side in pixels of which anything is seen. */
  readonly pictureSide: number;
  /** About how many tokens a picture of that size takes. */
  readonly pictureTokens: number;
  /** The prompt and its pictures as the model takes them. */
  look(
    prompt: string,
    pictures: readonly PicturePart[],
    model: PreTrainedModel,
    signal: AbortSignal | undefined,
  ): Promise<ModelInputs>;
}

export interface EyesOptions {
  readonly source: ModelSource;
  /** As the user names it, for errors. */
  readonly model: string;
  readonly tokenizer: PreTrainedTokenizer;
  /** Stands for a picture in the prompt. */
  readonly imageToken: string;
  /** What the model can hold. */
  readonly contextTokens: number;
}

/** Models of which every picture takes the same number of places: LLaVA, LLaVA-OneVision, Moondream. */
export async function placeholderEyes({ source, model, tokenizer, imageToken }: EyesOptions): Promise<Eyes> {
  const { library, name, load } = source;
  const processor = await load('preprocessor', (options) => library.AutoImageProcessor.from_pretrained(name, options));
  const { width, height } = takeOverScaling(processor, model);
  let places: number | undefined;

  return {
    pictureSide: sideForView({ width, height }),
    // A guess for budgets: of most vision encoders a patch is 14 pixels wide. What counts is what the encoder gives.
    pictureTokens: Math.ceil(width / 14) * Math.ceil(height / 14),
    async look(prompt, pictures, seeing, signal) {
      if (pictures.length === 0) return tokenized(tokenizer, prompt);
      const views = await Promise.all(
        pictures.map(async ({ bytes }) => fixedView(await decodePicture(bytes, signal), library, processor, model)),
      );
      const { pixel_values } = await processor(views);
      // The library wants as many image tokens in the prompt as the encoder gives rows, and leaves the counting to us.
      places ??= await countPlaces(seeing, pixel_values, model);
      return { ...tokenized(tokenizer, prompt.replaceAll(imageToken, imageToken.repeat(places))), pixel_values };
    },
  };
}

const features = z.object({ dims: z.array(z.number()).min(2) });

async function countPlaces(seeing: PreTrainedModel, pixelValues: Tensor, model: string): Promise<number> {
  const { dims } = features.parse(await seeing.encode_image({ pixel_values: pixelValues.slice([0, 1]) }));
  const rows = dims.slice(0, -1).reduce((product, dim) => product * dim, 1);
  if (rows > 0) return rows;
  throw new SightlineError('model-failed', `The vision encoder of local:${model} sees nothing in a picture.`);
}

const tilingConfig = z.object({
  max_image_size: z.object({ longest_edge: z.number().int().positive() }),
  size: z.object({ longest_edge: z.number().int().positive() }),
});

/** The Idefics3 family (SmolVLM among it): the whole picture and tiles of it, each the same number of tokens. */
export async function tiledEyes({ source, model, tokenizer, contextTokens }: EyesOptions): Promise<Eyes> {
  const { library, name, load } = source;
  const processor = await load('processor', (options) => library.AutoProcessor.from_pretrained(name, options));
  const imageProcessor = processor.image_processor;
  const tilingOf = tilingConfig.safeParse(imageProcessor?.config);
  const perTile = z.object({ image_seq_len: z.number().int().positive() }).safeParse(processor.config);
  if (!tilingOf.success || !perTile.success || !imageProcessor) {
    throw new SightlineError('model-missing', `The preprocessor_config.json of local:${model} cannot be used here.`, {
      remedy: 'It should give max_image_size and size, and processor_config.json image_seq_len; download it again.',
    });
  }
  const { max_image_size, size } = tilingOf.data;
  const tiling: Tiling = { tile: max_image_size.longest_edge, longest: size.longest_edge };
  // Pictures are brought to their size before, with antialiasing.
  imageProcessor.do_resize = false;
  // Beside the image tokens each tile has a mark of its place and one before it.
  const tileTokens = perTile.data.image_seq_len + 3;
  const most = tiledSize({ width: tiling.longest, height: tiling.longest }, tiling).tiles;

  /** Tiles cost so many tokens that they are given up when they would fill half of what the model can hold. */
  const sizesFor = (decoded: readonly Pixels[], pictures: readonly PicturePart[]) => {
    const close = decoded.map((pixels, i) => tiledSize(pixels, tiling, pictures[i]?.detail));
    const tokens = close.reduce((sum, { tiles }) => sum + tiles * tileTokens, 0);
    return tokens <= contextTokens / 2 ? close : decoded.map((pixels) => tiledSize(pixels, tiling, 'low'));
  };

  return {
    pictureSide: tiling.longest,
    pictureTokens: Math.min(most * tileTokens, Math.floor(contextTokens / 2)),
    async look(prompt, pictures, _seeing, signal) {
      // The library's processor expects a picture.
      if (pictures.length === 0) return tokenized(tokenizer, prompt);
      const decoded = await Promise.all(pictures.map(({ bytes }) => decodePicture(bytes, signal)));
      const sizes = sizesFor(decoded, pictures);
      const whole = { width: tiling.tile, height: tiling.tile };
      const close = await Promise.all(decoded.map((pixels, i) => resizedView(pixels, library, sizes[i] ?? whole)));
      const inputs = await processor(prompt, [close], { do_image_splitting: true });
      // The library makes the whole picture, the last of its frames, from the tiles without antialiasing: ours takes its place.
      const { width: side } = whole;
      let frame = 0;
      for (const [i, pixels] of decoded.entries()) {
        frame += sizes[i]?.tiles ?? 1;
        if (sizes[i]?.tiles === 1) continue;
        const view = await resizedView(pixels, library, whole);
        const { pixel_values } = await imageProcessor([[view]], { do_image_splitting: false });
        inputs.pixel_values.data.set(pixel_values.data, (frame - 1) * 3 * side ** 2);
      }
      return inputs;
    },
  };
}

/** A prompt without pictures. Templates write the token that begins a text themselves, or leave it to the tokenizer. */
export function tokenized(tokenizer: PreTrainedTokenizer, prompt: string): ModelInputs {
  const begin = z.string().min(1).safeParse(tokenizer.bos_token).data;
  const inputs = tokenizer(prompt, { add_special_tokens: begin === undefined || !prompt.startsWith(begin) });
  return { input_ids: inputs.input_ids, attention_mask: inputs.attention_mask };
}
