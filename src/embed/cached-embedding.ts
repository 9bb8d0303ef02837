import { contentHash } from '../support/hashing.ts';
import { SharedWork } from '../support/shared-work.ts';
import type { WorkCache } from '../support/work-cache.ts';
import { EmbedBatcher } from './batch.ts';
import type { Embedder, EmbedItem, EmbedRole } from './embedder.ts';

/** An item with the content it is known by: the picture's own bytes, not its decoded pixels. */
export interface KeyedItem extends EmbedItem {
  readonly pictureHash?: string;
}

/**
 * Embeds through a batcher and remembers every vector by (content, model, revision, role), so that nothing unchanged is
 * embedded twice, even after a crash: a vector is in the cache before its document is committed.
 */
export class CachedEmbedding {
  readonly #batcher: EmbedBatcher;
  readonly #cache: WorkCache;
  readonly #prefix: string;
  readonly #dimensions: number;
  /** The same content asked for again while its vector is still being computed. */
  readonly #shared = new SharedWork<Float32Array>();
  cached = 0;

  constructor(embedder: Embedder, role: EmbedRole, cache: WorkCache, settings = '') {
    this.#batcher = new EmbedBatcher(embedder, role);
    this.#cache = cache;
    this.#dimensions = embedder.space.dimensions;
    const { model, revision, roles, noise } = embedder.space;
    const marks = [...(roles ? [roles.by, roles[role]] : []), ...(noise ? [`noise ${noise}`] : [])];
    this.#prefix = [model, revision, role, settings, ...marks].join('\n');
  }

  get computed(): number {
    return this.#batcher.computed;
  }

  async embed(item: KeyedItem, signal?: AbortSignal): Promise<Float32Array> {
    const key = `vector:${contentHash(this.#prefix, item.pictureHash ?? '', item.text ?? '').slice(0, 40)}`;
    const known = this.#cache.get(key);
    if (known && known.byteLength === this.#dimensions * 4) {
      this.cached++;
      return new Float32Array(Uint8Array.from(known).buffer);
    }
    let isOurs = false;
    const work = (): Promise<Float32Array> => {
      isOurs = true;
      return this.#compute(key, item, signal);
    };
    const vector = await this.#shared.run(key, work, signal);
    if (!isOurs) this.cached++;
    return vector;
  }

  async #compute(key: string, item: KeyedItem, signal: AbortSignal | undefined): Promise<Float32Array> {
    const vector = await this.#batcher.embed(item, signal);
    await this.#cache.put(key, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    return vector;
  }
}
