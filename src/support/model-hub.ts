import { createReadStream, existsSync } from 'node:fs';
import { mkdir, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SightlineError, throwIfAborted } from './errors.ts';
import type { ModelPrecision } from './local-model-context.ts';
import { defaultModelsDir, fileSha256, repositoryName } from './model-folder.ts';
import type { GraphPrecision } from './model-folder-graphs.ts';
import { type ModelFile, type ModelRecord, readRecord, writeRecord } from './model-folder-record.ts';
import { type Downloaded, diskError, downloadFile, gathered, gitBlobHash } from './model-hub-download.ts';
import { chooseFiles, type HubFile } from './model-hub-files.ts';
import { listRepository } from './model-hub-listing.ts';
import { waitForFolder } from './model-hub-lock.ts';
import { type HubAccess, hubEndpoint } from './model-hub-request.ts';
import { type Pull, recordOf, settle } from './model-hub-settle.ts';

export interface PullOptions {
  /** The model goes into the first one; into the usual models folder when there is none. */
  readonly modelsDirs: readonly string[];
  /** `auto` unless told. */
  readonly precision?: ModelPrecision;
  /** A branch, a tag or a commit; `main` unless told. */
  readonly revision?: string;
  readonly offline?: boolean;
  /** Where `HF_ENDPOINT`, `HF_TOKEN` and `XDG_CACHE_HOME` are looked for. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Longest silence of the hub in milliseconds; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** Tries after broken connections; 6 unless told. */
  readonly retries?: number;
  /** First wait between two tries in milliseconds; 500 unless told. */
  readonly firstWaitMs?: number;
  /** Told how far it is, as a share of all bytes; with the bytes themselves once they are known. */
  onProgress?(message: string, fraction: number | undefined, bytes?: PullBytes): void;
}

export interface PullBytes {
  readonly done: number;
  readonly total: number;
}

export interface PulledModel {
  readonly name: string;
  readonly folder: string;
  readonly commit: string;
  /** What each graph of the model comes in. */
  readonly precisions: Readonly<Record<string, GraphPrecision>>;
  readonly files: readonly ModelFile[];
  /** Bytes of those files. */
  readonly bytes: number;
  /** Bytes that had to be downloaded; 0 when all was there. */
  readonly received: number;
  readonly licence?: string;
}

/** Room that is left to others. */
const spareBytes = 64 * 2 ** 20;
const progressMs = 80;

/**
 * Downloads what running a model needs from a hub in the layout of Hugging Face, into `<modelsDir>/<organisation>/<name>`.
 *
 * All files are gathered beside their places and checked first, and then take their places together, so that a folder is
 * never half of one version; what was gathered stays when the download breaks off, and the next one goes on from there.
 * Files that are there already are checked, not downloaded.
 *
 * @throws SightlineError 'network-refused' offline, 'model-missing' for models that are not there, private or gated,
 * 'network-failed', 'broken-content' for a wrong checksum, 'disk-full', 'cancelled'.
 */
export async function pullModel(name: string, options: PullOptions): Promise<PulledModel> {
  const { environment = {}, precision = 'auto', revision = 'main', signal } = options;
  const repo = repositoryName(name);
  const folder = join(resolve(options.modelsDirs[0] ?? defaultModelsDir(environment)), repo);
  const token = environment.HF_TOKEN?.trim() || undefined;
  const access: HubAccess = {
    endpoint: hubEndpoint(environment.HF_ENDPOINT?.trim() || 'https://huggingface.co', token),
    token,
    timeoutMs: options.timeoutMs ?? 30_000,
    retries: options.retries ?? 6,
    firstWaitMs: options.firstWaitMs ?? 500,
    signal,
  };
  if (options.offline) {
    throw new SightlineError('network-refused', `${repo} cannot be downloaded: this runs offline.`, {
      remedy: 'Leave out --offline, or copy the model into a folder (local:PATH or --models-dirs DIR).',
    });
  }
  options.onProgress?.(`Looking up ${repo}`, undefined);
  const listing = await listRepository(access, repo, revision);
  const { files, precisions } = chooseFiles(listing.files, precision, repo);
  let release: (() => Promise<void>) | undefined;
  try {
    release = await waitForFolder(folder, {
      signal,
      onWait: () => options.onProgress?.(`Waiting for another process that downloads ${repo}`, undefined),
    });
    const { record, received } = await fetchFiles(
      access,
      { repo, folder, revision, precision, listing, files },
      options,
    );
    const bytes = record.files.reduce((sum, { size }) => sum + size, 0);
    const { commit, licence } = record;
    return {
      name: repo,
      folder,
      commit,
      precisions,
      files: record.files,
      bytes,
      received,
      ...(licence === undefined ? {} : { licence }),
    };
  } catch (error) {
    throw diskError(error, folder);
  } finally {
    await release?.();
  }
}

async function fetchFiles(
  access: HubAccess,
  pull: Pull,
  { onProgress, signal }: PullOptions,
): Promise<{ record: ModelRecord; received: number }> {
  const { repo, folder, listing, files } = pull;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const positions = new Map<string, number>();
  let shownAt = 0;
  const show = (path: string, position: number, always = false): void => {
    positions.set(path, position);
    if (!onProgress || (!always && performance.now() - shownAt < progressMs)) return;
    shownAt = performance.now();
    const done = [...positions.values()].reduce((sum, one) => sum + one, 0);
    // All of it is there only once the files are in their places.
    onProgress(`Downloading ${repo} (${path})`, total > 0 ? Math.min(done / total, 0.999) : undefined, { done, total });
  };

  const there = new Map<string, ModelFile>();
  for (const file of files) {
    const sha256 = await presentSha256(folder, file, signal);
    if (sha256 === undefined) continue;
    there.set(file.path, { path: file.path, size: file.size, sha256 });
    show(file.path, file.size);
  }
  const missing = files.filter(({ path }) => !there.has(path));
  await checkRoom(folder, missing, repo);
  // So that what is broken off is listed, and can be removed. A folder that works stays as it is until the end.
  if (!(await readRecord(folder)) && !existsSync(join(folder, 'config.json')))
    await writeRecord(folder, recordOf(pull, access, false, []));

  const fetched: { readonly file: HubFile; readonly download: Downloaded }[] = [];
  // Small ones first: what is wrong with the hub or the token shows at once.
  for (const file of [...missing].sort((a, b) => a.size - b.size)) {
    const download = await downloadFile(access, {
      folder,
      file,
      what: `${file.path} of ${repo}`,
      address: `/${repo}/resolve/${listing.commit}/${file.path.split('/').map(encodeURIComponent).join('/')}`,
      onPosition: (position) => show(file.path, position),
    });
    show(file.path, file.size, true);
    fetched.push({ file, download });
  }
  throwIfAborted(signal);
  const record = await settle(pull, access, there, fetched);
  onProgress?.(`Downloaded ${repo}`, 1, { done: total, total });
  return { record, received: fetched.reduce((sum, { download }) => sum + download.received, 0) };
}

/** The SHA-256 of a file that is in its place already and is what the hub lists; undefined when it has to be fetched. */
async function presentSha256(folder: string, file: HubFile, signal?: AbortSignal): Promise<string | undefined> {
  const { size, checksum } = file;
  const path = join(folder, file.path);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== size || !checksum) return undefined;
  const sha256 = await fileSha256(path, signal);
  if (checksum.kind === 'sha256') return checksum.hex === sha256 ? sha256 : undefined;
  const git = gitBlobHash(size);
  for await (const chunk of createReadStream(path)) git.update(chunk);
  return git.digest('hex') === checksum.hex ? sha256 : undefined;
}

/** @throws SightlineError 'disk-full' before anything is downloaded that would not fit. */
async function checkRoom(folder: string, missing: readonly HubFile[], repo: string): Promise<void> {
  const left = await Promise.all(missing.map(async (file) => file.size - (await gathered(folder, file))));
  const needed = left.reduce((sum, size) => sum + size, 0);
  if (needed === 0) return;
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (needed + spareBytes <= free) return;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
  throw new SightlineError(
    'disk-full',
    `${repo} needs ${megabytes(needed)} more, and ${folder} has room for ${megabytes(Math.max(0, free - spareBytes))}.`,
    { remedy: 'Make room, choose another folder (--models-dirs), or a smaller precision (--precision q8).' },
  );
}
