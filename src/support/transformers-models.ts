import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf, SightlineError } from './errors.ts';

type Library = typeof import('@huggingface/transformers');

/** The options every `from_pretrained` is given. */
export interface LoadOptions {
  readonly local_files_only: boolean;
  readonly dtype: 'q8' | 'fp32' | 'fp16';
  readonly session_options: Record<string, unknown>;
  readonly progress_callback: (progress: unknown) => void;
}

export interface ModelSourceContext {
  readonly modelsDirs: readonly string[];
  readonly offline: boolean;
  readonly threads: number;
  onProgress?(message: string, fraction: number | undefined): void;
}

interface Tower {
  (inputs: unknown): Promise<unknown>;
  dispose(): Promise<unknown>;
}

/**
 * A model for Transformers.js, which is large and therefore imported only now: from a folder named by its path or found
 * in one of the models folders, else from the hub, downloaded once.
 */
export async function openModelSource(model: string, context: ModelSourceContext) {
  const library = await loadLibrary(model);
  const folder = findFolder(model, context.modelsDirs);
  library.env.allowRemoteModels = folder === undefined && !context.offline;
  library.env.cacheDir = join(homedir(), '.cache', 'sightline', 'models');
  const dtype = folder ? await dtypeOf(folder) : 'q8';
  const options: LoadOptions = {
    local_files_only: folder !== undefined || context.offline,
    dtype,
    session_options: {
      intraOpNumThreads: context.threads,
      logSeverityLevel: 3,
      extra: { session: { disable_quant_qdq: '1' } },
    },
    progress_callback: reportDownloads(model, folder === undefined ? context.onProgress?.bind(context) : undefined),
  };
  const load = async <T>(what: string, work: (options: LoadOptions) => Promise<T>): Promise<T> => {
    try {
      return await work(options);
    } catch (error) {
      throw notLoaded(model, what, folder, context, error);
    }
  };
  const started: Promise<Tower>[] = [];
  return {
    library,
    /** What `from_pretrained` is to be given: a folder or a hub name. */
    name: folder ?? model,
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
    /** Names and sizes of a folder's files; the hub's models are known by their name. */
    async fingerprint(): Promise<string> {
      if (!folder) return model;
      const names = (await readdir(join(folder, 'onnx')).catch((): string[] => [])).sort();
      const sizes = await Promise.all(
        names.map(async (name) => `${name} ${(await stat(join(folder, 'onnx', name))).size}`),
      );
      return sizes.join('\n');
    },
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

/** A path as it stands, else a folder of that name in one of the models folders. */
function findFolder(model: string, modelsDirs: readonly string[]): string | undefined {
  const places = [model, ...modelsDirs.map((dir) => join(dir, model))].map((place) => resolve(place));
  return places.find((place) => existsSync(join(place, 'config.json')));
}

async function dtypeOf(folder: string): Promise<LoadOptions['dtype']> {
  const names = await readdir(join(folder, 'onnx')).catch((): string[] => []);
  const has = (suffix: string): boolean => names.some((name) => name.endsWith(`${suffix}.onnx`));
  return has('_quantized') ? 'q8' : has('_model') ? 'fp32' : 'fp16';
}

function reportDownloads(model: string, report: ModelSourceContext['onProgress']): (progress: unknown) => void {
  return (progress) => {
    if (!report || typeof progress !== 'object' || progress === null || !('status' in progress)) return;
    const file = 'file' in progress ? ` ${String(progress.file)}` : '';
    if (progress.status === 'progress' && 'progress' in progress)
      report(`Downloading ${model}${file}`, Number(progress.progress) / 100);
  };
}

function notLoaded(
  model: string,
  what: string,
  folder: string | undefined,
  context: ModelSourceContext,
  error: unknown,
): SightlineError {
  const reason = reasonOf(error);
  if (folder) {
    return new SightlineError('model-missing', `The ${what} of the model in ${folder} cannot be loaded: ${reason}.`, {
      remedy: 'The folder should hold config.json, tokenizer.json, preprocessor_config.json and onnx/.',
      cause: error,
    });
  }
  const searched = context.modelsDirs.length > 0 ? ` It is in none of ${context.modelsDirs.join(', ')}.` : '';
  return new SightlineError(
    'model-missing',
    context.offline
      ? `The model ${model} is not on this machine, and this runs offline.${searched}`
      : `The ${what} of ${model} cannot be downloaded: ${reason}.${searched}`,
    {
      remedy:
        'Copy the model into a folder and name it (local:PATH or --models-dirs DIR), or use the built-in model (--embedder builtin).',
      cause: error,
    },
  );
}
