import { CachedEmbedding, type KeyedItem } from '../embed/cached-embedding.ts';
import type { Embedder } from '../embed/embedder.ts';
import { SightlineError } from '../support/errors.ts';
import type { WorkCache } from '../support/work-cache.ts';

/** A vector, or why the model would not make it. */
export type Embedded = { readonly vector: Float32Array } | { readonly refused: string };

/** Refusals in a row after which it is not the items that are at fault. */
const mostInARow = 8;

/**
 * Embeds passages from the cache or with the model, and goes on where that refuses one of them: a batch that fails is asked for
 * again item by item, as one text that is too long for a vendor must not keep an index from its new model for ever.
 *
 * Rejects where nothing is refused but everything fails (no network, a wrong key, no such model), and with the last refusal
 * when the model refuses whatever it is given.
 */
export class ForgivingEmbedding {
  readonly #together: CachedEmbedding;
  readonly #alone: CachedEmbedding;
  readonly #known: CachedEmbedding;
  #fromCache = 0;
  #inARow = 0;

  constructor(embedder: Embedder, cache: WorkCache, settings = '') {
    const like = (batchSize: number, embed: Embedder['embed']): CachedEmbedding =>
      new CachedEmbedding(standIn(embedder, batchSize, embed), 'passage', cache, settings);
    this.#together = new CachedEmbedding(embedder, 'passage', cache, settings);
    this.#alone = like(1, (items, role, signal) => embedder.embed(items, role, signal));
    this.#known = like(embedder.batchSize, async () => {
      throw new SightlineError('model-failed', `This vector of ${embedder.space.model} is not in the cache.`);
    });
  }

  get computed(): number {
    return this.#together.computed + this.#alone.computed;
  }

  get cached(): number {
    return this.#fromCache + this.#together.cached;
  }

  /** The vector of an item that was embedded before, so that a picture need not be found and decoded for it. */
  async known(item: Pick<KeyedItem, 'pictureHash'>, signal: AbortSignal): Promise<Float32Array | undefined> {
    const vector = await this.#known.embed(item, signal).catch(() => undefined);
    if (vector) this.#fromCache++;
    return vector;
  }

  async embed(item: KeyedItem, signal: AbortSignal): Promise<Embedded> {
    try {
      return this.#embedded(await this.#together.embed(item, signal));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    try {
      return this.#embedded(await this.#alone.embed(item, signal));
    } catch (error) {
      if (!isRefusal(error) || ++this.#inARow > mostInARow) throw error;
      return { refused: error.message };
    }
  }

  #embedded(vector: Float32Array): Embedded {
    this.#inARow = 0;
    return { vector };
  }
}

function isRefusal(error: unknown): error is SightlineError {
  return error instanceof SightlineError && error.code === 'model-failed';
}

/** In the place of an embedder: of its space, and so with its entries in the cache. */
function standIn(embedder: Embedder, batchSize: number, embed: Embedder['embed']): Embedder {
  const { space, accepts, maxTextTokens } = embedder;
  return {
    space,
    accepts,
    maxTextTokens,
    countTokens: (text) => embedder.countTokens(text),
    batchSize,
    embed,
    close: async () => undefined,
  };
}
