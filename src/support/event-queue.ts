/**
 * Carries events from a running task to one reader, in order. The task never waits for the reader; while nobody reads, only
 * the latest events are kept, so that a run of a million files that nobody watches does not fill the memory.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #keptUnread: number;
  #waiting: T[] = [];
  #isRead = false;
  #ended = false;
  #failure: { error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(keptUnread = 10_000) {
    this.#keptUnread = keptUnread;
  }

  push(event: T): void {
    this.#waiting.push(event);
    // Dropped in halves: taking the first of a long list each time is slow.
    if (!this.#isRead && this.#waiting.length > 2 * this.#keptUnread)
      this.#waiting = this.#waiting.slice(-this.#keptUnread);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    this.#isRead = true;
    for (;;) {
      while (this.#waiting.length > 0) {
        const ready = this.#waiting;
        this.#waiting = [];
        yield* ready;
      }
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
