import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { SightlineError } from './errors.ts';
import type { LocalModelContext } from './local-model-context.ts';
import { bareModelName, isUsable, onnxNames, repositoryName, searchedDirs } from './model-folder.ts';
import { chooseGraphs, type ModelGraph } from './model-folder-graphs.ts';
import { readRecord } from './model-folder-record.ts';
import { pullModel } from './model-hub.ts';

export interface LookupContext extends LocalModelContext {
  /** Where the address and the token of the model hub are looked for. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A model's folder with what of it is to be loaded. */
export interface FoundModel {
  /** Absolute. */
  readonly folder: string;
  /** Where its graphs are: `onnx`, or an empty string for the folder itself. */
  readonly subfolder: string;
  readonly graphs: readonly ModelGraph[];
}

/**
 * Finds a model: a folder named by its path, else one of that name in the models folders; else it is downloaded from the
 * hub, unless this runs offline. A downloaded model that lacks the precision asked for is completed.
 *
 * @throws SightlineError 'model-missing', and whatever {@link pullModel} throws.
 */
export async function findModel(model: string, context: LookupContext): Promise<FoundModel> {
  const name = bareModelName(model);
  const asPath = resolve(name);
  if (existsSync(join(asPath, 'config.json'))) return inFolder(asPath, context);
  if (isAbsolute(name) || /^\.{1,2}([/\\]|$)/.test(name)) {
    throw new SightlineError('model-missing', `There is no model in ${asPath}.`, {
      remedy: 'The folder should hold config.json, tokenizer.json, preprocessor_config.json and onnx/.',
    });
  }
  const repo = repositoryName(name);
  const dirs = searchedDirs(context.modelsDirs, context.environment);
  for (const dir of dirs) {
    const folder = join(dir, repo);
    if (!(await isUsable(folder))) continue;
    try {
      return await inFolder(folder, context);
    } catch (error) {
      // Another precision of a model that was downloaded can be downloaded, too.
      if (context.offline || !(await readRecord(folder))) throw error;
      return inFolder(await pulled(repo, { ...context, modelsDirs: [dir] }), context);
    }
  }
  if (context.offline) {
    const records = await Promise.all(dirs.map((dir) => readRecord(join(dir, repo))));
    throw new SightlineError(
      'model-missing',
      records.some((record) => record)
        ? `The download of the model ${repo} was broken off, and this runs offline.`
        : `The model ${repo} is not on this machine, and this runs offline. It is in none of ${dirs.join(', ')}.`,
      {
        remedy: `Where there is a network, run: sightline models pull ${repo}. Or copy it into a folder and name that (local:PATH or --models-dirs DIR).`,
      },
    );
  }
  return inFolder(await pulled(repo, context), context);
}

async function pulled(repo: string, context: LookupContext): Promise<string> {
  const { modelsDirs, precision, environment, onProgress } = context;
  const { folder } = await pullModel(repo, {
    modelsDirs,
    precision,
    ...(environment ? { environment } : {}),
    ...(onProgress ? { onProgress: (message, fraction) => onProgress.call(context, message, fraction) } : {}),
  });
  return folder;
}

async function inFolder(folder: string, { precision }: LookupContext): Promise<FoundModel> {
  const { subfolder, names } = await onnxNames(folder);
  return { folder, subfolder, graphs: chooseGraphs(names, precision, folder) };
}
