import { SightlineError, throwIfAborted } from '../support/errors.ts';
import type { Embedder, EmbedItem, EmbedRole } from './embedder.ts';

interface Waiting {
  readonly item: EmbedItem;
  readonly signal: AbortSignal | undefined;
  resolve(vector: Float32Array): void;
  reject(error: unknown): void;
}

/** How long is waited for one more item, in milliseconds: an eighth of what the last batch took, within these bounds. */
const patience = { least: 2, most: 20 };

/**
 * Gathers single items from many documents into batches of the size the model likes best. As many run at a time as the
 * embedder takes: one on this machine, where the runtime uses every core already. Callers wait for their vector, which is
 * the backpressure: what they hold in memory is bounded by how many of them there are.
 */
export class EmbedBatcher {
  readonly #embedder: Embedder;
  readonly #role: EmbedRole;
  readonly #lanes: Record<'text' | 'image', Waiting[]> = { text: [], image: [] };
  #running = 0;
  #lastBatchMs = 0;
  /** Vectors computed so far. */
  computed = 0;

  constructor(embedder: Embedder, role: EmbedRole) {
    this.#embedder = embedder;
    this.#role = role;
  }

  embed(item: EmbedItem, signal?: AbortSignal): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      // Pictures and words run through different towers: mixing them would split every batch.
      this.#lanes[item.picture ? 'image' : 'text'].push({ item, signal, resolve, reject });
      if (this.#running < (this.#embedder.concurrency ?? 1)) {
        this.#running++;
        // Let the other callers of this turn of the event loop join the first batch.
        setImmediate(() => void this.#drain());
      }
    });
  }

  async #drain(): Promise<void> {
    for (;;) {
      const lane = this.#lanes.image.length >= this.#lanes.text.length ? this.#lanes.image : this.#lanes.text;
      if (lane.length === 0) break;
      await this.#filled(lane);
      const from = performance.now();
      await this.#run(lane.splice(0, this.#embedder.batchSize));
      this.#lastBatchMs = performance.now() - from;
      // The native runtime computes on this thread; give decoding and the terminal their turn between batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running--;
  }

  /**
   * Waits while a batch that is not full still grows: half a batch costs a model nearly as much as a whole one, and those who
   * come just too late would make the next one small as well.
   */
  async #filled(lane: readonly Waiting[]): Promise<void> {
    const patienceMs = Math.min(patience.most, Math.max(patience.least, this.#lastBatchMs / 8));
    let [length, since] = [lane.length, performance.now()];
    while (lane.length < this.#embedder.batchSize && performance.now() - since < patienceMs) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (lane.length > length) [length, since] = [lane.length, performance.now()];
    }
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const live = batch.filter((waiting) => {
      try {
        throwIfAborted(waiting.signal);
        return true;
      } catch (error) {
        waiting.reject(error);
        return false;
      }
    });
    if (live.length === 0) return;
    const stop = whenAllAbort(live.map((waiting) => waiting.signal));
    try {
      const vectors = await this.#embedder.embed(
        live.map((waiting) => waiting.item),
        this.#role,
        stop.signal,
      );
      this.computed += live.length;
      for (const [i, waiting] of live.entries()) {
        const vector = vectors[i];
        if (vector) waiting.resolve(vector);
        else
          waiting.reject(new SightlineError('model-failed', `${this.#embedder.space.model} returned too few vectors.`));
      }
    } catch (error) {
      for (const waiting of live) waiting.reject(error);
    } finally {
      stop.forget();
    }
  }
}

/** Aborts when nobody waits for the batch any more: one caller who gives up does not take the others' vectors with it. */
function whenAllAbort(given: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  forget(): void;
} {
  const controller = new AbortController();
  const signals = new Set(given);
  const onAbort = (): void => {
    if ([...signals].every((signal) => signal?.aborted)) controller.abort();
  };
  for (const signal of signals) signal?.addEventListener('abort', onAbort);
  return {
    signal: controller.signal,
    forget() {
      for (const signal of signals) signal?.removeEventListener('abort', onAbort);
    },
  };
}
