import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
    /** Vectors of one pair of spaces; the manifest names the folder that is in use. */
    vectors: (name: string) => join(root, name),
    blobs: join(root, 'blobs'),
    work: join(root, 'work'),
    /** Files that were uploaded to a server, and reports that were kept for its page. */
    uploads: join(root, 'uploads'),
    evaluations: join(root, 'evaluations'),
    lock: join(root, 'write.lock'),
  } as const;
}

const space = z.object({
  model: z.string(),
  dimensions: z.number(),
  normalised: z.boolean(),
  revision: z.string(),
  roles: z.object({ by: z.string(), query: z.string(), passage: z.string() }).optional(),
  noise: z.number().positive().optional(),
});
/** Where the vectors of an index lie until they are embedded again with another model. */
export const firstVectors = 'vectors';
/** These names become paths of folders that are removed: nothing else may pass for one. */
const vectorsName = z.string().regex(/^vectors(?:-[0-9a-f]{8,64})?$/);
const removedSuffix = '.removed';

const manifest = z.object({
  format: z.literal(1),
  createdAt: z.string(),
  spaces: z.object({ text: space, image: space }),
  /** Files that could not be read when they were last looked at. */
  problems: z.array(z.object({ source: z.string(), reason: z.string() })).default([]),
  vectors: vectorsName.default(firstVectors),
  retired: z.array(vectorsName).default([]),
});

/** What an index says of itself: the spaces its vectors live in, and what could not be read. */
export interface Manifest {
  readonly format: 1;
  readonly createdAt: string;
  readonly spaces: Readonly<Record<VectorView, EmbeddingSpace>>;
  readonly problems: readonly { readonly source: string; readonly reason: string }[];
  /** Folder of the vectors in use, inside that of the index. */
  readonly vectors: string;
  /**
   * Folders of vectors that were replaced. Whoever opened the index before may still read them, so they stay until it is
   * written to again.
   */
  readonly retired: readonly string[];
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
    return manifest.parse(JSON.parse(text)) as Manifest;
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

/** Folders of vectors in that of an index, in use or not, whole or half removed. */
export async function vectorFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => withoutSuffix(name));
  return [...new Set(names)].filter((name) => vectorsName.safeParse(name).success);
}

/**
 * Removes folders of vectors and gives the names of those that are still there because something holds them. Each is renamed
 * first, so that a crash never leaves half a folder where a whole one is looked for.
 */
export async function removeVectors(root: string, names: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const name of names) {
    const [folder, going] = [join(root, name), join(root, `${name}${removedSuffix}`)];
    try {
      await rm(going, { recursive: true, force: true });
      await rename(folder, going).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      await rm(going, { recursive: true, force: true });
    } catch {
      left.push(name);
    }
  }
  return left;
}

function withoutSuffix(name: string): string {
  return name.endsWith(removedSuffix) ? name.slice(0, -removedSuffix.length) : name;
}
