import { OnnxGraph, type TensorType } from './onnx-graph.ts';
import { mixWeights, positionWeights, table, tokenWeights } from './tiny-weights.ts';

/** Graphs small enough to follow by hand, with the inputs and outputs of the families' real exports. */

export interface SentenceGraphOptions {
  readonly vocabulary: number;
  readonly positions: number;
  readonly dimensions: number;
  readonly tokenTypes?: boolean;
  readonly type?: 'float32' | 'float16';
  /** A last layer: hidden * mix. `int8` runs it on whole numbers, as dynamically quantised exports do. */
  readonly mix?: 'float32' | 'int8';
}

/**
 * hidden[t] = token[id_t] + position[t] (+ type_t / 2) + half of the mean of token[id] over the tokens that the mask shows:
 * a mask that is wrong is seen everywhere, a text too long has no position.
 */
export function sentenceGraph(options: SentenceGraphOptions): Buffer {
  const { vocabulary, positions, dimensions, type = 'float32' } = options;
  const g = new OnnxGraph('sentences');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const mask = g.input('attention_mask', 'int64', ['batch', 'tokens']);
  const words = tokenRows(g, ids, vocabulary, dimensions, options.mix === 'int8', type);
  const shown = unsqueeze(g, cast(g, mask, type), 2);
  const around = masked(g, words, shown, type);
  let hidden = g.node('Add', [words, g.node('Mul', [around, number(g, 0.5, type)])]);
  hidden = g.node('Add', [hidden, placeRows(g, ids, positions, dimensions, type)]);
  if (options.tokenTypes) {
    const types = cast(g, g.input('token_type_ids', 'int64', ['batch', 'tokens']), type);
    hidden = g.node('Add', [hidden, g.node('Mul', [unsqueeze(g, types, 2), number(g, 0.5, type)])]);
  }
  if (options.mix) hidden = mixed(g, hidden, dimensions, options.mix === 'int8');
  g.node('Identity', [hidden], {}, ['last_hidden_state']);
  g.output('last_hidden_state', type, ['batch', 'tokens', dimensions]);
  return g.model();
}

/**
 * A model made to write, used for its vectors: hidden[t] = token[id_t] + place of position_ids[t], plus the sum of what came
 * before, which there is nothing of.
 */
export function writerGraph(vocabulary: number, positions: number, dimensions: number): Buffer {
  const g = new OnnxGraph('writer');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  g.input('attention_mask', 'int64', ['batch', 'all']);
  const places = g.input('position_ids', 'int64', ['batch', 'tokens']);
  const [key, value] = ['key', 'value'].map((one) =>
    g.input(`past_key_values.0.${one}`, 'float32', ['batch', 1, 'past', dimensions]),
  ) as [string, string];
  const rows = g.constant('float32', [positions, dimensions], table(positions, dimensions, positionWeights));
  const words = g.node('Gather', [tokenTable(g, vocabulary, dimensions, 'float32'), ids]);
  const before = g.node('ReduceSum', [g.node('Add', [key, value])], { keepdims: 0 });
  const hidden = g.node('Add', [g.node('Add', [words, g.node('Gather', [rows, places])]), before]);
  g.node('Identity', [hidden], {}, ['last_hidden_state']);
  g.output('last_hidden_state', 'float32', ['batch', 'tokens', dimensions]);
  return g.model();
}

/** logit = (mean of the words of type 0) . (mean of those of type 1), each word a direction of its own, marks nothing. */
export function pairGraph(vocabulary: number, marks: number): Buffer {
  const g = new OnnxGraph('pairs');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const shown = cast(g, g.input('attention_mask', 'int64', ['batch', 'tokens']), 'float32');
  const second = cast(g, g.input('token_type_ids', 'int64', ['batch', 'tokens']), 'float32');
  const unit = table(vocabulary, vocabulary, (r, size) =>
    Array.from({ length: size }, (_, c) => (c === r && r >= marks ? 1 : 0)),
  );
  const words = g.node('Gather', [g.constant('float32', [vocabulary, vocabulary], unit), ids]);
  const first = g.node('Sub', [number(g, 1), second]);
  const mean = (side: string): string => masked(g, words, unsqueeze(g, g.node('Mul', [shown, side]), 2), 'float32');
  const agreement = g.node('Mul', [mean(first), mean(second)]);
  const score = g.node('ReduceSum', [agreement, axes(g, 2)], { keepdims: 0 });
  g.node('Identity', [score], {}, ['logits']);
  g.output('logits', 'float32', ['batch', 1]);
  return g.model();
}

/** Two classes from order alone: yes = sum of token[id_t][0] * (t + 1) over what the mask shows, no = 1 - 2 * yes. */
export function twoClassGraph(vocabulary: number): Buffer {
  const g = new OnnxGraph('classes');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const shown = cast(g, g.input('attention_mask', 'int64', ['batch', 'tokens']), 'float32');
  const words = g.node('Gather', [g.constant('float32', [vocabulary], table(vocabulary, 1, tokenWeights)), ids]);
  const places = g.node('Add', [cast(g, range(g, ids), 'float32'), number(g, 1)]);
  const weighed = g.node('Mul', [g.node('Mul', [words, shown]), places]);
  const yes = g.node('ReduceSum', [weighed, axes(g, 1)], { keepdims: 1 });
  const no = g.node('Sub', [number(g, 1), g.node('Mul', [yes, number(g, 2)])]);
  g.node('Concat', [no, yes], { axis: 1 }, ['logits']);
  g.output('logits', 'float32', ['batch', 2]);
  return g.model();
}

/** CLIP's text tower: the mean of token[id] up to the first of the highest ids, which closes a text and pads it. */
export function clipTextGraph(vocabulary: number, dimensions: number, quantised: boolean): Buffer {
  const g = new OnnxGraph('text');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const words = tokenRows(g, ids, vocabulary, dimensions, quantised, 'float32');
  const end = g.node('ArgMax', [ids], { axis: 1, keepdims: 1 });
  const shown = cast(g, g.node('LessOrEqual', [range(g, ids), end]), 'float32');
  const mean = masked(g, words, unsqueeze(g, shown, 2), 'float32');
  g.node('Squeeze', [mean, axes(g, 1)], {}, ['text_embeds']);
  g.output('text_embeds', 'float32', ['batch', dimensions]);
  return g.model();
}

/** SigLIP's text tower: the mean of token[id] * (1 + position) over all places, which must be as many as it was trained on. */
export function siglipTextGraph(vocabulary: number, positions: number, dimensions: number): Buffer {
  const g = new OnnxGraph('text');
  const ids = g.input('input_ids', 'int64', ['batch', 'tokens']);
  const words = g.node('Gather', [tokenTable(g, vocabulary, dimensions, 'float32'), ids]);
  const places = g.constant('float32', [positions, dimensions], table(positions, dimensions, positionWeights));
  const moved = g.node('Mul', [words, g.node('Add', [places, number(g, 1)])]);
  g.node('ReduceMean', [moved], { axes: { ints: [1] }, keepdims: 0 }, ['pooler_output']);
  g.output('pooler_output', 'float32', ['batch', dimensions]);
  return g.model();
}

/** A picture tower: the mean of each plane over each patch, planes first, patches row by row. */
export function pictureGraph(side: number, patch: number, output: string, quantised = false): Buffer {
  const g = new OnnxGraph('pictures');
  const pixels = g.input('pixel_values', 'float32', ['batch', 3, side, side]);
  const size = 3 * (side / patch) ** 2;
  let vectors = patchMeans(g, pixels, side, patch);
  if (quantised) {
    // Weights as whole numbers with a scale, as static quantisation stores them: 127 steps of 1/127.
    const unit = table(size, size, (r) => Array.from({ length: size }, (_, c) => (c === r ? 127 : 0)));
    const weights = g.constant('int8', [size, size], unit);
    const scale = number(g, 1 / 127);
    vectors = g.node('MatMul', [vectors, g.node('DequantizeLinear', [weights, scale, g.constant('int8', [], [0])])]);
  }
  g.node('Identity', [vectors], {}, [output]);
  g.output(output, 'float32', ['batch', size]);
  return g.model();
}

/** Jina CLIP v2: words and pictures in one graph, each also at length 1; the padding is known by its id, 1. */
export function jointGraph(vocabulary: number, side: number, patch: number): Buffer {
  const g = new OnnxGraph('both');
  const ids = g.input('input_ids', 'int64', ['texts', 'tokens']);
  const pixels = g.input('pixel_values', 'float32', ['pictures', 3, side, side]);
  const size = 3 * (side / patch) ** 2;
  const words = g.node('Gather', [tokenTable(g, vocabulary, size, 'float32'), ids]);
  const padding = g.node('Equal', [ids, g.constant('int64', [], [1])]);
  const shown = cast(g, g.node('Not', [padding]), 'float32');
  const text = g.node('Squeeze', [masked(g, words, unsqueeze(g, shown, 2), 'float32'), axes(g, 1)]);
  const picture = patchMeans(g, pixels, side, patch);
  for (const [name, rows, vectors] of [
    ['text_embeddings', 'texts', text],
    ['image_embeddings', 'pictures', picture],
  ] as const) {
    g.node('Identity', [vectors], {}, [name]);
    g.output(name, 'float32', [rows, size]);
    const length = g.node('ReduceL2', [vectors], { axes: { ints: [1] }, keepdims: 1 });
    g.node('Div', [vectors, length], {}, [`l2norm_${name}`]);
    g.output(`l2norm_${name}`, 'float32', [rows, size]);
  }
  return g.model();
}

function patchMeans(g: OnnxGraph, pixels: string, side: number, patch: number): string {
  const across = side / patch;
  // 0 keeps the size that is there, so that no pictures at all go through as well.
  const shape = g.constant('int64', [6], [0, 3, across, patch, across, patch]);
  const patches = g.node('Reshape', [pixels, shape]);
  const means = g.node('ReduceMean', [patches], { axes: { ints: [3, 5] }, keepdims: 0 });
  return g.node('Reshape', [means, g.constant('int64', [2], [0, 3 * across * across])]);
}

/** Rows of the token table; quantised, they are stored as int8 and unpacked after they were gathered. */
function tokenRows(
  g: OnnxGraph,
  ids: string,
  vocabulary: number,
  dimensions: number,
  quantised: boolean,
  type: 'float32' | 'float16',
): string {
  if (!quantised) return g.node('Gather', [tokenTable(g, vocabulary, dimensions, type), ids]);
  const whole = table(vocabulary, dimensions, tokenWeights).map((value) => Math.round(value * 100));
  const rows = g.node('Gather', [g.constant('int8', [vocabulary, dimensions], whole), ids]);
  return g.node('DequantizeLinear', [rows, number(g, 0.01), g.constant('int8', [], [0])]);
}

function tokenTable(g: OnnxGraph, vocabulary: number, dimensions: number, type: 'float32' | 'float16'): string {
  return g.constant(type, [vocabulary, dimensions], table(vocabulary, dimensions, tokenWeights));
}

function placeRows(
  g: OnnxGraph,
  ids: string,
  positions: number,
  dimensions: number,
  type: 'float32' | 'float16',
): string {
  const rows = g.constant(type, [positions, dimensions], table(positions, dimensions, positionWeights));
  return g.node('Gather', [rows, range(g, ids)]);
}

/** 0, 1, 2 and so on, as many as there are tokens. */
function range(g: OnnxGraph, ids: string): string {
  const scalar = (value: number): string => g.constant('int64', [], [value]);
  const length = g.node('Gather', [g.node('Shape', [ids]), scalar(1)]);
  return g.node('Range', [scalar(0), length, scalar(1)]);
}

/** The mean over tokens of [batch, tokens, size], weighed by [batch, tokens, 1]: [batch, 1, size]. */
function masked(g: OnnxGraph, rows: string, weights: string, type: TensorType): string {
  const sum = g.node('ReduceSum', [g.node('Mul', [rows, weights]), axes(g, 1)], { keepdims: 1 });
  const count = g.node('ReduceSum', [weights, axes(g, 1)], { keepdims: 1 });
  return g.node('Div', [sum, g.node('Max', [count, number(g, 1, type)])]);
}

function mixed(g: OnnxGraph, hidden: string, dimensions: number, quantised: boolean): string {
  const weights = table(dimensions, dimensions, mixWeights);
  if (!quantised) return g.node('MatMul', [hidden, g.constant('float32', [dimensions, dimensions], weights)]);
  const whole = g.constant(
    'int8',
    [dimensions, dimensions],
    weights.map((value) => Math.round(value * 127)),
  );
  g.node('DynamicQuantizeLinear', [hidden], {}, ['whole_hidden', 'hidden_scale', 'hidden_zero']);
  const product = g.node('MatMulInteger', ['whole_hidden', whole, 'hidden_zero', g.constant('int8', [], [0])]);
  const scale = g.node('Mul', ['hidden_scale', number(g, 1 / 127)]);
  return g.node('Mul', [cast(g, product, 'float32'), scale]);
}

const castTo = { float32: 1, float16: 10 } as const;

function cast(g: OnnxGraph, value: string, type: 'float32' | 'float16'): string {
  return g.node('Cast', [value], { to: castTo[type] });
}

function unsqueeze(g: OnnxGraph, value: string, axis: number): string {
  return g.node('Unsqueeze', [value, axes(g, axis)]);
}

function axes(g: OnnxGraph, axis: number): string {
  return g.constant('int64', [1], [axis]);
}

function number(g: OnnxGraph, value: number, type: TensorType = 'float32'): string {
  return g.constant(type, [], [value]);
}
