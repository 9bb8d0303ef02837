import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { EmbeddingSpace } from '../embed/embedder.ts';
import type { VectorView } from '../store/store.ts';
import { reasonOf, SightlineError, systemCode } from '../support/errors.ts';

/** Where the parts of an index lie. */
export function indexFolder(root: string) {
  return {
    root,
    manifest: join(root, 'index.json'),
    vectors: join(root, 'vectors'),
    blobs: join(root, 'blobs'),
    work: join(root, 'work'),
    lock: join(root, 'write.lock'),
  } as const;
}

const space = z.object({ model: z.string(), dimensions: z.number(), normalised: z.boolean(), revision: z.string() });
const manifest = z.object({
  format: z.literal(1),
  createdAt: z.string(),
  spaces: z.object({ text: space, image: space }),
  /** Files that the last run could not read. */
  problems: z.array(z.object({ source: z.string(), reason: z.string() })).default([]),
});

/** What an index says of itself: the spaces its vectors live in, and what the last run could not read. */
export interface Manifest {
  readonly format: 1;
  readonly createdAt: string;
  readonly spaces: Readonly<Record<VectorView, EmbeddingSpace>>;
  readonly problems: readonly { readonly source: string; readonly reason: string }[];
}

export async function readManifest(file: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw new SightlineError('index-corrupt', `The index file ${file} cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  try {
    return manifest.parse(JSON.parse(text));
  } catch (error) {
    throw new SightlineError(
      'index-corrupt',
      `The index file ${file} is damaged or from another version of Sightline.`,
      {
        remedy: `Move the folder ${dirname(file)} away and index again; your own files are not touched by that.`,
        cause: error,
      },
    );
  }
}

/** Written beside and renamed, so that a crash leaves the old manifest or the new one. */
export async function writeManifest(file: string, value: Manifest): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`);
  await rename(partial, file);
}
