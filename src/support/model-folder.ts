import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { reasonOf, SightlineError, throwIfAborted } from './errors.ts';
import { type GraphPrecision, precisionsAmong } from './model-folder-graphs.ts';
import { type ModelFile, type ModelRecord, readRecord, recordName } from './model-folder-record.ts';
import { isInside } from './path-inside.ts';

/** A model on this machine. */
export interface ListedModel {
  readonly name: string;
  readonly folder: string;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** False while it is being downloaded, and after a download that was broken off. */
  readonly complete: boolean;
  /** What its graphs are here in. */
  readonly precisions: readonly GraphPrecision[];
  readonly licence?: string;
  /** Absent for folders that were made by hand. */
  readonly record?: ModelRecord;
}

export interface VerifiedModel {
  readonly folder: string;
  readonly checked: number;
  /** Files that are not what was downloaded, with the reason. */
  readonly wrong: readonly { readonly path: string; readonly reason: string }[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where models are kept unless told: `$XDG_CACHE_HOME/sightline/models`, else `~/.cache/sightline/models`. */
export function defaultModelsDir(environment: Environment = process.env): string {
  const cache = environment.XDG_CACHE_HOME;
  return join(cache && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'sightline', 'models');
}

/** The folders in which models are searched: those that were named, then the usual one. */
export function searchedDirs(dirs: readonly string[], environment?: Environment): string[] {
  return [...new Set([...dirs, defaultModelsDir(environment)].map((dir) => resolve(dir)))];
}

/** The name as hubs and folders have it: without `local:`. */
export function bareModelName(name: string): string {
  return name.trim().replace(/^local:/, '');
}

/**
 * The name of a model repository, `organisation/name` or one word, checked: it becomes part of paths and URLs.
 *
 * @throws SightlineError 'bad-option'
 */
export function repositoryName(name: string): string {
  const bare = bareModelName(name);
  const parts = bare.split('/');
  const isOne = parts.length <= 2 && parts.every((part) => /^\w[\w.-]{0,95}$/.test(part) && !part.includes('..'));
  if (isOne) return bare;
  throw new SightlineError('bad-option', `${JSON.stringify(bare.slice(0, 200))} is not the name of a model.`, {
    remedy: 'Models are named as their hub names them, such as Xenova/clip-vit-base-patch32.',
  });
}

/** Whether a folder holds a model that can be used: made by hand, or downloaded whole. */
export async function isUsable(folder: string): Promise<boolean> {
  if (!existsSync(join(folder, 'config.json'))) return false;
  const record = await readRecord(folder);
  if (record) return record.complete;
  // A record that cannot be read, or a cache without weights, is no model that someone put there.
  return !existsSync(join(folder, recordName)) && (await onnxNames(folder)).names.length > 0;
}

/** The names of the files among which a model's graphs are, and the folder they are in: `onnx`, or the model's own. */
export async function onnxNames(folder: string): Promise<{ subfolder: string; names: string[] }> {
  for (const subfolder of ['onnx', '']) {
    const names = await readdir(join(folder, subfolder)).catch((): string[] => []);
    if (names.some((name) => name.endsWith('.onnx'))) return { subfolder, names: names.sort() };
  }
  return { subfolder: 'onnx', names: [] };
}

/** The folder of a model, first hit wins; undefined when it is not on this machine, or not whole. */
export async function modelPath(
  dirs: readonly string[],
  name: string,
  environment?: Environment,
): Promise<string | undefined> {
  const repo = repositoryName(name);
  for (const dir of searchedDirs(dirs, environment)) if (await isUsable(join(dir, repo))) return join(dir, repo);
  return undefined;
}

/** All models in the folders, and in the usual one. */
export async function listModels(dirs: readonly string[], environment?: Environment): Promise<ListedModel[]> {
  const found: ListedModel[] = [];
  for (const dir of searchedDirs(dirs, environment)) {
    for (const first of await foldersIn(dir)) {
      const here = await listed(join(dir, first), first);
      if (here) found.push(here);
      else {
        for (const second of await foldersIn(join(dir, first))) {
          const inside = await listed(join(dir, first, second), `${first}/${second}`);
          if (inside) found.push(inside);
        }
      }
    }
  }
  return found;
}

/**
 * Deletes a model's folder.
 *
 * @returns what was deleted; undefined when no models folder has it.
 * @throws SightlineError 'bad-option' for a name that is none, or for a folder that leads out of the models folder.
 */
export async function removeModel(
  dirs: readonly string[],
  name: string,
  environment?: Environment,
): Promise<ListedModel | undefined> {
  const repo = repositoryName(name);
  for (const dir of searchedDirs(dirs, environment)) {
    const folder = join(dir, repo);
    const model = await listed(folder, repo);
    if (!model) continue;
    const [real, realDir] = await Promise.all([realpath(folder), realpath(dir)]);
    if (real === realDir || !isInside(real, realDir)) {
      throw new SightlineError('bad-option', `${folder} is not removed: it leads out of the models folder.`, {
        remedy: `It is a link to ${real}; delete that yourself if you mean it.`,
      });
    }
    await rm(folder, { recursive: true });
    // The organisation's folder goes with its last model.
    if (dirname(folder) !== dir) await rmdir(dirname(folder)).catch(() => undefined);
    return model;
  }
  return undefined;
}

/**
 * Compares the files of a downloaded model with the checksums it was downloaded with.
 *
 * @throws SightlineError 'model-missing' for a folder without a record.
 */
export async function verifyModel(folder: string, signal?: AbortSignal): Promise<VerifiedModel> {
  const record = await readRecord(folder);
  if (!record) {
    throw new SightlineError('model-missing', `${folder} has no checksums: it was not downloaded by Sightline.`, {
      remedy: 'Only models of `sightline models pull` can be verified.',
    });
  }
  const wrong: { path: string; reason: string }[] = [];
  if (!record.complete) wrong.push({ path: recordName, reason: 'the download was broken off' });
  for (const file of record.files) {
    const reason = await whyWrong(folder, file, signal);
    if (reason) wrong.push({ path: file.path, reason });
  }
  return { folder, checked: record.files.length, wrong };
}

/** SHA-256 of a file, in hex. */
export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    throwIfAborted(signal);
    hash.update(chunk);
  }
  return hash.digest('hex');
}

async function whyWrong(folder: string, file: ModelFile, signal?: AbortSignal): Promise<string | undefined> {
  const path = join(folder, file.path);
  if (!isInside(resolve(path), resolve(folder))) return 'it lies outside of the folder';
  try {
    const { size } = await stat(path);
    if (size !== file.size) return `it has ${size} bytes, not ${file.size}`;
    return (await fileSha256(path, signal)) === file.sha256 ? undefined : 'its checksum is another';
  } catch (error) {
    throwIfAborted(signal);
    return existsSync(path) ? reasonOf(error) : 'it is missing';
  }
}

async function listed(folder: string, name: string): Promise<ListedModel | undefined> {
  const record = await readRecord(folder);
  if (!record && !existsSync(join(folder, 'config.json'))) return undefined;
  const licence = record?.licence ?? (await readLicence(folder));
  return {
    name,
    folder,
    bytes: await folderBytes(folder),
    complete: await isUsable(folder),
    precisions: precisionsAmong((await onnxNames(folder)).names),
    ...(licence === undefined ? {} : { licence }),
    ...(record ? { record } : {}),
  };
}

/** The `license:` of the model card's front matter, of README.md in the folder. */
export async function readLicence(folder: string): Promise<string | undefined> {
  const maxBytes = 2 ** 20;
  try {
    const path = join(folder, 'README.md');
    if ((await stat(path)).size > maxBytes) return undefined;
    const [, head = ''] = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(await readFile(path, 'utf8')) ?? [];
    const line = (key: string): string | undefined =>
      new RegExp(`^${key}:[ \\t]*["']?([^"'\\r\\n#]+)`, 'm').exec(head)?.[1]?.trim().slice(0, 80) || undefined;
    const licence = line('license');
    return licence === 'other' ? (line('license_name') ?? licence) : licence;
  } catch {
    return undefined;
  }
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
