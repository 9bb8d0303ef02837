import { join } from 'node:path';
import type { DeviceType } from '@huggingface/transformers';
import { reasonOf, SightlineError } from './errors.ts';
import { sampledFingerprint } from './model-folder-fingerprint.ts';
import type { GraphPrecision, ModelGraph } from './model-folder-graphs.ts';
import { findModel, type LookupContext } from './model-folder-lookup.ts';

type Library = typeof import('@huggingface/transformers');
/** One precision for all graphs, or that of each where they differ. */
export type ModelDtype = GraphPrecision | Record<string, GraphPrecision>;

/** The options every `from_pretrained` is given. */
export interface LoadOptions {
  readonly local_files_only: boolean;
  readonly dtype: ModelDtype;
  readonly device: DeviceType;
  readonly subfolder: string;
  readonly session_options: Record<string, unknown>;
}

export type ModelSourceContext = LookupContext;

interface Tower {
  (inputs: unknown): Promise<unknown>;
  dispose(): Promise<unknown>;
}

/**
 * A model for Transformers.js, which is large and therefore imported only now. It is always loaded from a folder: one that
 * is named by its path or found in the models folders, or one that the model is downloaded into.
 *
 * @throws SightlineError 'model-missing' for a model that is not to be had, 'bad-option' for a device that is not known.
 */
export async function openModelSource(model: string, context: ModelSourceContext) {
  const device = await knownDevice(context.device);
  const { folder, subfolder, graphs } = await findModel(model, context);
  const library = await loadLibrary(model);
  // Downloads are ours, with their checksums; the library's own cache would only keep copies of files.
  library.env.allowRemoteModels = false;
  library.env.useFSCache = false;
  // A graph that fails is an error with a message; the library would also print its inputs, pixels included.
  library.env.logLevel = library.LogLevel.NONE;
  const dtype = dtypeOf(graphs);
  const options: LoadOptions = {
    local_files_only: true,
    dtype,
    device,
    subfolder,
    session_options: {
      intraOpNumThreads: context.threads,
      logSeverityLevel: 3,
      // Threads that spin between batches would take the cores from decoding, and from other programs.
      extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: '0' } } },
    },
  };
  const load = async <T>(what: string, work: (options: LoadOptions) => Promise<T>): Promise<T> => {
    try {
      return await work(options);
    } catch (error) {
      throw notLoaded(what, folder, device, error);
    }
  };
  const started: Promise<Tower>[] = [];
  return {
    library,
    /** The model's folder, absolute: what `from_pretrained` is to be given. */
    name: folder,
    folder,
    /** Where the graphs are in it: `onnx`, or an empty string for the folder itself. */
    subfolder,
    dtype,
    load,
    /** A part of the model that is loaded when it is first needed. */
    tower(what: string, work: (options: LoadOptions) => Promise<unknown>): () => Promise<Tower> {
      let loading: Promise<Tower> | undefined;
      return () => {
        if (!loading) {
          loading = load(what, work) as Promise<Tower>;
          started.push(loading);
        }
        return loading;
      };
    },
    /** Changes with the weights that are loaded; the same for copies of a model, wherever they are. */
    fingerprint: (): Promise<string> =>
      sampledFingerprint(
        join(folder, subfolder),
        graphs.flatMap((graph) => graph.files),
      ),
    async close(): Promise<void> {
      for (const tower of started) await (await tower.catch(() => undefined))?.dispose();
    },
  };
}

async function loadLibrary(model: string): Promise<Library> {
  try {
    return await import('@huggingface/transformers');
  } catch (error) {
    throw new SightlineError(
      'model-missing',
      `local:${model} needs the package @huggingface/transformers, which is not installed.`,
      {
        remedy: 'Install it: npm install @huggingface/transformers',
        cause: error,
      },
    );
  }
}

/** What both ONNX Runtime here and Transformers.js know. */
const devices: readonly DeviceType[] = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'];

/** @throws SightlineError 'bad-option' with the devices that ONNX Runtime has on this system. */
async function knownDevice(name: string): Promise<DeviceType> {
  if (name === 'cpu') return name;
  const { listSupportedBackends } = await import('onnxruntime-node');
  const there = new Set(listSupportedBackends().map((backend) => backend.name));
  const found = devices.find((device) => device === name && there.has(device));
  if (found) return found;
  throw new SightlineError('bad-option', `There is no device ${JSON.stringify(name.slice(0, 60))} for local models.`, {
    remedy: `On this system it can be: ${devices.filter((device) => there.has(device)).join(', ')} (--device, option device).`,
  });
}

function dtypeOf(graphs: readonly ModelGraph[]): ModelDtype {
  const [first] = graphs;
  if (!first || graphs.every((graph) => graph.precision === first.precision)) return first?.precision ?? 'fp32';
  return Object.fromEntries(graphs.map((graph) => [graph.name, graph.precision]));
}

function notLoaded(what: string, folder: string, device: DeviceType, error: unknown): SightlineError {
  const reason = reasonOf(error).replace(/\.$/, '');
  const message = `The ${what} of the model in ${folder} cannot be loaded${device === 'cpu' ? '' : ` on ${device}`}: ${reason}.`;
  if (device !== 'cpu' && /provider|device|adapter|cuda|dml|coreml|shared library/i.test(reason)) {
    return new SightlineError('model-failed', message, {
      remedy: `Install what ONNX Runtime needs for ${device} (drivers; for cuda its own files, too: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node), or use --device cpu.`,
      cause: error,
    });
  }
  return new SightlineError('model-missing', message, {
    remedy:
      'The folder should hold config.json, tokenizer.json, preprocessor_config.json and onnx/. For a downloaded model, `sightline models pull` mends it.',
    cause: error,
  });
}
