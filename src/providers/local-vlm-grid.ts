import type { Tensor } from '@huggingface/transformers';
import { z } from 'zod';
import type { Pixels } from '../data/picture.ts';
import type { PicturePart } from '../generate/generator.ts';
import { SightlineError } from '../support/errors.ts';
import { type Eyes, type EyesOptions, tokenized } from './local-vlm-eyes.ts';
import { decodePicture, resizedView } from './local-vlm-pictures.ts';

const gridConfig = z.object({
  patch_size: z.number().int().positive(),
  merge_size: z.number().int().positive(),
  min_pixels: z.number().positive().optional(),
  max_pixels: z.number().positive().optional(),
  size: z.object({ shortest_edge: z.number(), longest_edge: z.number() }).partial().optional(),
});

const gridInputs = z.object({
  pixel_values: z.custom<Tensor>((value) => typeof value === 'object' && value !== null && 'dims' in value),
  image_grid_thw: z.custom<Tensor>((value) => typeof value === 'object' && value !== null && 'tolist' in value),
});

/** A picture may take up to 16,384 tokens by the family's own limit; more than these take minutes on a processor. */
const mostPictureTokens = 1280;
const lowDetailTokens = 256;
/** The family refuses thinner pictures. Longer by shorter side. */
const mostRatio = 100;

/** The Qwen2-VL family: a picture keeps its size and proportions, and takes a token for every few patches of it. */
export async function gridEyes({ source, model, tokenizer, imageToken }: EyesOptions): Promise<Eyes> {
  const { library, name, load } = source;
  const processor = await load('preprocessor', (options) => library.AutoImageProcessor.from_pretrained(name, options));
  const parsed = gridConfig.safeParse(processor.config);
  if (!parsed.success) {
    throw new SightlineError('model-missing', `The preprocessor_config.json of local:${model} cannot be used here.`, {
      remedy: 'It should give patch_size, merge_size and max_pixels; download the model again.',
      cause: parsed.error,
    });
  }
  const { patch_size, merge_size, size, max_pixels = size?.longest_edge } = parsed.data;
  const tokenSide = patch_size * merge_size;
  const mostPixels = Math.min(max_pixels ?? Number.POSITIVE_INFINITY, mostPictureTokens * tokenSide ** 2);

  /** At the size that the library would bring it to, but with antialiasing. */
  const view = async (pixels: Pixels, detail: PicturePart['detail']) => {
    const tokens = detail === 'low' ? lowDetailTokens : mostPictureTokens;
    Object.assign(processor, { max_pixels: Math.min(mostPixels, tokens * tokenSide ** 2) });
    const longest = Math.max(pixels.width, pixels.height);
    const least = Math.ceil(longest / mostRatio);
    const shape = { width: Math.max(least, pixels.width), height: Math.max(least, pixels.height) };
    const blank = new library.RawImage(new Uint8Array(0), shape.width, shape.height, 3);
    const [width, height] = processor.get_resize_output_image_size(blank, undefined);
    return resizedView(pixels, library, { width, height });
  };

  return {
    pictureSide: Math.ceil(Math.sqrt(mostPixels) * 2),
    pictureTokens: Math.floor(mostPixels / tokenSide ** 2),
    async look(prompt, pictures, _seeing, signal) {
      if (pictures.length === 0) return tokenized(tokenizer, prompt);
      const seen: z.infer<typeof gridInputs>[] = [];
      // One by one: the library would take several at once for the frames of a film.
      for (const { bytes, detail } of pictures) {
        seen.push(gridInputs.parse(await processor(await view(await decodePicture(bytes, signal), detail))));
      }
      const places = seen.map(({ pixel_values }) => (pixel_values.dims[0] ?? 0) / merge_size ** 2);
      const whole = prompt
        .split(imageToken)
        .map((text, i) => (i === 0 ? text : imageToken.repeat(places[i - 1] ?? 0) + text))
        .join('');
      return {
        ...tokenized(tokenizer, whole),
        pixel_values: library.cat(
          seen.map(({ pixel_values }) => pixel_values),
          0,
        ),
        image_grid_thw: library.cat(
          seen.map(({ image_grid_thw }) => image_grid_thw),
          0,
        ),
      };
    },
  };
}
