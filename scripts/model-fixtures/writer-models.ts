import type { TensorType } from './onnx-graph.ts';
import { OnnxGraph } from './onnx-graph.ts';

/**
 * Graphs of models that write. They have the inputs, outputs and caches of the real exports, but a hidden state of six
 * numbers that can be read: a token's row holds its id, a picture's rows hold what was measured of it. The decoder says
 * what it finds in the rows it was given so far, so that every word of an answer proves something: that the picture was
 * prepared as it should be, that the prompt arrived, that the cache was kept.
 */

/** Columns of the hidden state: token id, whether it is a picture's, mean of red, green and blue, left minus right. */
const width = 6;

/** The words an answer is made of, after the one that starts it: `red side left shade s21 pictures 1 last crimson after n7 said dog`. */
export const writerWords = [
  ...['nothing', 'red', 'green', 'blue', 'side', 'middle', 'left', 'right', 'shade'],
  ...Array.from({ length: 41 }, (_, i) => `s${i}`),
  'pictures',
  ...Array.from({ length: 10 }, (_, i) => `${i}`),
  ...['last', 'none', 'crimson', 'lime', 'navy', 'after'],
  ...Array.from({ length: 10 }, (_, i) => `n${i}`),
  ...['said', 'say', 'forever', 'on', 'dog', 'cat', 'paragraph', 'category', 'text', 'regions', 'descriptions'],
];

/** What the decoder may add to the number of the next token, in the order of its table's columns after the first. */
const findings = ['colour', 'side', 'shade', 'count', 'lastColour', 'length', 'echo', 'task'] as const;
type Finding = (typeof findings)[number];

export interface Vocabulary {
  readonly size: number;
  id(token: string): number;
}

/** Which token follows which: `next[token] = base + column * finding`. Everything that is not in the table ends the answer. */
export function nextTokenTable(vocabulary: Vocabulary, start: string, chains: readonly (readonly string[])[] = []) {
  const columns = 1 + findings.length;
  const table = new Float32Array(vocabulary.size * columns);
  const set = (token: string, base: number, finding?: Finding): void => {
    const row = vocabulary.id(token) * columns;
    table.fill(0, row, row + columns);
    table[row] = base;
    if (finding) table[row + 1 + findings.indexOf(finding)] = 1;
  };
  for (let i = 0; i < vocabulary.size; i++) table[i * columns] = vocabulary.id('END');
  const word = (name: string): string => `Ġ${name}`;
  const id = (name: string): number => vocabulary.id(word(name));
  const follow = (names: readonly string[], next: string, finding?: Finding): void => {
    for (const name of names) set(word(name), id(next), finding);
  };
  set(start, id('nothing'), 'colour');
  follow(['nothing', 'red', 'green', 'blue'], 'side');
  follow(['side'], 'middle', 'side');
  follow(['middle', 'left', 'right'], 'shade');
  follow(['shade'], 's0', 'shade');
  follow(
    writerWords.filter((name) => /^s\d/.test(name)),
    'pictures',
  );
  follow(['pictures'], '0', 'count');
  follow(
    writerWords.filter((name) => /^\d$/.test(name)),
    'last',
  );
  follow(['last'], 'none', 'lastColour');
  follow(['none', 'crimson', 'lime', 'navy'], 'after');
  follow(['after'], 'n0', 'length');
  follow(
    writerWords.filter((name) => /^n\d/.test(name)),
    'said',
  );
  set(word('said'), 0, 'echo');
  follow(['on'], 'on');
  for (const chain of chains) {
    for (const [i, token] of chain.entries()) set(token, vocabulary.id(chain[i + 1] ?? 'END'));
  }
  return {
    table,
    columns,
    /** Lets the task in the prompt choose which of the tokens from `first` on is written after `token`. */
    branch(token: string, first: string): void {
      set(token, vocabulary.id(first), 'task');
    },
  };
}
type NextTokens = ReturnType<typeof nextTokenTable>;

/** `pixel_values` [n, 3, side, side] of exactly this size to `tokens` rows each. */
function measurePictures(graph: OnnxGraph, pixels: string, side: number, tokens: number): string {
  const half = (from: number, to: number): string =>
    graph.node('Slice', [
      pixels,
      graph.constant('int64', [1], [from]),
      graph.constant('int64', [1], [to]),
      graph.constant('int64', [1], [3]),
    ]);
  const meanOf = (part: string): string => graph.node('ReduceMean', [part], { axes: { ints: [1, 2, 3] }, keepdims: 0 });
  const colours = graph.node('ReduceMean', [pixels], { axes: { ints: [2, 3] }, keepdims: 0 });
  const difference = graph.node('Sub', [meanOf(half(0, side / 2)), meanOf(half(side / 2, side))]);
  const column = graph.node('Unsqueeze', [difference, graph.constant('int64', [1], [1])]);
  const zeros = graph.node('Mul', [column, graph.constant('float32', [1], [0])]);
  const ones = graph.node('Add', [zeros, graph.constant('float32', [1], [1])]);
  const row = graph.node('Concat', [zeros, ones, colours, column], { axis: 1 });
  const rows = graph.node('Unsqueeze', [row, graph.constant('int64', [1], [1])]);
  return graph.node('Tile', [rows, graph.constant('int64', [3], [1, tokens, 1])]);
}

/** `encoder_model.onnx` of vit-gpt2, `vision_encoder.onnx` of the others. */
export function pictureEncoder(options: {
  readonly side: number;
  readonly tokens: number;
  readonly output: 'last_hidden_state' | 'image_features';
  /** Pictures come as [batch, pictures, 3, side, side] with a mask, as the Idefics3 family has it. */
  readonly tiles?: boolean;
}): Buffer {
  const graph = new OnnxGraph('v');
  const { side, tokens, output } = options;
  let pixels: string;
  if (options.tiles) {
    graph.input('pixel_attention_mask', 'bool', ['batch', 'pictures', side, side]);
    const given = graph.input('pixel_values', 'float32', ['batch', 'pictures', 3, side, side]);
    pixels = graph.node('Reshape', [given, graph.constant('int64', [4], [-1, 3, side, side])]);
  } else {
    pixels = graph.input('pixel_values', 'float32', ['pictures', 3, side, side]);
  }
  graph.node('Identity', [measurePictures(graph, pixels, side, tokens)], {}, [output]);
  graph.output(output, 'float32', ['pictures', tokens, width]);
  return graph.model();
}

/** `vision_encoder.onnx` of Qwen2-VL: patches of 3 x `patch` numbers, of which `merge` make one row. */
export function patchEncoder(patch: number, merge: number): Buffer {
  const graph = new OnnxGraph('g');
  const shape = (...dims: number[]): string => graph.constant('int64', [dims.length], dims);
  const patches = graph.input('pixel_values', 'float32', ['patches', 3 * patch]);
  graph.input('grid_thw', 'int64', ['pictures', 3]);
  const channels = graph.node('Reshape', [patches, shape(-1, merge, 3, patch)]);
  const colours = graph.node('ReduceMean', [channels], { axes: { ints: [1, 3] }, keepdims: 0 });
  const zeros = graph.node('Mul', [
    graph.node('Slice', [colours, shape(0), shape(1), shape(1)]),
    graph.constant('float32', [1], [0]),
  ]);
  const ones = graph.node('Add', [zeros, graph.constant('float32', [1], [1])]);
  graph.node('Concat', [zeros, ones, colours, zeros], { axis: 1 }, ['image_features']);
  graph.output('image_features', 'float32', ['tokens', width]);
  return graph.model();
}

function embed(graph: OnnxGraph, ids: string, vocabulary: Vocabulary): string {
  const table = new Float32Array(vocabulary.size * width);
  for (let i = 0; i < vocabulary.size; i++) table[i * width] = i;
  return graph.node('Gather', [graph.constant('float32', [vocabulary.size, width], table), ids]);
}

/** `embed_tokens.onnx`. */
export function tokenEmbedder(vocabulary: Vocabulary): Buffer {
  const graph = new OnnxGraph('e');
  const ids = graph.input('input_ids', 'int64', ['batch', 'length']);
  graph.node('Identity', [embed(graph, ids, vocabulary)], {}, ['inputs_embeds']);
  graph.output('inputs_embeds', 'float32', ['batch', 'length', width]);
  return graph.model();
}

/** `encoder_model.onnx` of Florence-2: gives on what it is given. */
export function rowEncoder(): Buffer {
  const graph = new OnnxGraph('r');
  graph.input('attention_mask', 'int64', ['batch', 'length']);
  const rows = graph.input('inputs_embeds', 'float32', ['batch', 'length', width]);
  graph.node('Identity', [rows], {}, ['last_hidden_state']);
  graph.output('last_hidden_state', 'float32', ['batch', 'length', width]);
  return graph.model();
}

/** How a family's decoder is fed. */
export interface DecoderShape {
  readonly takes: 'input_ids' | 'inputs_embeds';
  /** Where the rows of an encoder come from: given each time, or kept in caches of their own after the first time. */
  readonly encoder?: 'given' | 'cached';
  readonly usesCacheBranch?: boolean;
  /** One number for each token's position, or three. */
  readonly positions?: 'one' | 'three';
  readonly mask?: boolean;
}

/** `decoder_model_merged.onnx`, or `model.onnx` of a model that has no eyes. */
export function decoder(
  vocabulary: Vocabulary,
  next: NextTokens,
  tokensPerPicture: number,
  shape: DecoderShape,
): Buffer {
  const graph = new OnnxGraph('d');
  const int = (...values: number[]): string => graph.constant('int64', [values.length], values);
  const scalar = (value: number): string => graph.constant('int64', [], [value]);
  const number = (value: number): string => graph.constant('float32', [], [value]);
  const cast = (value: string, type: 'float32' | 'int64'): string =>
    graph.node('Cast', [value], { to: type === 'float32' ? 1 : 7 });

  const rows =
    shape.takes === 'input_ids'
      ? embed(graph, graph.input('input_ids', 'int64', ['batch', 'length']), vocabulary)
      : graph.input('inputs_embeds', 'float32', ['batch', 'length', width]);
  if (shape.mask) graph.input('attention_mask', 'int64', ['batch', 'all']);
  if (shape.positions) {
    graph.input('position_ids', 'int64', [...(shape.positions === 'three' ? [3] : []), 'batch', 'length']);
  }
  const own = shape.encoder === 'cached' ? '.decoder' : '';
  const past = (name: string, length: string): string =>
    graph.input(`past_key_values.0${name}`, 'float32', ['batch_size', 1, length, width]);
  const present = (name: string, value: string, type: TensorType = 'float32'): void => {
    graph.node('Identity', [value], {}, [`present.0${name}`]);
    graph.output(`present.0${name}`, type, ['batch_size', 1, 'length', width]);
  };

  const heads = graph.node('Unsqueeze', [rows, int(1)]);
  const keys = graph.node('Concat', [past(`${own}.key`, 'past_sequence_length'), heads], { axis: 2 });
  const values = graph.node('Concat', [past(`${own}.value`, 'past_sequence_length'), heads], { axis: 2 });
  present(`${own}.key`, keys);
  present(`${own}.value`, values);
  let memory = graph.node('Squeeze', [values, int(1)]);

  const branch = shape.usesCacheBranch ? graph.input('use_cache_branch', 'bool', [1]) : '';
  if (shape.encoder) {
    const given = graph.input('encoder_hidden_states', 'float32', ['batch', 'encoder_length', width]);
    let seen = given;
    if (shape.encoder === 'cached') {
      graph.input('encoder_attention_mask', 'int64', ['batch', 'encoder_length']);
      const kept = past('.encoder.key', 'encoder_sequence_length');
      past('.encoder.value', 'encoder_sequence_length');
      const fresh = graph.node('Unsqueeze', [given, int(1)]);
      const branchTo = (name: string, source: string): OnnxGraph => {
        const part = new OnnxGraph(name);
        const result = part.node('Identity', [source]);
        part.output(result, 'float32', ['batch_size', 1, 'length', width]);
        return part;
      };
      const attended = graph.node('If', [branch], {
        then_branch: { graph: branchTo('t', kept) },
        else_branch: { graph: branchTo('f', fresh) },
      });
      present('.encoder.key', attended);
      present('.encoder.value', attended);
      seen = graph.node('Squeeze', [attended, int(1)]);
    }
    memory = graph.node('Concat', [seen, memory], { axis: 1 });
  }

  // What there is to say of the rows so far.
  const all = graph.node('Squeeze', [memory, int(0)]);
  const columnOf = (index: number): string => graph.node('Gather', [all, scalar(index)], { axis: 1 });
  const ids = cast(graph.node('Round', [columnOf(0)]), 'int64');
  const isPicture = columnOf(1);
  const pictureRow = (last: number): string =>
    graph.node('Gather', [all, graph.node('ArgMax', [isPicture], { axis: 0, keepdims: 0, select_last_index: last })], {
      axis: 0,
    });
  const cell = (row: string, from: number, to: number): string => graph.node('Slice', [row, int(from), int(to)]);
  const colourOf = (row: string): string => {
    const none = graph.node('Mul', [graph.node('Sub', [number(0.5), cell(row, 1, 2)]), number(2000)]);
    const scores = graph.node('Concat', [none, cell(row, 2, 5)], { axis: 0 });
    return graph.node('ArgMax', [scores], { axis: 0, keepdims: 0 });
  };
  const first = pictureRow(0);
  const difference = graph.node('Squeeze', [cell(first, 5, 6), int(0)]);
  const side = graph.node('Add', [
    cast(graph.node('Greater', [difference, number(0.1)]), 'int64'),
    graph.node('Mul', [cast(graph.node('Less', [difference, number(-0.1)]), 'int64'), scalar(2)]),
  ]);
  const mean = graph.node('ReduceMean', [cell(first, 2, 5)], { axes: { ints: [0] }, keepdims: 0 });
  const twentieths = graph.node('Add', [graph.node('Mul', [mean, number(20)]), number(20)]);
  const shade = cast(graph.node('Clip', [graph.node('Round', [twentieths]), number(0), number(40)]), 'int64');
  const pictures = graph.node('Div', [
    graph.node('ReduceSum', [isPicture, int(0)], { keepdims: 0 }),
    number(tokensPerPicture),
  ]);
  const count = cast(graph.node('Clip', [graph.node('Round', [pictures]), number(0), number(9)]), 'int64');
  const length = graph.node('Mod', [
    graph.node('Gather', [graph.node('Shape', [keys]), scalar(2)], { axis: 0 }),
    scalar(10),
  ]);
  const where = (token: string): string => cast(graph.node('Equal', [ids, scalar(vocabulary.id(token))]), 'int64');
  const has = (token: string): string => graph.node('ReduceMax', [where(token)], { axes: { ints: [0] }, keepdims: 0 });
  const choose = (condition: string, yes: string, no: string): string =>
    graph.node('Where', [graph.node('Greater', [condition, scalar(0)]), yes, no]);
  const after = graph.node('Add', [graph.node('ArgMax', [where('Ġsay')], { axis: 0, keepdims: 0 }), scalar(1)]);
  const rowCount = graph.node('Gather', [graph.node('Shape', [ids]), scalar(0)], { axis: 0 });
  const inside = graph.node('Min', [after, graph.node('Sub', [rowCount, scalar(1)])]);
  const echoed = choose(has('Ġsay'), graph.node('Gather', [ids, inside], { axis: 0 }), scalar(vocabulary.id('END')));
  const echo = choose(has('Ġforever'), scalar(vocabulary.id('Ġon')), echoed);
  const task = graph.node('Add', [
    graph.node('Add', [has('Ġcategory'), graph.node('Mul', [has('Ġtext'), scalar(2)])]),
    graph.node('Add', [has('Ġregions'), graph.node('Mul', [has('Ġdescriptions'), scalar(4)])]),
  ]);

  const found: Record<Finding, string> = {
    ...{ colour: colourOf(first), side, shade, count, lastColour: colourOf(pictureRow(1)), length, echo, task },
  };
  const factors = graph.node(
    'Concat',
    [
      graph.constant('float32', [1], [1]),
      ...findings.map((name) => graph.node('Unsqueeze', [cast(found[name], 'float32'), int(0)])),
    ],
    { axis: 0 },
  );
  const table = graph.constant('float32', [vocabulary.size, next.columns], next.table);
  const current = graph.node('Gather', [ids, graph.node('Sub', [rowCount, scalar(1)])], { axis: 0 });
  const row = graph.node('Gather', [table, current], { axis: 0 });
  const following = graph.node('ReduceSum', [graph.node('Mul', [row, factors]), int(0)], { keepdims: 0 });
  const everyToken = graph.constant(
    'float32',
    [vocabulary.size],
    Array.from({ length: vocabulary.size }, (_, i) => i),
  );
  const off = graph.node('Sub', [everyToken, following]);
  const scores = graph.node('Neg', [graph.node('Mul', [off, off])]);
  graph.node('Unsqueeze', [scores, int(0, 1)], {}, ['logits']);
  graph.output('logits', 'float32', ['batch', 'length', vocabulary.size]);
  return graph.model();
}
