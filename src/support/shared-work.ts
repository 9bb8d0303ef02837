import { throwIfAborted } from './errors.ts';

/**
 * Work that several callers want at once is done once. When it fails, perhaps because the caller who started it was cancelled,
 * the next one tries for itself.
 */
export class SharedWork<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  async run(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let running = this.#underWay.get(key); running; running = this.#underWay.get(key)) {
      const result = await running.then(
        (value) => ({ value }),
        () => undefined,
      );
      throwIfAborted(signal);
      if (result) return result.value;
    }
    const started = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }
}
