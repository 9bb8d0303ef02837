import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { z } from 'zod';

/** What a tower of a model in the CLIP layout is fed: one batch at a time, made while no clock runs. */
export interface Tower {
  readonly session: InferenceSession;
  batch(items: readonly string[]): Promise<Record<string, Tensor>>;
}

const json = z.record(z.string(), z.unknown());
const edge = z.union([
  z.object({ width: z.number(), height: z.number() }),
  z
    .object({ shortest_edge: z.number() })
    .transform((size) => ({ width: size.shortest_edge, height: size.shortest_edge })),
]);

/** A picture tower; its items are files. They are cut to shape: what a picture shows costs the model nothing. */
export async function pictureTower(model: string): Promise<Tower> {
  const session = await openTower(model, 'vision_model');
  const { size } = z.looseObject({ size: edge }).parse(await readJson(model, 'preprocessor_config.json'));
  const { width, height } = size;
  const plane = width * height;
  return {
    session,
    async batch(files) {
      const values = new Float32Array(files.length * plane * 3);
      const decoded = files.map(async (file, place) => {
        const image = sharp(file, { autoOrient: true }).resize(width, height, { fit: 'cover' }).flatten();
        const rgb = await image.toColourspace('srgb').raw().toBuffer();
        for (let i = 0; i < plane * 3; i++)
          values[(place * 3 + (i % 3)) * plane + Math.floor(i / 3)] = (rgb[i] as number) / 127.5 - 1;
      });
      await Promise.all(decoded);
      return { pixel_values: new Tensor('float32', values, [files.length, 3, height, width]) };
    },
  };
}

/** A text tower; its items are texts, padded to the longest of their batch. */
export async function textTower(model: string): Promise<Tower> {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const session = await openTower(model, 'text_model');
  const tokenizer = new Tokenizer(
    json.parse(await readJson(model, 'tokenizer.json')),
    json.parse(await readJson(model, 'tokenizer_config.json')),
  );
  const config = z.looseObject({ text_config: z.looseObject({ max_position_embeddings: z.number() }) });
  const most = config.parse(await readJson(model, 'config.json')).text_config.max_position_embeddings;
  return {
    session,
    async batch(texts) {
      const rows = texts.map((text) => tokenizer.encode(text).ids.slice(0, most));
      const width = Math.max(...rows.map((row) => row.length));
      const shape = [rows.length, width];
      const padded = (value: (id: number | undefined) => number): Tensor =>
        new Tensor(
          'int64',
          BigInt64Array.from(rows.flatMap((row) => Array.from({ length: width }, (_, i) => BigInt(value(row[i]))))),
          shape,
        );
      const input_ids = padded((id) => id ?? 0);
      if (!session.inputNames.includes('attention_mask')) return { input_ids };
      return { input_ids, attention_mask: padded((id) => (id === undefined ? 0 : 1)) };
    },
  };
}

/** The file a folder has, and the options under which ONNX Runtime alone is fastest: its threads may spin, unlike ours. */
async function openTower(model: string, name: string): Promise<InferenceSession> {
  const graphs = await readdir(join(model, 'onnx'));
  const file = [`${name}_quantized.onnx`, `${name}.onnx`].find((one) => graphs.includes(one));
  if (file === undefined) throw new Error(`${model} has no ${name}.`);
  return InferenceSession.create(join(model, 'onnx', file), {
    intraOpNumThreads: availableParallelism(),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { disable_quant_qdq: '1' } },
  });
}

async function readJson(model: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(model, name), 'utf8'));
}
