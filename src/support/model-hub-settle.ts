import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './errors.ts';
import type { ModelPrecision } from './local-model-context.ts';
import { fileSha256, readLicence } from './model-folder.ts';
import { type ModelFile, type ModelRecord, readRecord, recordName, writeRecord } from './model-folder-record.ts';
import type { Downloaded } from './model-hub-download.ts';
import { type HubFile, isPlain } from './model-hub-files.ts';
import type { HubListing } from './model-hub-listing.ts';
import { lockName } from './model-hub-lock.ts';
import type { HubAccess } from './model-hub-request.ts';

/** What is being downloaded, and into which folder. */
export interface Pull {
  readonly repo: string;
  readonly folder: string;
  readonly revision: string;
  readonly precision: ModelPrecision;
  readonly listing: HubListing;
  readonly files: readonly HubFile[];
}

/** Puts what was gathered into its places and writes the record. */
export async function settle(
  pull: Pull,
  access: HubAccess,
  there: Map<string, ModelFile>,
  fetched: readonly { readonly file: HubFile; readonly download: Downloaded }[],
): Promise<ModelRecord> {
  const { folder, listing, files } = pull;
  const before = await readRecord(folder);
  const kept = await otherFiles(folder, before, listing, files);
  const isSame = before?.complete === true && before.commit === listing.commit;
  if (fetched.length > 0 && !isSame)
    await writeRecord(folder, recordOf(pull, access, false, [...there.values(), ...kept]));
  for (const { file, download } of fetched) {
    await moveIntoPlace(download.partial, join(folder, file.path), file.size);
    there.set(file.path, { path: file.path, size: file.size, sha256: download.sha256 });
  }
  const all = [...there.values(), ...kept];
  for (const { path } of before?.files ?? [])
    if (isPlain(path) && !all.some((file) => file.path === path)) await rm(join(folder, path), { force: true });
  const record = recordOf(pull, access, true, all, await readLicence(folder));
  await writeRecord(folder, record);
  await removeLeftOvers(folder);
  return record;
}

/** What is known of the model now, or at the beginning of its download. */
export function recordOf(
  { repo, revision, precision, listing: { commit } }: Pull,
  { endpoint }: HubAccess,
  complete: boolean,
  files: readonly ModelFile[],
  licence?: string,
): ModelRecord {
  return {
    repo,
    endpoint: endpoint.href,
    revision,
    commit,
    precision,
    complete,
    pulledAt: new Date().toISOString(),
    ...(licence === undefined ? {} : { licence }),
    files: [...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Files of an earlier pull in another precision, as far as they are those of this commit and not damaged. */
async function otherFiles(
  folder: string,
  before: ModelRecord | undefined,
  listing: HubListing,
  files: readonly HubFile[],
): Promise<ModelFile[]> {
  const now = new Map(listing.files.map((file) => [file.path, file]));
  const chosen = new Set(files.map(({ path }) => path));
  const kept: ModelFile[] = [];
  for (const { path, size, sha256 } of before?.files ?? []) {
    const file = now.get(path);
    if (chosen.has(path) || !isPlain(path) || file?.size !== size) continue;
    const isSame = file.checksum?.kind === 'sha256' ? file.checksum.hex === sha256 : before?.commit === listing.commit;
    if (isSame && (await fileSha256(join(folder, path)).catch(() => '')) === sha256) kept.push({ path, size, sha256 });
  }
  return kept;
}

async function moveIntoPlace(partial: string, target: string, size: number): Promise<void> {
  try {
    await rename(partial, target);
  } catch (error) {
    // Another process that had the same has done it.
    const found = systemCode(error) === 'ENOENT' ? await stat(target).catch(() => undefined) : undefined;
    if (found?.size !== size) throw error;
  }
}

/** Removes what older versions and killed processes left, but not what a process at work has just made. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const isAside = name.startsWith(`${lockName}.`) || name.startsWith(`${recordName}.`);
    const made = isAside ? ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()) : 0;
    if (isAside ? Date.now() - made > 60_000 : /\.partial(\.etag)?$/.test(name)) await rm(path, { force: true });
  }
}
