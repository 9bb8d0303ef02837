import type { Settings } from '../config.ts';
import type { Embedder } from '../embed/embedder.ts';
import { stores } from '../registry.ts';
import { type BlobStore, folderBlobs, memoryBlobs } from '../store/blobs.ts';
import type { VectorStore, VectorView } from '../store/store.ts';
import { lockForWriting } from '../store/writer-lock.ts';
import { SightlineError } from '../support/errors.ts';
import { lmdbWorkCache } from '../support/lmdb-work-cache.ts';
import { memoryWorkCache, type WorkCache } from '../support/work-cache.ts';
import { indexFolder, type Manifest, readManifest, writeManifest } from './index-folder.ts';
import { checkSpaces, resolveEmbedder } from './resolve-embedder.ts';

/** An index and the embedders it is searched and filled with. Its parts are opened when first needed. */
export interface OpenIndex {
  readonly location: string;
  readonly embedders: Readonly<Record<VectorView, Embedder>>;
  readonly blobs: BlobStore;
  manifest(): Promise<Manifest>;
  /** @throws SightlineError 'index-missing' when nothing was ever indexed here. */
  store(): Promise<VectorStore>;
  /** Makes the index if it is not there, and keeps other writers out until the release is called. */
  lockForWriting(): Promise<() => Promise<void>>;
  workCache(): Promise<WorkCache>;
  recordProblems(problems: Manifest['problems']): Promise<void>;
  close(): Promise<void>;
}

export interface OwnParts {
  readonly embedder?: Embedder | undefined;
  readonly textEmbedder?: Embedder | undefined;
  readonly onProgress?: ((message: string, fraction: number | undefined) => void) | undefined;
}

const memoryLocation = 'memory:';

export async function openIndex(settings: Settings, own: OwnParts): Promise<OpenIndex> {
  const location = settings.index;
  const inMemory = location === memoryLocation;
  if (!inMemory && /^[a-z][a-z0-9+.-]+:/i.test(location) && !/^[a-z]:[\\/]/i.test(location)) {
    throw new SightlineError('bad-option', `There is no kind of index for "${location}".`, {
      remedy: `Give a folder, or "${memoryLocation}" for an index that lives in this process.`,
    });
  }
  const folder = indexFolder(location);
  let manifest = inMemory ? undefined : await readManifest(folder.manifest);
  const embedders = await chooseEmbedders(settings, own, manifest);
  if (manifest) checkSpaces(manifest, embedders, location);
  const dimensions = { text: embedders.text.space.dimensions, image: embedders.image.space.dimensions };
  const opened: { store?: Promise<VectorStore>; cache?: Promise<WorkCache> } = {};

  const openStore = async (): Promise<VectorStore> => {
    const adapter = await (inMemory ? stores.memory() : stores.lancedb());
    return adapter.open(folder.vectors, { dimensions });
  };
  const create = async (): Promise<Manifest> => {
    const { text, image } = embedders;
    const fresh = {
      format: 1,
      createdAt: new Date().toISOString(),
      spaces: { text: text.space, image: image.space },
      problems: [],
    } as const;
    if (!inMemory) await writeManifest(folder.manifest, fresh);
    return fresh;
  };
  const existing = async (): Promise<Manifest> => {
    // Another process may have made it since.
    manifest ??= inMemory ? await create() : await readManifest(folder.manifest);
    if (manifest) return manifest;
    throw new SightlineError('index-missing', `There is no index in ${location}.`, {
      remedy: 'Make one: sightline index PATH (or name its folder with --index).',
    });
  };

  return {
    location,
    embedders,
    blobs: inMemory ? memoryBlobs() : folderBlobs(folder.blobs),
    manifest: existing,
    async store() {
      await existing();
      opened.store ??= openStore();
      return opened.store;
    },
    async lockForWriting() {
      if (inMemory) {
        manifest ??= await create();
        return async () => undefined;
      }
      const release = await lockForWriting(folder.lock);
      try {
        manifest = (await readManifest(folder.manifest)) ?? (await create());
        checkSpaces(manifest, embedders, location);
        return release;
      } catch (error) {
        await release();
        throw error;
      }
    },
    async workCache() {
      opened.cache ??= inMemory ? Promise.resolve(memoryWorkCache()) : lmdbWorkCache(folder.work);
      return opened.cache;
    },
    async recordProblems(problems) {
      manifest = { ...(await existing()), problems };
      if (!inMemory) await writeManifest(folder.manifest, manifest);
    },
    async close() {
      const parts = await Promise.all([opened.store?.catch(() => undefined), opened.cache?.catch(() => undefined)]);
      await Promise.all(parts.map((part) => part?.close()));
      // What the caller brought, the caller closes.
      const ours = [...new Set([embedders.text, embedders.image])].filter(
        (one) => one !== own.embedder && one !== own.textEmbedder,
      );
      await Promise.all(ours.map((one) => one.close()));
    },
  };
}

/** Those brought along, those named, those the index was made with, else the built-in one; one for both views if it can. */
async function chooseEmbedders(
  settings: Settings,
  own: OwnParts,
  manifest: Manifest | undefined,
): Promise<Readonly<Record<VectorView, Embedder>>> {
  const context = {
    modelsDirs: settings.modelsDirs,
    offline: settings.offline,
    threads: settings.threads,
    ...(own.onProgress ? { onProgress: own.onProgress } : {}),
  };
  const imageName = settings.embedder ?? manifest?.spaces.image.model ?? 'builtin';
  const image = own.embedder ?? (await resolveEmbedder(imageName, context));
  const textName = settings.textEmbedder ?? (settings.embedder ? undefined : manifest?.spaces.text.model);
  if (own.textEmbedder) return { image, text: own.textEmbedder };
  return {
    image,
    text: textName === undefined || textName === image.space.model ? image : await resolveEmbedder(textName, context),
  };
}
