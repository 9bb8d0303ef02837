import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from './errors.ts';
import { modelPrecisions } from './local-model-context.ts';

export const recordName = 'sightline-model.json';

const file = z.object({ path: z.string(), size: z.number(), sha256: z.string() });

/** What is known of a downloaded model; kept in its folder. */
export const modelRecord = z.object({
  repo: z.string(),
  /** The hub it came from. */
  endpoint: z.string(),
  /** What was asked for: a branch, a tag or a commit. */
  revision: z.string(),
  /** What that was when it was downloaded. */
  commit: z.string(),
  precision: z.enum(modelPrecisions),
  /** False from the first file of a download to its last: the folder is not to be used. */
  complete: z.boolean(),
  pulledAt: z.string(),
  licence: z.string().optional(),
  files: z.array(file),
});
export type ModelRecord = z.infer<typeof modelRecord>;
export type ModelFile = z.infer<typeof file>;

/** The record of a model folder; undefined where there is none that can be read. */
export async function readRecord(folder: string): Promise<ModelRecord | undefined> {
  try {
    return modelRecord.parse(JSON.parse(await readFile(join(folder, recordName), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes the record so that it is there whole or not at all. */
export async function writeRecord(folder: string, record: ModelRecord): Promise<void> {
  const aside = join(folder, `${recordName}.${process.pid}`);
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, join(folder, recordName));
}

/** Whether a file system says that there is no room left. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '');
}
