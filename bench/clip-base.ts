import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OnnxGraph } from '../scripts/model-fixtures/onnx-graph.ts';
import { seededRandom } from './statistics.ts';

/**
 * Sizes of CLIP ViT-B/32, from its published configuration
 * (https://huggingface.co/openai/clip-vit-base-patch32/blob/main/config.json).
 */
const vision = { width: 768, heads: 12, layers: 12, side: 224, patch: 32 };
const words = { width: 512, heads: 8, layers: 12, tokens: 77, vocabulary: 49_408 };
const projection = 512;

/** https://huggingface.co/openai/clip-vit-base-patch32/blob/main/preprocessor_config.json */
const preprocessing = {
  image_processor_type: 'CLIPImageProcessor',
  ...{ do_resize: true, size: { shortest_edge: vision.side }, resample: 3 },
  ...{ do_center_crop: true, crop_size: { width: vision.side, height: vision.side } },
  ...{ do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, do_convert_rgb: true },
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};

/**
 * Writes a CLIP model of the size and architecture of ViT-B/32 into a folder in the CLIP layout, 600 MB of random weights:
 * it takes the time of the real one and says nothing. `tokenizer` is a folder whose tokenizer it is given, which must know
 * fewer tokens than the model.
 */
export async function writeClipBase(folder: string, tokenizer: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: unknown): Promise<void> => writeFile(join(folder, name), JSON.stringify(value));
  await copyFile(join(tokenizer, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  const settings = z
    .looseObject({})
    .parse(JSON.parse(await readFile(join(tokenizer, 'tokenizer_config.json'), 'utf8')));
  await json('tokenizer_config.json', { ...settings, model_max_length: words.tokens });
  await json('preprocessor_config.json', preprocessing);
  await json('config.json', {
    ...{ model_type: 'clip', architectures: ['CLIPModel'], projection_dim: projection },
    text_config: {
      ...{ model_type: 'clip_text_model', vocab_size: words.vocabulary, max_position_embeddings: words.tokens },
      ...{ hidden_size: words.width, num_hidden_layers: words.layers, num_attention_heads: words.heads },
    },
    vision_config: {
      ...{ model_type: 'clip_vision_model', image_size: vision.side, patch_size: vision.patch },
      ...{ hidden_size: vision.width, num_hidden_layers: vision.layers, num_attention_heads: vision.heads },
    },
  });
  // One after the other, so that one tower's bytes are free before the other's are made.
  await writeFile(join(folder, 'onnx', 'vision_model.onnx'), visionTower());
  await writeFile(join(folder, 'onnx', 'text_model.onnx'), textTower());
}

/** `pixel_values` [pictures, 3, 224, 224] to `image_embeds` [pictures, 512]. */
function visionTower(): Buffer {
  const g = new Transformer('vision', vision);
  const { side, patch, width } = vision;
  const places = (side / patch) ** 2;
  const pixels = g.graph.input('pixel_values', 'float32', ['pictures', 3, side, side]);
  const patches = g.graph.node('Conv', [pixels, g.weights(width, 3, patch, patch)], {
    kernel_shape: { ints: [patch, patch] },
    strides: { ints: [patch, patch] },
  });
  const rows = g.graph.node('Transpose', [g.graph.node('Reshape', [patches, g.whole(0, width, places)])], {
    perm: { ints: [0, 2, 1] },
  });
  const pictures = g.graph.node('Slice', [g.graph.node('Shape', [pixels]), g.whole(0), g.whole(1)]);
  const one = g.graph.node('Concat', [pictures, g.whole(1, 1)], { axis: 0 });
  const classRow = g.graph.node('Expand', [g.weights(1, 1, width), one]);
  const all = g.graph.node('Concat', [classRow, rows], { axis: 1 });
  const placed = g.normalised(g.graph.node('Add', [all, g.weights(places + 1, width)]));
  const hidden = g.layers(placed);
  const first = g.graph.node('Gather', [hidden, g.graph.constant('int64', [], [0])], { axis: 1 });
  return g.projected(g.normalised(first), 'image_embeds', 'pictures');
}

/** `input_ids` [texts, tokens] to `text_embeds` [texts, 512]; each token sees those before it. */
function textTower(): Buffer {
  const g = new Transformer('text', words);
  const { width, tokens, vocabulary } = words;
  const ids = g.graph.input('input_ids', 'int64', ['texts', 'tokens']);
  const length = g.graph.node('Slice', [g.graph.node('Shape', [ids]), g.whole(1), g.whole(2)]);
  const cut = (table: string, ...axes: number[]): string => {
    const ends = axes.length === 1 ? length : g.graph.node('Concat', [length, length], { axis: 0 });
    return g.graph.node('Slice', [table, g.whole(...axes.map(() => 0)), ends, g.whole(...axes)]);
  };
  const future = Float32Array.from({ length: tokens ** 2 }, (_, i) => (i % tokens > Math.floor(i / tokens) ? -1e9 : 0));
  const mask = cut(g.graph.constant('float32', [tokens, tokens], future), 0, 1);
  const rows = g.graph.node('Gather', [g.weights(vocabulary, width), ids]);
  const hidden = g.normalised(g.layers(g.graph.node('Add', [rows, cut(g.weights(tokens, width), 0)]), mask));
  // CLIP's closing token has the highest id, and stands for the text.
  const last = g.graph.node('ArgMax', [ids], { axis: 1, keepdims: 1 });
  const marks = g.graph.node('Cast', [g.graph.node('Equal', [g.range(length), last])], { to: 1 });
  const pooled = g.graph.node('MatMul', [g.graph.node('Unsqueeze', [marks, g.whole(1)]), hidden]);
  return g.projected(g.graph.node('Squeeze', [pooled, g.whole(1)]), 'text_embeds', 'texts');
}

/** Numbers enough for the largest matrix; every matrix is a stretch of them, and its bytes in the file are its own. */
let pool: Float32Array | undefined;

/** The transformer as both towers have it: normalisation first, twelve heads of 64, QuickGELU. */
class Transformer {
  readonly graph: OnnxGraph;
  readonly #shape: { readonly width: number; readonly heads: number; readonly layers: number };
  #taken = 0;

  constructor(name: string, shape: { readonly width: number; readonly heads: number; readonly layers: number }) {
    this.graph = new OnnxGraph(name);
    this.#shape = shape;
  }

  whole(...values: number[]): string {
    return this.graph.constant('int64', [values.length], values);
  }

  range(length: string): string {
    const scalar = (value: number): string => this.graph.constant('int64', [], [value]);
    return this.graph.node('Range', [scalar(0), this.graph.node('Squeeze', [length]), scalar(1)]);
  }

  weights(...dims: number[]): string {
    const size = dims.reduce((product, dim) => product * dim, 1);
    pool ??= randomWeights(words.vocabulary * words.width);
    this.#taken = (this.#taken + 997) % (pool.length - size + 1);
    return this.graph.constant('float32', dims, pool.subarray(this.#taken, this.#taken + size));
  }

  normalised(rows: string): string {
    const { width } = this.#shape;
    const gain = this.graph.constant('float32', [width], new Float32Array(width).fill(1));
    return this.graph.node('LayerNormalization', [rows, gain, this.weights(width)], {
      axis: -1,
      epsilon: { float: 1e-5 },
    });
  }

  layers(rows: string, mask?: string): string {
    let hidden = rows;
    for (let layer = 0; layer < this.#shape.layers; layer++) {
      hidden = this.graph.node('Add', [hidden, this.#attention(this.normalised(hidden), mask)]);
      hidden = this.graph.node('Add', [hidden, this.#perceptron(this.normalised(hidden))]);
    }
    return hidden;
  }

  projected(rows: string, output: string, count: string): Buffer {
    this.graph.node('MatMul', [rows, this.weights(this.#shape.width, projection)], {}, [output]);
    this.graph.output(output, 'float32', [count, projection]);
    return this.graph.model();
  }

  #linear(rows: string, from: number, to: number): string {
    return this.graph.node('Add', [this.graph.node('MatMul', [rows, this.weights(from, to)]), this.weights(to)]);
  }

  #attention(rows: string, mask: string | undefined): string {
    const { width, heads } = this.#shape;
    const size = width / heads;
    const scale = this.graph.constant('float32', [], [size ** -0.5]);
    const heading = (): string =>
      this.graph.node('Reshape', [this.#linear(rows, width, width), this.whole(0, 0, heads, size)]);
    const turned = (value: string, ...perm: number[]): string =>
      this.graph.node('Transpose', [value], { perm: { ints: perm } });
    const query = turned(this.graph.node('Mul', [heading(), scale]), 0, 2, 1, 3);
    const key = turned(heading(), 0, 2, 3, 1);
    const value = turned(heading(), 0, 2, 1, 3);
    const scores = this.graph.node('MatMul', [query, key]);
    const seen = mask === undefined ? scores : this.graph.node('Add', [scores, mask]);
    const mixed = this.graph.node('MatMul', [this.graph.node('Softmax', [seen], { axis: -1 }), value]);
    const joined = this.graph.node('Reshape', [turned(mixed, 0, 2, 1, 3), this.whole(0, 0, width)]);
    return this.#linear(joined, width, width);
  }

  #perceptron(rows: string): string {
    const { width } = this.#shape;
    const inner = this.#linear(rows, width, 4 * width);
    const steep = this.graph.node('Mul', [inner, this.graph.constant('float32', [], [1.702])]);
    return this.#linear(this.graph.node('Mul', [inner, this.graph.node('Sigmoid', [steep])]), 4 * width, width);
  }
}

function randomWeights(count: number): Float32Array {
  const random = seededRandom(32);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (random() - 0.5) * 0.08;
  return values;
}
