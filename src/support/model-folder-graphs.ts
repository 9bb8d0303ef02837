import { SightlineError } from './errors.ts';
import { type ModelPrecision, modelPrecisions } from './local-model-context.ts';

export type GraphPrecision = Exclude<ModelPrecision, 'auto'>;

/** One ONNX graph of a model in one precision, such as its text tower, with the files that hold its weights. */
export interface ModelGraph {
  /** As Transformers.js names it: `model`, `vision_model`, `decoder_model_merged`. */
  readonly name: string;
  readonly precision: GraphPrecision;
  /** The graph's own file first, then its external data. */
  readonly files: readonly string[];
}

/**
 * What Transformers.js puts between a graph's name and `.onnx` (`DEFAULT_DTYPE_SUFFIX_MAPPING`,
 * https://github.com/huggingface/transformers.js/blob/main/packages/transformers/src/utils/dtypes.js).
 */
const suffixes: Readonly<Record<GraphPrecision, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** What `auto` takes, best first: 8 bits are small and fast everywhere, 4 bits cost quality and half floats speed on a CPU. */
const preferred: readonly GraphPrecision[] = ['q8', 'int8', 'fp16', 'fp32', 'uint8', 'q4', 'q4f16', 'bnb4'];

/**
 * The files that are needed of those in a model's `onnx` folder: each graph in one precision. Where a graph does not come
 * in the precision asked for, as some parts of large models do not, it is taken in the one that `auto` would take.
 *
 * @throws SightlineError 'model-missing' when no graph at all comes in that precision.
 */
export function chooseGraphs(names: readonly string[], precision: ModelPrecision, model: string): ModelGraph[] {
  const variants = new Map<string, Map<GraphPrecision, string>>();
  for (const file of names.filter((name) => name.endsWith('.onnx'))) {
    const { name, precision: found } = takeApart(file.slice(0, -'.onnx'.length));
    variants.set(name, (variants.get(name) ?? new Map()).set(found, file));
  }
  const wanted = [...variants].filter(([name]) => isNeeded(name, variants));
  if (precision !== 'auto' && wanted.length > 0 && !wanted.some(([, files]) => files.has(precision))) {
    const there = modelPrecisions.filter((one) => one !== 'auto' && wanted.some(([, files]) => files.has(one)));
    throw new SightlineError('model-missing', `${model} has no files in precision ${precision}.`, {
      remedy: `It comes in: ${there.join(', ')}. Choose one of them, or auto (--precision, option precision).`,
    });
  }
  const order = precision === 'auto' ? preferred : [precision, ...preferred];
  return wanted.flatMap(([name, files]) => {
    const chosen = order.find((one) => files.has(one));
    const file = chosen && files.get(chosen);
    if (!file) return [];
    const data = names.filter((one) => one.startsWith(`${file}_data`) || one.startsWith(`${file}.data`));
    return [{ name, precision: chosen, files: [file, ...data.sort()] }];
  });
}

/** Every precision that some graph among the files comes in. */
export function precisionsAmong(names: readonly string[]): GraphPrecision[] {
  const stems = names.filter((name) => name.endsWith('.onnx')).map((name) => name.slice(0, -'.onnx'.length));
  const there = new Set(stems.map((stem) => takeApart(stem).precision));
  return preferred.filter((precision) => there.has(precision));
}

function takeApart(stem: string): { name: string; precision: GraphPrecision } {
  for (const precision of preferred) {
    const suffix = suffixes[precision];
    if (suffix !== '' && stem.endsWith(suffix) && stem.length > suffix.length)
      return { name: stem.slice(0, -suffix.length), precision };
  }
  return { name: stem, precision: 'fp32' };
}

/**
 * Leaves out what is there twice: decoders that are merged into one, joint graphs of models whose towers are there, and
 * forms that other libraries make for certain machines (`model_O2`, `model_qint8_avx512`).
 */
function isNeeded(name: string, graphs: ReadonlyMap<string, unknown>): boolean {
  if (/^decoder(_with_past)?_model$/.test(name) && graphs.has('decoder_model_merged')) return false;
  const towers = ['text_model', 'vision_model', 'audio_model'].filter((tower) => graphs.has(tower));
  if (name === 'model' && towers.length > 1) return false;
  if (name.endsWith('_merged')) return true;
  return ![...graphs.keys()].some((other) => name.startsWith(`${other}_`));
}
