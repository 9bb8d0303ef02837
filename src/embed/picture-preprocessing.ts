import { z } from 'zod';
import type { Pixels } from '../data/picture.ts';
import { loadSharp } from '../support/load-sharp.ts';

/** No model looks at more; a broken file must not ask for a picture that fills the memory. */
const pixelCount = z.number().int().min(1).max(4096);
const square = (edge: number) => ({ width: edge, height: edge, shortestEdge: edge });

const side = z.union([
  pixelCount.transform(square),
  z.object({ width: pixelCount, height: pixelCount }).transform((size) => ({ ...size, shortestEdge: undefined })),
  z.object({ shortest_edge: pixelCount }).transform((size) => square(size.shortest_edge)),
]);

const threeNumbers = z.array(z.number()).length(3);

/**
 * The parts of a `preprocessor_config.json` that decide what the model sees, in the CLIP and SigLIP layouts and in Jina
 * CLIP's, which has names of its own (https://huggingface.co/jinaai/jina-clip-v2/blob/main/preprocessor_config.json).
 */
export const preprocessorConfig = z
  .preprocess(
    fromJinaClip,
    z.object({
      size: side.default({ width: 224, height: 224, shortestEdge: undefined }),
      crop_size: side.optional(),
      do_center_crop: z.boolean().nullish().transform(Boolean),
      resample: z.number().default(3),
      do_rescale: z.boolean().default(true),
      rescale_factor: z.number().default(1 / 255),
      do_normalize: z.boolean().nullish().default(true),
      image_mean: threeNumbers.default([0.5, 0.5, 0.5]),
      image_std: threeNumbers.default([0.5, 0.5, 0.5]),
    }),
  )
  .transform((config) => ({
    ...config,
    /** What the model sees in the end, in pixels. */
    input: config.do_center_crop && config.crop_size ? config.crop_size : config.size,
  }));
export type PreprocessorConfig = z.infer<typeof preprocessorConfig>;

/** `mean`, `std`, `interpolation` and `resize_mode` as the names that the other families use for them. */
function fromJinaClip(config: unknown): unknown {
  const parsed = z
    .looseObject({
      mean: z.unknown(),
      std: z.unknown(),
      interpolation: z.string().optional(),
      resize_mode: z.enum(['squash', 'shortest', 'longest']).optional(),
      size: z.unknown(),
    })
    .safeParse(config);
  if (!parsed.success) return config;
  const { mean, std, interpolation, resize_mode: mode, size } = parsed.data;
  return {
    ...parsed.data,
    ...(mean === undefined ? {} : { image_mean: mean }),
    ...(std === undefined ? {} : { image_std: std }),
    ...(interpolation === undefined ? {} : { resample: interpolation === 'bicubic' ? 3 : 2 }),
    ...(mode === 'shortest' && typeof size === 'number'
      ? { size: { shortest_edge: size }, crop_size: size, do_center_crop: true }
      : {}),
  };
}

/** PIL's resampling numbers, which the config files use, as sharp's kernels. */
const kernels = ['nearest', 'lanczos3', 'linear', 'cubic', 'linear', 'lanczos3'] as const;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Brings pixels to exactly the model's input size: squeezed, or resized by the shorter side and cut from the middle. sharp's
 * antialiased kernels are used because plain affine downscaling moves the embeddings (cosine 0.83 to 0.96 of the reference
 * was measured; above 0.999 with these).
 *
 * @returns width * height * 3 bytes, RGB.
 */
export async function fitToModel(pixels: Pixels, config: PreprocessorConfig): Promise<Uint8Array> {
  const { width, height } = config.input;
  const resized = resizedTo(pixels, config);
  if (pixels.width === width && pixels.height === height && resized.width === width && resized.height === height) {
    return pixels.data;
  }
  const { source, target, cut } = middleOf(pixels, resized, config.input);
  // Of the right size as it is, as working copies are made for models that crop: only rows have to be copied.
  const isSized = resized.width === pixels.width && resized.height === pixels.height;
  if (
    isSized &&
    cut.width === width &&
    cut.height === height &&
    source.width === pixels.width &&
    source.height === pixels.height
  )
    return cutOut(pixels, cut);
  const sharp = await loadSharp();
  const image = sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } });
  if (source.width < pixels.width || source.height < pixels.height) image.extract(source);
  image.resize(target.width, target.height, { fit: 'fill', kernel: kernels[config.resample] ?? 'cubic' });
  if (cut.width < target.width || cut.height < target.height) image.extract(cut);
  // Cut out of less than it shows: black around it, as the reference pads (`center_crop` of the Python library).
  const [right, bottom] = [width - cut.width, height - cut.height];
  if (right > 0 || bottom > 0) {
    const [left, top] = [Math.ceil(right / 2), Math.ceil(bottom / 2)];
    image.extend({ left, top, right: right - left, bottom: bottom - top, background: '#000' });
  }
  return image.raw().toBuffer();
}

/** Whether the middle of a picture is all that the model sees of it. */
export function looksAtMiddle({ do_center_crop: crops, size }: PreprocessorConfig): boolean {
  return crops && size.shortestEdge !== undefined;
}

/** The whole picture's size before anything is cut away. */
function resizedTo({ width, height }: Pixels, config: PreprocessorConfig): { width: number; height: number } {
  const { shortestEdge } = config.size;
  if (!config.do_center_crop || shortestEdge === undefined) return config.size;
  const longer = Math.floor((shortestEdge * Math.max(width, height)) / Math.min(width, height));
  return width < height ? { width: shortestEdge, height: longer } : { width: longer, height: shortestEdge };
}

/**
 * What to cut from the middle of a picture of size `resized`. A picture many times longer than wide loses its ends before it
 * is resized, or a strip of one pixel's height would become a giant.
 */
function middleOf(
  pixels: Pixels,
  resized: { width: number; height: number },
  input: { width: number; height: number },
): { source: Box; target: { width: number; height: number }; cut: Box } {
  const axis = (length: number, scaled: number, shown: number): { from: number; taken: number; target: number } => {
    if (scaled <= 4 * shown) return { from: 0, taken: length, target: scaled };
    const taken = Math.min(length, Math.max(1, Math.round((length * 2 * shown) / scaled)));
    return { from: Math.floor((length - taken) / 2), taken, target: 2 * shown };
  };
  const across = axis(pixels.width, resized.width, input.width);
  const down = axis(pixels.height, resized.height, input.height);
  const target = { width: across.target, height: down.target };
  const [width, height] = [Math.min(input.width, target.width), Math.min(input.height, target.height)];
  return {
    source: { left: across.from, top: down.from, width: across.taken, height: down.taken },
    target,
    cut: {
      left: Math.floor((target.width - width) / 2),
      top: Math.floor((target.height - height) / 2),
      width,
      height,
    },
  };
}

function cutOut({ data, width }: Pixels, box: Box): Uint8Array {
  const out = new Uint8Array(box.width * box.height * 3);
  for (let row = 0; row < box.height; row++) {
    const from = ((box.top + row) * width + box.left) * 3;
    out.set(data.subarray(from, from + box.width * 3), row * box.width * 3);
  }
  return out;
}

/** Interleaved bytes to the planar, normalised floats of one picture, written at `offset` (in pixels' planes). */
export function writePlanar(rgb: Uint8Array, config: PreprocessorConfig, into: Float32Array, offset: number): void {
  const plane = rgb.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const mean = config.do_normalize ? (config.image_mean[channel] ?? 0) : 0;
    const deviation = config.do_normalize ? (config.image_std[channel] ?? 1) : 1;
    const scale = (config.do_rescale ? config.rescale_factor : 1) / deviation;
    const shift = mean / deviation;
    const start = offset + channel * plane;
    for (let i = 0; i < plane; i++) into[start + i] = (rgb[i * 3 + channel] as number) * scale - shift;
  }
}
