import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InferenceSession } from 'onnxruntime-node';
import { z } from 'zod';

/**
 * The built-in model without the engine, as short as one would write it by hand for speed: sharp straight to the model's
 * input, ONNX Runtime with the engine's session options and threads. It shares no code with src/embed, so that a fault there
 * shows as a difference.
 */
export interface BareModel {
  /** Files to the model's input size, decoded at once on sharp's threads: width * height * 3 bytes each. */
  decode(files: readonly string[]): Promise<Uint8Array[]>;
  /** Decoded pictures to vectors of length 1, in one run. */
  embedPictures(pictures: readonly Uint8Array[]): Promise<Float32Array[]>;
  embedText(text: string): Promise<Float32Array>;
}

export const bareBatch = 16;

const preprocessor = z.object({
  size: z.object({ width: z.number(), height: z.number() }),
  resample: z.literal(1),
  do_center_crop: z.literal(false),
  rescale_factor: z.number(),
  image_mean: z.tuple([z.number(), z.number(), z.number()]),
  image_std: z.tuple([z.number(), z.number(), z.number()]),
});
const json = z.record(z.string(), z.unknown());

export async function bareModel(towers: readonly ('text' | 'vision')[]): Promise<BareModel> {
  const folder = fileURLToPath(new URL('../models/builtin/', import.meta.url));
  const readJson = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const [{ InferenceSession, Tensor }, { default: sharp }, { Tokenizer }] = await Promise.all([
    import('onnxruntime-node'),
    import('sharp'),
    import('@huggingface/tokenizers'),
  ]);
  const config = preprocessor.parse(await readJson('preprocessor_config.json'));
  const { width, height } = config.size;
  const plane = width * height;
  const open = async (tower: 'text' | 'vision'): Promise<InferenceSession | undefined> =>
    towers.includes(tower)
      ? InferenceSession.create(join(folder, 'onnx', `${tower}_model_quantized.onnx`), {
          intraOpNumThreads: availableParallelism(),
          interOpNumThreads: 1,
          logSeverityLevel: 3,
          extra: { session: { disable_quant_qdq: '1' } },
        })
      : undefined;
  const vision = await open('vision');
  const text = await open('text');
  const tokenizer =
    text &&
    new Tokenizer(json.parse(await readJson('tokenizer.json')), json.parse(await readJson('tokenizer_config.json')));
  const { text_config } = z
    .object({ text_config: z.object({ max_position_embeddings: z.number().default(77) }) })
    .parse(await readJson('config.json'));

  return {
    decode: (files) =>
      Promise.all(
        files.map(async (file) => {
          const rgb = await sharp(file, { autoOrient: true })
            .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
            .flatten({ background: '#ffffff' })
            .toColourspace('srgb')
            .raw()
            .toBuffer();
          if (rgb.length !== plane * 3) throw new Error(`${file} gave ${rgb.length} bytes, not ${plane * 3}.`);
          return rgb;
        }),
      ),
    async embedPictures(pictures) {
      if (!vision) throw new Error('The picture tower was not opened.');
      const values = new Float32Array(pictures.length * plane * 3);
      for (const [p, rgb] of pictures.entries()) {
        for (let channel = 0; channel < 3; channel++) {
          const scale = config.rescale_factor / (config.image_std[channel] as number);
          const shift = (config.image_mean[channel] as number) / (config.image_std[channel] as number);
          const start = (p * 3 + channel) * plane;
          for (let i = 0, from = channel; i < plane; i++, from += 3)
            values[start + i] = (rgb[from] as number) * scale - shift;
        }
      }
      const feeds = { pixel_values: new Tensor('float32', values, [pictures.length, 3, height, width]) };
      return unitRows((await vision.run(feeds)).image_embeds?.data, pictures.length);
    },
    async embedText(words) {
      if (!text || !tokenizer) throw new Error('The text tower was not opened.');
      const { ids } = tokenizer.encode(words);
      const last = ids[ids.length - 1] as number;
      const kept =
        ids.length <= text_config.max_position_embeddings
          ? ids
          : [...ids.slice(0, text_config.max_position_embeddings - 1), last];
      const shape = [1, kept.length];
      const feeds: Record<string, InstanceType<typeof Tensor>> = {
        input_ids: new Tensor('int64', BigInt64Array.from(kept, BigInt), shape),
      };
      if (text.inputNames.includes('attention_mask'))
        feeds.attention_mask = new Tensor('int64', new BigInt64Array(kept.length).fill(1n), shape);
      return unitRows((await text.run(feeds)).text_embeds?.data, 1)[0] as Float32Array;
    },
  };
}

function unitRows(data: unknown, count: number): Float32Array[] {
  if (!(data instanceof Float32Array)) throw new Error('The model gave no floats.');
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => {
    const row = data.slice(i * size, (i + 1) * size);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return row.map((value) => value / length);
  });
}
