import { existsSync } from 'node:fs';
import type { Settings } from '../config.ts';
import type { Embedder } from '../embed/embedder.ts';
import { noisyEmbedder } from '../embed/noisy-embedder.ts';
import { stores } from '../registry.ts';
import type { BlobStore } from '../store/blobs.ts';
import type { VectorStore, VectorView } from '../store/store.ts';
import { lockForWriting } from '../store/writer-lock.ts';
import { SightlineError } from '../support/errors.ts';
import { lmdbWorkCache } from '../support/lmdb-work-cache.ts';
import { memoryWorkCache, type WorkCache } from '../support/work-cache.ts';
import { checkSpaces, checkStillSpaces } from './check-spaces.ts';
import {
  firstVectors,
  indexFolder,
  type Manifest,
  readManifest,
  removeVectors,
  vectorFolders,
  writeManifest,
} from './index-folder.ts';
import { openBlobs } from './open-blobs.ts';
import { type ModelSurroundings, providerContexts } from './provider-context.ts';
import { resolveModel } from './resolve-model.ts';

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
  /**
   * A second store beside the one in use, for vectors of other spaces, with what an earlier run left in it. While the lock is
   * held; the caller closes it.
   *
   * @throws SightlineError 'bad-option' for an index in memory.
   */
  storeBeside(name: string, spaces: Manifest['spaces']): Promise<VectorStore>;
  /**
   * Makes such a store the one in use, in one step, for whoever opens the index from now on. What has it open, this too, goes on
   * with the old one until the index is next written to.
   */
  switchTo(name: string, spaces: Manifest['spaces']): Promise<void>;
  close(): Promise<void>;
}

export interface OwnParts extends ModelSurroundings {
  readonly embedder?: Embedder | undefined;
  readonly textEmbedder?: Embedder | undefined;
}

interface OpenVectors {
  readonly name: string;
  readonly store: VectorStore;
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
  const blobs = openBlobs(settings, inMemory ? undefined : folder.blobs, own.environment);
  let manifest = inMemory ? undefined : await readManifest(folder.manifest);
  const chosen = await chooseEmbedders(settings, own, manifest);
  const embedders = withNoise(chosen, settings, manifest);
  // What the caller brought, the caller closes.
  const ours = [...new Set([chosen.text, chosen.image])].filter(
    (one) => one !== own.embedder && one !== own.textEmbedder,
  );
  try {
    if (manifest) checkSpaces(manifest, embedders, location);
  } catch (error) {
    await Promise.all(ours.map((one) => one.close()));
    throw error;
  }
  const spaces = { text: embedders.text.space, image: embedders.image.space };
  let cache: Promise<WorkCache> | undefined;
  let inUse: Promise<OpenVectors> | undefined;
  const outdated: VectorStore[] = [];

  const openVectors = async (name: string, { text, image }: Manifest['spaces']): Promise<VectorStore> => {
    const adapter = await (inMemory ? stores.memory() : stores.lancedb());
    return adapter.open(folder.vectors(name), { dimensions: { text: text.dimensions, image: image.dimensions } });
  };
  const create = async (): Promise<Manifest> => {
    const createdAt = new Date().toISOString();
    const fresh: Manifest = { format: 1, createdAt, spaces, problems: [], vectors: firstVectors, retired: [] };
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
  /** The manifest as it is now: another process may have embedded the index again since it was opened here. */
  const newest = async (): Promise<Manifest> => {
    const found = inMemory ? undefined : await readManifest(folder.manifest);
    if (!found) return existing();
    checkStillSpaces(found, embedders, location);
    manifest = found;
    return found;
  };
  const openInUse = async (): Promise<OpenVectors> => {
    const { vectors: name } = await newest();
    return { name, store: await openVectors(name, spaces) };
  };
  /** The store in use; where the one opened here was replaced and has gone, the one in its place. */
  const currentStore = async (isCurrent: (name: string) => boolean): Promise<VectorStore> => {
    inUse ??= openInUse();
    const opening = inUse;
    const { name, store } = await opening;
    if (inMemory || isCurrent(name) || (await newest()).vectors === name) return store;
    if (inUse === opening) {
      outdated.push(store);
      inUse = openInUse();
    }
    return (await inUse).store;
  };
  const removeRetired = async (found: Manifest): Promise<Manifest> => {
    if (found.retired.length === 0) return found;
    const gone = found.retired.filter((name) => name !== found.vectors);
    const now = { ...found, retired: await removeVectors(folder.root, gone) };
    await writeManifest(folder.manifest, now);
    return now;
  };

  return {
    location,
    embedders,
    blobs,
    manifest: existing,
    async store() {
      await existing();
      return currentStore((name) => existsSync(folder.vectors(name)));
    },
    async lockForWriting() {
      if (inMemory) {
        manifest ??= await create();
        return async () => undefined;
      }
      const release = await lockForWriting(folder.lock);
      try {
        const found = (await readManifest(folder.manifest)) ?? (await create());
        checkStillSpaces(found, embedders, location);
        manifest = await removeRetired(found);
        if (inUse) await currentStore((name) => name === found.vectors);
        return release;
      } catch (error) {
        await release();
        throw error;
      }
    },
    async workCache() {
      cache ??= inMemory ? Promise.resolve(memoryWorkCache()) : lmdbWorkCache(folder.work);
      return cache;
    },
    async recordProblems(problems) {
      manifest = { ...(await existing()), problems };
      if (!inMemory) await writeManifest(folder.manifest, manifest);
    },
    async storeBeside(name, others) {
      if (inMemory) {
        throw new SightlineError('bad-option', 'An index in memory cannot be embedded again.', {
          remedy: 'Open another one with the other model, and add the same sources to it.',
        });
      }
      const { vectors } = await existing();
      const abandoned = (await vectorFolders(folder.root)).filter((one) => one !== vectors && one !== name);
      await removeVectors(folder.root, abandoned);
      if (existsSync(folder.vectors(name))) {
        const store = await openVectors(name, others).catch(() => undefined);
        const documents = (await store?.documents().catch(() => undefined)) ?? [];
        if (store && documents.length > 0) return store;
        // Perhaps left by a crash while it was being made, before it had all its parts.
        await store?.close();
        await removeVectors(folder.root, [name]);
      }
      return openVectors(name, others);
    },
    async switchTo(name, others) {
      const now = await existing();
      const retired = [...now.retired, now.vectors].filter((one) => one !== name);
      await writeManifest(folder.manifest, { ...now, spaces: others, vectors: name, retired });
    },
    async close() {
      const [vectors, work] = await Promise.all([inUse?.catch(() => undefined), cache?.catch(() => undefined)]);
      await Promise.all([...outdated, vectors?.store, work].map((part) => part?.close()));
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
  const contextFor = providerContexts(settings, own);
  const opened = (view: VectorView, name: string): Promise<Embedder> => {
    const made = manifest?.spaces[view];
    const known = made?.model === name ? { knownDimensions: made.dimensions } : {};
    return resolveModel('embedder', name, (vendor) => ({ ...contextFor(vendor), ...known }));
  };
  const imageName = settings.embedder ?? manifest?.spaces.image.model ?? 'builtin';
  const image = own.embedder ?? (await opened('image', imageName));
  // An index with one model for both views is asked with one, also with the wrong one, which is then refused for what it is.
  const isSplit = manifest !== undefined && manifest.spaces.text.model !== manifest.spaces.image.model;
  const textName = settings.textEmbedder ?? (settings.embedder || !isSplit ? undefined : manifest.spaces.text.model);
  if (own.textEmbedder) return { image, text: own.textEmbedder };
  return {
    image,
    text: textName === undefined || textName === image.space.model ? image : await opened('text', textName),
  };
}

/** With the noise that is asked for, else that of the index, on what is stored; one embedder stays one. */
export function withNoise(
  { text, image }: Readonly<Record<VectorView, Embedder>>,
  { vectorNoise }: Pick<Settings, 'vectorNoise'>,
  manifest: Pick<Manifest, 'spaces'> | undefined,
): Readonly<Record<VectorView, Embedder>> {
  const noisy = (view: VectorView, embedder: Embedder): Embedder =>
    noisyEmbedder(embedder, vectorNoise ?? manifest?.spaces[view].noise ?? 0);
  const looks = noisy('image', image);
  return { image: looks, text: text === image ? looks : noisy('text', text) };
}
