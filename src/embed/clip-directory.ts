import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { reasonOf, SightlineError, throwIfAborted } from '../support/errors.ts';
import { contentHash } from '../support/hashing.ts';
import { loadCommonJs } from '../support/load-common-js.ts';
import { normalise } from '../support/vector-math.ts';
import type { Embedder, EmbedItem } from './embedder.ts';
import { fitToModel, looksAtMiddle, preprocessorConfig, writePlanar } from './picture-preprocessing.ts';

const clipConfig = z.object({
  projection_dim: z.number().int().positive(),
  text_config: z.object({
    max_position_embeddings: z.number().int().positive().default(77),
    pad_token_id: z.number().default(0),
  }),
});

export interface ClipDirectoryOptions {
  /** The name recorded in the index. */
  readonly model: string;
  readonly threads: number;
  readonly notice?: string;
}

/**
 * A dual encoder in the CLIP directory layout (config.json, tokenizer.json, preprocessor_config.json, onnx/), run on ONNX
 * Runtime directly, so that a fresh process starts without loading a large library. Each tower is loaded when it is first
 * needed: a search by words never loads the picture tower.
 */
export async function clipDirectoryEmbedder(directory: string, options: ClipDirectoryOptions): Promise<Embedder> {
  const config = clipConfig.parse(await readJson(join(directory, 'config.json')));
  const pictures = preprocessorConfig.parse(await readJson(join(directory, 'preprocessor_config.json')));
  const files = await towerFiles(directory);
  const maxTokens = config.text_config.max_position_embeddings;

  const tokenizer = await once(async () => {
    const { Tokenizer } = await import('@huggingface/tokenizers');
    const [model, settings] = await Promise.all([
      readJson(join(directory, 'tokenizer.json')),
      readJson(join(directory, 'tokenizer_config.json')),
    ]);
    return new Tokenizer(record.parse(model), record.parse(settings));
  })();
  const textTower = once(() => openSession(files.text, options.threads));
  const imageTower = once(() => openSession(files.vision, options.threads));

  const tokenize = (text: string): number[] => {
    const { ids } = tokenizer.encode(text);
    // Cut in the middle of the sequence, so that the closing token the model expects stays.
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids[ids.length - 1] ?? 0];
  };

  async function embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    const { Tensor } = runtime();
    const session = await textTower();
    const rows = texts.map(tokenize);
    const width = Math.max(...rows.map((ids) => ids.length));
    const ids = new BigInt64Array(rows.length * width).fill(BigInt(config.text_config.pad_token_id));
    const mask = new BigInt64Array(rows.length * width);
    for (const [r, row] of rows.entries()) {
      for (const [c, id] of row.entries()) {
        ids[r * width + c] = BigInt(id);
        mask[r * width + c] = 1n;
      }
    }
    const shape = [rows.length, width];
    const feeds: Record<string, Tensor> = { input_ids: new Tensor('int64', ids, shape) };
    if (session.inputNames.includes('attention_mask')) feeds.attention_mask = new Tensor('int64', mask, shape);
    return split((await session.run(feeds)).text_embeds, rows.length, config.projection_dim, options.model);
  }

  async function embedPictures(items: readonly EmbedItem[]): Promise<Float32Array[]> {
    const { Tensor } = runtime();
    const session = await imageTower();
    const { width, height } = pictures.input;
    const size = 3 * width * height;
    const planes = new Float32Array(items.length * size);
    const fitted = await Promise.all(items.map((item) => item.picture && fitToModel(item.picture, pictures)));
    for (const [i, rgb] of fitted.entries()) if (rgb) writePlanar(rgb, pictures, planes, i * size);
    const pixel_values = new Tensor('float32', planes, [items.length, 3, height, width]);
    return split(
      (await session.run({ pixel_values })).image_embeds,
      items.length,
      config.projection_dim,
      options.model,
    );
  }

  return {
    space: {
      model: options.model,
      dimensions: config.projection_dim,
      normalised: true,
      revision: await revisionOf([join(directory, 'config.json'), files.text, files.vision]),
    },
    accepts: { text: true, image: true, both: false },
    maxTextTokens: maxTokens,
    countTokens: (text) => tokenizer.encode(text).ids.length,
    imageSide: Math.max(pictures.input.width, pictures.input.height),
    looksAtMiddle: looksAtMiddle(pictures),
    batchSize: 16,
    ...(options.notice ? { notice: options.notice } : {}),
    async embed(items, _role, signal) {
      throwIfAborted(signal);
      const results = new Array<Float32Array>(items.length);
      const run = async (
        pick: (item: EmbedItem) => boolean,
        embed: (chosen: readonly EmbedItem[]) => Promise<Float32Array[]>,
      ): Promise<void> => {
        const places = items.flatMap((item, i) => (pick(item) ? [i] : []));
        if (places.length === 0) return;
        const vectors = await embed(places.map((i) => items[i] as EmbedItem));
        for (const [n, i] of places.entries()) results[i] = vectors[n] as Float32Array;
      };
      await run((item) => item.picture !== undefined, embedPictures);
      await run(
        (item) => item.picture === undefined,
        (chosen) => embedTexts(chosen.map((item) => item.text ?? '')),
      );
      return results;
    },
    async close() {
      await Promise.all([textTower.release(), imageTower.release()]);
    },
  };
}

const record = z.record(z.string(), z.unknown());

function runtime(): typeof import('onnxruntime-node') {
  return loadCommonJs('onnxruntime-node');
}

async function openSession(file: string, threads: number): Promise<InferenceSession> {
  const { InferenceSession } = runtime();
  return InferenceSession.create(file, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // The int8 weights are unpacked once instead of at every run: about 1.7 times the pictures a second.
    // Threads that spin between batches would take the cores from decoding.
    extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: '0' } } },
  });
}

/** Prefers the quantised towers, as they are smaller; takes what is there. */
async function towerFiles(directory: string): Promise<{ text: string; vision: string }> {
  const folder = join(directory, 'onnx');
  const names = await readdir(folder).catch((): string[] => []);
  const pick = (tower: string): string => {
    const found = [`${tower}_quantized.onnx`, `${tower}_int8.onnx`, `${tower}.onnx`, `${tower}_fp16.onnx`].find(
      (name) => names.includes(name),
    );
    if (found) return join(folder, found);
    throw new SightlineError('model-missing', `The model folder ${directory} has no onnx/${tower}*.onnx.`, {
      remedy: 'Export both towers to ONNX (text_model and vision_model), or name another model.',
    });
  };
  return { text: pick('text_model'), vision: pick('vision_model') };
}

/** A hash over the ends and sizes of the files: weights differ everywhere, so the ends tell versions apart in no time. */
async function revisionOf(files: readonly string[]): Promise<string> {
  const edge = 256 * 1024;
  const parts: (string | Uint8Array)[] = [];
  for (const file of files) {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const head = Buffer.alloc(Math.min(edge, size));
      const tail = Buffer.alloc(Math.min(edge, size));
      await handle.read(head, 0, head.length, 0);
      await handle.read(tail, 0, tail.length, size - tail.length);
      parts.push(String(size), head, tail);
    } finally {
      await handle.close();
    }
  }
  return contentHash(...parts).slice(0, 12);
}

function split(tensor: Tensor | undefined, count: number, dimensions: number, model: string): Float32Array[] {
  const data = tensor?.data;
  if (!(data instanceof Float32Array) || data.length !== count * dimensions) {
    throw new SightlineError('model-failed', `${model} gave no [${count}, ${dimensions}] float output.`, {
      remedy: 'Its ONNX files should have the outputs text_embeds and image_embeds.',
    });
  }
  return Array.from({ length: count }, (_, i) => normalise(data.slice(i * dimensions, (i + 1) * dimensions)));
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SightlineError('model-missing', `Cannot read the model file ${file}: ${reasonOf(error)}.`, {
      remedy: 'The folder should be in the CLIP layout: config.json, tokenizer.json, preprocessor_config.json, onnx/.',
      cause: error,
    });
  }
}

/** Runs a costly opening at most once; `release` closes what it opened, if it did. */
function once<T>(start: () => Promise<T>): (() => Promise<T>) & { release(): Promise<void> } {
  let started: Promise<T> | undefined;
  const get = (): Promise<T> => {
    started ??= start();
    return started;
  };
  return Object.assign(get, {
    async release() {
      const value: unknown = await started?.catch(() => undefined);
      started = undefined;
      if (typeof value === 'object' && value !== null && 'release' in value && typeof value.release === 'function') {
        await value.release();
      }
    },
  });
}
